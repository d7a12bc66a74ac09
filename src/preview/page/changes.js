// What the last save changed.
import { $, clock, count, el, fill, heading, sentence } from "./build.js";
import { peopleList } from "./people.js";
import { entryOf, idLink } from "./places.js";
import { state } from "./program.js";

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
export function summary(changes) {
  const parts = [
    [changes.added.length, "entry added", "entries added"],
    [changes.changed.length, "entry changed", "entries changed"],
    [changes.gone.length, "entry gone", "entries gone"],
    [changes.answers.length, "answer of this chat changed", "answers of this chat changed"],
  ].filter(([number]) => number).map(([number, one, many]) => count(number, one, many));
  return parts.join(", ") || "no entry and no answer of this chat changed";
}

export function showChanges() {
  const { changes, built_in: builtIn } = state.files;
  if (!changes) {
    const hint = builtIn
      ? "These are the files inside the program. Write them out with `sciatica-bot init`, and start the preview there: then each save shows here."
      : "Nothing was saved yet. Change a file in your editor and save it: the chat is played again, and here stands what came of it.";
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
    peopleList(),
    entryList(changes.added, "Added"),
    changed.length ? [heading("Changed"), el("ul", { className: "list" }, changed)] : null,
    entryList(changes.gone, "Gone"),
    answers.length ? [heading("Answers of this chat"), answers] : null);
}
