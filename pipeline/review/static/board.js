// The board: every shot in order. Tiles exist only while they are seen, however long the film is.

import { $, askWhy, decide, get, h, keys, length, live, moving, plural, showRun, still, toast } from "./base.js";

const FILTERS = {
  all: () => true,
  missing: (row) => row.lacks.length > 0 || !row.take,
  "to choose": (row) => row.panels + row.clips > 1 && !["circled", "approved"].includes(row.state),
  circled: (row) => row.state === "circled",
  approved: (row) => row.state === "approved",
  outdated: (row) => row.state === "outdated",
  trouble: (row) => ["offline", "damaged", "in doubt", "moderated", "rejected"].includes(row.state),
};
const GAP = 16;
const UNDER = 46;
const HEAD = 42;

const grid = $("#grid");
let board = null;
let rows = [];          // those shown, in order
let bands = [];         // {top, height, scene} or {top, height, from, to}: what stands side by side
let columns = 1;
let tileWidth = 240;
let tileHeight = 100;
let chosen = "all";
let selected = "";
let busy = new Set();
const tiles = new Map();
const looked = new Map();   // shot -> its takes, once somebody asked
const previews = new Map(); // shot -> the take that is looked at in its tile

const wish = () => Number(readKept("tile", matchMedia("(max-width: 640px)").matches ? "160" : "250"));
function readKept(name, otherwise) { try { return localStorage.getItem(name) || otherwise; } catch { return otherwise; } }
function keep(name, value) { try { localStorage.setItem(name, value); } catch { /* only for now */ } }

// -- what is shown -----------------------------------------------------------------------------

function narrow() {
  const words = $("#find").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (row) => {
    const text = `${row.shot} ${row.scene} ${row.framing} ${row.words} ${row.about} ${row.state}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  rows = board.rows.filter((row) => FILTERS[chosen](row) && fits(row));
  if (!rows.some((row) => row.shot === selected)) selected = rows[0]?.shot ?? "";
  layOut();
}

function layOut() {
  const wide = grid.clientWidth;
  columns = Math.max(1, Math.round((wide + GAP) / (wish() + GAP)));
  tileWidth = Math.floor((wide - GAP * (columns - 1)) / columns);
  tileHeight = Math.round(tileWidth / Math.max(0.4, board.aspect));
  bands = [];
  let top = 0;
  let scene = null;
  for (let at = 0; at < rows.length;) {
    if (rows[at].scene !== scene && board.scenes.length) {
      scene = rows[at].scene;
      bands.push({ top, height: HEAD, scene });
      top += HEAD;
    }
    let to = at;
    while (to < rows.length && to - at < columns && (rows[to].scene === scene || !board.scenes.length)) to += 1;
    bands.push({ top, height: tileHeight + UNDER, from: at, to });
    top += tileHeight + UNDER + GAP - 4;
    at = to;
  }
  grid.style.height = `${top}px`;
  for (const tile of tiles.values()) tile.remove();
  tiles.clear();
  const empty = $("#empty");
  empty.hidden = rows.length > 0;
  empty.textContent = board.rows.length ? "No shot fits. Clear the search, or show all." : "There are no shots yet.\nWrite the first under shots: in film.yaml; it appears here when you save.";
  paint();
}

function firstSeen(y) {
  let low = 0;
  let high = bands.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bands[middle].top + bands[middle].height < y) low = middle + 1; else high = middle;
  }
  return low;
}

function paint() {
  if (!board) return;
  const origin = grid.getBoundingClientRect().top;
  const from = -origin - innerHeight * 0.6;
  const to = -origin + innerHeight * 1.6;
  const wanted = new Set();
  for (let index = firstSeen(from); index < bands.length && bands[index].top < to; index += 1) {
    const band = bands[index];
    if (band.scene !== undefined) {
      const name = `scene ${band.scene}`;
      wanted.add(name);
      if (!tiles.has(name)) place(name, sceneHead(band));
      continue;
    }
    for (let at = band.from; at < band.to; at += 1) {
      const row = rows[at];
      wanted.add(row.shot);
      if (!tiles.has(row.shot)) place(row.shot, tile(row, band.top, at - band.from));
    }
  }
  for (const [name, made] of tiles) if (!wanted.has(name)) { made.remove(); tiles.delete(name); }
  grid.setAttribute("aria-activedescendant", tiles.has(selected) ? `tile-${selected}` : "");
}

function place(name, made) { tiles.set(name, made); grid.append(made); }

function sceneHead(band) {
  const scene = board.scenes.find((one) => one.scene === band.scene);
  const own = board.rows.filter((row) => row.scene === band.scene);
  const frames = own.reduce((sum, row) => sum + row.frames, 0);
  return h("div", { class: "scene", style: { transform: `translateY(${band.top}px)` } },
    h("h2", { text: band.scene || "film" }),
    h("span", { text: [scene?.about, plural(own.length, "shot"), length(frames, board.fps)].filter(Boolean).join(" · ") }));
}

function tile(row, top, column) {
  const made = h("a", {
    class: "tile", id: `tile-${row.shot}`, role: "option", href: `/shot/${encodeURIComponent(row.shot)}`, tabindex: "-1", draggable: "false",
    style: { transform: `translate(${column * (tileWidth + GAP)}px, ${top}px)`, width: `${tileWidth}px` },
  });
  fill(made, row);
  return made;
}

function fill(made, row) {
  const preview = previews.get(row.shot);
  const take = preview ?? { take: row.take, content: row.content };
  const state = preview ? preview.state.split(":")[0] : row.state;
  const isBusy = busy.has(row.shot);
  made.dataset.state = row.state;
  made.classList.toggle("busy", isBusy);
  made.setAttribute("aria-selected", String(row.shot === selected));
  made.setAttribute("aria-label", `${row.shot}, ${row.state || "open"}, ${row.words}`);
  const frame = h("div", { class: "frame", style: { height: `${tileHeight}px` } });
  if (take.take) {
    frame.append(h("img", { alt: "", loading: "eager", decoding: "async", draggable: "false", width: tileWidth, height: tileHeight, src: still(take.take, take.content, { w: tileWidth * devicePixelRatio > 340 ? 640 : 320, at: preview?.kind === "video" ? Math.floor(preview.frames / 3) : 24 }) }));
  } else {
    frame.append(h("div", { class: "card", text: row.words || "no words yet" }));
  }
  const mark = isBusy ? "making" : state;
  if (mark) frame.append(h("span", { class: "mark", text: mark }));
  if (preview) frame.append(h("span", { class: "take", text: preview.name }));
  const counts = [row.panels ? `${row.panels}p` : "", row.clips ? `${row.clips}c` : ""].filter(Boolean).join(" ");
  made.replaceChildren(frame,
    h("div", { class: "line" },
      h("span", { class: "id", text: row.shot }),
      h("span", { class: "len", text: [length(row.frames, board.fps), counts].filter(Boolean).join(" · "), title: `${plural(row.panels, "panel")}, ${plural(row.clips, "clip")}` }),
      h("span", { class: row.to_pay ? "price due" : "price", text: row.to_pay ? `+${row.to_pay}` : row.spent, title: row.to_pay ? `still to be made: at most ${row.to_pay}` : "spent" })),
    h("div", { class: "words", text: [row.framing, row.words].filter(Boolean).join(" · "), title: row.words }));
}

function refresh(shot) {
  const made = tiles.get(shot);
  const row = board.rows.find((one) => one.shot === shot);
  if (made && row) fill(made, row);
}

function bar() {
  const chips = Object.entries(FILTERS).map(([name, test]) => [name, board.rows.filter(test).length])
    .filter(([name, count]) => name === "all" || count || name === chosen)
    .map(([name, count]) => h("button", { type: "button", "aria-pressed": String(name === chosen), onclick: () => { chosen = name; bar(); narrow(); scrollTo(0, 0); } }, name, h("span", { class: "count", text: count.toLocaleString("en") })));
  $("#states").replaceChildren(...chips);
  const planned = length(board.seconds * board.fps, board.fps);
  $("#sum").textContent = [plural(board.rows.length, "shot"), `${planned} planned`, board.spent && `${board.spent} spent`, board.to_pay && `${board.to_pay} to come`].filter(Boolean).join(" · ");
}

// -- choosing ----------------------------------------------------------------------------------

function select(shot, { isSeen = true } = {}) {
  const before = selected;
  selected = shot;
  stop();
  refresh(before);
  refresh(shot);
  if (!isSeen) return;
  const band = bands.find((one) => one.from !== undefined && rows.slice(one.from, one.to).some((row) => row.shot === shot));
  if (!band) return;
  const origin = grid.getBoundingClientRect().top + scrollY;
  const above = 110;
  if (origin + band.top - above < scrollY) scrollTo(0, origin + band.top - above);
  else if (origin + band.top + band.height + 20 > scrollY + innerHeight) scrollTo(0, origin + band.top + band.height + 20 - innerHeight);
  paint();
  try { sessionStorage.setItem("shot", shot); } catch { /* not kept */ }
}

function step(by) {
  const at = rows.findIndex((row) => row.shot === selected);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  if (next) select(next.shot);
}

function stepBand(by) {
  const at = rows.findIndex((row) => row.shot === selected);
  const own = bands.findIndex((one) => one.from !== undefined && one.from <= at && at < one.to);
  let next = own + by;
  while (bands[next] && bands[next].from === undefined) next += by;
  const band = bands[next];
  if (band) select(rows[Math.min(band.to - 1, band.from + at - bands[own].from)].shot);
}

async function takesOf(shot) {
  if (!looked.has(shot)) looked.set(shot, await get(`/api/shot/${encodeURIComponent(shot)}`));
  return looked.get(shot).takes.filter((take) => take.kind !== "audio" && !take.is_offline);
}

async function preview(by) {
  const shot = selected;
  const takes = await takesOf(shot);
  if (!takes.length) { toast(`${shot} has no take yet`); return; }
  const row = board.rows.find((one) => one.shot === shot);
  const now = previews.get(shot)?.take ?? row.take;
  const at = takes.findIndex((take) => take.take === now);
  previews.set(shot, takes[(at + by + takes.length) % takes.length]);
  refresh(shot);
}

async function onTake(verb, which, { isAsked = false } = {}) {
  const shot = selected;
  const takes = await takesOf(shot);
  const row = board.rows.find((one) => one.shot === shot);
  const take = which ? takes.find((one) => one.typed === which) : previews.get(shot) ?? takes.find((one) => one.take === row.take);
  if (!take) { toast(which ? `${shot} has no clip ${which}` : `${shot} has no take yet`); return; }
  const because = isAsked ? await askWhy(`${shot} ${take.name}`) : "";
  if (because === null) return;
  const before = { ...row };
  if (verb === "circle") Object.assign(row, { state: "circled", take: take.take, content: take.content });
  previews.delete(shot);
  refresh(shot);
  try { await decide(verb, { shot, take: take.typed, because }); looked.delete(shot); } catch { Object.assign(row, before); refresh(shot); }
}

async function onShot(verb) {
  const row = board.rows.find((one) => one.shot === selected);
  if (!row) return;
  const isOpening = verb === "approve" && row.state === "approved";
  await decide(isOpening ? "open" : verb, { shot: row.shot }).catch(() => {});
}

let playing = null;
function stop() { playing?.remove(); playing = null; }

async function play() {
  if (playing) { stop(); return; }
  const shot = selected;
  const row = board.rows.find((one) => one.shot === shot);
  const take = previews.get(shot) ?? (await takesOf(shot)).find((one) => one.take === row.take);
  if (!take || take.kind !== "video") { toast(`${shot} has no clip to play`); return; }
  const frame = tiles.get(shot)?.querySelector(".frame");
  if (!frame) return;
  playing = h("video", { src: moving(take), loop: true, playsinline: true, style: { position: "absolute", inset: "0" } });
  playing.muted = true;
  frame.append(playing);
  playing.play().catch(() => {});
}

function size(by) {
  keep("tile", String(Math.max(120, Math.min(700, wish() * (by > 0 ? 1.25 : 0.8)))));
  layOut();
  select(selected);
}

// -- beginning ---------------------------------------------------------------------------------

async function read() {
  const fresh = await get("/api/board");
  board = fresh;
  looked.clear();
  showRun(fresh.run);
  busy = shotsOf(fresh.run);
  bar();
  narrow();
}

const shotsOf = (run) => new Set((run?.under_way ?? []).map((stem) => stem.replace(/_[a-z]+(\.[\w-]+)?_[a-z]\d+$/i, "")));

keys([
  [["ArrowLeft", "h"], "the shot before", () => step(-1)],
  [["ArrowRight", "l"], "the shot after", () => step(1)],
  [["ArrowUp", "k"], "a row up", () => stepBand(-1)],
  [["ArrowDown", "j"], "a row down", () => stepBand(1)],
  [["Home"], "the first shot", () => rows[0] && select(rows[0].shot)],
  [["End"], "the last shot", () => rows.length && select(rows[rows.length - 1].shot)],
  [["Enter"], "look at the shot", () => { if (selected) location.href = `/shot/${encodeURIComponent(selected)}`; }],
  [[" "], "play it here", () => play().catch(() => {})],
  [["["], "look at the take before", () => preview(-1).catch(() => {})],
  [["]"], "look at the next take", () => preview(1).catch(() => {})],
  [["c"], "circle the take that is seen", () => onTake("circle").catch(() => {})],
  [["1–9"], "circle that clip", () => {}],
  [["m"], "maybe", () => onTake("maybe").catch(() => {})],
  [["x"], "reject the take that is seen", () => onTake("reject").catch(() => {})],
  [["X"], "reject it, and say why", () => onTake("reject", "", { isAsked: true }).catch(() => {})],
  [["a"], "approve the shot, or open it again", () => onShot("approve")],
  [["r"], "ask for another take", () => onShot("retake")],
  [["/"], "find a shot", () => $("#find").focus()],
  [["+", "="], "larger pictures", () => size(1)],
  [["-"], "smaller pictures", () => size(-1)],
  [["f"], "show the next kind of shots", () => { const names = [...$("#states").children]; const at = names.findIndex((one) => one.getAttribute("aria-pressed") === "true"); names[(at + 1) % names.length].click(); }],
  ...[..."123456789"].map((digit) => [[digit], "", () => onTake("circle", digit).catch(() => {})]),
]);

$("#find").addEventListener("input", () => narrow());
$("#find").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.target.blur(); event.preventDefault(); } });
$("#smaller").addEventListener("click", () => size(-1));
$("#larger").addEventListener("click", () => size(1));
addEventListener("scroll", () => requestAnimationFrame(paint), { passive: true });
new ResizeObserver(() => { if (board && grid.clientWidth) layOut(); }).observe(document.body);

await read();
try { const last = sessionStorage.getItem("shot"); if (last && rows.some((row) => row.shot === last)) select(last); } catch { /* from the top */ }
live(board.since, {
  rows(changed) {
    const byShot = new Map(changed.map((row) => [row.shot, row]));
    board.rows = board.rows.map((row) => byShot.get(row.shot) ?? row);
    for (const shot of byShot.keys()) { looked.delete(shot); previews.delete(shot); }
    bar();
    if (chosen === "all" && !$("#find").value) {
      rows = board.rows;
      for (const shot of byShot.keys()) refresh(shot);
    } else narrow();
  },
  board() { read().catch(() => {}); },
  run(run) {
    const before = busy;
    busy = shotsOf(run);
    for (const shot of new Set([...before, ...busy])) refresh(shot);
  },
});
