/* <compare-page> sets pieces side by side: those of the address, else those that were chosen.
   The address always says what is shown, so that it can be shared; somebody else's comparison
   never touches one's own. */

import { adopt, askPieces, askStock, renamed } from "./fresh.js";
import { read, save } from "./kept.js";
import { copy, linkTo, slugsIn } from "./shared-link.js";
import { standing } from "./standing.js";
import { table } from "./compare-table.js";

const GONE = "What was compared here isn't in the shop any more.";
const part = (root, name) => root.querySelector(`[data-part=${name}]`);
const mine = () => [...new Set(read("compare").map(({ slug }) => slug))];

class ComparePage extends HTMLElement {
  connectedCallback() {
    this.most = +this.dataset.most;
    this.said = this.querySelector("[role=status]");
    this.addEventListener("click", ({ target }) => this.act(target));
    addEventListener("kept", () => this.isMine && this.show(mine()));
    const asked = slugsIn(location.search);
    const own = mine();
    this.isMine = !asked?.length || (asked.length == own.length && asked.every((slug) => own.includes(slug)));
    this.show(asked?.length ? asked : own);
  }

  async show(slugs) {
    const asked = slugs.slice(0, this.most);
    if (this.slugs?.join() == asked.join()) return;
    this.slugs = asked;
    const pieces = await askPieces(asked);
    const shown = renamed(asked, pieces);
    const known = shown.map((slug) => pieces.get(slug)).filter(Boolean);
    const stock = known.length ? await askStock(known.flatMap(({ variants }) => variants.map(({ sku }) => sku))) : {};
    if (this.slugs != asked) return;
    this.slugs = shown;
    if (this.isMine) adopt("compare", pieces);
    this.draw(known, stock, this.wordsFor(slugs, shown, pieces, stock));
  }

  /* What has to be said of the list before it is read. */
  wordsFor(slugs, shown, pieces, stock) {
    const gone = shown.filter((slug) => pieces.get(slug) === null);
    if (gone.length) this.forget(gone);
    if (shown.some((slug) => pieces.get(slug) === undefined)) return "We can't reach the shop just now. Load this page again in a moment.";
    if (slugs.length > this.most) return `Only ${this.most} pieces fit side by side, so these are the first ${this.most} of ${slugs.length}.`;
    if (gone.length == shown.length && gone.length) return GONE;
    if (gone.length == 1) return "One of the pieces isn't in the shop any more.";
    if (gone.length) return `${gone.length} of the pieces aren't in the shop any more.`;
    return stock ? undefined : "We can't reach the shop to see what is left just now.";
  }

  forget(gone) {
    this.slugs = this.slugs.filter((slug) => !gone.includes(slug));
    if (this.isMine) save("compare", read("compare").filter(({ slug }) => !gone.includes(slug)));
  }

  draw(pieces, stock, words) {
    this.pieces = pieces;
    if (words !== undefined) this.said.textContent = words;
    const standings = pieces.map((piece) => standing(piece, stock));
    part(this, "table").replaceChildren(...(pieces.length ? [table(pieces, standings)] : []));
    part(this, "table").hidden = !pieces.length;
    part(this, "empty").hidden = pieces.length > 0 || this.slugs.length > 0;
    part(this, "why").hidden = !this.isMine;
    part(this, "own").hidden = this.isMine || !mine().length;
    part(this, "one").hidden = pieces.length != 1;
    part(this, "bold").hidden = part(this, "share").hidden = pieces.length < 2;
    part(this, "shared").hidden = this.isMine || !pieces.length;
    history.replaceState(null, "", linkTo(location.pathname, this.slugs));
  }

  act(target) {
    const does = target.dataset.part;
    if (does == "remove") this.remove(target.dataset.slug);
    if (does == "copy") copy(linkTo("/compare/", this.slugs), part(this, "link"), this.said);
    if (does == "keep") this.keep();
  }

  async remove(slug) {
    const { title } = this.pieces.find((piece) => piece.slug == slug);
    const left = this.slugs.filter((each) => each != slug);
    const shown = this.show(left);
    if (this.isMine) save("compare", read("compare").filter((item) => item.slug != slug));
    await shown;
    this.said.textContent = `${title} is out of the comparison.`;
    (part(this, "remove") ?? part(this, "empty").querySelector("a")).focus();
  }

  keep() {
    this.isMine = true;
    save("compare", this.pieces.map(({ slug, title, price }) => ({ slug, title, seen: price, at: Date.now() })));
    part(this, "shared").hidden = true;
    this.said.textContent = "It's your comparison now.";
  }
}

customElements.define("compare-page", ComparePage);
