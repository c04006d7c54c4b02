/* The conversation on the screen: days, bubbles, chips, and where the eye rests. */

import { byId, clock, day, el } from "./dom.js";
import { chips, mine, theirs, under, upload } from "./bubble.js";

const GROUP = 3 * 60_000; // ms: closer bubbles of one side belong together
export class Log {
  #rows = new Map(); // message → its row
  #pictures = new Map(); // message id → blob address
  #chips = null;
  #last = null;
  #atEnd = false;
  #room = 0; // height last seen

  /** `hooks`: choose(button), retry(message), cancel(message), enlarge(address). */
  constructor(hooks) {
    this.hooks = hooks;
    this.list = byId("log");
    this.scroller = byId("scroll");
    this.typing = byId("typing");
    this.jump = byId("jump");
    this.jump.addEventListener("click", () => this.toEnd());
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // The keyboard, the tray or the bar above take room: who was reading the end stays at the end.
    new ResizeObserver(() => {
      this.#room = this.scroller.clientHeight;
      if (this.#atEnd) this.toEnd();
    }).observe(this.scroller);
  }

  /** The kept messages of an earlier visit, all at once and unannounced. */
  restore(messages) {
    this.list.setAttribute("aria-live", "off");
    for (const message of messages) this.#append(message);
    if (messages.length) this.toEnd();
    setTimeout(() => this.list.setAttribute("aria-live", "polite"), 500);
  }

  addMine(message, file) {
    this.#retireChips();
    if (file && file.type.startsWith("image/")) this.#pictures.set(message.id, URL.createObjectURL(file));
    const row = this.#append(message);
    this.toEnd();
    return row;
  }

  addReplies(messages) {
    const near = this.#near();
    const rows = messages.map((message) => this.#append(message));
    if (!rows.length) return;
    if (near) this.#show(rows[0]);
    else this.#offerJump(true);
  }

  /** Redraws the line under one of the person's own bubbles. */
  changed(message) {
    const row = this.#rows.get(message);
    if (!row) return;
    const near = this.#near();
    row.dataset.status = message.status;
    row.querySelector(".under").replaceChildren(...under(message, this.hooks));
    if (message.status !== "sending") row.querySelector(".upload")?.remove();
    else if (message.file && !row.querySelector(".upload")) row.querySelector(".bubble").append(upload(message, this.hooks));
    if (near) this.toEnd();
  }

  progress(message, share) {
    const bar = this.#rows.get(message)?.querySelector("progress");
    if (bar) bar.value = share;
  }

  remove(message) {
    this.#rows.get(message)?.remove();
    this.#rows.delete(message);
    if (this.#last === message) this.#last = null;
  }

  setTyping(yes) {
    if (this.typing.hidden === !yes) return;
    const near = this.#near();
    this.typing.hidden = !yes;
    if (yes && near) this.toEnd();
  }

  clear() {
    for (const address of this.#pictures.values()) URL.revokeObjectURL(address);
    this.#pictures.clear();
    this.#rows.clear();
    this.#chips = this.#last = null;
    this.list.replaceChildren();
    this.setTyping(false);
    this.jump.hidden = true;
    this.scroller.scrollTop = 0;
  }

  /** The day's names move on while the page stays open. */
  renameDays() {
    for (const mark of this.list.querySelectorAll(".day")) mark.firstChild.textContent = day(Number(mark.dataset.at));
  }

  toEnd() {
    this.jump.hidden = true;
    this.#atEnd = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight });
  }

  #scrolled() {
    if (this.scroller.clientHeight !== this.#room) return; // the frame changed, nobody scrolled
    this.#atEnd = this.list.childElementCount > 0 && this.#near(24);
    if (this.#near()) this.jump.hidden = true;
    else if (this.list.childElementCount && this.jump.hidden) this.#offerJump(false);
  }

  #offerJump(somethingNew) {
    this.jump.toggleAttribute("data-new", somethingNew);
    this.jump.lastElementChild.textContent = somethingNew ? "Pesan baru" : "Ke pesan terbaru";
    this.jump.hidden = false;
  }

  #near(pixels = 120) {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < pixels;
  }

  /* A long answer is read from its beginning, not from its end. */
  #show(row) {
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    const start = row.offsetTop - 12;
    this.scroller.scrollTo({ top: Math.min(end, start) });
    if (end - start > 120) this.#offerJump(false);
  }

  #append(message) {
    const before = this.#last;
    const newDay = !before || day(before.at) !== day(message.at);
    if (newDay) this.list.append(el("p", { class: "day", "data-at": message.at }, el("span", {}, day(message.at))));
    const grouped = !newDay && before.mine === message.mine && message.at - before.at < GROUP;
    const row = message.mine ? mine(message, this.#picture(message), this.hooks) : theirs(message, this.hooks);
    if (message.buttons?.length) this.#offer(row, message);
    row.classList.toggle("grouped", grouped);
    if (grouped && !message.mine && clock(before.at) === clock(message.at)) this.#rows.get(before)?.querySelector(".under")?.remove();
    this.#rows.set(message, row);
    this.#last = message;
    this.list.append(row);
    return row;
  }

  #picture(message) {
    const address = this.#pictures.get(message.id);
    return address ? { address, shown: () => { if (this.#atEnd) this.toEnd(); } } : null;
  }

  /* Only the latest choices can be tapped; the older ones are answered or overtaken. */
  #offer(row, message) {
    this.#retireChips();
    this.#chips = chips(message, this.hooks.choose);
    row.append(this.#chips);
  }

  #retireChips() {
    this.#chips?.remove();
    this.#chips = null;
  }
}
