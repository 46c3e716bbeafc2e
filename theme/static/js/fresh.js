/* What the shop says of its pieces now, not when something was kept. */

import { read, save } from "./kept.js";

const MOST_SKUS = 50;

const ask = (address) => fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(8000) });

/* The piece as its page tells it; null where the shop has none, undefined where it can't be asked. */
export async function askPiece(slug) {
  try {
    const answer = await ask(`/pieces/${slug}/piece.json`);
    if (answer.status == 404 || answer.status == 410) return null;
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

/* Pieces by slug: by that which was asked for, and by that which the piece has now. */
export async function askPieces(slugs) {
  const all = [...new Set(slugs)];
  const pieces = await Promise.all(all.map(askPiece));
  const now = pieces.filter(Boolean).map((piece) => [piece.slug, piece]);
  return new Map([...all.map((slug, index) => [slug, pieces[index]]), ...now]);
}

/* The slugs that pieces have now, each once: some may have been renamed since. */
export const renamed = (slugs, pieces) => [...new Set(slugs.map((slug) => pieces.get(slug)?.slug ?? slug))];

/* Keeps a list under those slugs; a wishlist and a comparison have a piece once, as it came last. */
export function adopt(name, pieces) {
  const items = read(name);
  const slugs = items.map(({ slug }) => pieces.get(slug)?.slug ?? slug);
  if (items.every(({ slug }, index) => slug == slugs[index])) return;
  const mended = items.map((item, index) => ({ ...item, slug: slugs[index] }));
  save(name, name == "cart" ? mended : mended.filter(({ slug }, index) => slugs.lastIndexOf(slug) == index));
}

/* Stock by SKU, or undefined where the shop can't be asked. */
export async function askStock(skus) {
  const all = [...new Set(skus)];
  const parts = [];
  for (let from = 0; from < all.length; from += MOST_SKUS) parts.push(all.slice(from, from + MOST_SKUS));
  try {
    return Object.assign({}, ...(await Promise.all(parts.map(askPart))));
  } catch {
    return undefined;
  }
}

async function askPart(skus) {
  const answer = await ask(`/api/stock?${new URLSearchParams(skus.map((sku) => ["sku", sku]))}`);
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).stock;
}
