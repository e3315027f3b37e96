// Plays a cut at once: the takes themselves, one event after the other, with cards where none are.
//
//   const player = new Player(box, { fps, aspect, heard })
//   player.load(events)                  from /api/cut, in film order
//   player.useDraft(address or null)     the rendered film instead, with its sound
//   player.seek(frame), toggle(), step(frames), pause(); player.frame, player.frames
//
// `heard(frame)` is called for every frame that is shown. The next events are fetched and stand at
// their first frame before they are due, so that a join is a change of what is visible, no more.

import { h, moving, still } from "./base.js";

const AHEAD = 3;
const DRIFT = 0.12; // seconds a clip may be off before it is put right

// Where on its take's clock, in film frames, a frame of an event looks: the middle of a frame there.
export function lookOf(event, frame) {
  const { looks, source, speed } = event;
  return looks.length ? looks[Math.max(0, Math.min(looks.length - 1, frame))] : source[0] + (frame + 0.5) * Math.abs(speed);
}

// The frame of an event that looks nearest to a frame of its take.
export function frameOf(event, at) {
  const { looks, source, speed, frames } = event;
  if (!looks.length) return Math.max(0, Math.min(frames - 1, Math.round((at - source[0]) / Math.abs(speed))));
  return looks.reduce((best, one, index) => Math.abs(one - at - 0.5) < Math.abs(looks[best] - at - 0.5) ? index : best, 0);
}

// How fast the take runs at a frame of an event; 0 where a browser cannot play it on: backwards, held.
function paceOf(event, frame) {
  if (!event.looks.length) return Math.abs(event.speed);
  const pace = lookOf(event, frame + 1) - lookOf(event, frame);
  return pace > 0.05 ? pace : 0;
}

export class Player {
  constructor(box, { fps, aspect, heard = () => {} }) {
    this.fps = fps;
    this.heard = heard;
    this.frame = 0;
    this.frames = 0;
    this.isPlaying = false;
    this.events = [];
    this.overs = [];
    this.made = new Map();
    this.screen = h("div", { class: "screen", style: { aspectRatio: String(aspect) } });
    this.draft = null;
    this.isSilent = true;
    this.range = null;
    box.replaceChildren(this.screen);
  }

  load(events) {
    this.events = events.filter((one) => !one.is_over);
    this.overs = events.filter((one) => one.is_over);
    const last = this.events[this.events.length - 1];
    this.frames = last ? last.start + last.frames : 0;
    for (const { element } of this.made.values()) element.remove();
    this.made.clear();
    this.frame = Math.min(this.frame, Math.max(0, this.frames - 1));
    this.show();
  }

  useDraft(address) {
    this.draft?.remove();
    this.draft = null;
    if (address) {
      this.draft = h("video", { src: address, preload: "auto", playsinline: true, class: "shown draft" });
      this.draft.muted = this.isSilent;
      this.screen.append(this.draft);
    }
    this.show();
  }

  silent(is) { this.isSilent = is; if (this.draft) this.draft.muted = is; this.show(); }

  // -- where ---------------------------------------------------------------------------------

  indexAt(frame) {
    let low = 0;
    let high = this.events.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.events[middle].start <= frame) low = middle; else high = middle - 1;
    }
    return low;
  }

  seek(frame) {
    const [first, end] = this.range ?? [0, this.frames];
    this.frame = Math.max(first, Math.min(end - 1, Math.round(frame)));
    this.began = null;
    if (this.draft) this.draft.currentTime = (this.frame + 0.5) / this.fps;
    this.show();
    this.heard(this.frame);
  }

  step(by) { this.pause(); this.seek(this.frame + by); }
  toggle() { if (this.isPlaying) this.pause(); else this.play(); }

  play() {
    if (!this.frames) return;
    const [first, end] = this.range ?? [0, this.frames];
    if (this.frame >= end - 1) this.seek(first);
    this.isPlaying = true;
    this.began = null;
    this.draft?.play().catch(() => {});
    requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    this.isPlaying = false;
    this.draft?.pause();
    for (const { element } of this.made.values()) if (element.pause) element.pause();
    this.heard(this.frame);
  }

  tick(now) {
    if (!this.isPlaying) return;
    if (this.draft) this.frame = Math.min(this.frames - 1, Math.floor(this.draft.currentTime * this.fps + 0.01));
    else {
      this.began ??= { now, frame: this.frame };
      this.frame = this.began.frame + Math.floor((now - this.began.now) / 1000 * this.fps);
    }
    const end = this.range ? this.range[1] : this.frames;
    if (this.frame >= end || this.draft?.ended) { this.frame = end - 1; this.show(); this.pause(); return; }
    this.show();
    this.heard(this.frame);
    requestAnimationFrame((next) => this.tick(next));
  }

  // -- what ----------------------------------------------------------------------------------

  show() {
    if (this.draft || !this.events.length) {
      for (const { element } of this.made.values()) element.classList.remove("shown");
      return;
    }
    const at = this.indexAt(this.frame);
    const over = this.overs.filter((one) => one.start <= this.frame && this.frame < one.start + one.frames);
    const wanted = [...this.events.slice(Math.max(0, at - 1), at + AHEAD), ...over];
    for (const [event, { element }] of this.made) if (!wanted.includes(event)) { element.remove(); this.made.delete(event); }
    for (const event of wanted) if (!this.made.has(event)) this.made.set(event, this.make(event));
    const shown = [this.events[at], ...over];
    const isReady = shown.every((event) => this.made.get(event).ready());
    for (const [event, made] of this.made) {
      if (shown.includes(event)) made.run(this.frame - event.start, this.isPlaying);
      else made.rest();
      if (isReady) made.element.classList.toggle("shown", shown.includes(event));
    }
  }

  make(event) {
    const fps = this.fps;
    const seconds = (frame) => Math.max(0, lookOf(event, frame) / fps);
    if (event.kind === "video") {
      const element = h("video", { src: moving(event), preload: "auto", playsinline: true });
      element.muted = this.isSilent;
      element.currentTime = seconds(0);
      element.addEventListener("loadeddata", () => { if (!this.isPlaying) this.show(); });
      this.screen.append(element);
      return {
        element,
        ready: () => element.readyState >= 2 || element.error,
        run: (frame, isPlaying) => {
          const due = seconds(frame);
          element.muted = this.isSilent;
          const pace = isPlaying ? paceOf(event, frame) : 0;
          if (pace) element.playbackRate = Math.min(8, Math.max(0.1, pace));
          const off = Math.abs(element.currentTime - due);
          if (off > (pace ? DRIFT : 0.4 / fps) && !(isPlaying && element.seeking)) element.currentTime = due;
          if (pace && element.paused) element.play().catch(() => {});
          if (!pace && !element.paused) element.pause();
        },
        rest: () => { if (!element.paused) element.pause(); if (Math.abs(element.currentTime - seconds(0)) > 0.02) element.currentTime = seconds(0); },
      };
    }
    const plain = { run: () => {}, rest: () => {}, ready: () => true };
    if (event.kind === "image" && event.take) {
      const element = h("img", { alt: "", src: still(event.take, event.content, { w: 1280 }) });
      element.addEventListener("load", () => { if (!this.isPlaying) this.show(); });
      this.screen.append(element);
      const run = (frame) => { element.style.transform = `scale(${1 + 0.04 * frame / Math.max(1, event.frames)})`; };
      return { ...plain, element, run, ready: () => element.complete };
    }
    const element = h("div", { class: `slate ${event.stand_in ? "missing" : ""}` }, h("p", { text: event.kind === "colour" ? "" : event.words || event.stand_in || event.shot }));
    if (event.kind === "colour") element.style.background = event.words;
    this.screen.append(element);
    return { ...plain, element };
  }
}
