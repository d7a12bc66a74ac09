// The editors' inbox: what people sent, and what becomes of it. A decision is shown first, and made by a
// second button.
import { $, count, el, fill, heading, sentence, soft } from "./build.js";
import { entryOf, idLink } from "./places.js";
import { problemCard } from "./problems.js";
import { post, state } from "./program.js";

/** What was typed and picked for each group, so that it outlives a drawing of the panel. */
const typed = new Map();

/** What the last decision came to, and the code of its group; none for taking an edit back. */
let last = null;

function choicesOf(group) {
  const { id, topic } = group.draft;
  const fresh = { entry: group.nearest[0]?.[0] || state.files.entries[0]?.id, id, topic, lines: group.questions[0] };
  if (!typed.has(group.code)) typed.set(group.code, fresh);
  return typed.get(group.code);
}

/** Shows an outcome under its group. The focus goes to what can be done next, unless somebody is busy
    elsewhere by then: what they type must not press a button. */
function show(code, outcome) {
  const at = document.activeElement;
  const isHere = at === document.body || $("inbox").contains(at);
  last = { code, outcome };
  showInbox();
  if (!isHere) return;
  const box = $("inbox").querySelector(".outcome");
  box?.scrollIntoView({ block: "nearest" });
  (box?.querySelector("button.main") || box)?.focus({ preventScroll: true });
}

async function ask(code, part, body) {
  // What was not written is shown, to be written by hand.
  const { diff } = part === "carry-out" ? last.outcome : {};
  show(code, { outcome: "working" });
  show(code, { diff, ...await post(part, body) });
}

const decide = (group, decision) => ask(group.code, "propose", { code: group.code, decision, lines: choicesOf(group).lines });

const button = (text, act, className = "action") => el("button", { type: "button", className, on: { click: act } }, text);

/** The lines of a difference, each marked by what becomes of it. */
function difference(diff) {
  const kinds = { "+": "ins", "-": "del" };
  const lines = diff.trimEnd().split("\n").map((line) => {
    const isHead = line.startsWith("+++") || line.startsWith("---");
    return [el(isHead ? "span" : kinds[line[0]] || "span", {}, line), "\n"];
  });
  return el("pre", {}, lines);
}

const undoButton = () => button("Take the last one back", () => ask(null, "propose-undo", {}));

function outcomeBox({ code, outcome }) {
  const close = (text) => button(text, () => { last = null; showInbox(); $("inbox").focus(); });
  const write = () => ask(code, "carry-out", { number: outcome.number });
  const isUndo = code === null;
  const [questions, does] = isUndo ? ["Back into the inbox", "Take it back"] : ["Leaves the inbox", outcome.diff ? "Write it" : "Delete"];
  const parts = {
    working: () => [soft("Working. The checks take some seconds …")],
    ready: () => [
      el("p", {}, el("b", {}, "Nothing is changed yet. "), outcome.stays ? `${outcome.stays} was changed since, and stays as it is: look at it yourself.`
        : !outcome.diff ? "No file is changed." : isUndo ? "This would be taken out:" : "This would be written, and no check found anything wrong with it:"),
      outcome.diff ? difference(outcome.diff) : null,
      el("p", { className: "small" }, `${questions}: ${outcome.questions.map((text) => `“${text}”`).join(", ")}`),
      el("div", { className: "row" }, button(does, write, "action main"), close("Leave it")),
    ],
    refused: () => [
      el("p", {}, el("b", {}, "Nothing was changed."), " This would be wrong afterwards:"),
      el("ol", { className: "cards" }, outcome.problems.map((problem) => problemCard(problem, "bad"))),
      el("div", { className: "row" }, close("Close")),
    ],
    failed: () => [
      el("p", {}, sentence(`${outcome.what}.`.replace(/^./, (first) => first.toUpperCase()))),
      outcome.diff ? difference(outcome.diff) : null,
      el("p", { className: "mend" }, sentence(outcome.mend)),
      el("div", { className: "row" }, close("Close")),
    ],
    done: () => [
      el("p", {}, el("b", {}, "Done."), " A changed file is read at once; what that changes stands under Changes.",
        outcome.can_be_undone || isUndo ? null : " This cannot be taken back: nothing can be noted in the folder."),
      el("div", { className: "row" }, close("Close")),
    ],
  };
  return el("div", { className: `outcome ${outcome.outcome}`, tabIndex: -1, attr: { role: "status", "data-key": "outcome" } }, parts[outcome.outcome]());
}

function entryPicker(group, choices) {
  const option = ({ id, question }) => el("option", { value: id, selected: id === choices.entry }, `${question} (${id})`);
  const near = group.nearest.map(([id]) => entryOf(id)).filter(Boolean);
  const others = state.files.entries.filter((entry) => !near.includes(entry));
  return el("select", { attr: { "aria-label": "Entry", "data-key": `entry ${group.code}` }, on: { change: (event) => { choices.entry = event.target.value; } } },
    el("optgroup", { label: "Nearest" }, near.map(option)),
    el("optgroup", { label: "All others" }, others.map(option)));
}

function draftForm(group, choices) {
  const topics = state.files.topics.map(({ id, name }) => el("option", { value: id, selected: id === choices.topic }, name || id));
  return el("details", { attr: { "data-key": `draft ${group.code}` } },
    el("summary", {}, "New entry …"),
    el("div", { className: "row" },
      el("label", {}, "Id ", el("input", { value: choices.id, maxLength: 28, spellcheck: false, attr: { "data-key": `id ${group.code}` }, on: { input: (event) => { choices.id = event.target.value; } } })),
      el("label", {}, "Topic ", el("select", { attr: { "data-key": `topic ${group.code}` }, on: { change: (event) => { choices.topic = event.target.value; } } }, topics)),
      button("Begin a draft", () => decide(group, { kind: "draft", id: choices.id.trim(), topic: choices.topic }))));
}

function groupCard(group) {
  const choices = choicesOf(group);
  const [lead, ...others] = group.questions;
  const days = group.first_day === group.last_day ? group.first_day : `${group.first_day} to ${group.last_day}`;
  const near = group.nearest.map(([id, score]) => [idLink(id), ` ${score} `]);
  return el("li", {},
    el("p", { className: "asked" }, lead),
    others.length ? el("ul", { className: "lines" }, others.map((text) => el("li", {}, text))) : null,
    el("p", { className: "soft small" }, `${count(group.questions.length, "time")} · ${days} · nearest: `, near),
    group.answered_by.length ? el("p", { className: "small" }, el("span", { className: "pill good" }, "answered by now"), " by ", group.answered_by.map(idLink)) : null,
    el("label", { className: "small" }, "As it goes into a file, one a line, in general words",
      el("textarea", { value: choices.lines, rows: choices.lines.split("\n").length, spellcheck: true, attr: { "data-key": `lines ${group.code}` }, on: { input: (event) => { choices.lines = event.target.value; } } })),
    others.length ? button(`Take all ${group.questions.length}`, () => { choices.lines = group.questions.join("\n"); showInbox(); }) : null,
    el("div", { className: "row" }, entryPicker(group, choices),
      button("Add to this entry", () => decide(group, { kind: "phrasing", entry: choices.entry }))),
    el("div", { className: "row" },
      button("Out of scope", () => decide(group, { kind: "out-of-scope" })),
      button("Only sounds urgent", () => decide(group, { kind: "harmless" })),
      button("Drop", () => decide(group, { kind: "drop" }))),
    draftForm(group, choices),
    last?.code === group.code ? outcomeBox(last) : null);
}

const ABOUT = "Somebody asked this, got no answer, and sent it to you. Names, numbers and links were taken out before it was kept; look for what was missed. Like questions stand together, the most frequent first. Each decision is shown before it is made.";

export function showInbox() {
  const { state: how, groups, can_undo: canUndo, what, mend } = state.inbox;
  const title = el("h2", {}, "What people asked and nothing answered");
  const about = {
    reading: () => [soft("The inbox is being read …")],
    none: () => [el("p", { className: "lead" }, sentence("There is no inbox here: the config names no database. The bot keeps what people send to you in its database; start the preview with the same config: `sciatica-bot preview --config config.toml`."))],
    away: () => [el("p", { className: "lead" }, sentence(`${what}.`.replace(/^./, (first) => first.toUpperCase()))), el("p", { className: "mend" }, sentence(mend))],
    here: () => [el("p", { className: "lead" }, groups.length ? ABOUT : "The inbox is empty.")],
  }[how]();
  const isShown = groups.some((group) => group.code === last?.code);
  fill($("inbox"), title, about,
    last && !isShown ? outcomeBox(last) : null,
    groups.length ? el("ol", { className: "cards" }, groups.map(groupCard)) : null,
    how === "here" && canUndo ? [heading("Taking back"), el("div", { className: "row" }, undoButton())] : null);
}
