// Parts of the page. Every text is set as text: nothing that was typed can become part of the page.

export const $ = (id) => document.getElementById(id);

/** An element with properties, attributes (in `attr`) and children; nothing is left out. */
export function el(tag, props = {}, ...children) {
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

export function svg(tag, attr = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attr)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export const heading = (text) => el("h3", {}, text);
export const soft = (text) => el("p", { className: "soft small" }, text);
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
export const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString();

/** A bar of so many percent. */
export function bar(percent, full = false) {
  const inner = el("span");
  inner.style.width = `${Math.max(0, Math.min(100, percent))}%`;
  return el("div", { className: full ? "bar full" : "bar", attr: { "aria-hidden": "true" } }, inner);
}

/** Puts new content into a panel; what was open stays open, what had the focus keeps it. */
export function fill(panel, ...content) {
  const open = new Set([...panel.querySelectorAll("details[data-key][open]")].map((one) => one.dataset.key));
  const focused = panel.contains(document.activeElement) && document.activeElement.closest("[data-key]");
  const [key, caret] = focused ? [focused.dataset.key, focused.selectionStart] : [];
  panel.replaceChildren(...content.flat(Infinity).filter(Boolean));
  for (const one of panel.querySelectorAll("[data-key]")) {
    if (one.matches("details") && open.has(one.dataset.key)) one.open = true;
    if (!key || one.dataset.key !== key) continue;
    (one.querySelector("summary") || one).focus({ preventScroll: true });
    if (Number.isInteger(caret)) one.setSelectionRange(caret, caret);
  }
}

/** A sentence in which `names` are set as code. */
export function sentence(text) {
  return text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
}
