/* Voice messages where the browser can record; where it cannot, or may not, the page says so and goes on. */

import { byId, length } from "./dom.js";

const LONGEST = 180; // seconds
const KINDS = [["audio/ogg;codecs=opus", "ogg"], ["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"]];

export const canRecord = () => Boolean(
  window.isSecureContext && navigator.mediaDevices?.getUserMedia && window.MediaRecorder
  && KINDS.some(([kind]) => MediaRecorder.isTypeSupported(kind)),
);

export class Voice {
  #recorder = null;
  #timer = 0;
  #keep = false;

  /** `hooks`: recorded(file, seconds), notice(words), ended(). */
  constructor(hooks) {
    this.hooks = hooks;
    byId("mic").hidden = !canRecord();
  }

  async start() {
    if (this.#recorder) return;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      this.hooks.notice(error.name === "NotFoundError"
        ? "Mikrofon tidak ditemukan. Anda tetap bisa menulis atau mengirim foto."
        : "Mikrofon belum diizinkan. Izinkan di pengaturan peramban, atau tulis saja pesannya.");
      return;
    }
    this.#record(stream);
  }

  stop() {
    this.#end(true);
  }

  cancel() {
    this.#end(false);
  }

  #record(stream) {
    const [kind, ending] = KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
    const began = Date.now();
    const parts = [];
    const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 24_000 });
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      const seconds = Math.max(1, Math.round((Date.now() - began) / 1000));
      if (this.#keep) this.hooks.recorded(new File(parts, `pesan-suara.${ending}`, { type: kind.split(";")[0] }), seconds);
      this.hooks.ended();
    };
    this.#recorder = recorder;
    recorder.start();
    this.#show(true);
    this.#timer = setInterval(() => {
      const seconds = (Date.now() - began) / 1000;
      byId("recorded").value = length(seconds);
      if (seconds >= LONGEST) this.stop();
    }, 250);
  }

  #end(keep) {
    if (!this.#recorder) return;
    clearInterval(this.#timer);
    this.#keep = keep;
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    this.#recorder = null;
    this.#show(false);
  }

  #show(recording) {
    byId("recorded").value = length(0);
    byId("recorder").hidden = !recording;
    byId("write").hidden = recording;
    if (recording) byId("recorder").querySelector("[data-do=record-stop]").focus();
  }
}

let playing = null;

/** Plays a recording before it is sent, or stops it; through Web Audio, because the page's policy allows no media address. */
export async function play(file, button) {
  if (playing) {
    playing.close();
    playing = null;
    return;
  }
  const sound = new AudioContext();
  playing = sound;
  try {
    const source = sound.createBufferSource();
    source.buffer = await sound.decodeAudioData(await file.arrayBuffer());
    source.connect(sound.destination);
    source.onended = () => { if (playing === sound) playing = null; sound.close().catch(() => {}); };
    source.start();
  } catch (_) {
    playing = null;
    button.disabled = true;
    button.title = "Rekaman tidak bisa diputar di sini, tetapi tetap bisa dikirim.";
  }
}
