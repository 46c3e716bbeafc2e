/* Slugs in an address, such as ?p=ember-ring,river-band: what a link to a list carries. */

import { isSlug } from "./kept.js";

/* The valid ones, each once; null where the address names no list. */
export function slugsIn(search) {
  const given = new URLSearchParams(search).get("p");
  return given === null ? null : [...new Set(given.split(",").filter(isSlug))];
}

export const linkTo = (path, slugs) => (slugs.length ? `${path}?p=${slugs.join(",")}` : path);

/* Copies a link; where the browser doesn't allow it, shows it in a field to copy by hand. */
export async function copy(path, field, said) {
  const link = new URL(path, location.href).href;
  try {
    await navigator.clipboard.writeText(link);
    said.textContent = "The link is copied. Paste it wherever you like.";
  } catch {
    field.value = link;
    field.parentElement.hidden = false;
    field.select();
    said.textContent = "Here is the link. Copy it from the field.";
  }
}
