// What the last save changes for people: what every message of the files got before, and gets now.
import { el, heading, soft } from "./build.js";
import { state } from "./program.js";

/** What was found out about the last save; null while it is being found out. */
export function forPeople() {
  const people = state.study?.people;
  return people?.current ? people : null;
}

const FARES = { better: ["better", "good"], worse: ["worse", "bad"] };

function message({ text, whence, before, after, fares }) {
  const [word, kind] = FARES[fares] || [];
  return el("li", {}, el("span", {}, `“${text}”`),
    word ? el("span", { className: `pill ${kind}` }, word) : null,
    el("span", { className: "soft small" }, `${before} → ${after} · ${whence}`));
}

export function peopleList() {
  const people = forPeople();
  if (!people) return [heading("For people"), soft("Every message of the files is asked again, which takes some seconds …")];
  const kinds = people.kinds.map(({ heading: title, count, messages }, i) => el("details",
    { attr: { "data-key": `people ${title}` }, open: i === 0 },
    el("summary", {}, `${title} (${count})`),
    el("ul", { className: "list" }, messages.map(message)),
    count > messages.length ? soft(`and ${count - messages.length} more`) : null));
  return [heading("For people"), el("p", {}, people.verdict), kinds];
}
