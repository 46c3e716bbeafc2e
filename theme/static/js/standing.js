/* What can be said of a whole piece: whether it is `sold`, and the `words`. Where stock can't be
   asked, the piece is as it was when the site was made. */

const ORDER = "Made to order";
const PAYING = "Someone is paying for it right now";

export function standing(piece, stock) {
  const states = piece.variants.map((variant) => (stock ? stateOf(stock[variant.sku]) : asBuilt(variant)));
  const open = states.filter((state) => state != "sold");
  if (piece.retired || !open.length) return { sold: true, words: "Sold" };
  if (states.length == 1) return { sold: false, words: wordsOf(piece, open[0]) };
  const some = open.length < states.length ? `, ${open.length} of ${states.length} choices` : "";
  return { sold: false, words: ofMany(open) + some };
}

/* Something that is there, else something that can be made, else what others are about to buy. */
function ofMany(open) {
  if (!open.every((state) => state == ORDER || state == PAYING)) return "In the shop";
  return open.includes(ORDER) ? ORDER : PAYING;
}

const asBuilt = ({ sold, made_to_order: ordered }) => (sold ? "sold" : ordered ? ORDER : "");

function stateOf(now) {
  if (!now?.listed || (now.left === 0 && !now.on_hold)) return "sold";
  if (now.left === null) return ORDER;
  return now.left ? `${now.left} left` : PAYING;
}

const wordsOf = (piece, state) =>
  piece.one_of_a_kind && state != PAYING ? "One of a kind" : state || "In the shop";
