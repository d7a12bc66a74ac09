// The page's script. It asks the program for the chat, the files and what was found out about them,
// and shows it. Every text is set as text: nothing that was typed can become part of the page.
"use strict";

const $ = (id) => document.getElementById(id);

/** What was last read of each part. */
const state = { chat: null, files: null, study: null };
/** The turn that was picked to be explained; none means the last one. */
let picked = null;

// ── Building ──────────────────────────────────────────────────────────

/** An element with properties, attributes (in `attr`) and children; nothing is left out. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  const { attr, on, ...plain } = props;
  Object.assign(node, plain);
  for (const [name, value] of Object.entries(attr || {})) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const [name, act] of Object.entries(on || {})) node.addEventListener(name, act);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(tag, attr = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attr)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const heading = (text) => el("h3", {}, text);
const soft = (text) => el("p", { className: "soft small" }, text);
const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString();
const isOpenable = (url) => /^(https:\/\/|tel:)/.test(url);

/** A bar of so many percent. */
function bar(percent, full = false) {
  const inner = el("span");
  inner.style.width = `${Math.max(0, Math.min(100, percent))}%`;
  return el("div", { className: full ? "bar full" : "bar", attr: { "aria-hidden": "true" } }, inner);
}

/** A link that opens the text editor at a place; its name where there is no link. */
function placeLink(place, name = null) {
  const text = name || (place.line ? `${place.file}:${place.line}` : place.file);
  if (!place.link) return el("span", {}, text);
  return el("a", { href: place.link, title: `Open ${place.path} in your editor` }, text);
}

const entryOf = (id) => state.files?.entries.find((entry) => entry.id === id);

/** The id of an entry, as a link to where it stands. */
function idLink(id) {
  const entry = entryOf(id);
  if (!entry?.place.link) return el("span", { className: "id" }, id);
  const where = `${id}: open ${entry.place.file}, line ${entry.place.line}, in your editor`;
  return el("a", { className: "id", href: entry.place.link, attr: { "aria-label": where } }, id);
}

/** Puts new content into a panel; what was open stays open, what had the focus keeps it. */
function fill(panel, ...content) {
  const keyed = "details[data-key]";
  const open = new Set([...panel.querySelectorAll(`${keyed}[open]`)].map((one) => one.dataset.key));
  const focused = panel.contains(document.activeElement) && document.activeElement.closest(keyed);
  const key = focused && focused.dataset.key;
  panel.replaceChildren(...content.flat(Infinity).filter(Boolean));
  for (const one of panel.querySelectorAll(keyed)) {
    if (open.has(one.dataset.key)) one.open = true;
    if (key && one.dataset.key === key) one.querySelector("summary").focus();
  }
}

// ── The chat ──────────────────────────────────────────────────────────

function runs(list) {
  return list.map((run) => {
    let node = document.createTextNode(run.text);
    if (run.bold) node = el("strong", {}, node);
    if (run.italic) node = el("em", {}, node);
    if (run.link && isOpenable(run.link)) node = outside(run.link, node);
    return node;
  });
}

/** A link out of the page. */
function outside(url, ...children) {
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Runs with their line breaks. */
function line(list) {
  const parts = list.flatMap((run) => {
    const texts = run.text.split("\n");
    return texts.flatMap((text, i) => (i ? [null, { ...run, text }] : [{ ...run, text }]));
  });
  return parts.flatMap((part) => (part === null ? [el("br")] : runs([part])));
}

function block(one) {
  if (one.kind === "paragraph") return el("p", {}, line(one.runs));
  const items = one.items.map((item) => el("li", {}, line(item)));
  return one.first === null ? el("ul", {}, items) : el("ol", { start: one.first }, items);
}

function keys(message) {
  const rows = message.reply.buttons.map((row) => el("div", {}, row.map((button) => {
    if (button.link) return isOpenable(button.link) ? outside(button.link, button.label) : null;
    const tap = () => {
      tapped = message.id;
      send("tap", { message: message.id, data: button.data });
    };
    return el("button", { type: "button", on: { click: tap } }, button.label);
  })));
  return rows.length ? el("div", { className: "keys" }, rows) : null;
}

function botMessage(message) {
  const { blocks, picture, buttons } = message.reply;
  const why = el("button", {
    type: "button",
    attr: { "aria-pressed": "false", "aria-label": "Why this answer" },
    on: { click: () => pick(message.turn) },
  }, "why?");
  why.dataset.turn = message.turn;
  const image = picture && el("img", {
    src: `media/${encodeURIComponent(picture.file)}?${state.files?.revision ?? 0}`,
    alt: picture.alt,
  });
  const badge = message.changed ? el("span", { className: "badge" }, "changed by the save") : null;
  return el("li", { className: buttons.length ? "bot has-keys" : "bot" },
    el("div", { className: "bubble" }, image, blocks.map(block), el("div", { className: "meta" }, badge, why)),
    keys(message));
}

function messageNode(message) {
  if (message.from === "bot") return botMessage(message);
  const hidden = message.from === "tap" ? "Tapped: " : "You: ";
  return el("li", { className: message.from },
    el("div", { className: "bubble" }, el("span", { className: "hidden" }, hidden), message.said));
}

/** What stands in the chat now, by id. */
let standing = new Map();
/** The message whose button was tapped last: what takes its place gets the focus. */
let tapped = null;

function showChat() {
  const list = $("messages");
  const { messages, ready, language } = state.chat;
  list.lang = language;
  const next = new Map();
  const fresh = [];
  for (const message of messages) {
    const id = `${message.id.turn}.${message.id.reply}`;
    const json = JSON.stringify(message);
    const old = standing.get(id);
    const same = old && old.json === json;
    const node = same ? old.node : messageNode(message);
    if (old && !same) old.node.replaceWith(node);
    if (!old) fresh.push(node);
    next.set(id, { node, json });
  }
  for (const [id, { node }] of standing) if (!next.has(id)) node.remove();
  standing = next;
  const nodes = [...next.values()].map(({ node }) => node);
  if (!ready) nodes.push(el("li", { className: "waiting" }, "The files have problems. Mend them, and the chat begins."));
  nodes.forEach((node, i) => { if (list.children[i] !== node) list.insertBefore(node, list.children[i] || null); });
  while (list.children.length > nodes.length) list.lastChild.remove();
  $("text").disabled = $("send").disabled = !ready;
  markPicked();
  scrollTo(list, fresh);
}

/** New messages are shown from their first one on; an edited one, and the focus in it, stay. */
function scrollTo(list, fresh) {
  if (fresh.length) {
    const top = fresh[0].offsetTop - list.offsetTop - 14;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    list.scrollTo({ top, behavior: fresh.length < standing.size && !calm ? "smooth" : "instant" });
  }
  if (tapped && document.activeElement === document.body) {
    const { node } = standing.get(`${tapped.turn}.${tapped.reply}`) || {};
    if (node) {
      node.scrollIntoView({ block: "nearest" });
      (node.querySelector(".keys button") || $("text")).focus({ preventScroll: true });
    }
  }
}

function pick(turn) {
  picked = turn;
  markPicked();
  openTab("why");
  showWhy();
  if (matchMedia("(max-width: 860px)").matches) document.querySelector(".desk").scrollIntoView();
}

/** The turn that is explained. */
function shownTurn() {
  const whys = state.chat?.whys || [];
  return whys.find((one) => one.turn === picked) || whys.at(-1);
}

function markPicked() {
  const turn = String(shownTurn()?.turn);
  for (const button of $("messages").querySelectorAll(".meta button")) {
    button.setAttribute("aria-pressed", String(button.dataset.turn === turn));
  }
}

// ── Why ───────────────────────────────────────────────────────────────

const DECISIONS = {
  answer: ["Answered", "good"],
  choose: ["Asked back", "warn"],
  none: ["Not answered", "warn"],
  urgent: ["Emergency card", "bad"],
  crisis: ["Crisis card", "bad"],
};

/** A sentence in which `names` are set as code. */
function sentence(text) {
  return text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
}

function scores(why) {
  const items = why.ranking.map(({ id, score }, i) => el("li", { className: i ? "" : "first" },
    el("span", {}, entryOf(id)?.question || id, " ", idLink(id)),
    el("span", { className: "number" }, String(score)),
    bar(score)));
  return el("ol", { className: "scores" }, items);
}

function counted(one, i) {
  const words = one.words.map(({ word, points }) => {
    const sign = points < 0 ? "−" : "+";
    return el("li", { className: points < 0 ? "against" : "" }, word, el("b", {}, sign + Math.abs(points).toFixed(0)));
  });
  return el("div", {},
    el("p", { className: "small" }, i ? "for the runner-up, " : "for the first, ", idLink(one.id)),
    words.length ? el("ul", { className: "words" }, words) : soft("no word stands out"));
}

/** What was read otherwise than typed. */
function reading(why) {
  const mended = why.mended.map(({ typed, meant }) => el("li", {}, el("del", {}, typed), " taken for ", el("ins", {}, meant)));
  const synonyms = why.synonyms.map(({ phrase, group }) => el("li", {}, `“${phrase}” counts as “${group}”`));
  return [
    heading("How it was read"),
    el("p", {}, why.read_as || el("span", { className: "soft" }, "no words")),
    mended.length + synonyms.length ? el("ul", { className: "lines small" }, mended, synonyms) : null,
  ];
}

function safety({ found, lines }) {
  const card = found && found.as === "card";
  const kind = card ? "bad" : found ? "warn" : "good";
  const title = card ? "Sign of danger" : found ? "Could be a sign of danger" : "No sign of danger";
  const about = found && el("p", { className: "small" },
    `${card ? "Card" : "Gentle check for"} “${found.card}”, level ${found.level}, by the rule ${found.rule}`,
    found.words.length ? `, because of: ${found.words.join(" + ")}` : "",
    found.with_the_last ? " (together with the message before)" : "", ".");
  const trace = lines.length ? el("details", { attr: { "data-key": "safety" } },
    el("summary", {}, "What the rules saw"), el("pre", {}, lines.join("\n"))) : null;
  return el("div", { className: `safety ${kind}` }, el("p", {}, el("strong", {}, title)), about, trace);
}

function showWhy() {
  const shown = shownTurn();
  if (!shown) return fill($("why"), soft("Type a question in the chat: here stands why it gets its answer."));
  const { said, why } = shown;
  const title = el("h2", { className: "asked" }, `“${said}”`);
  if (why.kind === "tapped") {
    return fill($("why"), title, el("p", { className: "lead" }, sentence(why.meaning)),
      why.entry && entryOf(why.entry) ? el("p", { className: "lead" }, entryOf(why.entry).question, " ", idLink(why.entry)) : null);
  }
  const [name, kind] = DECISIONS[why.decision] || ["No question", "plain"];
  const looked = why.decision !== null;
  const card = kind === "bad";
  fill($("why"), title,
    el("div", { className: "row" }, el("span", { className: `pill ${kind}` }, name),
      looked ? el("span", { className: "soft small" }, `confidence ${why.confidence} of 100`) : null),
    why.aside ? el("p", { className: "lead" }, sentence(why.aside)) : null,
    looked ? el("p", { className: card ? "lead soft" : "lead" }, card ? "Without it: " : "", why.verdict) : null,
    safety(why.safety),
    looked ? [heading("Scores, 0 to 100"), scores(why), heading("Words that counted, in points"),
      el("div", { className: "two" }, why.counted.map(counted))] : null,
    reading(why));
}

// ── Changes ───────────────────────────────────────────────────────────

/** The words of two texts, each as kept, taken out or put in. */
function wordChanges(before, after) {
  const split = (text) => text.split(/(\s+)/).filter(Boolean);
  const [a, b] = [split(before), split(after)];
  const width = b.length + 1;
  const same = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      same[i * width + j] = a[i] === b[j] ? same[(i + 1) * width + j + 1] + 1
        : Math.max(same[(i + 1) * width + j], same[i * width + j + 1]);
    }
  }
  const out = [];
  const add = (tag, word) => {
    if (out.at(-1)?.tag === tag) out.at(-1).text += word; else out.push({ tag, text: word });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { add(null, a[i]); i++; j++; }
    else if (j >= b.length || (i < a.length && same[(i + 1) * width + j] >= same[i * width + j + 1])) add("del", a[i++]);
    else add("ins", b[j++]);
  }
  return out;
}

/** Two texts as one, with what changed marked; lines far from any change are left out. */
function difference(before, after) {
  const lines = [{ nodes: [], changed: false, empty: true }];
  for (const { tag, text } of wordChanges(before, after)) {
    text.split("\n").forEach((part, i) => {
      if (i) lines.push({ nodes: [], changed: false, empty: true });
      const line = lines.at(-1);
      line.changed ||= tag !== null;
      line.empty &&= !part.trim();
      if (part) line.nodes.push(tag ? el(tag, {}, part) : part);
    });
  }
  const full = lines.filter((line) => line.changed || !line.empty);
  const near = (i) => [-1, 0, 1].some((step) => full[i + step]?.changed);
  const shown = full.map((line, i) => (near(i) ? el("p", {}, line.nodes) : null));
  // One mark for each stretch that is left out.
  return shown.map((line, i) => line || (i && !shown[i - 1] ? null : el("p", { className: "soft" }, "⋯")));
}

/** Leads to a turn in the chat. */
function showInChat(turn) {
  const why = $("messages").querySelector(`[data-turn="${turn}"]`);
  why?.closest("li").scrollIntoView({ block: "start" });
  why?.focus({ preventScroll: true });
}

function entryList(ids, title) {
  if (!ids.length) return [];
  return [heading(title), el("ul", { className: "list" }, ids.map((id) => el("li", {}, entryOf(id)?.question || "", idLink(id))))];
}

/** What a save changed, in a few words. */
function summary(changes) {
  const parts = [
    [changes.added.length, "entry added", "entries added"],
    [changes.changed.length, "entry changed", "entries changed"],
    [changes.gone.length, "entry gone", "entries gone"],
    [changes.answers.length, "answer of this chat changed", "answers of this chat changed"],
  ].filter(([number]) => number).map(([number, one, many]) => count(number, one, many));
  return parts.join(", ") || "no entry and no answer of this chat changed";
}

function showChanges() {
  const { changes, watched, built_in: builtIn } = state.files;
  if (!changes) {
    const hint = builtIn
      ? "These are the files inside the program. Write them out with `sciatica-bot init`, and start the preview there: then each save shows here."
      : watched
        ? "Nothing was saved yet. Change a file in your editor and save it: the chat is played again, and here stands what came of it."
        : "This system does not tell when a file is saved. Start the preview again to see a change.";
    return fill($("changes"), el("h2", {}, "What a save changes"), el("p", { className: "lead soft" }, sentence(hint)));
  }
  const changed = changes.changed.map(({ id, parts }) => el("li", {}, entryOf(id)?.question || "", idLink(id),
    el("span", { className: "soft small" }, parts.join(", "))));
  const answers = changes.answers.map((answer) => el("details", { attr: { "data-key": `answer ${answer.turn}` }, open: changes.answers.length < 4 },
    el("summary", {}, `“${answer.said}”`),
    el("div", { className: "text" }, difference(answer.before, answer.after)),
    el("button", { type: "button", className: "quiet", on: { click: () => showInChat(answer.turn) } }, "Show it in the chat")));
  fill($("changes"), el("h2", {}, `Saved ${clock(changes.at)}`),
    el("p", { className: "lead" }, `${summary(changes)}.`.replace(/^./, (first) => first.toUpperCase())),
    changes.files.length ? el("p", { className: "soft small" }, changes.files.join(", ")) : null,
    entryList(changes.added, "Added"),
    changed.length ? [heading("Changed"), el("ul", { className: "list" }, changed)] : null,
    entryList(changes.gone, "Gone"),
    answers.length ? [heading("Answers of this chat"), answers] : null);
}

// ── Problems ──────────────────────────────────────────────────────────

/** The line a problem is in, with a mark under its column. */
function excerpt({ excerpt: text, column }) {
  if (!text) return null;
  const from = text.length > 100 ? Math.max(0, column - 51) : 0;
  return el("pre", {}, `${text.slice(from, from + 100)}\n${" ".repeat(Math.max(0, column - 1 - from))}^`);
}

function problemCard(problem, kind) {
  const path = problem.line ? `${problem.path}:${problem.line}` : problem.path;
  return el("li", { className: `is-${kind}` },
    el("p", {}, sentence(problem.what)),
    el("div", { className: "place" }, placeLink(problem), el("code", {}, path)),
    excerpt(problem),
    el("p", { className: "mend" }, sentence(problem.mend)));
}

function problemList(title, problems, kind, about) {
  if (!problems.length) return [];
  return [heading(title), about ? el("p", { className: "soft small lead" }, about) : null,
    el("ol", { className: "cards" }, problems.map((problem) => problemCard(problem, kind)))];
}

function showProblems() {
  const { problems, taken } = state.files;
  const { check } = state.study;
  const kept = taken === "last-good" ? "None of these files is taken until all is mended: the chat answers from the last good ones." : "";
  const found = problems.length + (check?.problems.length || 0) + (check?.warnings.length || 0);
  const about = check?.current ? "" : " (of the files before the last save; the new ones are being checked)";
  fill($("problems"),
    el("h2", {}, problems.length ? count(problems.length, "problem") : "The files can be read"),
    problems.length ? el("p", { className: "lead" }, kept) : null,
    problems.length ? el("ol", { className: "cards" }, problems.map((problem) => problemCard(problem, "bad"))) : null,
    !check ? el("p", { className: "lead soft" }, problems.length ? "" : "The longer checks are under way …") : [
      problemList("To be mended before it is published", check.problems, "bad", `What “sciatica-bot check” refuses${about}.`),
      problemList("For a clinician to decide", check.warnings, "warn", `These keep nothing from being published${about}.`),
      found ? null : el("p", { className: "lead soft" }, "And the longer checks of “sciatica-bot check” found nothing."),
    ]);
  for (const lead of $("problems").querySelectorAll(".lead")) if (!lead.textContent) lead.remove();
}

// ── Overlap ───────────────────────────────────────────────────────────

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

function showOverlap() {
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

// ── Coverage ──────────────────────────────────────────────────────────

function entryTable(entries, recalls) {
  const head = ["Question", "Ways of asking", "Test questions", "Found again", "Reviewed"];
  const rows = entries.map((entry) => {
    const percent = recalls.get(entry.id);
    return el("tr", {},
      el("td", {}, entry.question, " ", idLink(entry.id), entry.live ? null : el("span", { className: "badge" }, "draft")),
      el("td", { className: "n" }, String(entry.phrasings)),
      el("td", { className: "n" }, String(entry.tests)),
      el("td", { className: "n" }, percent === undefined ? "…" : `${percent.toFixed(0)} %`),
      el("td", { className: "n" }, entry.reviewed || "never"));
  });
  return el("div", { className: "wide" }, el("table", {},
    el("thead", {}, el("tr", {}, head.map((name, i) => el("th", { scope: "col", className: i ? "n" : "" }, name)))),
    el("tbody", {}, rows)));
}

function topicDetails(topic, entries, recalls) {
  const sum = (key) => entries.reduce((total, entry) => total + entry[key], 0);
  const known = entries.filter((entry) => recalls.has(entry.id) && entry.phrasings);
  const all = known.reduce((total, entry) => total + entry.phrasings, 0);
  const found = all ? known.reduce((total, entry) => total + recalls.get(entry.id) * entry.phrasings, 0) / all : null;
  const number = (value, name) => el("span", { className: "n", attr: { "data-name": name } }, value.toLocaleString("en"),
    el("span", { className: "hidden" }, ` ${name}`));
  return el("details", { attr: { "data-key": topic.id } },
    el("summary", {}, el("span", { className: "name" }, topic.name || topic.id),
      number(entries.length, "entries"), number(sum("phrasings"), "ways of asking"), number(sum("tests"), "test questions"),
      el("span", { className: "found" }, bar(found ?? 0, true), el("span", { className: "n" }, found === null ? "…" : `${found.toFixed(0)} %`))),
    entryTable(entries, recalls));
}

function showCoverage() {
  const { topics, entries } = state.files;
  const recalls = new Map((state.study.overlap?.entries || []).map(({ id, percent }) => [id, percent]));
  const drafts = entries.filter((entry) => !entry.live).length;
  const heads = ["Topic", "Entries", "Ways of asking", "Test questions", "Found again"];
  fill($("coverage"), el("h2", {}, "What the FAQ covers"),
    el("p", { className: "lead" }, `${count(entries.length, "entry", "entries")}${drafts ? `, ${count(drafts, "draft")} among them,` : ""} in ${count(topics.length, "topic")}. “Found again” is how many ways of asking still find their entry when they are asked as if they were not in the files. Open a topic for its entries.`),
    el("div", { className: "heads", attr: { "aria-hidden": "true" } }, heads.map((name, i) => el("span", { className: i && i < 4 ? "n" : "" }, name))),
    el("div", { className: "topics" }, topics.map((topic) => topicDetails(topic, entries.filter((entry) => entry.topic === topic.id), recalls))));
}

// ── Tabs, and what stands above them ──────────────────────────────────

const tabs = [...document.querySelectorAll("[role=tab]")];

function openTab(name) {
  for (const tab of tabs) {
    const mine = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(mine));
    $(tab.getAttribute("aria-controls")).hidden = !mine;
  }
  // A picture is as wide as its panel, which has no width while it is hidden.
  if (name === "overlap" && state.study) showOverlap();
}

function countOn(name, number, kind, what) {
  const tab = $(`tab-${name}`);
  tab.querySelector(".count")?.remove();
  if (!number) return tab.removeAttribute("aria-label");
  tab.append(el("span", { className: `count ${kind}` }, String(number)));
  tab.setAttribute("aria-label", `${tab.firstChild.textContent}, ${count(number, what)}`);
}

function pill(text, kind) {
  $("state").textContent = text;
  $("state").className = `pill ${kind}`;
}

/** Whether the program still answers. */
let connected = true;

function showTop() {
  const { problems, taken, folder, changes, bot } = state.files;
  $("folder").textContent = folder;
  if (bot) {
    $("bot").textContent = bot;
    document.querySelector(".avatar").textContent = bot.slice(0, 1);
    document.title = `${problems.length ? `(${problems.length}) ` : ""}Preview · ${bot}`;
  }
  if (!connected) pill("The program has ended", "bad");
  else if (problems.length) pill(count(problems.length, "problem"), "bad");
  else pill("Files are good", "good");
  const check = state.study?.check;
  const refused = problems.length + (check?.problems.length || 0);
  countOn("problems", refused || check?.warnings.length, refused ? "bad" : "warn", refused ? "problem" : "warning");
  const moved = changes && changes.added.length + changes.changed.length + changes.gone.length + changes.answers.length;
  countOn("changes", moved, "plain", "change");
  showNews(problems, taken, changes);
}

/** What the last save came to. Screen readers say it, so it is set only when it is another. */
let news = "";

function showNews(problems, taken, changes) {
  const box = $("news");
  const parts = problems.length
    ? ["bad", taken === "last-good" ? "Not taken: " : "", `${count(problems.length, "problem")} in the files. `, problems[0], "problems"]
    : changes ? ["plain", `Saved ${clock(changes.at)}: `, `${summary(changes)}.`, null, "changes"] : null;
  const json = JSON.stringify(parts);
  if (json === news) return;
  news = json;
  box.hidden = !parts;
  if (!parts) return;
  const [kind, lead, text, first, tab] = parts;
  box.className = kind;
  box.replaceChildren(
    el("span", {}, el("b", {}, lead), text, first ? [placeLink(first), ": ", sentence(first.what)] : null),
    el("button", { type: "button", on: { click: () => { openTab(tab); $(tab).focus(); } } }, tab === "problems" ? "See all" : "See what"));
}

function showMenu() {
  const commands = state.files.commands.map(([name, about]) => el("button", {
    type: "button",
    on: { click: () => { toggleMenu(false); $("text").focus(); send("type", { text: `/${name}` }); } },
  }, el("span", {}, `/${name}`), el("span", {}, about)));
  $("menu").replaceChildren(...commands);
}

function toggleMenu(open) {
  $("menu").hidden = !open;
  $("menu-button").setAttribute("aria-expanded", String(open));
}

// ── Talking with the program ──────────────────────────────────────────

async function ask(part, body = null) {
  const request = body === null ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(part, request);
  if (!response.ok) throw new Error(`${part}: ${response.status}`);
  return response.json();
}

/** Takes a part, unless a newer one is there already. */
function take(part, value) {
  if (state[part] && state[part].revision >= value.revision) return false;
  state[part] = value;
  return true;
}

/** Sends what a person did; the chat comes back. */
async function send(what, body) {
  picked = null;
  try {
    if (take("chat", await ask(what, body))) { showChat(); showWhy(); }
  } catch {
    connected = false;
    showTop();
  }
}

const SHOW = {
  chat: () => { showChat(); showWhy(); },
  files: () => { showMenu(); showTop(); showChanges(); showProblems(); showCoverage(); showWhy(); },
  study: () => { showTop(); showProblems(); showOverlap(); showCoverage(); },
};

/** Asks for the parts that grew. */
async function follow(revisions) {
  const grown = Object.keys(SHOW).filter((part) => !state[part] || state[part].revision < revisions[part]);
  const read = await Promise.all(grown.map((part) => ask(part)));
  const taken = grown.filter((part, i) => take(part, read[i]));
  if (state.chat && state.files && state.study) for (const part of taken) SHOW[part]();
}

function listen() {
  const events = new EventSource("changes");
  events.addEventListener("message", (event) => {
    connected = true;
    // Revisions begin anew with the program; then the whole page does.
    const revisions = JSON.parse(event.data);
    if (state.chat && revisions.chat < state.chat.revision) return location.reload();
    follow(revisions).then(() => { if (state.files) showTop(); }, () => { connected = false; });
  });
  events.addEventListener("error", () => {
    connected = false;
    if (state.files) showTop(); else pill("The program does not answer", "bad");
  });
}

// ── What a person does ────────────────────────────────────────────────

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  send("type", { text });
});

$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("form").requestSubmit();
  }
});

$("start-over").addEventListener("click", () => { send("start-over", {}); $("text").focus(); });
$("menu-button").addEventListener("click", () => toggleMenu($("menu").hidden));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("menu").hidden) { toggleMenu(false); $("menu-button").focus(); }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#menu, #menu-button")) toggleMenu(false);
});

for (const tab of tabs) {
  tab.addEventListener("click", () => openTab(tab.id.slice(4)));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    openTab(next.id.slice(4));
  });
}

let resized = 0;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(() => { if (state.study && !$("overlap").hidden) showOverlap(); }, 150);
});

openTab("why");
listen();
$("text").focus({ preventScroll: true });
