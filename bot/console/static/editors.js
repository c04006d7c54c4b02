// Editors: what is typed outlives a lost connection, and the Indonesian text beside a translation follows the typing.
"use strict";

(() => {
  const PREFIX = "naskah:";
  const WEEK = 7 * 86_400_000;
  const SKIPPED = ["csrf", "dilihat"];

  const kept = (form) => {
    try { return JSON.parse(localStorage.getItem(PREFIX + form.dataset.kept)); } catch (_) { return null; }
  };
  const forget = (form) => { try { localStorage.removeItem(PREFIX + form.dataset.kept); } catch (_) { /* no store, nothing kept */ } };
  const fields = (form) => [...form.elements].filter((field) =>
    field.name && !SKIPPED.includes(field.name) && field.matches("textarea, select, input:not([type=hidden]):not([type=file]):not([type=radio])"));

  const seen = (form) => form.elements.dilihat?.value || "";

  function read(form) {
    return fields(form).map((field) => [field.name, field.type === "checkbox" ? `${field.value}=${field.checked}` : field.value]);
  }

  const tick = (field) => `${field.value}=true`;
  // Only what was typed counts: a box or field that came with the saved page is no difference.
  function differs(form, values) {
    const now = fields(form);
    return values.some(([name, value]) => {
      const same = now.filter((field) => field.name === name);
      if (!same.length) return false;
      const isBox = same[0].type === "checkbox";
      return !same.some((field) => (isBox ? `${field.value}=${field.checked}` === value : field.value.trim() === value.trim()))
        && (!isBox || same.some((field) => value.startsWith(`${field.value}=`)));
    });
  }

  function put(form, values) {
    const left = values.map((pair) => [...pair]);
    for (const field of fields(form)) {
      const isBox = field.type === "checkbox";
      const at = left.findIndex(([name, value]) => name === field.name && (!isBox || value.startsWith(`${field.value}=`)));
      if (at < 0) continue;
      const [[, value]] = left.splice(at, 1);
      if (isBox) field.checked = value === tick(field);
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  let waiting = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-kept]");
    if (form) {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        try { localStorage.setItem(PREFIX + form.dataset.kept, JSON.stringify({ at: Date.now(), seen: seen(form), values: read(form) })); } catch (_) { /* full */ }
      }, 300);
    }
    document.querySelectorAll(`[data-copies="${event.target.id}"]`).forEach((copy) => { copy.textContent = event.target.value || "—"; });
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    const form = button && document.querySelector("form[data-kept]");
    if (!form) return;
    const stored = kept(form);
    if (button.dataset.keep === "kembalikan" && stored) put(form, stored.values);
    else forget(form);
    document.getElementById("tertinggal").hidden = true;
  });

  // The draft was saved since (it says so, and was changed): then what was kept here is no longer needed.
  function look() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(PREFIX)) continue;
        const stored = JSON.parse(localStorage.getItem(key) || "{}");
        if (!(Date.now() - stored.at < WEEK)) localStorage.removeItem(key);
      }
    } catch (_) { return; }
    const form = document.querySelector("form[data-kept]");
    const stored = form && kept(form);
    if (!stored) return;
    const wasSaved = stored.seen !== seen(form) && location.search.includes("pesan=naskah_disimpan");
    if (wasSaved || !differs(form, stored.values)) {
      if (!document.querySelector(".wrong")) forget(form);
      return;
    }
    const notice = document.getElementById("tertinggal");
    if (notice) notice.hidden = false;
    else if (form.querySelector("textarea:placeholder-shown")) put(form, stored.values);
  }
  document.addEventListener("DOMContentLoaded", look);
  document.addEventListener("htmx:historyRestore", look);
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target === document.body) look(); });

  // A second press while the first is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post" || form.closest("[hx-boost]") || form.matches("[hx-post]")) return;
    form.dataset.sent = "ya";
    setTimeout(() => { delete form.dataset.sent; }, 8_000); // a way on when the first press was stopped
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
})();
