/* Files on their way: chosen, pasted or dropped, looked at, taken back; big photos are made lighter first. */

import { byId, el, icon, length, weight } from "./dom.js";

const MOST = 5; // files at a time
const HEAVY = 1_000_000; // bytes from which a photo is made lighter
const SIDE = 2560; // pixels of the longer side afterwards: a passport page stays readable

/** A lighter JPEG of a big photo (without the place it was taken); the original when that does not work or helps. */
async function lighter(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < HEAVY || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = el("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch (_) {
    return file;
  }
}

export class Tray {
  #items = []; // {file, address, seconds}

  /** `hooks`: changed(), notice(words), enlarge(address), play(file, button). */
  constructor(hooks, { maxBytes }) {
    this.hooks = hooks;
    this.maxBytes = maxBytes;
    this.list = byId("tray");
    this.input = byId("file");
    this.input.addEventListener("change", () => {
      this.take(Array.from(this.input.files));
      this.input.value = "";
    });
    byId("text").addEventListener("paste", (event) => this.#given(event, event.clipboardData));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => { event.preventDefault(); this.#given(event, event.dataTransfer); });
  }

  get filled() {
    return this.#items.length > 0;
  }

  choose() {
    this.input.click();
  }

  /** Adds files to the tray; `seconds` for a recording. */
  async take(files, seconds = 0) {
    for (const original of files) {
      if (this.#items.length >= MOST) {
        this.hooks.notice(`Paling banyak ${MOST} berkas sekali kirim. Sisanya bisa dikirim sesudah ini.`);
        break;
      }
      const file = await lighter(original);
      if (file.size > this.maxBytes) {
        this.hooks.notice(`"${file.name}" ${weight(file.size)}. Paling besar ${weight(this.maxBytes)}.`);
        continue;
      }
      if (!file.size) {
        this.hooks.notice(`"${file.name}" kosong, jadi tidak bisa dikirim.`);
        continue;
      }
      const address = file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
      this.#items.push({ file, address, seconds });
    }
    this.#draw();
  }

  /** Empties the tray and gives what was in it. */
  give() {
    const files = this.#items.map((item) => item.file);
    this.clear();
    return files;
  }

  clear() {
    for (const { address } of this.#items) if (address) URL.revokeObjectURL(address);
    this.#items = [];
    this.#draw();
  }

  #given(event, transfer) {
    const files = Array.from(transfer?.files || []);
    if (!files.length) return;
    event.preventDefault();
    this.take(files);
  }

  #draw() {
    this.list.replaceChildren(...this.#items.map((item) => this.#card(item)));
    this.list.hidden = !this.filled;
    this.hooks.changed();
  }

  #card(item) {
    const away = el("button", { type: "button", class: "icon", "aria-label": `Buang ${item.file.name}` }, icon("close"));
    away.addEventListener("click", () => this.#away(item));
    const name = item.seconds ? `Pesan suara ${length(item.seconds)}` : item.file.name;
    const words = el("span", { class: "what" }, el("b", {}, name), el("small", {}, weight(item.file.size)));
    return el("li", {}, this.#look(item), words, away);
  }

  #look(item) {
    if (item.address) {
      const look = el("button", { type: "button", class: "look", "aria-label": `Lihat ${item.file.name}` },
        el("img", { src: item.address, alt: "" }));
      look.addEventListener("click", () => this.hooks.enlarge(item.address));
      return look;
    }
    if (item.seconds) {
      const play = el("button", { type: "button", class: "look", "aria-label": "Dengarkan rekaman" }, icon("play"));
      play.addEventListener("click", () => this.hooks.play(item.file, play));
      return play;
    }
    return el("span", { class: "look" }, icon("file"));
  }

  #away(item) {
    if (item.address) URL.revokeObjectURL(item.address);
    this.#items = this.#items.filter((other) => other !== item);
    this.#draw();
    byId("text").focus();
  }
}
