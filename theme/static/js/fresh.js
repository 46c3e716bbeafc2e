/* What the shop says of its pieces now, not when something was kept. */

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

/* Pieces by slug. */
export async function askPieces(slugs) {
  const all = [...new Set(slugs)];
  const pieces = await Promise.all(all.map(askPiece));
  return new Map(all.map((slug, index) => [slug, pieces[index]]));
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
