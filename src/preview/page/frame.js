// What stands around chat and panels: the top, the news of the last save, the tabs, the menu.
import { $, clock, count, el, sentence } from "./build.js";
import { summary } from "./changes.js";
import { showOverlap } from "./overlap.js";
import { forPeople } from "./people.js";
import { placeLink } from "./places.js";
import { send, state } from "./program.js";

export const tabs = [...document.querySelectorAll("[role=tab]")];

export function openTab(name) {
  for (const tab of tabs) {
    const mine = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(mine));
    $(tab.getAttribute("aria-controls")).hidden = !mine;
  }
  // A picture is as wide as its panel, which has no width while it is hidden.
  if (name === "overlap" && state.study) showOverlap();
}

function countOn(name, number, kind, one, many) {
  const tab = $(`tab-${name}`);
  tab.querySelector(".count")?.remove();
  if (!number) return tab.removeAttribute("aria-label");
  tab.append(el("span", { className: `count ${kind}` }, String(number)));
  tab.setAttribute("aria-label", `${tab.firstChild.textContent}, ${count(number, one, many)}`);
}

function pill(text, kind) {
  $("state").textContent = text;
  $("state").className = `pill ${kind}`;
}

export function showTop() {
  if (!state.files) return pill("The program does not answer", "bad");
  const { problems, taken, folder, changes, bot } = state.files;
  $("folder").textContent = folder;
  if (bot) {
    $("bot").textContent = bot;
    document.querySelector(".avatar").textContent = bot.slice(0, 1);
    document.title = `${problems.length ? `(${problems.length}) ` : ""}Preview · ${bot}`;
  }
  if (!state.connected) {
    pill("The program has ended", "bad");
    $("told").textContent = "The program has ended.";
  } else if (problems.length) pill(count(problems.length, "problem"), "bad");
  else pill("Files are good", "good");
  const check = state.study?.check;
  const refused = problems.length + (check?.problems.length || 0);
  countOn("problems", refused || check?.warnings.length, refused ? "bad" : "warn", refused ? "problem" : "warning");
  countOn("inbox", state.inbox?.groups.length, "plain", "group of questions", "groups of questions");
  const moved = changes && changes.added.length + changes.changed.length + changes.gone.length + changes.answers.length;
  countOn("changes", moved, "plain", "change");
  showNews(problems, taken, changes);
}

/** What the last save came to, to be set only when it is another: screen readers say it. */
let news = "";

function showNews(problems, taken, changes) {
  const box = $("news");
  const parts = problems.length
    ? ["bad", taken === "last-good" ? "Not taken: " : "", `${count(problems.length, "problem")} in the files. `, problems[0], "problems"]
    : changes ? ["plain", `Saved ${clock(changes.at)}: `, `${summary(changes)}. ${forPeople()?.verdict || ""}`, null, "changes"] : null;
  const json = JSON.stringify(parts);
  if (json === news) return;
  news = json;
  box.hidden = !parts;
  if (!parts) return;
  const [kind, lead, text, first, tab] = parts;
  $("told").textContent = `${lead}${text}${first ? ` ${first.file}, line ${first.line}: ${first.what}` : ""}`;
  box.className = kind;
  box.replaceChildren(
    el("span", {}, el("b", {}, lead), text, first ? [placeLink(first), ": ", sentence(first.what)] : null),
    el("button", { type: "button", on: { click: () => { openTab(tab); $(tab).focus(); } } }, tab === "problems" ? "See all" : "See what"));
}

export function showMenu() {
  const commands = state.files.commands.map(([name, about]) => el("button", {
    type: "button",
    on: { click: () => { toggleMenu(false); $("text").focus(); send("type", { text: `/${name}` }); } },
  }, el("span", {}, `/${name}`), el("span", {}, about)));
  $("menu").replaceChildren(...commands);
}

export function toggleMenu(open) {
  $("menu").hidden = !open;
  $("menu-button").setAttribute("aria-expanded", String(open));
}
