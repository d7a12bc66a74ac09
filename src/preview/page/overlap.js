// Which entries get in each other’s way: as a picture, and in words.
import { $, count, el, fill, heading, soft, svg } from "./build.js";
import { entryOf, placeLink } from "./places.js";
import { state } from "./program.js";

const ROW = 30;
const FLOWS = 14;

/** Shortens a name that has no room. */
const fitted = (name, room) => (name.length * 7.1 > room ? `${name.slice(0, Math.max(4, Math.floor(room / 7.1) - 1))}…` : name);

/** Where each entry of one side stands: as high as what flows through it. */
function column(names, total, unit, gap) {
  let top = 34;
  const places = new Map();
  for (const name of names) {
    const height = Math.max(4, total.get(name) * unit);
    const box = Math.max(height, ROW - gap);
    places.set(name, { top: top + (box - height) / 2, height, used: 0, middle: top + box / 2 });
    top += box + gap;
  }
  return { places, bottom: top };
}

/** Entries on the left whose phrasings go to entries on the right, as bands as wide as they are many. */
function flow(pairs, width) {
  const sum = (key) => {
    const total = new Map();
    for (const pair of pairs) total.set(pair[key], (total.get(pair[key]) || 0) + pair.count);
    return total;
  };
  const [lost, won] = [sum("from"), sum("to")];
  const longest = Math.max(...[...lost.keys(), ...won.keys()].map((name) => name.length));
  const room = Math.min(longest * 7.1 + 40, width * 0.36);
  const most = Math.max(...lost.values(), ...won.values());
  const unit = 60 / most;
  const left = [...lost.keys()].sort((a, b) => lost.get(b) - lost.get(a));
  // The right side follows the left one, so that few bands cross.
  const pull = (name) => {
    const mine = pairs.filter((pair) => pair.to === name);
    return mine.reduce((at, pair) => at + left.indexOf(pair.from) * pair.count, 0) / won.get(name);
  };
  const right = [...won.keys()].sort((a, b) => pull(a) - pull(b));
  const [from, to] = [column(left, lost, unit, 8), column(right, won, unit, 8)];
  const [x0, x1] = [room, width - room];
  const mid = (x0 + x1) / 2;
  const bands = [...pairs]
    .sort((a, b) => left.indexOf(a.from) - left.indexOf(b.from) || right.indexOf(a.to) - right.indexOf(b.to))
    .map((pair) => {
      const [a, b] = [from.places.get(pair.from), to.places.get(pair.to)];
      const height = pair.count * unit;
      const [y0, y1] = [a.top + a.used, b.top + b.used];
      a.used += height;
      b.used += height;
      const path = `M${x0 + 6} ${y0}C${mid} ${y0} ${mid} ${y1} ${x1 - 6} ${y1}V${y1 + height}C${mid} ${y1 + height} ${mid} ${y0 + height} ${x0 + 6} ${y0 + height}Z`;
      const told = `${count(pair.count, "phrasing")} of ${pair.from} would be answered by ${pair.to}`;
      return svg("g", { "data-pair": `${pair.from} ${pair.to}` }, svg("title", {}, told), svg("path", { d: path }));
    });
  const label = (name, place, x, anchor, total) => {
    const edge = anchor === "end" ? x0 : x1 - 6;
    return svg("g", {}, svg("title", {}, entryOf(name)?.question || name),
      svg("rect", { x: edge, y: place.top, width: 6, height: place.height, rx: 2 }),
      svg("text", { x, y: place.middle + 4.5, "text-anchor": anchor }, `${fitted(name, room - 34)} `,
        svg("tspan", { class: "number" }, String(total))));
  };
  return svg("svg", { viewBox: `0 0 ${width} ${Math.max(from.bottom, to.bottom)}`, role: "img", "aria-labelledby": "flow-title" },
    svg("title", { id: "flow-title" }, `The ${pairs.length} pairs of entries that overlap most; the list below says the same in words.`),
    svg("text", { class: "head", x: x0, y: 14, "text-anchor": "end" }, "asked about"),
    svg("text", { class: "head", x: x1, y: 14 }, "found instead"),
    ...bands,
    ...left.map((name) => label(name, from.places.get(name), x0 - 8, "end", lost.get(name))),
    ...right.map((name) => label(name, to.places.get(name), x1 + 8, "start", won.get(name))));
}

function pairDetails(pair) {
  const item = ({ text, place }) => el("li", {}, text, " ", place ? el("span", { className: "small" }, placeLink(place)) : null);
  const more = pair.count - pair.phrasings.length;
  const light = (on) => () => {
    for (const band of document.querySelectorAll("#overlap [data-pair]")) {
      band.classList.toggle("shown", on && band.dataset.pair === `${pair.from} ${pair.to}`);
    }
  };
  const on = { mouseenter: light(true), mouseleave: light(false), focusin: light(true), focusout: light(false) };
  return el("details", { attr: { "data-key": `${pair.from} ${pair.to}` }, on },
    el("summary", {}, el("b", {}, String(pair.count)),
      el("span", {}, pair.from, el("span", { className: "soft" }, " → "), pair.to,
        pair.words.length ? el("span", { className: "soft small" }, `  by: ${pair.words.join(", ")}`) : null)),
    el("ul", {}, pair.phrasings.map(item), more > 0 ? el("li", { className: "soft" }, `and ${more} more`) : null));
}

export function showOverlap() {
  const { overlap } = state.study;
  const title = el("h2", {}, "Which entries get in each other’s way");
  if (!overlap) return fill($("overlap"), title, el("p", { className: "lead soft" }, "Asking every phrasing as if it were not there: this takes some seconds …"));
  const { phrasings, recall, pairs, current } = overlap;
  const panel = $("overlap");
  const width = Math.max(320, panel.clientWidth - 2 * parseFloat(getComputedStyle(panel).paddingLeft || 0));
  fill(panel, title,
    el("p", { className: "lead" }, `${phrasings.toLocaleString("en")} phrasings, each asked as if it were not there: ${recall.toFixed(1)} % still find their entry. The others would be answered by a neighbor. More phrasings in other words, or a sharper line between two entries, helps.`),
    current ? null : soft("Of the files before the last save; the new ones are being asked."),
    pairs.length ? el("figure", { className: "flow" }, flow(pairs.slice(0, FLOWS), width)) : null,
    pairs.length ? [heading("The same in words: how many, and the words that speak for the other"),
      el("div", { className: "pairs" }, pairs.map(pairDetails))] : soft("No two entries overlap."));
}
