/* <wishlist-page> shows what was saved for later, or the list that a link carries; somebody
   else's list never touches one's own. */

import { adopt, askPieces, askStock, renamed } from "./fresh.js";
import { lasts, read, save } from "./kept.js";
import { formatter } from "./money.js";
import { toggle } from "./put.js";
import { Rows } from "./row.js";
import { copy, linkTo, slugsIn } from "./shared-link.js";
import { standing } from "./standing.js";

const MOST = 50;
const part = (root, name) => root.querySelector(`[data-part=${name}]`);
const link = (href, textContent) => Object.assign(document.createElement("a"), { href, textContent });

class WishlistPage extends HTMLElement {
  connectedCallback() {
    this.money = formatter(this.dataset);
    this.shared = slugsIn(location.search);
    this.said = this.querySelector("[role=status]");
    this.rows = new Rows(this);
    this.pieces = new Map();
    this.addEventListener("click", ({ target }) => this.act(target.dataset.part, target.closest("li")));
    addEventListener("kept", () => this.draw());
    this.draw();
    this.check();
  }

  /* The newest first, or in the order of the link. */
  get items() {
    return this.shared?.slice(0, MOST).map((slug) => ({ slug })) ?? read("wishlist").toReversed();
  }

  async check() {
    const slugs = this.items.map(({ slug }) => slug);
    this.asked = new Set(slugs);
    if (!slugs.length) return;
    this.pieces = await askPieces(slugs);
    this.rename();
    const known = [...this.pieces.values()].filter(Boolean);
    this.stock = await askStock(known.flatMap(({ variants }) => variants.map(({ sku }) => sku)));
    this.isChecked = true;
    this.draw();
    if (this.shared && !known.length && this.isGone) this.said.textContent = "What was on this list isn't in the shop any more.";
    else if (!this.stock) this.said.textContent = "We can't reach the shop to see what is left just now.";
    else if (!lasts()) this.said.textContent = "Your browser doesn't let us keep your wishlist, so it lasts only as long as this page.";
    else if (this.isGone) this.said.textContent = "Not everything on this list is in the shop any more.";
    else if (this.shared?.length > MOST) this.said.textContent = `The list is long: these are its first ${MOST} pieces.`;
  }

  /* Renamed pieces go by their new names. What is gone leaves a list from a link, which knows no
     more of it than an address; in one's own it stays in view. */
  rename() {
    for (const [slug, row] of this.rows) this.rekey(row, slug, this.pieces.get(slug)?.slug ?? slug);
    if (!this.shared) return adopt("wishlist", this.pieces);
    const slugs = renamed(this.shared, this.pieces);
    this.shared = slugs.filter((slug) => this.pieces.get(slug) !== null);
    this.isGone = this.shared.length < slugs.length;
  }

  rekey(row, slug, now) {
    if (slug == now) return;
    this.asked.add(now);
    this.rows.delete(slug);
    if (this.rows.has(now)) return row.remove();
    this.rows.set(now, row);
    row.dataset.key = now;
  }

  draw() {
    const items = this.items;
    const slugs = items.map(({ slug }) => slug);
    this.rows.keep(slugs);
    for (const item of items) this.fill(this.rows.row(item.slug), item);
    part(this, "empty").hidden = Boolean(this.shared?.length || items.length);
    part(this, "why").hidden = Boolean(this.isGone);
    part(this, "own").hidden = !this.isGone || !read("wishlist").length;
    part(this, "share").hidden = part(this, "keep").hidden = Boolean(this.shared) || !items.length;
    part(this, "slugs").value = slugs.join();
    part(this, "shared").hidden = !this.shared?.length;
    if (this.asked && !slugs.every((slug) => this.asked.has(slug))) this.check();
  }

  fill(row, item) {
    const piece = this.pieces.get(item.slug);
    const name = piece?.title ?? (item.title || item.slug);
    const compared = read("compare").some(({ slug }) => slug == item.slug);
    part(row, "here").hidden = false;
    part(row, "gone").hidden = true;
    part(row, "title").textContent = name;
    if (piece === null) part(row, "title").removeAttribute("href");
    else part(row, "title").href = `/pieces/${item.slug}/`;
    part(row, "price").textContent = piece?.words ?? "";
    part(row, "fact").textContent = this.factOf(piece);
    part(row, "note").textContent = this.noteOf(piece, item);
    part(row, "compare").textContent = compared ? "Stop comparing" : "Compare";
    part(row, "compare").setAttribute("aria-label", `${part(row, "compare").textContent} ${name}`);
    part(row, "compare").hidden = !piece;
    part(row, "remove").hidden = Boolean(this.shared);
    part(row, "remove").setAttribute("aria-label", `Remove ${name}`);
    this.picture(part(row, "picture"), piece, item);
  }

  factOf(piece) {
    if (piece === null) return "No longer in the shop";
    if (!piece) return "";
    const { sold, words } = standing(piece, this.stock);
    if (sold || words.startsWith("Someone")) return words;
    return piece.one_of_a_kind ? "One of a kind" : piece.metal;
  }

  noteOf(piece, { seen }) {
    if (!piece || seen === undefined || seen == piece.price) return "";
    return `It was ${this.money(seen)} when you saved it.`;
  }

  picture(frame, piece, { slug }) {
    frame.href = `/pieces/${slug}/`;
    if (!piece || frame.firstElementChild) return;
    const { src, width, height } = piece.picture;
    frame.append(Object.assign(document.createElement("img"), { loading: "lazy", width, height, alt: "", src }));
  }

  act(does, row) {
    if (does == "copy") copy(linkTo("/wishlist/", this.items.map(({ slug }) => slug)), part(this, "link"), this.said);
    if (does == "take") this.take();
    if (does == "remove") this.remove(row);
    if (does == "back") this.putBack(row);
    if (does == "compare") this.compare(row.dataset.key);
  }

  compare(slug) {
    const { title, price } = this.pieces.get(slug);
    const done = toggle("compare", { slug, title, seen: price }, +this.dataset.most);
    const words = done === true ? `${title} is in your comparison.` : done || `${title} is out of your comparison.`;
    this.said.replaceChildren(words, " ", link("/compare/", "See your comparison"));
  }

  remove(row) {
    const items = read("wishlist");
    const index = items.findIndex(({ slug }) => slug == row.dataset.key);
    this.rows.removed.set(row.dataset.key, { item: items[index], index });
    save("wishlist", items.toSpliced(index, 1));
    part(row, "here").hidden = true;
    part(row, "gone").hidden = false;
    part(row, "said").textContent = `${part(row, "title").textContent} is off your wishlist.`;
    part(row, "back").focus();
    this.said.textContent = "";
  }

  putBack(row) {
    const { item, index } = this.rows.removed.get(row.dataset.key);
    save("wishlist", read("wishlist").toSpliced(index, 0, item));
    part(row, "remove").focus();
    this.said.textContent = `${part(row, "title").textContent} is back on your wishlist.`;
  }

  /* Saves a shared list beside what is saved already. */
  take() {
    const mine = read("wishlist");
    const known = this.items.map(({ slug }) => this.pieces.get(slug)).filter(Boolean);
    const fresh = known.filter((piece) => !mine.some(({ slug }) => slug == piece.slug));
    const items = fresh.map(({ slug, title, price }) => ({ slug, title, seen: price, at: Date.now() }));
    const fits = save("wishlist", [...mine, ...items.toReversed()]);
    const words = fits ? "They are on your wishlist." : `Your wishlist is full: it holds ${MOST} pieces.`;
    this.said.replaceChildren(words, " ", link("/wishlist/", "See your wishlist"));
  }
}

customElements.define("wishlist-page", WishlistPage);
