// One shot: its takes side by side and in sync, the window of the cut, one key a decision.

import { $, ask, askWhy, decide, get, h, keys, length, live, makeSmall, moving, nothing, plural, showRun, still, toast } from "./base.js";
import { Player } from "./player.js";
import { strip } from "./strip.js";

const name = document.body.dataset.shot;
const main = $("#shot");
let shot = null;
let takes = [];        // those that can be seen, in order
let chosen = 0;        // which of them is judged
let frame = 0;         // film frame of the takes
let isPlaying = false;
let isLoud = false;
let use = 0;           // which use in the cut
let band = null;
let waiting = null;    // the window that is not written yet, and of what
let figures = [];

const now = () => takes[chosen];
const used = () => shot.uses[use];
const played = () => takes.find((one) => one.typed === used()?.plays)?.name ?? "a slate";
// Where the cut uses the shot more than once, a take is circled for all before one is trimmed.
const isFixed = () => shot.uses.length > 1 && used().plays !== now().typed;

// -- what is there ------------------------------------------------------------------------------

async function read() {
  const before = now()?.take;
  shot = await get(`/api/shot/${encodeURIComponent(name)}`);
  takes = shot.takes;
  const playing = used()?.plays || takes.find((one) => ["circled", "approved", "stands"].includes(one.state.split(":")[0]))?.typed;
  chosen = Math.max(0, takes.findIndex((one) => before ? one.take === before : one.typed === playing));
  use = Math.min(use, Math.max(0, shot.uses.length - 1));
  showRun(shot.run);
  paint();
}

function paint() {
  const clips = takes.filter((one) => one.kind === "video");
  const stills = takes.filter((one) => one.kind === "image");
  const sounds = takes.filter((one) => one.kind === "audio");
  const across = (count) => count <= 1 ? 1 : count <= 4 ? 2 : count <= 9 ? 3 : 4;
  figures = takes.map(figure);
  const of = (list) => list.map((take) => figures[takes.indexOf(take)]);
  const large = clips.length ? clips : stills;
  const rows = [h("div", { class: "takes", role: "listbox", "aria-label": "Takes", style: {} }, of(large))];
  rows[0].style.setProperty("--across", across(large.length));
  if (clips.length && stills.length) rows.push(h("h2", { class: "kind", text: plural(stills.length, "panel") }), h("div", { class: "takes small", role: "listbox", "aria-label": "Panels" }, of(stills)));
  if (sounds.length) rows.push(h("h2", { class: "kind", text: "Lines" }), h("div", { class: "takes small" }, of(sounds)));
  if (!takes.length) rows.splice(0, 1, h("p", { class: "empty", text: `${name} has no take yet.\nrushes make ${name} makes one; or put files into inbox/${name}/ and type rushes adopt.` }));
  main.replaceChildren(heading(), h("div", { class: "stage" }, rows, takes.length ? transport() : null), known());
  main.setAttribute("aria-busy", "false");
  judge(chosen, { isNear: true });
}

function heading() {
  const row = shot.row;
  const way = (to, words, sign) => h("a", { href: to ? `/shot/${encodeURIComponent(to)}` : null, "aria-label": words, title: to || words }, sign);
  return h("div", { class: "heading" },
    h("h1", { text: name }),
    row?.state ? h("span", { class: "state", data: { state: row.state }, text: row.state }) : null,
    h("span", { class: "words", text: [shot.facts.framing, row?.words].filter(Boolean).join(" · "), title: row?.words ?? "" }),
    h("span", { class: "place", text: [row ? `${length(row.frames, shot.fps)} planned` : "", row?.spent, `${shot.place} of ${shot.count}`].filter(Boolean).join(" · ") }),
    h("div", { class: "ways" }, way(shot.before, "the shot before", "‹"), way(shot.after, "the next shot", "›")));
}

function figure(take, at) {
  const frame_ = h("div", { class: "frame", style: { aspectRatio: String(shot.aspect) } });
  let element = null;
  if (take.is_offline) frame_.append(h("div", { class: "gone", text: "not on this machine" }));
  else if (take.kind === "video") {
    element = h("video", { src: moving(take), preload: "auto", playsinline: true, poster: still(take.take, take.content, { w: 640, at: 0 }) });
    element.muted = true;
    frame_.append(element);
  } else if (take.kind === "image") frame_.append(h("img", { alt: take.name, decoding: "async", src: still(take.take, take.content, { w: 1280 }) }));
  else frame_.append(h("audio", { controls: true, preload: "none", src: `/take/${encodeURIComponent(take.take)}/whole?v=${take.content}` }));
  const state = take.state.split(":")[0];
  const made = h("figure", { class: "take", role: "option", data: { state, take: take.take }, onclick: () => judge(at) },
    frame_,
    h("figcaption", {},
      h("b", { text: take.name }),
      state && state !== "stands" ? h("span", { class: "state", data: { state }, title: take.state, text: take.state }) : take.outdated.length ? h("span", { class: "state", data: { state: "outdated" }, text: "outdated", title: take.outdated.join("; ") }) : null,
      h("span", { class: "by", text: [take.generator, take.kind === "video" ? length(take.frames, shot.fps) : ""].filter(Boolean).join(" · ") }),
      take.price ? h("span", { class: "price", text: take.price }) : null));
  made.video = element;
  return made;
}

function transport() {
  const button = (words, key, run, more = {}) => h("button", { type: "button", onclick: run, ...more }, words, key ? h("kbd", { text: key }) : null);
  const uses = shot.uses.length > 1 ? h("select", { "aria-label": "Which use in the cut", onchange: (event) => { use = Number(event.target.value); paint(); } },
    shot.uses.map((one, at) => h("option", { value: String(at), selected: at === use }, `use ${at + 1} of ${shot.uses.length}`))) : null;
  return h("div", { class: "transport" },
    h("div", { class: "row" },
      h("span", { class: "at", id: "at" }),
      button("Play", "space", toggle, { id: "play", "aria-label": "Play" }),
      button("In", "i", () => mark("in")), button("Out", "o", () => mark("out")),
      uses,
      h("span", { class: "spring" }),
      button("Circle", "c", () => onTake("circle"), { id: "circle" }),
      button("Reject", "x", () => onTake("reject"), { id: "reject" }), button("Why", "X", () => rejectWhy().catch(() => {}), { id: "why", "aria-label": "Reject, and say why" }),
      button("Retake", "r", () => onShot("retake")),
      button(shot.row?.state === "approved" ? "Open" : "Approve", "a", approve),
      button("In the cut", "n", between)),
    h("div", { id: "band" }));
}

function known() {
  const take = now();
  const facts = Object.entries(shot.facts).filter(([key]) => !["framing"].includes(key));
  const slate = take ? [
    ["made", new Date(take.made).toLocaleString()], ["by", [take.generator, take.model].filter(Boolean).join(", ")], ["seed", take.seed],
    ["size", [take.size, take.kind === "video" ? `${take.fps.toFixed(3).replace(/\.?0+$/, "")} fps` : ""].filter(Boolean).join(", ")],
    ["length", take.kind === "image" ? "" : `${take.seconds.toFixed(2)} s`], ["from", take.inputs.join(", ")], ["price", take.price], ["note", take.note],
    ["state", take.state], ["outdated", take.outdated.join("; ")], ["file", take.take], ...Object.entries(take.options),
  ].filter(([, value]) => value !== null && value !== undefined && value !== "") : [];
  const list = (pairs) => h("dl", {}, pairs.flatMap(([key, value]) => [h("dt", { text: key }), h("dd", { text: String(value) })]));
  return h("aside", { class: "known", id: "known", "aria-label": "What is known" },
    shot.news.length ? h("section", {}, shot.news.map((words) => h("p", { class: "news", text: words }))) : null,
    h("section", {}, h("h2", { text: "The shot" }), h("p", { class: "said", text: shot.row?.words || "nothing is written of its picture" }), facts.length ? list(facts) : null),
    take ? h("section", {}, h("h2", { text: `Slate of ${take.name}` }), list(slate)) : null,
    take?.notes.length ? h("section", {}, h("h2", { text: `Said of ${take.name}` }), take.notes.map((words) => h("p", { class: "said", text: words }))) : null,
    take?.prompt ? h("section", {}, h("h2", { text: `What was sent for ${take.name}` }), h("p", { class: "sent", text: take.prompt })) : null,
    shot.prompts.length ? h("section", {}, shot.prompts.flatMap(([who, words]) => [h("h2", { text: `What would be sent to ${who} now` }), h("p", { class: "sent", text: words })])) : null);
}

// -- judging ------------------------------------------------------------------------------------

function judge(at, { isNear = false } = {}) {
  if (!takes.length) return;
  chosen = Math.max(0, Math.min(takes.length - 1, at));
  figures.forEach((one, index) => one.setAttribute("aria-selected", String(index === chosen)));
  if (!isNear) figures[chosen].scrollIntoView({ block: "nearest" });
  $("#known").replaceWith(known());
  const take = now();
  const box = $("#band");
  band = null;
  const window_ = used() ? [used().start, used().end] : [0, take.frames];
  if (take.kind === "video" && !take.is_offline) {
    band = strip({ take, fps: shot.fps, start: Math.min(window_[0], take.frames - 1), end: Math.min(window_[1], take.frames), seek: (to) => { pause(); go(to); }, trim: save, isFixed: isFixed() });
    box.replaceChildren(band.element);
    if (used() && used().plays !== take.typed) band.element.append(h("p", { class: "other", text: isFixed() ? `the cut plays ${played()} here; c circles ${take.name}` : `the cut plays ${played()} here; a window of ${take.name} circles it` }));
  } else box.replaceChildren();
  for (const one of figures) if (one.video) one.video.muted = !(isLoud && one === figures[chosen]);
  go(isNear && frame === 0 ? window_[0] : frame, { isQuiet: isPlaying });
}

const videos = () => figures.filter((one) => one.video).map((one) => one.video);

function go(to, { isQuiet = false } = {}) {
  const take = now();
  const most = take?.kind === "video" ? take.frames : Math.max(1, ...takes.map((one) => one.frames));
  frame = Math.max(0, Math.min(most - 1, Math.round(to)));
  if (!isQuiet) for (const video of videos()) { const due = (frame + 0.5) / shot.fps; if (Math.abs(video.currentTime - due) > 0.2 / shot.fps) video.currentTime = due; }
  tellFrame();
}

function tellFrame() {
  const at = $("#at");
  if (at) at.textContent = takes.some((one) => one.kind === "video") ? `frame ${String(frame).padStart(3, " ")}` : "a still";
  band?.head(frame);
}

function toggle() { if (isPlaying) pause(); else play(); }

function play() {
  const all = videos();
  if (!all.length) { toast("there is no clip to play"); return; }
  isPlaying = true;
  $("#play").firstChild.textContent = "Pause";
  const lead = figures[chosen].video ?? all[0];
  for (const video of all) { video.currentTime = (frame + 0.5) / shot.fps; video.play().catch(() => {}); }
  const tick = () => {
    if (!isPlaying) return;
    const leader = figures[chosen]?.video ?? lead;
    frame = Math.floor(leader.currentTime * shot.fps + 0.01);
    const end = band ? band.window[1] : (now().frames || Infinity);
    if (leader.ended || frame >= Math.max(end, 1)) {
      const start = band ? band.window[0] : 0;
      for (const video of all) { video.currentTime = (start + 0.5) / shot.fps; video.play().catch(() => {}); }
      frame = start;
    } else {
      for (const video of all) if (video !== leader && Math.abs(video.currentTime - leader.currentTime) > 0.07 && leader.currentTime < video.duration) video.currentTime = leader.currentTime;
    }
    tellFrame();
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

function pause() {
  if (!isPlaying) return;
  isPlaying = false;
  $("#play").firstChild.textContent = "Play";
  for (const video of videos()) video.pause();
  go(frame);
}

function step(by) { pause(); go(frame + by); }

// -- deciding -----------------------------------------------------------------------------------

function mark(which) {
  if (!band) { toast("only a clip has a window"); return; }
  if (isFixed()) { toast(`the cut plays ${played()} there`, { fix: `c circles ${now().name}; then its window can be set` }); return; }
  const [from, to] = band.window;
  if (which === "in") band.set(frame, Math.max(frame + 1, to)); else band.set(Math.min(from, frame), frame + 1);
  save(...band.window);
}

// Two marks within a moment are one change. It belongs to the take and the use it was made on.
function save(start, end) {
  clearTimeout(waiting?.timer);
  waiting = { start, end, take: now(), one: used(), timer: setTimeout(() => flush().catch(() => {}), 350) };
}

async function flush() {
  if (!waiting) return;
  const wish = waiting;
  clearTimeout(wish.timer);
  waiting = null;
  await write(wish);
}

async function write({ start, end, take, one }) {
  if (!one) { toast(`the cut does not play ${name}`, { fix: "write it under events: in cuts/main.yaml", bad: true }); return; }
  if (shot.uses.length === 1 && (!one.is_opened || one.plays !== take.typed)) {
    await decide("use", { shot: name, take: take.typed, start, end });
    await read();
    return;
  }
  if (!one.is_opened) await decide("open-scene", { scene: shot.row.scene });
  await decide("trim", { shot: name, start, end, nth: one.is_opened ? one.nth : 0 });
  Object.assign(one, { start, end, is_opened: true });
}

async function onTake(verb, because = "") {
  const take = now();
  if (!take) return;
  await flush().catch(() => {});
  const before = take.state;
  take.state = verb === "circle" ? "circled" : verb === "reject" ? "rejected" : before;
  figures[chosen].dataset.state = take.state;
  try { await decide(verb, { shot: name, take: take.typed, because }); await read(); } catch { take.state = before; figures[chosen].dataset.state = before.split(":")[0]; }
}

async function rejectWhy() {
  if (!now()) return;
  const because = await askWhy(now().name);
  if (because !== null) await onTake("reject", because);
}

const onShot = (verb) => decide(verb, { shot: name }).then(read).catch(() => {});
const approve = () => onShot(shot.row?.state === "approved" ? "open" : "approve");

async function between() {
  pause();
  await flush();
  const cut = await get("/api/cut/main");
  const events = cut.events.filter((one) => !one.is_over);
  const at = events.findIndex((one) => one.shot === name);
  if (at < 0) { toast(`the cut does not play ${name}`); return; }
  const some = events.slice(Math.max(0, at - 1), at + 2);
  const end = some[some.length - 1];
  const screen = h("div");
  const line = h("div", { class: "line" }, some.map((one) => h("span", { class: "mono", text: one.shot || one.shows })));
  const dialog = h("dialog", { id: "between", "aria-label": "Between its neighbours" }, screen, line);
  document.body.append(dialog);
  const player = new Player(screen, { fps: cut.fps, aspect: cut.aspect });
  player.load(cut.events);
  player.range = [some[0].start, end.start + end.frames];
  player.seek(some[0].start);
  dialog.addEventListener("close", () => { player.pause(); dialog.remove(); });
  dialog.addEventListener("click", () => player.toggle());
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "n") dialog.close();
    if (event.key === " ") { event.preventDefault(); player.toggle(); }
  });
  dialog.showModal();
  player.play();
}

async function note() {
  pause();
  const take = now();
  if (!take) return;
  const place = take.kind === "video" ? `${name}/${take.typed}@${frame}` : `${name}/${take.typed}`;
  const words = await ask(`A note on ${take.name}${take.kind === "video" ? `, frame ${frame}` : ""}`, "Note it");
  if (words) { await decide("note", { place, text: words }); await read(); }
}

// What was marked a moment ago is written first; where that is refused, the page stays and says so.
async function leave(to) {
  if (!to) { toast("there is no further shot"); return; }
  try { await flush(); } catch { return; }
  location.href = `/shot/${encodeURIComponent(to)}`;
}
addEventListener("pagehide", () => { flush().catch(() => {}); });

keys([
  [[" "], "play all takes together", toggle],
  [["ArrowLeft"], "a frame back", () => step(-1)],
  [["ArrowRight"], "a frame on", () => step(1)],
  [["shift+ArrowLeft"], "ten frames back", () => step(-10)],
  [["shift+ArrowRight"], "ten frames on", () => step(10)],
  [["ArrowDown", "]"], "the next take", () => judge(chosen + 1)],
  [["ArrowUp", "["], "the take before", () => judge(chosen - 1)],
  [["1–9"], "that clip", () => {}],
  [["i"], "in: the window begins here", () => mark("in")],
  [["o"], "out: the window ends here", () => mark("out")],
  [["c"], "circle the take", () => onTake("circle")],
  [["x"], "reject it", () => onTake("reject")],
  [["X"], "reject it, and say why", () => rejectWhy().catch(() => {})],
  [["m"], "maybe", () => onTake("maybe")],
  [["r"], "ask for another take", () => onShot("retake")],
  [["a"], "approve the shot, or open it again", approve],
  [["k"], "keep an outdated take", () => onShot("keep")],
  [["n"], "play it between its neighbours", () => between().catch(() => {})],
  [["t"], "write a note on this frame", () => note().catch(() => {})],
  [["s"], "sound on or off", () => { isLoud = !isLoud; judge(chosen); toast(isLoud ? "sound on" : "sound off"); }],
  [[".", "l"], "the next shot", () => leave(shot.after)],
  [[",", "h"], "the shot before", () => leave(shot.before)],
  [["Escape", "b"], "back to the board", () => { location.href = "/"; }],
  ...[..."123456789"].map((digit) => [[digit], "", () => { const at = takes.findIndex((one) => one.typed === digit); if (at >= 0) judge(at); else toast(`there is no clip ${digit}`); }]),
]);
try { sessionStorage.setItem("shot", name); } catch { /* not kept */ }

const isThere = await read().then(() => true).catch(nothing(main, `There is no shot ${name} to look at.`));
if (isThere) makeSmall(takes);
if (isThere) live(shot.since, {
  rows(changed, id) { if (id > shot.since && changed.some((row) => row.shot === name)) read().catch(() => {}); },
  board(_, id) { if (id > shot.since) read().catch(() => {}); },
});
