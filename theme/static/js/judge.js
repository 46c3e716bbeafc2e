/* What the shop's answer means for the lines of a cart. Checkout judges again: here it is only
   said early, so that nobody is surprised on the way to paying. */

const PAYING = "Someone is paying for this right now. If that's you, go back to the payment page in your other tab or your history. If it isn't: should they not finish, it comes back by itself.";

/* A verdict for each line, in their order: `words` are sentences, `price` is what one costs now,
   `quantity` what can be had, `inOrder` whether it can be bought, `repriced` whether the visitor
   may agree to another price. `pieces` and `stock` are what ./fresh.js gives; `money` says an amount. */
export function judge(lines, pieces, stock, money) {
  const taken = {};
  return lines.map((line) => {
    const piece = pieces.get(line.slug);
    const now = stock ? stock[line.sku] : undefined;
    const verdict = { words: [], price: line.seen, quantity: line.quantity, inOrder: true, piece, now };
    if (isGone(line, piece, stock)) return refuse(verdict, "We don't sell this any more, so it isn't part of your order.");
    if (now && now.left !== null) count(verdict, now, taken[line.sku] ?? 0);
    if (verdict.inOrder) taken[line.sku] = (taken[line.sku] ?? 0) + verdict.quantity;
    if (verdict.inOrder) compare(verdict, line, money);
    return verdict;
  });
}

function refuse(verdict, words) {
  return Object.assign(verdict, { inOrder: false, words: [words] });
}

/* Stock is the last word; without it, the piece's own page. */
function isGone({ sku }, piece, stock) {
  if (stock) return !stock[sku]?.listed;
  if (piece === undefined) return false;
  return !piece || piece.retired || !piece.variants.some((variant) => variant.sku == sku);
}

function count(verdict, { left, on_hold: onHold }, taken) {
  const free = left - taken;
  if (free > 0 && free < verdict.quantity) {
    verdict.words.push(`Only ${free} ${free == 1 ? "is" : "are"} left, so we changed ${verdict.quantity} to ${free}.`);
    verdict.quantity = free;
  }
  if (free > 0) return;
  if (taken) refuse(verdict, "The line above has the last ones, so this isn't part of your order.");
  else if (onHold) refuse(verdict, PAYING);
  else refuse(verdict, "This has been sold since you put it here, so it isn't part of your order.");
}

/* The price as it is: from stock, else from the piece; unchanged where neither can be asked. */
function compare(verdict, { sku, seen, engraving }, money) {
  const told = verdict.piece?.variants.find((variant) => variant.sku == sku);
  const plain = verdict.now?.price ?? told?.price;
  const extra = verdict.now ? verdict.now.engraving : verdict.piece ? (verdict.piece.engraving?.price ?? null) : undefined;
  if (engraving && extra === null) {
    refuse(verdict, "We don't engrave this any more, so it isn't part of your order. You can put it in again without.");
    return;
  }
  if (plain === undefined || (engraving && extra === undefined)) return;
  verdict.price = plain + (engraving ? extra : 0);
  if (verdict.price == seen) return;
  verdict.words.push(`It was ${money(seen)} when you put it here. Now it is ${money(verdict.price)}.`);
  verdict.repriced = true;
}
