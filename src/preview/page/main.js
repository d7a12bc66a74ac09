// The page's script begins here: it shows what comes from the program, and hears what a person does.
import { $ } from "./build.js";
import { showChanges } from "./changes.js";
import { showChat } from "./chat.js";
import { showCoverage } from "./coverage.js";
import { openTab, showMenu, showTop, tabs, toggleMenu } from "./frame.js";
import { showInbox } from "./inbox.js";
import { showOverlap } from "./overlap.js";
import { showProblems } from "./problems.js";
import { listen, send, state } from "./program.js";
import { showWhy } from "./why.js";

let begun = false;

/** Shows what is new, once all parts were read; the first time everything. */
function shows(...some) {
  return () => {
    if (!state.chat || !state.files || !state.study || !state.inbox) return;
    const all = [showMenu, showTop, showChat, showWhy, showChanges, showProblems, showOverlap, showCoverage, showInbox];
    for (const show of begun ? some : all) show();
    begun = true;
  };
}

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
listen({
  connection: showTop,
  chat: shows(showChat, showWhy),
  files: shows(showMenu, showTop, showChanges, showProblems, showCoverage, showWhy, showInbox),
  study: shows(showTop, showChanges, showProblems, showOverlap, showCoverage),
  inbox: shows(showTop, showInbox),
});
$("text").focus({ preventScroll: true });
