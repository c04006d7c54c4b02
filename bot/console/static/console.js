// Small comforts on top of pages that work without: keys, counters, copying, live lines that rest in the background.
"use strict";

(() => {
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  // Keyboard in the inbox: j and k walk, o or Enter opens, a takes, r refers, / searches.
  const rows = () => [...document.querySelectorAll("[data-tips] .tip-link")];
  function walk(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row === document.activeElement);
    const here = at >= 0 ? at : all.findIndex((row) => row.closest(".is-here"));
    const next = all[Math.min(all.length - 1, Math.max(0, here + step))] || all[0];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    o: () => document.activeElement?.matches(".tip-link") && document.activeElement.click(),
    a: () => document.querySelector("[data-key=a]")?.click(),
    x: () => document.activeElement?.closest(".tip-row")?.querySelector("[type=checkbox]")?.click(),
    t: () => write("tanya", "#pertanyaan"),
    c: () => write("catatan", "#catatan"),
    r: () => write("rujuk", "#alasan-rujuk"),
    "/": () => document.querySelector("[data-key=search]")?.focus(),
    "?": () => help(),
  };
  function write(tab, field) {
    const chosen = document.querySelector(`#tulis-${tab}`);
    if (chosen) { chosen.checked = true; document.querySelector(field)?.focus(); }
  }
  const help = () => document.getElementById("bantuan")?.showModal();
  document.addEventListener("click", (event) => { if (event.target.closest("[data-help]")) help(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") each("details.sure[open]", (open) => { open.open = false; });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // A confirmation closes when one looks elsewhere.
  document.addEventListener("click", (event) => {
    each("details.sure[open]", (open) => { if (!open.contains(event.target)) open.open = false; });
  });

  // Counters under text fields.
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset || !field.dataset.most) return;
    const counter = document.getElementById(field.getAttribute("aria-describedby"));
    const length = [...field.value].length;
    counter.querySelector("[data-count]").textContent = length;
    counter.classList.toggle("is-over", length > Number(field.dataset.most));
  });

  // Filter a long list of picks.
  document.addEventListener("input", (event) => {
    const list = event.target.dataset && document.getElementById(event.target.dataset.filter || "");
    if (!list) return;
    const words = event.target.value.toLowerCase();
    each(".pick", (pick) => { pick.hidden = !pick.textContent.toLowerCase().includes(words); }, list);
  });

  // Copy a secret that is shown once.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Tersalin";
  });

  // Typed text is not left behind by accident.
  let changed = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-unsaved]")) changed = true; });
  document.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  // A chat starts at its end and stays there unless somebody reads further up.
  const log = () => document.querySelector(".chat-log");
  const toEnd = () => { const box = log(); if (box) box.scrollTop = box.scrollHeight; };
  let atEnd = true;
  document.addEventListener("htmx:beforeSwap", () => {
    const box = log();
    atEnd = !box || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  });
  document.addEventListener("htmx:afterSwap", () => { if (atEnd) toEnd(); });

  // Ctrl+Enter sends.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
      event.target.form?.requestSubmit();
    }
  });

  // A browser allows few lines to one host: hidden tabs give theirs back and ask anew when looked at.
  let resting = null;
  document.addEventListener("visibilitychange", () => {
    const line = document.getElementById("siaran");
    if (document.hidden && line && window.htmx) {
      resting = line.cloneNode(true);
      window.htmx.remove(line);
    } else if (!document.hidden && resting) {
      document.querySelector("#isi").append(resting);
      window.htmx.process(resting);
      resting = null;
    }
  });

  // Beside the list there is room for the tip: open it there. On small screens the link is followed.
  const wide = matchMedia("(min-width: 1100px)");
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".tip-link");
    if (!link || !window.htmx || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.htmx.trigger(link, "buka");
  });

  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

  // Words that were selected in the tip are offered for blanking.
  let selected = "";
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const within = selection.anchorNode?.parentElement?.closest(".tip-facts, .talk");
    if (within && String(selection).trim()) selected = String(selection).trim();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chosen]");
    if (button && selected) { const field = document.getElementById(button.dataset.chosen); field.value = selected; field.focus(); }
  });

  // Pictures are looked at one by one, large, with the arrow keys; none is loaded before somebody asks for it.
  function look(link) {
    const viewer = document.getElementById("penampil");
    const all = [...document.querySelectorAll("[data-picture]")];
    const at = all.indexOf(link);
    viewer.querySelector("img").src = link.href;
    viewer.querySelector("img").alt = link.dataset.picture;
    viewer.querySelector("[data-words]").textContent = `${link.dataset.picture} (${at + 1} dari ${all.length})`;
    viewer.dataset.at = at;
    each("[data-turn]", (button) => { button.hidden = all.length < 2; }, viewer);
    if (!viewer.open) viewer.showModal();
  }
  function turn(step) {
    const all = [...document.querySelectorAll("[data-picture]")];
    look(all[(Number(document.getElementById("penampil").dataset.at) + step + all.length) % all.length]);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-picture]");
    if (link && document.getElementById("penampil") && !event.ctrlKey && !event.metaKey) { event.preventDefault(); look(link); }
    const button = event.target.closest("[data-turn]");
    if (button) turn(Number(button.dataset.turn));
  });
  document.addEventListener("keydown", (event) => {
    if (!document.getElementById("penampil")?.open) return;
    if (event.key === "ArrowRight") turn(1);
    if (event.key === "ArrowLeft") turn(-1);
  });

  // A failed request keeps what was typed and says so.
  function failed() {
    const notice = document.createElement("div");
    notice.className = "wrong";
    notice.setAttribute("role", "alert");
    notice.textContent = "Belum terkirim: sambungan atau server bermasalah. Yang Anda tulis masih ada; coba lagi.";
    document.getElementById("pesan").replaceChildren(notice);
  }
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);

  // After opening a tip in the pane: mark its row, move the reader's focus there.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "panel-laporan") return;
    each("[data-tips] .tip-row", (row) => {
      const here = row.querySelector(".tip-link").getAttribute("href").split("?")[0] === location.pathname;
      row.classList.toggle("is-here", here);
      if (here) row.classList.remove("unread");
    });
    each("[data-print], [data-chosen]", (button) => { button.hidden = false; });
    document.querySelector("#panel-laporan h1")?.focus({ preventScroll: true });
    event.target.scrollTop = 0;
  });

  document.addEventListener("DOMContentLoaded", () => {
    each("[data-copy], [data-filter], [data-print], [data-help], [data-chosen]", (element) => { element.hidden = false; });
    toEnd();
  });
})();
