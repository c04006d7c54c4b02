/* The web chat page: what a tap does, and who tells whom. */

import { byId } from "./dom.js";
import { Store, secret } from "./store.js";
import { Outbox } from "./outbox.js";
import { Poll } from "./poll.js";
import { Log } from "./log.js";
import { Composer } from "./composer.js";
import { Tray } from "./attach.js";
import { Voice, play } from "./voice.js";
import { closeAll, closeBesides, enlarge, leave, leaveOnEscTwice, open, showChoices } from "./panels.js";

const { maxText, maxFileBytes } = document.documentElement.dataset;
const LANGUAGES = { id: "Bahasa Indonesia", su: "Bahasa Sunda", jv: "Bahasa Jawa Serang" };

const store = new Store();
const log = new Log({ choose: ({ title, payload }) => say(title, { payload }), retry, cancel: (message) => outbox.cancel(message), enlarge });
const outbox = new Outbox(store, {
  changed: (message) => { log.changed(message); typing(); },
  progress: (message, share) => { log.progress(message, share); typing(); },
  removed: (message) => { log.remove(message); typing(); announce("Pesan dibuang."); },
  replies: (list, cursor) => { receive(list, cursor); if (!poll.waiting) poll.heard(); },
  pending: () => poll.expect(),
  trouble,
});
const poll = new Poll(store, {
  replies: (list) => receive(list),
  waiting: () => typing(),
  late: () => notice("Jawaban lebih lama dari biasanya. Pesan Anda sudah kami terima; jawabannya akan muncul di sini."),
  reachable: (yes) => { if (yes && !store.unsent.length) trouble(null); else if (!yes) trouble({ reached: false }); },
});
const tray = new Tray({ changed: () => composer.refresh(), notice, enlarge, play }, { maxBytes: Number(maxFileBytes) });
const voice = new Voice({ recorded: (file, seconds) => tray.take([file], seconds), notice, ended: () => byId("text").focus() });
const composer = new Composer(
  { send: sendAll, canSendEmpty: () => tray.filled, drafted: keepDraft },
  { maxText: Number(maxText) },
);

/** Puts a message of the person on the screen and on its way. */
function say(text, { payload = null, urgent = false, file = null } = {}) {
  const message = { mine: true, id: secret(), text, payload, at: Date.now(), status: "waiting", urgent };
  if (file) {
    message.file = { name: file.name, size: file.size, type: file.type };
    store.files.set(message.id, file);
  }
  closeAll();
  notice("");
  const row = log.addMine(message, file);
  outbox.take(message);
  showStarted();
  return row;
}

function sendAll(text) {
  const files = tray.give();
  if (!files.length) say(text);
  files.forEach((file, position) => say(position ? "" : text, { file }));
}

/* Ids tell what is here already: a poll and a turn may bring the same reply. */
function receive(list, cursor) {
  const fresh = list.filter((reply) => reply.id === null || !store.has(reply.id));
  const messages = fresh.map((reply) => ({ ...reply, mine: false, at: Date.now() }));
  if (cursor !== undefined && list.some((reply) => reply.id === null)) store.talk.cursor = cursor;
  for (const message of messages) store.add(message);
  log.addReplies(messages);
  if (messages.length) poll.heard();
  typing();
}

function retry(message) {
  outbox.retry(message);
}

function typing() {
  log.setTyping(outbox.working || poll.waiting);
}

/* The bar above the conversation: what happened, what was kept, what to do. */
function trouble(failure) {
  const bar = byId("offline");
  const kept = store.unsent.length ? " Pesan disimpan dan dikirim begitu bisa." : " Nomor darurat tetap bisa ditelepon.";
  const words = !failure ? "" : failure.reached ? failure.message : `Tidak ada sambungan.${kept}`;
  if (byId("offline-words").textContent !== words) byId("offline-words").textContent = words;
  bar.querySelector("use").setAttribute("href", failure?.reached ? "#i-alert" : "#i-offline");
  bar.hidden = !failure;
}

function notice(words) {
  byId("notice").hidden = !words;
  byId("notice").firstElementChild.textContent = words;
}

function announce(words) {
  byId("status").textContent = words;
}

let drafting = 0;
function keepDraft(text) {
  store.talk.draft = text;
  clearTimeout(drafting);
  drafting = setTimeout(() => store.save(), 300);
}

function showStarted() {
  document.body.classList.toggle("started", store.talk.started);
}

function erase() {
  outbox.drop();
  poll.drop();
  tray.clear();
  store.forget();
  store.save();
  log.clear();
  composer.set("");
  showStarted();
  showChoices(store);
  closeAll();
  notice("");
  announce("Percakapan sudah dihapus dari layar ini.");
  composer.focus();
}

function leaveNow() {
  leave(() => { store.wipe(); outbox.drop(); poll.drop(); voice.cancel(); });
}

function speak(language) {
  store.talk.language = language;
  showChoices(store);
  say(LANGUAGES[language], { payload: `!bahasa:${language}` });
}

const ACTS = {
  ask: () => { composer.focus("Contoh: biaya kerja ke Malaysia berapa?"); announce("Tulis pertanyaan Anda dengan kata sendiri."); },
  emergency: () => open("emergency"),
  "emergency-send": () => { say("darurat", { urgent: true }).focus(); },
  settings: () => open("settings"),
  close: closeAll,
  erase: () => open("erase"),
  "erase-yes": erase,
  leave: leaveNow,
  retry: () => { outbox.retry(); poll.now(); },
  dismiss: () => { notice(""); composer.focus(); },
  attach: () => tray.choose(),
  record: () => voice.start(),
  "record-stop": () => voice.stop(),
  "record-cancel": () => voice.cancel(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  const { do: act, say: words, payload, language, themePick } = button.dataset;
  if (act) ACTS[act]();
  else if (payload) say(words, { payload }).focus();
  else if (language) speak(language);
  else if (themePick) { store.saveLook({ theme: themePick }); showChoices(store); }
});
byId("log").addEventListener("click", (event) => {
  // The tapped chip is gone now: the focus stays in the conversation instead of falling to the top of the page.
  if (event.target.closest?.(".chip")) byId("log").lastElementChild.focus({ preventScroll: true });
});
byId("large").addEventListener("change", (event) => { store.saveLook({ large: event.target.checked }); showChoices(store); composer.refresh(); });
byId("remember").addEventListener("change", (event) => store.remember(event.target.checked));
window.addEventListener("online", () => { trouble(null); outbox.retry(); poll.now(); });
window.addEventListener("offline", () => trouble({ reached: false }));
window.addEventListener("pagehide", () => store.save());
document.addEventListener("visibilitychange", () => log.renameDays());

closeBesides();
leaveOnEscTwice(leaveNow);
showChoices(store);
log.restore(store.messages);
showStarted();
composer.set(store.talk.draft);
if (navigator.onLine === false) trouble({ reached: false });
outbox.pump();
poll.now();
