/* <keep-piece> puts the piece of its page into the cart, the wishlist and the comparison.
   How is loaded with the first click; until then its buttons say what is kept already. */

import { read } from "./kept.js";

const LABELS = {
  wishlist: ["Save for later", "Remove from wishlist"],
  compare: ["Compare", "Stop comparing"],
};

class KeepPiece extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", async ({ target: { name } }) => {
      if (name) (await import("./put.js")).put(name, this);
    });
    addEventListener("kept", () => this.label());
    this.label();
  }

  label() {
    for (const name in LABELS) {
      const kept = read(name).some(({ slug }) => slug == this.dataset.slug);
      this.querySelector(`[name=${name}]`).textContent = LABELS[name][+kept];
    }
  }
}

customElements.define("keep-piece", KeepPiece);
