// A take as a strip of its frames, with the window that the cut uses: handles that are dragged.
//
//   const made = strip({ take, fps, start, end, seek, trim })
//   made.element, made.set(start, end), made.head(frame)
//
// `take` is {take, content, frames}. `seek(frame)` while somebody scrubs, `trim(start, end)` once a
// handle is let go.

import { h, length, still } from "./base.js";

const PICTURES = 8;

export function strip({ take, fps, start, end, seek, trim, isFixed = false }) {
  const total = Math.max(1, take.frames);
  let window_ = [start, end];
  const pictures = h("div", { class: "pictures", "aria-hidden": "true" },
    Array.from({ length: PICTURES }, (_, n) => h("img", { alt: "", loading: "lazy", decoding: "async", draggable: "false", src: still(take.take, take.content, { at: Math.round((n + 0.5) * total / PICTURES) }) })));
  const before = h("div", { class: "outside" });
  const after = h("div", { class: "outside" });
  const inside = h("div", { class: "inside" });
  const handle = (name) => h("div", { class: `handle ${name}`, role: "slider", tabindex: isFixed ? null : "0", "aria-label": name === "in" ? "in" : "out", "aria-valuemin": "0", "aria-valuemax": String(total) });
  const first = handle("in");
  const last = handle("out");
  const head = h("div", { class: "head" });
  const words = h("p", { class: "window mono" });
  const bar = h("div", { class: "band" }, pictures, before, after, inside, first, last, head);
  const element = h("div", { class: "strip" }, bar, words);

  const part = (frame) => `${100 * frame / total}%`;
  const frameAt = (event) => {
    const box = bar.getBoundingClientRect();
    return Math.max(0, Math.min(total, Math.round((event.clientX - box.left) / box.width * total)));
  };

  function paint() {
    const [from, to] = window_;
    before.style.width = part(from);
    after.style.left = part(to);
    after.style.width = part(total - to);
    inside.style.left = part(from);
    inside.style.width = part(to - from);
    first.style.left = part(from);
    last.style.left = part(to);
    first.setAttribute("aria-valuenow", String(from));
    last.setAttribute("aria-valuenow", String(to));
    words.textContent = `in ${from}   out ${to}   ${to - from} frames, ${length(to - from, fps)}`;
  }

  function drag(which) {
    return (event) => {
      if (isFixed) return;
      event.preventDefault();
      event.stopPropagation();
      event.target.setPointerCapture(event.pointerId);
      element.classList.add("dragged");
      const move = (at) => {
        const frame = frameAt(at);
        window_ = which === "in" ? [Math.min(frame, window_[1] - 1), window_[1]] : [window_[0], Math.max(frame, window_[0] + 1)];
        paint();
        seek?.(which === "in" ? window_[0] : window_[1] - 1);
      };
      const done = () => {
        event.target.removeEventListener("pointermove", move);
        element.classList.remove("dragged");
        trim?.(...window_);
      };
      event.target.addEventListener("pointermove", move);
      event.target.addEventListener("pointerup", done, { once: true });
      event.target.addEventListener("pointercancel", done, { once: true });
    };
  }

  function nudge(which) {
    return (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const [from, to] = window_;
      window_ = which === "in" ? [Math.max(0, Math.min(from + by, to - 1)), to] : [from, Math.min(total, Math.max(to + by, from + 1))];
      paint();
      trim?.(...window_);
    };
  }

  first.addEventListener("pointerdown", drag("in"));
  last.addEventListener("pointerdown", drag("out"));
  first.addEventListener("keydown", nudge("in"));
  last.addEventListener("keydown", nudge("out"));
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    const move = (at) => seek?.(Math.min(total - 1, frameAt(at)));
    move(event);
    bar.addEventListener("pointermove", move);
    const done = () => bar.removeEventListener("pointermove", move);
    bar.addEventListener("pointerup", done, { once: true });
    bar.addEventListener("pointercancel", done, { once: true });
  });
  paint();
  return {
    element,
    set(from, to) { window_ = [from, to]; paint(); },
    head(frame) { head.style.left = part(Math.min(total, frame + 0.5)); },
    get window() { return window_; },
  };
}
