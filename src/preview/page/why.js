// Why an answer came.
import { $, bar, el, fill, heading, sentence, soft } from "./build.js";
import { entryOf, idLink } from "./places.js";
import { state } from "./program.js";

/** The turn that is explained. */
export function shownTurn() {
  const whys = state.chat?.whys || [];
  return whys.find((one) => one.turn === state.picked) || whys.at(-1);
}

const DECISIONS = {
  answer: ["Answered", "good"],
  choose: ["Asked back", "warn"],
  none: ["Not answered", "warn"],
  urgent: ["Emergency card", "bad"],
  crisis: ["Crisis card", "bad"],
};

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
    why.check.length ? heading("What it answers of the symptom check") : null,
    why.check.length ? el("ul", { className: "lines small" }, why.check.map((line) => el("li", {}, line))) : null,
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

export function showWhy() {
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
