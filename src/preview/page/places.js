// Places in the files, as links that open the text editor there.
import { el } from "./build.js";
import { state } from "./program.js";

/** A link that opens the text editor at a place; its name where there is no link. */
export function placeLink(place, name = null) {
  const text = name || (place.line ? `${place.file}:${place.line}` : place.file);
  if (!place.link) return el("span", {}, text);
  return el("a", { href: place.link, title: `Open ${place.path} in your editor` }, text);
}

export const entryOf = (id) => state.files?.entries.find((entry) => entry.id === id);

/** The id of an entry, as a link to where it stands. */
export function idLink(id) {
  const entry = entryOf(id);
  if (!entry?.place.link) return el("span", { className: "id" }, id);
  const where = `${id}: open ${entry.place.file}, line ${entry.place.line}, in your editor`;
  return el("a", { className: "id", href: entry.place.link, attr: { "aria-label": where } }, id);
}
