// The film from left to right: blocks that are trimmed at their edges and moved by their middle.
//
//   const track = timeline({ scroll, box, select, seek, trim, move })
//   track.load(cut, pictures, overs), track.select(at), track.cursor(frame, isPlaying), track.zoom(by)
//
// Only the blocks that are seen exist. While an edge is dragged the block shows its new length; the
// change is made once it is let go.

import { h, length, still, timecode } from "./base.js";

const LIFT = 5; // pixels a pointer moves before a block is lifted

export function timeline({ scroll, box, select, seek, trim, move }) {
  let cut = null;
  let pictures = [];
  let overs = [];
  let scale = 3.2; // pixels a frame
  let selected = -1;
  const blocks = new Map();
  const ruler = h("div", { class: "ruler" });
  const head = h("div", { class: "cursor" });
  const place = h("div", { class: "place", hidden: true });
  box.append(ruler, head, place);

  function load(given, events, laid) {
    cut = given;
    pictures = events;
    overs = laid;
    for (const made of blocks.values()) made.remove();
    blocks.clear();
    paint();
  }

  function paint() {
    if (!cut) return;
    box.style.width = `${Math.max(1, cut.frames * scale)}px`;
    const from = (scroll.scrollLeft - scroll.clientWidth * 0.3) / scale;
    const to = (scroll.scrollLeft + scroll.clientWidth * 1.3) / scale;
    const wanted = new Set();
    let at = firstFrom(from);
    for (; at < pictures.length && pictures[at].start < to; at += 1) {
      wanted.add(at);
      if (!blocks.has(at)) { const made = block(at); blocks.set(at, made); box.append(made); }
    }
    overs.forEach((one, index) => {
      if (one.start + one.frames < from || one.start > to) return;
      const key = `over ${index}`;
      wanted.add(key);
      if (!blocks.has(key)) {
        const made = h("div", { class: "over", title: `${one.shot} lies over the picture`, style: { left: `${one.start * scale}px`, width: `${one.frames * scale}px` } });
        blocks.set(key, made);
        box.append(made);
      }
    });
    for (const [key, made] of blocks) if (!wanted.has(key)) { made.remove(); blocks.delete(key); }
    ticks(from, to);
  }

  function firstFrom(frame) {
    let low = 0;
    let high = pictures.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pictures[middle].start + pictures[middle].frames < frame) low = middle + 1; else high = middle;
    }
    return low;
  }

  function ticks(from, to) {
    const fps = Math.round(cut.fps);
    const every = [1, 2, 5, 10, 30, 60, 300].find((seconds) => seconds * fps * scale > 90) ?? 600;
    const marks = [];
    for (let at = Math.max(0, Math.floor(from / fps / every) * every); at * fps < Math.min(to, cut.frames); at += every) {
      marks.push(h("span", { class: "tick", style: { left: `${at * fps * scale}px` }, text: timecode(at * fps, cut.fps).slice(3, 8) }));
    }
    for (const note of cut.said) {
      if (note.frame < from || note.frame > to) continue;
      marks.push(h("button", { class: "said", type: "button", title: note.text, "aria-label": `note: ${note.text}`, style: { left: `${(note.frame + 0.5) * scale}px` }, onclick: () => seek(note.frame) }));
    }
    ruler.replaceChildren(...marks);
  }

  function block(at) {
    const one = pictures[at];
    const own = cut.lines[one.at];
    const isFixed = !own || cut.like || cut.is_locked;
    const canTrim = !isFixed && ["shot", "scene"].includes(own.kind);
    const joint = one.notes.find((words) => /^(dissolve|wipe|dip|fade in)/.test(words));
    const picture = one.take
      ? h("img", { alt: "", draggable: "false", loading: "lazy", decoding: "async", src: still(one.take, one.content, { at: one.kind === "video" ? one.source[0] : 0 }) })
      : h("div", { class: "blank", style: { background: one.kind === "colour" ? one.words : "" } });
    const made = h("div", {
      class: ["block", own?.kind === "scene" ? "scene" : "", one.stand_in ? "missing" : "", at === selected ? "selected" : ""].join(" "),
      data: { at: String(at), shot: one.shot },
      title: own ? own.text : one.shows,
      style: { left: `${one.start * scale}px`, width: `${Math.max(3, one.frames * scale - 2)}px` },
    }, picture, h("div", { class: "name", text: one.shot || one.shows }), joint ? h("span", { class: "joint", text: joint }) : null);
    if (canTrim) made.append(edge(at, "in"), edge(at, "out"));
    made.addEventListener("pointerdown", (event) => lift(event, at, !isFixed));
    return made;
  }

  function edge(at, which) {
    const made = h("div", { class: `edge ${which}` });
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      select(at);
      const one = pictures[at];
      const shown = blocks.get(at);
      const words = shown.querySelector(".name");
      const speed = Math.abs(one.speed) || 1;
      let [start, end] = one.source;
      made.setPointerCapture(event.pointerId);
      shown.classList.add("trimmed");
      const drag = (to) => {
        const by = Math.round((to.clientX - event.clientX) / scale * one.speed);
        [start, end] = one.source;
        if ((which === "in") === one.speed > 0) start = Math.max(0, Math.min(end - 1, start + by));
        else end = Math.max(start + 1, one.most ? Math.min(one.most, end + by) : end + by);
        const frames = Math.max(1, Math.round((end - start) / speed));
        shown.style.width = `${Math.max(3, frames * scale - 2)}px`;
        if (which === "in") shown.style.left = `${(one.start + one.frames - frames) * scale}px`;
        words.textContent = `${start}-${end}  ${length(frames, cut.fps)}`;
      };
      const done = () => {
        made.removeEventListener("pointermove", drag);
        shown.classList.remove("trimmed");
        if (start !== one.source[0] || end !== one.source[1]) trim(one, start, end);
        else words.textContent = one.shot;
      };
      made.addEventListener("pointermove", drag);
      made.addEventListener("pointerup", done, { once: true });
      made.addEventListener("pointercancel", done, { once: true });
    });
    return made;
  }

  function lift(event, at, canMove) {
    if (event.button > 0) return;
    const made = blocks.get(at);
    let goal = null;
    const drag = (to) => {
      if (goal === null && Math.abs(to.clientX - event.clientX) < LIFT) return;
      if (!canMove || event.pointerType === "touch") return;
      made.classList.add("lifted");
      made.style.transform = `translateX(${to.clientX - event.clientX}px)`;
      const frame = (to.clientX - box.getBoundingClientRect().left) / scale;
      goal = pictures.findIndex((one) => frame < one.start + one.frames / 2);
      if (goal < 0) goal = pictures.length;
      place.hidden = false;
      place.style.left = `${(goal < pictures.length ? pictures[goal].start : cut.frames) * scale}px`;
    };
    const done = () => {
      removeEventListener("pointermove", drag);
      made.classList.remove("lifted");
      made.style.transform = "";
      place.hidden = true;
      if (goal === null) select(at); else move(at, goal);
    };
    addEventListener("pointermove", drag);
    addEventListener("pointerup", done, { once: true });
    addEventListener("pointercancel", () => { goal = null; done(); }, { once: true });
  }

  ruler.addEventListener("pointerdown", (event) => {
    const go = (to) => seek(Math.floor((to.clientX - box.getBoundingClientRect().left) / scale));
    ruler.setPointerCapture(event.pointerId);
    go(event);
    ruler.addEventListener("pointermove", go);
    const done = () => ruler.removeEventListener("pointermove", go);
    ruler.addEventListener("pointerup", done, { once: true });
    ruler.addEventListener("pointercancel", done, { once: true });
  });
  scroll.addEventListener("scroll", () => requestAnimationFrame(paint), { passive: true });
  scroll.addEventListener("wheel", (event) => {
    if (Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return;
    event.preventDefault();
    scroll.scrollLeft += event.deltaY;
  }, { passive: false });
  new ResizeObserver(paint).observe(scroll);

  return {
    load,
    zoom(by) {
      const middle = (scroll.scrollLeft + scroll.clientWidth / 2) / scale;
      scale = Math.max(0.25, Math.min(20, scale * by));
      load(cut, pictures, overs);
      scroll.scrollLeft = middle * scale - scroll.clientWidth / 2;
    },
    select(at) {
      blocks.get(selected)?.classList.remove("selected");
      selected = at;
      blocks.get(at)?.classList.add("selected");
    },
    cursor(frame, isPlaying) {
      head.style.left = `${(frame + 0.5) * scale}px`;
      const x = frame * scale - scroll.scrollLeft;
      if (x < 40 || x > scroll.clientWidth - (isPlaying ? 120 : 60)) scroll.scrollLeft = Math.max(0, frame * scale - scroll.clientWidth * (isPlaying ? 0.15 : 0.4));
    },
  };
}
