/* What can be said of a whole piece: whether it is `sold`, and the `words`. Where stock can't be
   asked, the piece is as it was when the site was made. */
export function standing(piece, stock) {
  const states = piece.variants.map(({ sku, sold }) => (stock ? stateOf(stock[sku]) : sold ? "sold" : ""));
  const open = states.filter((state) => state != "sold");
  if (piece.retired || !open.length) return { sold: true, words: "Sold" };
  if (states.length == 1) return { sold: false, words: wordsOf(piece, open[0]) };
  const some = open.length < states.length ? `, ${open.length} of ${states.length} choices` : "";
  return { sold: false, words: `In the shop${some}` };
}

function stateOf(now) {
  if (!now?.listed || (now.left === 0 && !now.on_hold)) return "sold";
  if (now.left === null) return "Made to order";
  return now.left ? `${now.left} left` : "Someone is paying for it right now";
}

const wordsOf = (piece, state) =>
  piece.one_of_a_kind && !state.startsWith("Some") ? "One of a kind" : state || "In the shop";
