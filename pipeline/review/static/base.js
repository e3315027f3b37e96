// What all pages share: asking and telling the server, live news, keys, toasts, small elements.
//
//   get(path) / post(verb, words)      JSON; a fault is said in a toast and thrown
//   live({rows, board, run, fault})    server-sent events, from the moment the page was read
//   keys([[keys, words, run], …])      what a key does; `?` shows them all
//   h(name, attributes, ...children)   an element; text is only ever text

export const $ = (name) => document.querySelector(name);

const DRAWN = new Set(["svg", "path", "rect", "line", "g", "text", "circle", "title", "polyline"]);

export function h(name, attributes = {}, ...children) {
  const made = DRAWN.has(name) ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "style") Object.assign(made.style, value);
    else if (key === "data") Object.assign(made.dataset, value);
    else if (key === "text") made.textContent = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

// -- the server ---------------------------------------------------------------------------------

async function answered(response) {
  let data = {};
  try { data = await response.json(); } catch { /* not ours: said below */ }
  if (response.ok) return data;
  const words = data.error || (response.status === 401 ? "this page was closed to you: open the address that `rushes review` prints" : `the server answered ${response.status}`);
  toast(words, { fix: data.fix, bad: true });
  throw Object.assign(new Error(words), { said: true });
}

function gone(error) {
  if (!error.said) toast("the page cannot reach `rushes review` any more", { bad: true });
  throw error;
}

export const get = (path) => fetch(path, { headers: { Accept: "application/json" } }).then(answered).catch(gone);

// A decision is sent to its end, also when the page is left meanwhile.
export const post = (verb, words = {}) => fetch(`/api/${verb}`, {
  method: "POST",
  keepalive: true,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(words),
}).then(answered).catch(gone);

export async function decide(verb, words = {}) {
  const done = await post(verb, words);
  toast(done.said, { fix: (done.news || []).join("\n") });
  return done;
}

// A browser opens six connections to one address: a page that nobody sees gives its own back, and
// hears what happened meanwhile when it is seen again.
export function live(since, heard) {
  let last = since;
  let source = null;
  function open() {
    if (source || document.hidden) return;
    source = new EventSource(`/api/live?since=${last}`);
    for (const kind of ["rows", "board", "run", "fault", "draft"]) source.addEventListener(kind, (event) => hear(kind, event));
  }
  function close() { source?.close(); source = null; }
  function hear(kind, event) {
    const data = JSON.parse(event.data);
    last = Number(event.lastEventId);
    if (kind === "run") showRun(data);
    if (kind === "fault") showFault(data.words);
    heard[kind]?.(data, last);
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

export function showRun(run) {
  const pill = $("#run");
  pill.hidden = !run?.who;
  if (!run?.who) return;
  const [command] = run.who.split(",");
  const count = run.under_way.length;
  pill.textContent = command + (count ? ` · ${count} in hand` : "");
  pill.title = run.who;
}

export function showFault(words) {
  const box = $("#fault");
  box.textContent = words;
  box.hidden = !words;
}

// What a page shows where it cannot be read at all; the reason stands in a toast already.
export function nothing(main, words) {
  return (error) => {
    if (!error.said) console.warn(error);
    main.replaceChildren(h("p", { class: "empty", text: words }));
    main.setAttribute("aria-busy", "false");
    return false;
  };
}

// -- pictures and numbers -----------------------------------------------------------------------

export const still = (take, content, { w = 320, at = 0 } = {}) =>
  `/take/${encodeURIComponent(take)}/still.jpg?w=${w}&at=${at}&v=${content}`;

export const moving = (take) => take.kind !== "video" ? null
  : `/take/${encodeURIComponent(take.take)}/${take.is_small || !take.can_be_shown ? "small.mp4" : "whole"}?v=${take.content}`;

// Have small copies made of large clips, one after the other: they are played from the next time on.
export async function makeSmall(takes) {
  const wanted = [...new Set(takes.filter((one) => one.wants_small).map((one) => one.take))];
  for (const take of wanted) {
    const answer = await fetch(`/take/${encodeURIComponent(take)}/small.mp4`, { method: "HEAD" }).catch(() => null);
    if (!answer) return;
  }
}

export function length(frames, fps) {
  const seconds = frames / fps;
  if (seconds < 60) return `${(Math.round(seconds * 10) / 10).toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function timecode(frame, fps) {
  const rate = Math.round(fps);
  const pad = (value) => String(value).padStart(2, "0");
  const seconds = Math.floor(frame / rate);
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}:${pad(frame % rate)}`;
}

export const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

// -- toasts -------------------------------------------------------------------------------------

export function toast(words, { fix = "", bad = false } = {}) {
  if (!words) return;
  const box = $("#toasts");
  const made = h("div", { class: bad ? "toast bad" : "toast", role: bad ? "alert" : null }, words, fix ? h("small", { text: fix }) : null);
  box.append(made);
  while (box.children.length > 3) box.firstChild.remove();
  setTimeout(() => made.remove(), bad || fix ? 7000 : 3200);
}

// A line of text, or null where it was left; what is typed stays in the page until it is sent.
export function ask(words, button, { canBeEmpty = false } = {}) {
  return new Promise((answer) => {
    let said = null;
    const field = h("input", { type: "text", maxlength: "500", autocomplete: "off" });
    const form = h("form", { method: "dialog" }, h("label", {}, words, field),
      h("div", { class: "row" }, h("button", { type: "button", onclick: () => dialog.close("") }, "Leave"), h("button", { type: "submit", class: "strong", value: "yes" }, button)));
    const dialog = h("dialog", { class: "ask", "aria-label": words }, form);
    form.addEventListener("submit", (event) => { event.preventDefault(); said = field.value.trim(); dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); answer(said || (canBeEmpty ? said : null)); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// Why a take is rejected: null where it is not, after all.
export const askWhy = (take) => ask(`Why is ${take} rejected?`, "Reject", { canBeEmpty: true });

// -- keys ---------------------------------------------------------------------------------------

const known = [];
const NAMES = { " ": "space", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Enter: "enter", Escape: "esc", Delete: "del", Backspace: "⌫", Home: "home", End: "end" };
let after = "";

export function keys(list) { known.push(...list); }

function typing(target) {
  return target instanceof HTMLElement && (target.matches("input:not([type=range]), textarea, select") || target.isContentEditable);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (event.target instanceof HTMLButtonElement && [" ", "Enter"].includes(event.key)) return;
  const name = (event.shiftKey && event.key.length > 1 ? "shift+" : "") + event.key;
  const typed = after ? `${after} ${name}` : name;
  if (!after && name === "g") { after = "g"; setTimeout(() => { after = ""; }, 900); return; }
  after = "";
  const found = known.find(([which]) => which.includes(typed));
  if (!found) return;
  event.preventDefault();
  found[2](event);
});

function showKeys() {
  const sheet = $("#keys");
  const shown = (name) => name.split(" ").filter(Boolean).map((one) => one.replace("shift+", "⇧")).map((one) => h("kbd", { text: NAMES[one.replace("⇧", "")] ? one.replace(/[^⇧]+/, (word) => NAMES[word]) : one }));
  const row = ([which, words]) => h("div", {}, h("dt", {}, which.slice(0, 2).flatMap((one) => one === " " ? [h("kbd", { text: "space" })] : shown(one))), h("dd", { text: words }));
  sheet.replaceChildren(h("h2", { text: "Keys" }), h("dl", {}, known.filter(([, words]) => words).map(row)));
  sheet.showModal();
}

keys([
  [["?"], "show the keys", showKeys],
  [["u"], "undo the last decision", () => decide("undo").catch(() => {})],
  [["g b"], "go to the board", () => { location.href = "/"; }],
  [["g c"], "go to the cut", () => { location.href = "/cut"; }],
  [["g r"], "go to the report", () => { location.href = "/report"; }],
]);
$("#help").addEventListener("click", showKeys);
$("#keys").addEventListener("click", (event) => { if (event.target === event.currentTarget) event.currentTarget.close(); });
$("#keys").addEventListener("keydown", (event) => { if (event.key === "?") event.currentTarget.close(); });

// -- light and dark -----------------------------------------------------------------------------

$("#theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* kept for this page alone */ }
});
