/* Emergency, menu, confirmation, the look of the page, and the quick way out. */

import { byId } from "./dom.js";

const TWICE = 1_500; // ms between the two presses of Esc

/** Opens a dialog; the element that had the focus gets it back when it closes. */
export function open(id) {
  closeAll();
  const dialog = byId(id);
  dialog.showModal();
  dialog.scrollTop = 0;
}

export function closeAll() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
}

export function enlarge(address) {
  byId("picture-large").src = address;
  open("picture");
}

/** A tap beside a dialog closes it. */
export function closeBesides() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target !== dialog) return;
      const box = dialog.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right
        && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) dialog.close();
    });
  }
}

/** Larger type, theme, language and remembering, as the store has them. */
export function showChoices(store) {
  const root = document.documentElement;
  const { theme = "auto", large = false } = store.look;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (large) root.dataset.type = "large";
  else delete root.dataset.type;
  byId("large").checked = large;
  byId("remember").checked = store.remembered;
  for (const button of document.querySelectorAll("[data-theme-pick]")) press(button, button.dataset.themePick === theme);
  for (const button of document.querySelectorAll("[data-language]")) press(button, button.dataset.language === store.talk.language);
}

function press(button, yes) {
  button.setAttribute("aria-pressed", String(yes));
}

/** Leaves at once: the storage is wiped, the screen goes blank, the history entry is replaced by a neutral page. */
export function leave(wipe) {
  try {
    wipe();
  } finally {
    document.title = "…";
    document.body.replaceChildren();
    location.replace(document.documentElement.dataset.exit);
  }
}

/** Two presses of Esc with nothing between them leave, wherever the focus is. */
export function leaveOnEscTwice(go) {
  let last = 0;
  window.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const now = Date.now();
    const before = last;
    last = event.key === "Escape" ? now : 0;
    if (last && now - before < TWICE) go();
  }, true);
  window.addEventListener("pointerdown", () => { last = 0; }, true);
}
