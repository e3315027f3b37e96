// The report: what was made, what of it is used, what it cost; drawn from the program's own figures.

import { $, get, h, keys, length, live, nothing, plural, showRun } from "./base.js";

const name = document.body.dataset.cut;
const main = $("#report");
let report = null;

const money = (cost) => `${cost.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${report.currency}`;
const share = (part, whole) => `${Math.max(0, Math.min(100, 100 * part / (whole || 1)))}%`;
const seconds = (value) => length(value * 24, 24);

async function read() {
  report = await get(`/api/report/${encodeURIComponent(name)}`);
  showRun(report.run);
  const whole = report.whole;
  if (!whole.stills && !whole.clips) {
    main.replaceChildren(h("p", { class: "empty", text: "Nothing was made yet.\nrushes make makes what the board asks for; what it comes to is plotted here." }));
    return;
  }
  main.replaceChildren(head(whole), h("div", { class: "pair" }, funnel(whole), days()),
    table("Scenes", "scene", report.scenes, false), table("Generators", "generator", report.generators, false),
    report.prompts.length ? table("Prompts", "what was sent", report.prompts, true) : "");
  main.setAttribute("aria-busy", "false");
}

function head(whole) {
  const figures = [
    [whole.stills.toLocaleString("en"), "stills made"], [whole.clips.toLocaleString("en"), "clips made"],
    [whole.used.toLocaleString("en"), "clips used"], [seconds(whole.used_seconds), "used"],
    [whole.tries ? whole.tries.toFixed(1) : "–", "attempts a shot"], [whole.spent || "nothing", "spent"], [whole.a_second || "–", "a used second"],
  ];
  const cuts = report.cuts.length > 1 ? h("select", { "aria-label": "By which cut", onchange: (event) => { location.href = `/report/${encodeURIComponent(event.target.value)}`; } }, report.cuts.map((one) => h("option", { value: one, selected: one === report.cut }, one))) : null;
  return h("section", {},
    h("h2", {}, "Yield", h("small", { text: cuts ? "by the cut" : `by the cut ${report.cut}` }), cuts),
    h("div", { class: "figures" }, figures.map(([value, words]) => h("div", {}, h("b", { text: value }), h("span", { text: words })))),
    h("p", { class: "lead", text: `${report.finishing[0].toUpperCase()}${report.finishing.slice(1)}.` }));
}

function bar(part, whole, { pale = null, words = "" } = {}) {
  const made = h("div", { class: "bar_" });
  if (pale !== null) made.append(h("em", { style: { width: share(pale, whole) } }));
  if (part) made.append(h("i", { style: { width: share(part, whole) } }));
  if (words) {
    const full = part / (whole || 1), at = Math.max(part, pale ?? 0) / (whole || 1);
    const inside = { right: `calc(${(1 - full) * 100}% + 8px)`, color: "var(--paper)" };
    const beside = at > 0.75 ? { right: "8px" } : { left: share(at * 100, 100) };
    made.append(h("b", { style: full > 0.75 ? inside : beside, text: words }));
  }
  return made;
}

function funnel(whole) {
  const most = Math.max(whole.stills, whole.clips, 1);
  const rows = [["stills made", whole.stills], ["clips made", whole.clips], ["clips used", whole.used]];
  return h("section", {}, h("h2", {}, "From stills to film"),
    h("div", { class: "funnel", role: "img", "aria-label": rows.map(([words, count]) => `${count} ${words}`).join(", ") },
      rows.map(([words, count]) => h("div", {}, h("span", { class: "name", text: words }), bar(count, most, { words: count.toLocaleString("en") }))),
      h("div", {}, h("span", { class: "name", text: "seconds" }), bar(whole.used_seconds, whole.made_seconds, { pale: whole.made_seconds, words: `${seconds(whole.used_seconds)} of ${seconds(whole.made_seconds)} shot` }))));
}

function days() {
  const own = report.days.filter((one) => one.currency === report.currency);
  const box = h("section", {}, h("h2", {}, "Money, day by day", own.length ? h("small", { text: `${plural(own.length, "day")} on which something was billed` }) : null));
  if (!own.length) { box.append(h("p", { class: "lead", text: "Nothing was billed yet." })); return box; }
  const [wide, high, left, under] = [520, 190, 8, 22];
  const total = own.reduce((sum, one) => sum + one.cost, 0);
  const step = (wide - left - 70) / own.length;
  const y = (cost) => (high - under) - cost / total * (high - under - 18);
  const plot = h("svg", { class: "plot", viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": `${money(total)} in all` });
  plot.append(h("line", { x1: left, x2: wide - 62, y1: high - under, y2: high - under }));
  let sum = 0;
  const points = [];
  own.forEach((one, at) => {
    sum += one.cost;
    const x = left + at * step;
    const column = h("rect", { x: x + step * 0.12, width: Math.max(2, Math.min(48, step * 0.76)), y: y(one.cost), height: high - under - y(one.cost), rx: 2 });
    column.append(h("title", { text: `${one.day}: ${money(one.cost)}` }));
    plot.append(column);
    points.push([x + Math.min(step / 2, 30), y(sum)]);
  });
  plot.append(h("polyline", { points: points.map((one) => one.join(",")).join(" ") }));
  const [x, top] = points[points.length - 1];
  plot.append(h("circle", { cx: x, cy: top, r: 3.5 }));
  plot.append(h("text", { x: x + 9, y: top + 4, text: money(total) }));
  plot.append(h("text", { x: left, y: high - 6, text: own[0].day }));
  if (own.length > 1) plot.append(h("text", { x: wide - 62, y: high - 6, "text-anchor": "end", text: own[own.length - 1].day }));
  box.append(plot);
  return box;
}

function table(title, what, rows, isLong) {
  const most = Math.max(...rows.map((one) => one.made_seconds), 1);
  const dear = Math.max(...rows.map((one) => one.cost), 0.000001);
  const heads = [[what, ""], ["stills", "n less"], ["clips", "n"], ["used", "n"], ["attempts a shot", "n less"], isLong ? null : ["seconds used of those made", "wide"], ["spent", isLong ? "n" : "n"], isLong ? null : ["", "wide less"], ["a used second", "n less"]].filter(Boolean);
  const row = (one) => h("tr", {}, [
    h("td", { class: isLong ? "words" : "name", text: one.name, title: one.name }), h("td", { class: "n less", text: one.stills || "" }), h("td", { class: "n", text: one.clips || "" }), h("td", { class: "n", text: one.used || "" }),
    h("td", { class: "n less", text: one.tries ? one.tries.toFixed(1) : "" }),
    isLong ? null : h("td", { class: "wide", title: `${seconds(one.used_seconds)} of ${seconds(one.made_seconds)}` }, bar(one.used_seconds, most, { pale: one.made_seconds })),
    h("td", { class: "n", text: one.spent }), isLong ? null : h("td", { class: "wide less" }, one.cost ? bar(one.cost, dear) : ""), h("td", { class: "n less", text: one.a_second }),
  ].filter(Boolean));
  return h("section", {}, h("h2", {}, title),
    h("table", {}, h("thead", {}, h("tr", {}, heads.map(([words, kind]) => h("th", { class: kind, text: words })))), h("tbody", {}, rows.map(row))),
    isLong ? null : h("p", { class: "legend" }, h("span", { text: "used, spent" }), h("span", { class: "pale", text: "made" })));
}

keys([
  [["Escape", "b"], "back to the board", () => { location.href = "/"; }],
]);

const isThere = await read().then(() => true).catch(nothing(main, "There is nothing to report."));
if (isThere) live(report.since, {
  rows(_, id) { if (id > report.since) read().catch(() => {}); },
  board(_, id) { if (id > report.since) read().catch(() => {}); },
});
