/* Building the page safely: strangers' words only ever become text nodes. */

const SVG = "http://www.w3.org/2000/svg";

/** One element with attributes and children; strings become text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An icon of the sprite in index.html, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/* Groups: 1 = https address; 2 = word before a short number, 3 = the short number; 4 = a number abroad, 0800 or 021.
   No look-behind: older phones cannot read it. */
const LINKS = new RegExp(
  "(https://[^\\s<>\"']+)" +
  "|((?:polisi|sapa|telepon|telp|hubungi|nomor|center)\\s(?:ke\\s)?)(110|129|148)(?!\\d)" +
  "|(\\+\\d{1,3}[ -]?\\d[\\d -]{6,14}\\d|0-?8(?:00)-?\\d{3,4}(?:-?\\d{3})?|\\(?0\\d{2,3}\\)?[ -]\\d{3,4}[ -]?\\d{3,5}|08\\d{2}-\\d{3,4}-\\d{3,4})(?!\\d)",
  "gi",
);

/** A text as nodes, with telephone numbers and https addresses as links and nothing else. */
export function linked(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(LINKS)) {
    const [whole, address, before, short, number] = match;
    if (number && /[\d+]/.test(text[match.index - 1] || "")) continue;
    out.append(text.slice(from, match.index));
    from = match.index + whole.length;
    if (address) {
      const clean = address.replace(/[).,;:!?\]]+$/, "");
      out.append(webLink(clean), address.slice(clean.length));
    } else if (short) {
      out.append(before, phoneLink(short));
    } else {
      out.append(phoneLink(number));
    }
  }
  out.append(text.slice(from));
  return out;
}

function webLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch (_) {
    return address;
  }
  if (url.protocol !== "https:" || url.username || url.password) return address;
  const shown = address.replace(/^https:\/\//, "").replace(/\/$/, "");
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, shown);
}

function phoneLink(number) {
  return el("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number);
}

const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
const MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
  "November", "Desember"];

/** "14.05" */
export function clock(at) {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, "0")}.${String(date.getMinutes()).padStart(2, "0")}`;
}

/** "Hari ini", "Kemarin" or "Rabu, 18 November". */
export function day(at, now = Date.now()) {
  const date = new Date(at);
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (at >= midnight) return "Hari ini";
  if (at >= new Date(midnight - 1).setHours(0, 0, 0, 0)) return "Kemarin";
  return `${DAYS[date.getDay()]}, ${date.getDate()} ${MONTHS[date.getMonth()]}`;
}

/** "1,4 MB" */
export function weight(bytes) {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  return `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`;
}

/** "0:07" */
export function length(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
