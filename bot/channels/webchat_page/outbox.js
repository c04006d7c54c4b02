/* Sending in order: a message waits its turn, survives a lost network and is repeated under the same id. */

import { sendFile, sendTurn, Failure } from "./api.js";

const PAUSES = [4, 8, 15, 30, 60]; // seconds between attempts of our own

export class Outbox {
  #busy = null; // the message under way
  #stops = new Map(); // message id → AbortController
  #timer = 0;
  #attempt = 0;
  #epoch = 0;

  /** `hooks`: changed(message), progress(message, share), removed(message), replies(list, cursor), pending(), trouble(failure|null). */
  constructor(store, hooks) {
    this.store = store;
    this.hooks = hooks;
  }

  get working() {
    return Array.from(this.#stops.keys()).some((id) => !this.store.files.has(id) || this.uploaded === id);
  }

  /** Takes a message; an urgent one does not wait behind others. */
  take(message) {
    this.store.talk.started = true;
    this.store.add(message);
    if (message.urgent) this.#attend(message, true);
    else this.pump();
  }

  /** The person asks for another try, or the network is back. */
  retry(message = null) {
    if (message) this.#mark(message, "waiting");
    this.#attempt = 0;
    clearTimeout(this.#timer);
    for (const urgent of this.store.unsent) if (urgent.urgent && !this.#stops.has(urgent.id)) this.#attend(urgent, true);
    this.pump();
  }

  async pump() {
    if (this.#busy) return;
    const next = this.store.unsent.find((message) => !this.#stops.has(message.id));
    if (!next) return;
    this.#busy = next;
    const go = await this.#attend(next, false);
    if (this.#busy === next) this.#busy = null;
    if (go) this.pump();
  }

  /** Stops a message that is under way or waiting and takes it off the screen. */
  cancel(message) {
    const stop = this.#stops.get(message.id);
    this.#stops.delete(message.id);
    this.store.remove(message);
    this.hooks.removed(message);
    stop?.abort();
    if (this.#busy === message) this.#busy = null;
    this.pump();
  }

  /** Forgets everything under way (the conversation was erased, or the person leaves). */
  drop() {
    this.#epoch += 1;
    clearTimeout(this.#timer);
    const stops = Array.from(this.#stops.values());
    this.#stops.clear();
    this.#busy = null;
    stops.forEach((stop) => stop.abort());
    this.hooks.trouble(null);
  }

  /* True when the next message may follow. */
  async #attend(message, alone) {
    const epoch = this.#epoch;
    const stop = new AbortController();
    this.#stops.set(message.id, stop);
    this.#mark(message, "sending");
    try {
      const answer = await this.#send(message, stop.signal);
      if (epoch !== this.#epoch) return false;
      this.#stops.delete(message.id);
      this.#arrived(message, answer);
      return true;
    } catch (failure) {
      if (epoch !== this.#epoch || failure.cancelled || stop.signal.aborted) return false;
      this.#stops.delete(message.id);
      return this.#failed(message, failure, alone);
    }
  }

  async #send(message, signal) {
    if (navigator.onLine === false) throw new Failure("Tidak ada sambungan.");
    const conversation = this.store.talk.secret;
    const file = this.store.files.get(message.id);
    if (!file) return sendTurn(conversation, message, signal);
    const progress = (share) => {
      if (share >= 1) this.uploaded = message.id;
      this.hooks.progress(message, share);
    };
    return sendFile(conversation, message, file, progress, signal);
  }

  #arrived(message, answer) {
    this.#attempt = 0;
    this.store.files.delete(message.id);
    this.#mark(message, "sent");
    this.hooks.trouble(null);
    this.hooks.replies(answer.replies, answer.cursor);
    if (answer.pending) this.hooks.pending();
  }

  #failed(message, failure, alone) {
    if (!failure.again) {
      message.error = failure.message;
      this.#mark(message, "refused");
      return true;
    }
    this.#mark(message, "unsent");
    for (const later of alone ? [] : this.store.unsent) if (later.status !== "sending") this.#mark(later, "unsent");
    this.hooks.trouble(failure);
    const pause = Math.max(PAUSES[Math.min(this.#attempt, PAUSES.length - 1)], failure.after);
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#again(), pause * 1000);
    return false;
  }

  #again() {
    const attempt = this.#attempt;
    this.retry();
    this.#attempt = attempt;
  }

  #mark(message, status) {
    message.status = status;
    this.store.save();
    this.hooks.changed(message);
  }
}
