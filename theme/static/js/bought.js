/* <cart-bought at="2026-05-01T12:00:00Z"> takes what was bought out of the cart, as far as it was
   there by then: each <data value="2" data-sku="A" data-engraving="Ada"> in it is a line of the
   order. What stays of a line counts as put in since, so that the page can be opened again. */

import { read, save } from "./kept.js";

/* The shop may have put one sign for another (“❤” is cut as “♥”): letters and digits tell. */
const told = (text = "") => text.normalize().replace(/[^\p{L}\p{N}]+/gu, "-");

class CartBought extends HTMLElement {
  connectedCallback() {
    const at = Date.parse(this.getAttribute("at"));
    const lines = [...this.children].reduce((left, each) => without(left, each, at), read("cart"));
    save("cart", lines);
  }
}

function without(lines, { value, dataset: { sku, engraving } }, at) {
  const isIt = (line) => !(line.at > at) && line.sku == sku && told(line.engraving) == told(engraving);
  const place = lines.findIndex(isIt);
  if (place < 0) return lines;
  const quantity = lines[place].quantity - value;
  const rest = quantity > 0 ? [{ ...lines[place], quantity, at: at + 1 }] : [];
  return lines.toSpliced(place, 1, ...rest);
}

customElements.define("cart-bought", CartBought);
