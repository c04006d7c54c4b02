/* The box one writes in: grows, counts, keeps what was typed, sends. */

import { byId } from "./dom.js";

const ROWS = 6; // lines before the box scrolls inside
const SOON_FULL = 400; // characters left when the counter appears

export class Composer {
  /** `hooks`: send(text), drafted(text), canSendEmpty(): bool. */
  constructor(hooks, { maxText }) {
    this.hooks = hooks;
    this.maxText = maxText;
    this.box = byId("text");
    this.counter = byId("counter");
    this.form = byId("composer");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.box.addEventListener("input", () => this.#typed());
    this.box.addEventListener("keydown", (event) => this.#key(event));
  }

  get text() {
    return this.box.value.trim();
  }

  get tooLong() {
    return Array.from(this.text).length > this.maxText;
  }

  set(text) {
    this.box.value = text;
    this.#typed();
  }

  focus(hint) {
    if (hint) this.box.placeholder = hint;
    this.box.focus();
  }

  send() {
    if (this.tooLong) {
      this.box.focus();
      return;
    }
    if (!this.text && !this.hooks.canSendEmpty()) return;
    const { text } = this;
    this.box.placeholder = "Tulis pesan";
    this.set("");
    this.hooks.send(text);
    this.box.focus();
  }

  /** Shows or hides the microphone, the counter, the box's height. */
  refresh() {
    const empty = !this.text && !this.hooks.canSendEmpty();
    this.form.dataset.empty = String(empty);
    byId("send").disabled = this.tooLong;
    this.box.setAttribute("aria-invalid", String(this.tooLong));
    this.counter.textContent = this.#count();
    this.counter.classList.toggle("over", this.tooLong);
    this.#grow();
  }

  #typed() {
    this.hooks.drafted(this.box.value);
    this.refresh();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    // On a touch keyboard Enter makes a new line; the send button is beside it.
    if (!matchMedia("(any-pointer: fine)").matches) return;
    event.preventDefault();
    this.send();
  }

  #count() {
    const left = this.maxText - Array.from(this.text).length;
    if (left < 0) return `Terlalu panjang ${-left} huruf. Bagi menjadi dua pesan.`;
    return left <= SOON_FULL ? `Sisa ${left} huruf` : "";
  }

  #grow() {
    this.box.style.height = "auto";
    const line = parseFloat(getComputedStyle(this.box).lineHeight) || 24;
    const most = Math.min(line * ROWS + 24, window.innerHeight * 0.35);
    this.box.style.height = `${Math.min(this.box.scrollHeight, most)}px`;
    this.box.style.overflowY = this.box.scrollHeight > most ? "auto" : "hidden";
  }
}
