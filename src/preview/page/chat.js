// The chat as a phone shows it.
import { $, el } from "./build.js";
import { openTab } from "./frame.js";
import { send, state } from "./program.js";
import { showWhy, shownTurn } from "./why.js";

const isOpenable = (url) => /^(https:\/\/|tel:)/.test(url);

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
      state.tapped = message.id;
      send("tap", { message: message.id, data: button.data });
    };
    return el("button", { type: "button", on: { click: tap } }, button.label);
  })));
  return rows.length ? el("div", { className: "keys" }, rows) : null;
}

/** A picture or video of the folder; a linked one, which the page does not load, by its address. */
function shownMedia({ is_video: isVideo, file, link, alt }) {
  if (link) return el("p", {}, el("a", { href: link, rel: "noreferrer", target: "_blank" }, alt));
  const src = `media/${encodeURIComponent(file)}?${state.files?.revision ?? 0}`;
  if (isVideo) return el("video", { src, controls: true, attr: { "aria-label": alt } });
  return el("img", { src, alt });
}

function botMessage(message) {
  const { blocks, media, buttons } = message.reply;
  const why = el("button", {
    type: "button",
    attr: { "aria-pressed": "false", "aria-label": "Why this answer" },
    on: { click: () => pick(message.turn) },
  }, "why?");
  why.dataset.turn = message.turn;
  const badge = message.changed ? el("span", { className: "badge" }, "changed by the save") : null;
  return el("li", { className: buttons.length ? "bot has-keys" : "bot" },
    el("div", { className: "bubble" }, media.map(shownMedia), blocks.map(block), el("div", { className: "meta" }, badge, why)),
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

export function showChat() {
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
  scrollTo(fresh);
}

/** New messages are shown from their first one on; an edited one, and the focus in it, stay. */
function scrollTo(fresh) {
  if (fresh.length) {
    const log = $("log");
    const top = fresh[0].offsetTop - log.offsetTop - 14;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    log.scrollTo({ top, behavior: fresh.length < standing.size && !calm ? "smooth" : "instant" });
  }
  const { tapped } = state;
  state.tapped = null;
  if (tapped && document.activeElement === document.body) {
    const { node } = standing.get(`${tapped.turn}.${tapped.reply}`) || {};
    if (node) {
      node.scrollIntoView({ block: "nearest" });
      (node.querySelector(".keys button") || $("text")).focus({ preventScroll: true });
    }
  }
}

function pick(turn) {
  state.picked = turn;
  markPicked();
  openTab("why");
  showWhy();
  if (matchMedia("(max-width: 860px)").matches) document.querySelector(".desk").scrollIntoView();
}

function markPicked() {
  const turn = String(shownTurn()?.turn);
  for (const button of $("messages").querySelectorAll(".meta button")) {
    button.setAttribute("aria-pressed", String(button.dataset.turn === turn));
  }
}
