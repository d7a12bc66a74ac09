// What is wrong in the files.
import { $, count, el, fill, heading, sentence } from "./build.js";
import { placeLink } from "./places.js";
import { state } from "./program.js";

/** The line a problem is in, with a mark under its column. */
function excerpt({ excerpt: text, column }) {
  if (!text) return null;
  const from = text.length > 100 ? Math.max(0, column - 51) : 0;
  return el("pre", {}, `${text.slice(from, from + 100)}\n${" ".repeat(Math.max(0, column - 1 - from))}^`);
}

export function problemCard(problem, kind) {
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

export function showProblems() {
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
