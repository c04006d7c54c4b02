/* Asking gently for what came later: often while something is awaited, seldom otherwise, never when nobody looks. */

import { messagesAfter } from "./api.js";

const WAITING = 3_000;
const IDLE = 15_000;
const LONG = 90_000; // after this long without the awaited answer the person is told

export class Poll {
  #timer = 0;
  #since = 0; // when the awaited answer began to be awaited, 0 = nothing awaited
  #told = false;
  #asking = null;

  /** `hooks`: replies(list), waiting(bool), late(), reachable(bool). */
  constructor(store, hooks) {
    this.store = store;
    this.hooks = hooks;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.now()));
  }

  get waiting() {
    return this.#since > 0;
  }

  /** The server will answer later. */
  expect() {
    this.#since = Date.now();
    this.#told = false;
    this.hooks.waiting(true);
    this.#plan();
  }

  /** What was awaited is here. */
  heard() {
    this.#since = 0;
    this.hooks.waiting(false);
    this.#plan();
  }

  rest() {
    clearTimeout(this.#timer);
  }

  /** Stops for good what is under way; a later `now` begins anew. */
  drop() {
    this.rest();
    this.#asking?.abort();
    this.#asking = null;
    this.#since = 0;
    this.hooks.waiting(false);
  }

  async now() {
    this.rest();
    if (!this.store.talk.started || this.store.closed || this.#asking) return;
    const stop = new AbortController();
    const { secret } = this.store.talk;
    this.#asking = stop;
    try {
      const answer = await messagesAfter(secret, this.store.talk.cursor, stop.signal);
      if (secret === this.store.talk.secret) this.#take(answer);
    } catch (failure) {
      if (!stop.signal.aborted) this.hooks.reachable(failure.reached);
    } finally {
      if (this.#asking === stop) this.#asking = null;
      this.#plan();
    }
  }

  #take(answer) {
    // Only asking moves the cursor: an officer's line between two turns would otherwise be jumped over.
    if (answer.cursor !== undefined && answer.cursor !== null) this.store.talk.cursor = answer.cursor;
    this.store.save();
    this.hooks.reachable(true);
    this.hooks.replies(answer.replies);
    if (this.#since && !this.#told && Date.now() - this.#since > LONG) {
      this.#told = true;
      this.hooks.late();
    }
  }

  #plan() {
    this.rest();
    if (document.hidden || this.store.closed || !this.store.talk.started) return;
    const soon = this.#since && !this.#told;
    this.#timer = setTimeout(() => this.now(), soon ? WAITING : IDLE);
  }
}
