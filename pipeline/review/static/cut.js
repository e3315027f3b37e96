// The cut: played at once, changed by key and by dragging; every change is one line of its file.

import { $, ask, decide, get, h, keys, length, live, makeSmall, nothing, post, showRun, still, timecode, toast } from "./base.js";
import { Player, frameOf, lookOf } from "./player.js";
import { strip } from "./strip.js";
import { timeline } from "./timeline.js";

const name = document.body.dataset.cut;
const player = new Player($("#screen"), { fps: 24, aspect: 1.78, heard });
let cut = null;
let selected = -1;      // place among the pictures of the cut, overlays not counted
let isDraft = false;
let band = null;
let doing = Promise.resolve();

const pictures = () => player.events;
const event = () => pictures()[selected];
const line = (one) => cut.lines[one?.at];

const track = timeline({ scroll: $("#scroll"), box: $("#track"), select, seek, trim, move });

// -- reading ------------------------------------------------------------------------------------

async function read({ to = null } = {}) {
  cut = await get(`/api/cut/${encodeURIComponent(name)}`);
  player.fps = cut.fps;
  player.screen.style.aspectRatio = String(cut.aspect);
  player.screen.style.setProperty("--aspect", String(cut.aspect));
  $("#screen").style.setProperty("--aspect", String(cut.aspect));
  player.load(cut.events);
  showRun(cut.run);
  useDraft(isDraft && cut.is_draft_new);
  $("#none").hidden = cut.events.length > 0;
  $("#none").textContent = "There is nothing to play yet.\nWrite a shot under shots: in film.yaml; it appears here when you save.";
  const draft = $("#source");
  draft.hidden = !cut.is_draft_new;
  const cuts = $("#cuts");
  cuts.hidden = cut.cuts.length < 2;
  cuts.replaceChildren(...cut.cuts.map((one) => h("option", { value: one, selected: one === cut.name }, one)));
  if (to !== null) selected = Math.max(0, Math.min(pictures().length - 1, to));
  else if (selected < 0) selected = player.indexAt(player.frame);
  selected = Math.min(selected, pictures().length - 1);
  track.load(cut, pictures(), player.overs);
  track.select(selected);
  heard(player.frame);
  about();
  $(".cut").setAttribute("aria-busy", "false");
}

function heard(frame) {
  if (!cut) return;
  $("#at").textContent = timecode(frame, cut.fps);
  $("#of").textContent = `of ${timecode(cut.frames, cut.fps)}`;
  $("#play").textContent = player.isPlaying ? "Pause" : "Play";
  track.cursor(frame, player.isPlaying);
  const at = player.indexAt(frame);
  if (player.isPlaying && at !== selected) { selected = at; track.select(at); about(); }
  const one = event();
  if (band && one && one.start <= frame && frame < one.start + one.frames) band.head(lookOf(one, frame - one.start) - 0.5);
}

// -- the event at hand --------------------------------------------------------------------------

function about() {
  const one = event();
  const box = $("#event");
  band = null;
  if (!one) { box.replaceChildren(); return; }
  const own = line(one);
  const button = (words, key, run, isOff = false) => h("button", { type: "button", onclick: run, disabled: isOff }, words, h("kbd", { text: key }));
  const parts = [
    h("h1", {}, one.shot || one.shows, h("span", { text: [one.shot ? one.shows : "", length(one.frames, cut.fps), `${one.frames} frames`].filter(Boolean).join(" · ") })),
  ];
  if (one.kind === "video" && !one.is_over) {
    band = strip({
      take: { take: one.take, content: one.content, frames: one.most }, fps: cut.fps, start: one.source[0], end: one.source[1],
      seek: (frame) => { player.pause(); player.seek(one.start + frameOf(one, frame)); },
      trim: (start, end) => trim(one, start, end), isFixed: !canChange(one),
    });
    parts.push(band.element);
  }
  if (own) parts.push(h("p", { class: "line" }, h("small", { text: `cuts/${cut.name}.yaml, event ${own.at + 1} of ${cut.lines.length}` }), `- ${own.text}`));
  if (cut.like) parts.push(h("p", { class: "told", text: `${cut.name} is like ${cut.like}: what differs is written under changes: in its file` }));
  if (cut.is_locked) parts.push(h("p", { class: "told", text: `this cut is locked; rushes unlock opens it` }));
  parts.push(h("div", { class: "does" },
    button("In here", "i", () => mark("in"), !canChange(one)), button("Out here", "o", () => mark("out"), !canChange(one)),
    button("Earlier", ",", () => shift(-1), !canMove(one)), button("Later", ".", () => shift(1), !canMove(one)),
    button("Repeat", "d", repeat, !canMove(one)), button("Drop", "x", drop, !canMove(one)),
    one.shot ? button("Takes", "enter", takes) : null));
  const notes = [...one.notes].filter((words) => words !== one.stand_in);
  const said = cut.said.filter((each) => one.start <= each.frame && each.frame < one.start + one.frames);
  const pairs = [["record", `${timecode(one.start, cut.fps)} to ${timecode(one.start + one.frames, cut.fps)}`], ["source", one.take ? `${one.source[0]} to ${one.source[1]}` : ""], ["also", notes.join(", ")], ["stand-in", one.stand_in]].filter(([, value]) => value);
  parts.push(h("dl", {}, pairs.flatMap(([key, value]) => [h("dt", { text: key }), h("dd", { text: value })])));
  parts.push(...said.map((each) => h("p", { class: "told" }, h("a", { href: "#", onclick: (event) => { event.preventDefault(); seek(each.frame); } }, timecode(each.frame, cut.fps)), ` ${each.text}`)));
  box.replaceChildren(...parts);
}

const canMove = (one) => Boolean(one && one.at >= 0 && !cut.like && !cut.is_locked);
const canChange = (one) => canMove(one) && !one.is_over && ["shot", "scene"].includes(line(one).kind);

function select(at, { isSeeking = true } = {}) {
  if (!pictures().length) return;
  selected = Math.max(0, Math.min(pictures().length - 1, at));
  track.select(selected);
  if (isSeeking && !(event().start <= player.frame && player.frame < event().start + event().frames)) { player.pause(); player.seek(event().start); }
  about();
}

function seek(frame) {
  player.seek(frame);
  const at = player.indexAt(player.frame);
  if (at !== selected) { selected = at; track.select(at); about(); }
}

// -- changing -----------------------------------------------------------------------------------

// One change after the other: each is told what stands there now, and sees what the last one made.
function change(run) {
  doing = doing.then(run).catch((error) => { if (!error?.said) console.error(error); });
  return doing;
}

async function opened(one) {
  if (line(one)?.kind !== "scene") return one;
  const start = one.start;
  await decide("open-scene", { scene: line(one).name, cut: cut.name });
  await read();
  selected = player.indexAt(start);
  return event();
}

async function told(verb, one, words = {}, { to = selected } = {}) {
  const own = line(one);
  if (!own) { toast("this event has no line of its own", { bad: true }); return; }
  try {
    const done = await post(`line/${verb}`, { cut: cut.name, at: own.at, was: own.text, ...words });
    toast(done.said, { fix: (done.news || []).join("\n") });
  } finally { await read({ to }); }
}

function trim(one, start, end) {
  player.pause();
  return change(async () => {
    const own = await opened(one);
    await told("trim", own, { start, end });
    player.seek(Math.min(player.frame, event().start + event().frames - 1));
  });
}

function mark(which) {
  const one = event();
  if (!canChange(one)) { toast("this event has no window"); return; }
  let [start, end] = one.source;
  const [first, last] = seen(one, player.frame - one.start);
  if ((which === "in") === one.speed > 0) start = first; else end = last;
  trim(one, start, Math.max(start + 1, end)).then(() => { if (which === "in") player.seek(event().start); });
}

// What a frame of an event shows of its take, half-open. Backwards, an event begins at its window's end.
function seen(one, frame) {
  const at = Math.floor(lookOf(one, frame));
  if (one.looks.length) return [at, at + 1];
  return [one.source[0] + Math.floor(frame * one.speed), one.source[0] + Math.ceil((frame + 1) * one.speed)];
}

function nudge(which, by) {
  const one = event();
  if (!canChange(one)) return;
  const [start, end] = one.source;
  const to = one.speed < 0 ? -by : by;
  if ((which === "in") === one.speed > 0) trim(one, Math.max(0, Math.min(end - 1, start + to)), end);
  else trim(one, start, Math.max(start + 1, one.most ? Math.min(one.most, end + to) : end + to));
}

// `before` is a place among the pictures; the end is their number.
function move(from, before) {
  if (before === from || before === from + 1) return;
  change(async () => {
    const one = await opened(pictures()[from]);
    const goal = pictures()[before] ? await opened(pictures()[before]) : null;
    await told("move", one, { before: goal ? goal.at : null }, { to: before > from ? before - 1 : before });
    player.seek(event().start);
  });
}

function shift(by) {
  const goal = by < 0 ? selected - 1 : selected + 2;
  if (goal < 0 || goal > pictures().length) { toast(by < 0 ? "it is the first" : "it is the last"); return; }
  if (canMove(event())) move(selected, goal);
}

// Afterwards the playhead stands on the event that is at hand.
const then = (verb, by) => canMove(event()) && change(async () => {
  player.pause();
  const one = await opened(event());
  await told(verb, one, {}, { to: selected + by });
  if (event()) player.seek(event().start);
});
const repeat = () => then("repeat", 1);
const drop = () => then("drop", 0);
const takes = () => { if (event()?.shot) location.href = `/shot/${encodeURIComponent(event().shot)}`; };

async function note() {
  player.pause();
  const at = timecode(player.frame, cut.fps);
  const words = await ask(`A note at ${at}`, "Note it");
  if (words) { await decide("note", { place: at, text: words, cut: cut.name }); await read(); }
}

// -- the draft ----------------------------------------------------------------------------------

function useDraft(is) {
  isDraft = is;
  player.useDraft(is ? `/draft/${encodeURIComponent(cut.name)}.mp4?v=${cut.draft_at}` : null);
  if (is) player.seek(player.frame);
  $("#source").setAttribute("aria-pressed", String(is));
}

function sound() {
  player.silent(!player.isSilent);
  $("#sound").setAttribute("aria-pressed", String(!player.isSilent));
}

async function render() {
  $("#render").disabled = true;
  await post("draft", { cut: cut.name }).then((done) => toast(done.said)).catch(() => { $("#render").disabled = false; });
}

$("#play").addEventListener("click", () => player.toggle());
$("#sound").addEventListener("click", sound);
$("#source").addEventListener("click", () => { player.pause(); useDraft(!isDraft); });
$("#render").addEventListener("click", render);
$("#cuts").addEventListener("change", (changed) => { location.href = `/cut/${encodeURIComponent(changed.target.value)}`; });

keys([
  [[" "], "play or stop", () => player.toggle()],
  [["ArrowLeft"], "a frame back", () => { player.step(-1); select(player.indexAt(player.frame), { isSeeking: false }); }],
  [["ArrowRight"], "a frame on", () => { player.step(1); select(player.indexAt(player.frame), { isSeeking: false }); }],
  [["shift+ArrowLeft"], "a second back", () => { player.step(-Math.round(cut.fps)); select(player.indexAt(player.frame), { isSeeking: false }); }],
  [["shift+ArrowRight"], "a second on", () => { player.step(Math.round(cut.fps)); select(player.indexAt(player.frame), { isSeeking: false }); }],
  [["ArrowUp", "k"], "the event before", () => { player.pause(); select(selected - 1); player.seek(event().start); }],
  [["ArrowDown", "j"], "the next event", () => { player.pause(); select(selected + 1); player.seek(event().start); }],
  [["Home"], "the beginning", () => seek(0)],
  [["End"], "the end", () => seek(player.frames - 1)],
  [["i"], "in: the event begins at this frame", () => mark("in")],
  [["o"], "out: the event ends with this frame", () => mark("out")],
  [["["], "the in point a frame earlier", () => nudge("in", -1)],
  [["]"], "the in point a frame later", () => nudge("in", 1)],
  [["{"], "the out point a frame earlier", () => nudge("out", -1)],
  [["}"], "the out point a frame later", () => nudge("out", 1)],
  [[","], "move the event earlier", () => shift(-1)],
  [["."], "move the event later", () => shift(1)],
  [["d"], "repeat the event behind itself", repeat],
  [["x", "Delete"], "drop the event from the cut", drop],
  [["Enter"], "look at the takes of its shot", takes],
  [["t"], "write a note at this frame", () => note().catch(() => {})],
  [["s"], "sound on or off", sound],
  [["D"], "render the draft", render],
  [["v"], "the draft, or the takes themselves", () => { if (cut.is_draft_new) { player.pause(); useDraft(!isDraft); } else toast("there is no draft of this cut as it is now", { fix: "shift+d renders it" }); }],
  [["+", "="], "closer", () => track.zoom(1.4)],
  [["-"], "further away", () => track.zoom(1 / 1.4)],
]);

const isThere = await read({ to: 0 }).then(() => true).catch(nothing($("main"), `There is no cut ${name} to play.`));
if (isThere) makeSmall(cut.events);
if (isThere) live(cut.since, {
  rows(_, id) { if (id > cut.since) read().catch(() => {}); },
  board(_, id) { if (id > cut.since) change(() => id > cut.since ? read() : null); },
  draft(news) {
    if (news.cut !== cut.name) return;
    $("#render").disabled = news.state === "rendering";
    $("#render").textContent = news.state === "rendering" ? "Rendering…" : "Render draft";
    if (news.state === "failed") toast("the draft could not be rendered", { fix: news.words, bad: true });
    if (news.state === "there") read().then(() => { if (cut.is_draft_new) { useDraft(true); toast("the draft is there, with its sound"); } }).catch(() => {});
  },
});
