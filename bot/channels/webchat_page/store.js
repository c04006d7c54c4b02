/* What this phone keeps: the conversation's secret, its messages, what is being typed; in the tab, unless the person asks for more. */

const TALK = "langkah-aman.percakapan";
const LOOK = "langkah-aman.tampilan";
const KEEP_MESSAGES = 200;

/** 128 random bits as hexadecimal digits. */
export function secret() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(storage, key) {
  try {
    return JSON.parse(window[storage].getItem(key));
  } catch (_) {
    return null; // blocked or unreadable storage is an empty one
  }
}

function write(storage, key, value) {
  try {
    window[storage].setItem(key, JSON.stringify(value));
    return true;
  } catch (_) {
    return false;
  }
}

function drop(storage, key) {
  try {
    window[storage].removeItem(key);
  } catch (_) { /* blocked: nothing was kept there */ }
}

function fresh() {
  return { secret: secret(), cursor: 0, started: false, language: "id", draft: "", messages: [] };
}

function sound(talk) {
  return Boolean(talk && /^[0-9a-f]{32}$/.test(talk.secret) && Array.isArray(talk.messages));
}

/** The one conversation of this page. `files` (by message id) live in memory only. */
export class Store {
  constructor() {
    const kept = read("localStorage", TALK);
    const here = read("sessionStorage", TALK);
    this.remembered = sound(kept);
    this.talk = { ...fresh(), ...(this.remembered ? kept : sound(here) ? here : {}) };
    this.look = read("localStorage", LOOK) || {};
    this.files = new Map();
    this.closed = false;
    for (const message of this.talk.messages) this.#afterReload(message);
  }

  get messages() {
    return this.talk.messages;
  }

  /** Messages of this person that still have to leave, oldest first. */
  get unsent() {
    return this.messages.filter((message) => message.mine && ["waiting", "sending", "unsent"].includes(message.status));
  }

  has(replyId) {
    return this.messages.some((message) => !message.mine && message.id === replyId);
  }

  add(message) {
    this.messages.push(message);
    while (this.messages.length > KEEP_MESSAGES && !this.unsent.includes(this.messages[0])) this.messages.shift();
    this.save();
  }

  remove(message) {
    this.talk.messages = this.messages.filter((other) => other !== message);
    this.files.delete(message.id);
    this.save();
  }

  save() {
    if (this.closed) return; // leaving wiped the storage: nothing may bring it back
    write(this.remembered ? "localStorage" : "sessionStorage", TALK, this.talk);
  }

  remember(yes) {
    this.remembered = yes;
    drop(yes ? "sessionStorage" : "localStorage", TALK);
    this.save();
  }

  saveLook(changes) {
    this.look = { ...this.look, ...changes };
    write("localStorage", LOOK, this.look);
  }

  /** A new conversation with a new secret; the old one is gone from this phone. */
  forget() {
    drop("sessionStorage", TALK);
    drop("localStorage", TALK);
    this.files.clear();
    this.remembered = false;
    this.talk = fresh();
  }

  /** Everything of ours leaves this phone and nothing is written any more. */
  wipe() {
    this.closed = true;
    this.forget();
    drop("localStorage", LOOK);
  }

  #afterReload(message) {
    if (message.status === "sending") message.status = "waiting";
    const unfinished = message.mine && ["waiting", "unsent"].includes(message.status);
    if (unfinished && message.file) message.status = "lost"; // the bytes were only in memory
  }
}
