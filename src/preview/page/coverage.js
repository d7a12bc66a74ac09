// What the FAQ covers, by topic.
import { $, bar, count, el, fill } from "./build.js";
import { idLink } from "./places.js";
import { state } from "./program.js";

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

export function showCoverage() {
  const { topics, entries } = state.files;
  const recalls = new Map((state.study.overlap?.entries || []).map(({ id, percent }) => [id, percent]));
  const drafts = entries.filter((entry) => !entry.live).length;
  const heads = ["Topic", "Entries", "Ways of asking", "Test questions", "Found again"];
  fill($("coverage"), el("h2", {}, "What the FAQ covers"),
    el("p", { className: "lead" }, `${count(entries.length, "entry", "entries")}${drafts ? `, ${count(drafts, "draft")} among them,` : ""} in ${count(topics.length, "topic")}. “Found again” is how many ways of asking still find their entry when they are asked as if they were not in the files. Open a topic for its entries.`),
    el("div", { className: "heads", attr: { "aria-hidden": "true" } }, heads.map((name, i) => el("span", { className: i && i < 4 ? "n" : "" }, name))),
    el("div", { className: "topics" }, topics.map((topic) => topicDetails(topic, entries.filter((entry) => entry.topic === topic.id), recalls))));
}
