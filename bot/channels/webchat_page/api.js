/* The three calls to the server, and what their failures mean. */

const TURN_PATIENCE = 45_000; // the server itself answers 202 after 20 s
const POLL_PATIENCE = 15_000;
const UPLOAD_STALL = 60_000; // ms without a byte moving
const LANGUAGES = ["id", "su", "jv", "bew"];

/** A call that did not work: `again` says whether the same message may be sent again by itself. */
export class Failure extends Error {
  constructor(sentence, { again = true, reached = false, after = 0, cancelled = false } = {}) {
    super(sentence);
    Object.assign(this, { again, reached, after, cancelled });
  }
}

const away = () => new Failure("Tidak ada sambungan.");

function understood(status, body, after) {
  if (status === 202) return { pending: true, replies: [] };
  if (status >= 200 && status < 300) {
    // A hotel's or a shop's login page also says 200: only our own shape counts as received.
    if (!body || !Array.isArray(body.replies)) throw away();
    return { pending: false, replies: body.replies.map(reply).filter(Boolean), cursor: body.cursor };
  }
  const again = status >= 500 || [408, 425, 429].includes(status);
  const spoken = body && typeof body.error === "string" && body.error.trim();
  const plain = again ? "Layanan sedang terganggu. Pesan Anda tersimpan di halaman ini." : "Pesan ini tidak bisa diterima.";
  throw new Failure(spoken || plain, { again, reached: true, after: Number(after) || 0 });
}

/* Nothing of an answer is trusted to have its type. */
function reply(raw) {
  if (!raw || typeof raw !== "object") return null;
  const text = typeof raw.text === "string" ? raw.text : "";
  const buttons = (Array.isArray(raw.buttons) ? raw.buttons : [])
    .filter((button) => button && typeof button.title === "string" && typeof button.payload === "string")
    .map(({ title, payload }) => ({ title, payload }));
  if (!text.trim() && !buttons.length) return null;
  return {
    id: Number.isFinite(raw.id) ? raw.id : null,
    text,
    buttons,
    answer: typeof raw.answer === "string" ? raw.answer : "",
    language: LANGUAGES.includes(raw.language) ? raw.language : "id",
    source: typeof raw.source === "string" ? raw.source : "",
    urgent: raw.urgent === true,
    media: media(raw.media),
  };
}

/* A picture or voice note: only one of our own host, and only with words for it. */
function media(raw) {
  if (!raw || typeof raw !== "object" || !["picture", "voice"].includes(raw.kind)) return null;
  if (typeof raw.url !== "string" || !/^\/webchat\/media\/[0-9a-f]{32}$/.test(raw.url)) return null;
  const side = (value) => (Number.isInteger(value) && value > 0 ? value : null);
  return {
    kind: raw.kind, url: raw.url, alt: typeof raw.alt === "string" ? raw.alt : "",
    width: side(raw.width), height: side(raw.height),
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (_) {
    return null;
  }
}

async function call(path, options, patience, signal) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  signal?.addEventListener("abort", () => stop.abort());
  try {
    const response = await fetch(path, {
      ...options, signal: stop.signal, cache: "no-store", credentials: "omit", redirect: "error",
    });
    return understood(response.status, parsed(await response.text()), response.headers.get("Retry-After"));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw away();
  } finally {
    clearTimeout(timer);
  }
}

/** Sends one message; a repeat with the same `message_id` does no harm. */
export function sendTurn(conversation, { id, text, payload }, signal) {
  return call("/webchat/turn", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ conversation, text, payload: payload ?? null, message_id: id }),
  }, TURN_PATIENCE, signal);
}

/** What came after the cursor. */
export function messagesAfter(conversation, cursor, signal) {
  const query = new URLSearchParams({ conversation, after: String(cursor) });
  return call(`/webchat/messages?${query}`, { method: "GET" }, POLL_PATIENCE, signal);
}

/** Sends a file; `onProgress` hears shares from 0 to 1. XMLHttpRequest, because fetch tells no upload progress. */
export function sendFile(conversation, { id, text }, file, onProgress, signal) {
  const form = new FormData();
  form.append("conversation", conversation);
  form.append("message_id", id);
  form.append("caption", text);
  form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stall = 0;
    const alive = () => {
      clearTimeout(stall);
      stall = setTimeout(() => request.abort(), UPLOAD_STALL);
    };
    const ended = () => clearTimeout(stall);
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      ended();
      try {
        resolve(understood(request.status, parsed(request.responseText), request.getResponseHeader("Retry-After")));
      } catch (failure) {
        reject(failure);
      }
    };
    request.onerror = () => { ended(); reject(away()); };
    request.onabort = () => {
      ended();
      reject(signal?.aborted ? new Failure("Pengiriman dibatalkan.", { cancelled: true }) : away());
    };
    signal?.addEventListener("abort", () => request.abort());
    request.open("POST", "/webchat/files");
    request.send(form);
    alive();
  });
}
