/* One message as a bubble: the person's own with its fate, ours with source, speaker and choices. */

import { clock, el, icon, linked, weight } from "./dom.js";

const STATUS = {
  waiting: ["clock", "menunggu giliran"],
  sending: ["clock", "mengirim"],
  sent: ["done", "terkirim"],
};

/** The person's own message. `picture`: {address, shown()} of a photo still in memory, or null. */
export function mine(message, picture, hooks) {
  const bubble = el("div", { class: "bubble" }, el("b", { class: "sr" }, "Anda: "));
  if (picture) bubble.append(thumb(message, picture, hooks));
  else if (message.file) bubble.append(paper(message.file));
  if (message.text) bubble.append(el("p", { class: "words" }, message.text));
  bubble.addEventListener("click", () => { if (message.status === "unsent") hooks.retry(message); });
  const fate = el("div", { class: "under" }, ...under(message, hooks));
  return el("div", { class: "row mine", "data-status": message.status, tabindex: "-1" }, bubble, fate);
}

/** What stands under the person's own bubble: the time, or what went wrong and what can be done. */
export function under(message, hooks) {
  if (message.status === "unsent") return [...again("belum terkirim, ketuk untuk ulang", message, hooks)];
  if (message.status === "refused") return [wrong(message.error), ...again("kirim ulang", message, hooks)];
  if (message.status === "lost") return [wrong("Berkas belum terkirim. Pilih berkasnya lagi."), discard(message, hooks)];
  const [sign, words] = STATUS[message.status];
  return [time(message), icon(sign), el("span", { class: message.status === "sent" ? "sr" : "" }, words)];
}

/** Progress of a file, with a way to stop it. */
export function upload(message, hooks) {
  const bar = el("progress", { max: "1", value: "0", "aria-label": "Kemajuan pengiriman berkas" });
  const stop = el("button", { type: "button", class: "stop", "aria-label": "Batal mengirim berkas" }, icon("close"), "Batal");
  stop.addEventListener("click", () => hooks.cancel(message));
  return el("div", { class: "upload" }, bar, stop);
}

/** A message of the assistant or of an officer. */
export function theirs(message, hooks) {
  const officer = message.answer === "pesan_petugas";
  const speaker = officer ? "Petugas" : message.urgent ? "Penting untuk keselamatan" : "";
  const bubble = el("div", { class: "bubble", lang: message.language });
  bubble.append(speaker
    ? el("p", { class: "speaker", lang: "id" }, icon(officer ? "person" : "alert"), speaker)
    : el("b", { class: "sr", lang: "id" }, "Langkah Aman: "));
  if (message.media) bubble.append(message.media.kind === "voice" ? voice(message.media) : picture(message.media, hooks));
  if (message.text) bubble.append(el("p", { class: "words" }, linked(message.text)));
  if (message.source) bubble.append(el("p", { class: "source", lang: "id" }, linked(message.source)));
  const row = el("div", { class: "row theirs", "data-answer": message.answer }, bubble);
  row.classList.toggle("urgent", message.urgent);
  row.classList.toggle("officer", officer);
  row.append(el("div", { class: "under" }, time(message)));
  return row;
}

/* A picture keeps its place while it loads; without it, its words stand there. */
function picture({ url, alt, width, height }, hooks) {
  const image = el("img", { src: url, alt, width, height, loading: "lazy" });
  const button = el("button", { type: "button", class: "thumb shown", "aria-label": `Perbesar gambar: ${alt}` }, image);
  button.addEventListener("click", () => hooks.enlarge(url));
  image.addEventListener("error", () => button.replaceWith(el("p", { class: "said" }, `Gambar: ${alt}`)), { once: true });
  return button;
}

function voice({ url, alt }) {
  const player = el("audio", { src: url, controls: true, preload: "none", "aria-label": "Putar pesan suara" });
  const said = el("details", { class: "said" }, el("summary", {}, "Isi suara dalam tulisan"), el("p", {}, alt));
  player.addEventListener("error", () => { player.remove(); said.open = true; }, { once: true });
  return el("div", { class: "heard" }, player, said);
}

/** The choices under a message. */
export function chips(message, choose) {
  const group = el("div", { class: "chips", role: "group", "aria-label": "Pilihan jawaban" });
  for (const button of message.buttons) {
    const chip = el("button", { type: "button", class: "chip", lang: message.language }, button.title);
    chip.addEventListener("click", () => choose(button));
    group.append(chip);
  }
  return group;
}

function time(message) {
  return el("time", { datetime: new Date(message.at).toISOString() }, clock(message.at));
}

function wrong(words) {
  return el("span", { class: "refused" }, icon("alert"), words);
}

function again(words, message, hooks) {
  const button = el("button", { type: "button", class: "again" }, icon("retry"), words);
  button.addEventListener("click", () => hooks.retry(message));
  return [button, discard(message, hooks)];
}

function discard(message, hooks) {
  const button = el("button", { type: "button", class: "again quiet" }, "buang",
    el("span", { class: "sr" }, " pesan yang belum terkirim"));
  button.addEventListener("click", () => hooks.cancel(message));
  return button;
}

function thumb(message, picture, hooks) {
  const image = el("img", { src: picture.address, alt: "" });
  image.addEventListener("load", picture.shown, { once: true });
  const button = el("button", { type: "button", class: "thumb", "aria-label": `Perbesar gambar ${message.file.name}` }, image);
  button.addEventListener("click", (event) => {
    event.stopPropagation(); // the bubble itself means "send again"
    hooks.enlarge(picture.address);
  });
  return button;
}

function paper(file) {
  const voice = file.type.startsWith("audio/");
  const words = el("span", {}, voice ? "Pesan suara" : file.name, el("small", {}, weight(file.size)));
  return el("div", { class: "paper" }, icon(voice ? "mic" : "file"), words);
}
