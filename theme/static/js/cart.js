/* <cart-page> shows what the cart holds, checks each line against the shop, and puts the lines
   into the form that reserves and pays. Nothing leaves the cart but by the visitor's hand. */

import "./cart-delivery.js";
import { fill, keyOf, nameOf, part } from "./cart-line.js";
import { adopt, askPieces, askStock } from "./fresh.js";
import { judge } from "./judge.js";
import { lasts, read, save } from "./kept.js";
import { formatter } from "./money.js";
import { Rows } from "./row.js";

const FADES = "Your browser doesn't let us keep your cart, so it lasts only as long as this page.";
const UNASKED = "We can't reach the shop to check your cart just now. It is as you left it, and every price is checked again before you pay.";
const CHANGED = "Some pieces have changed since you put them here; each says how.";

class CartPage extends HTMLElement {
  connectedCallback() {
    this.money = formatter(this.dataset);
    this.form = this.querySelector("form");
    this.list = this.querySelector("ul");
    this.said = this.querySelector("[role=status]");
    this.rows = new Rows(this);
    this.corrected = new Map();
    this.pieces = new Map();
    this.know();
    this.listen();
    this.draw();
    this.check();
  }

  /* Whose own page led here: it goes with the form, and is kept nowhere else. */
  know() {
    const { known } = this.form.elements;
    known.value = /^#known=([\w.-]+)$/.exec(location.hash)?.[1] ?? "";
    known.disabled = !known.value;
    if (known.value) history.replaceState(null, "", location.pathname);
  }

  listen() {
    this.list.addEventListener("click", ({ target }) => this.act(target.dataset.part, target.closest("li")));
    this.list.addEventListener("change", ({ target }) => this.count(target, target.closest("li")));
    this.form.addEventListener("submit", (event) => (this.agreed() ? this.lock(true) : event.preventDefault()));
    this.form.elements.terms.addEventListener("change", () => this.form.elements.terms.checked && this.agreed());
    addEventListener("pageshow", () => this.lock(false));
    addEventListener("pageshow", () => this.unfold());
    addEventListener("kept", () => this.draw());
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
  }

  /* One hold a visit: a second click while the first is on its way must not hold again. */
  lock(isLocked) {
    this.isLocked = isLocked;
    this.form.querySelector("[type=submit]").disabled = isLocked || !this.bought.length;
  }

  /* What the browser has brought back isn't left folded away. */
  unfold() {
    const extras = this.querySelector("details");
    extras.open ||= [...extras.querySelectorAll("input, textarea")].some((each) => (each.type == "checkbox" ? each.checked : each.value));
  }

  /* Asked here, where the box is, before the shop has to ask again. */
  agreed() {
    const { terms } = this.form.elements;
    const { checked } = terms;
    part(this, "terms").hidden = checked;
    if (checked) terms.removeAttribute("aria-invalid");
    else terms.setAttribute("aria-invalid", "true");
    if (!checked) terms.focus();
    return checked;
  }

  async check() {
    const lines = read("cart");
    this.asked = new Set(lines.map(keyOf));
    if (!lines.length) return;
    const slugs = lines.map(({ slug }) => slug);
    const skus = lines.map(({ sku }) => sku);
    [this.pieces, this.stock] = await Promise.all([askPieces(slugs), askStock(skus)]);
    adopt("cart", this.pieces);
    this.correct();
    this.draw();
    const isMarked = this.list.querySelector(".notes > *");
    this.said.textContent = !lasts() ? FADES : !this.stock ? UNASKED : isMarked ? CHANGED : "";
  }

  judge(lines) {
    return judge(lines, this.pieces, this.stock, this.money);
  }

  /* Fewer left than wanted: the cart keeps what can be had, and the line says so. */
  correct() {
    const lines = read("cart");
    const verdicts = this.judge(lines);
    const mended = lines.map((line, index) => ({ ...line, quantity: verdicts[index].quantity }));
    const changed = lines.filter((line, index) => line.quantity != mended[index].quantity);
    for (const line of changed) this.corrected.set(keyOf(line), verdicts[lines.indexOf(line)].words[0]);
    if (changed.length) save("cart", mended);
  }

  draw() {
    const lines = read("cart");
    const verdicts = this.judge(lines);
    const keys = lines.map(keyOf);
    this.rows.keep(keys);
    const days = new Set(verdicts.filter(({ inOrder, now }) => inOrder && now?.ships_words).map(({ now }) => now.ships_words));
    lines.forEach((line, index) => {
      const verdict = { ...verdicts[index], waits: days.size > 1 };
      fill(this.rows.row(keys[index]), line, verdict, this.money, this.corrected.get(keys[index]));
    });
    this.total(lines, verdicts);
    // Another tab may have put something in that hasn't been asked about yet.
    if (this.asked && !keys.every((key) => this.asked.has(key))) this.check();
  }

  total(lines, verdicts) {
    this.bought = verdicts.filter(({ inOrder }) => inOrder);
    const cost = ({ price, quantity }) => price * quantity;
    const subtotal = this.bought.reduce((sum, verdict) => sum + cost(verdict), 0);
    part(this, "subtotal").textContent = this.money(subtotal);
    const slowest = this.slowest();
    part(this, "together").textContent = slowest ? this.together(slowest) : "";
    this.querySelector("cart-delivery").show(subtotal, slowest?.ships_on);
    part(this, "empty").hidden = lines.length > 0;
    part(this, "pay").hidden = !lines.length;
    part(this, "nothing").hidden = this.bought.length > 0;
    this.form.hidden = !lines.length && !this.rows.removed.size;
    this.lock(this.isLocked);
  }

  /* The slowest piece says when all of them go; nobody does where the day of one isn't known. */
  slowest() {
    const dated = this.bought.map(({ now }) => now).filter((now) => now?.ships_on);
    if (!dated.length || dated.length < this.bought.length) return null;
    return dated.reduce((one, other) => (one.ships_on > other.ships_on ? one : other));
  }

  together({ ships_words: day }) {
    return `${this.bought.length > 1 ? "Everything ships together," : "It ships"} by ${day}.`;
  }

  act(does, row) {
    if (does == "remove") this.remove(row);
    if (does == "back") this.putBack(row);
    if (does == "accept") this.accept(row);
  }

  index(row) {
    return read("cart").findIndex((line) => keyOf(line) == row.dataset.key);
  }

  change(row, changes) {
    const lines = read("cart");
    const index = this.index(row);
    if (index >= 0) save("cart", lines.with(index, { ...lines[index], ...changes }));
  }

  count(input, row) {
    const wanted = Math.max(1, Math.floor(+input.value) || 1);
    const quantity = Math.min(wanted, +input.max);
    this.corrected.delete(row.dataset.key);
    if (wanted > quantity) this.corrected.set(row.dataset.key, `We have ${quantity}, so that's the most you can take.`);
    this.change(row, { quantity });
    this.said.textContent = `The subtotal is ${part(this, "subtotal").textContent}.`;
  }

  accept(row) {
    const lines = read("cart");
    this.change(row, { seen: this.judge(lines)[this.index(row)].price });
    part(row, "title").focus();
  }

  remove(row) {
    const index = this.index(row);
    if (index < 0) return;
    const lines = read("cart");
    this.rows.removed.set(row.dataset.key, { line: lines[index], index });
    save("cart", lines.toSpliced(index, 1));
    part(row, "line").hidden = true;
    part(row, "gone").hidden = false;
    part(row, "said").textContent = `${nameOf(lines[index])} is out of your cart.`;
    part(row, "send").disabled = part(row, "quantity").disabled = true;
    part(row, "back").focus();
    this.said.textContent = "";
  }

  putBack(row) {
    const { line, index } = this.rows.removed.get(row.dataset.key);
    save("cart", read("cart").toSpliced(index, 0, line));
    part(row, "remove").focus();
    this.said.textContent = `${nameOf(line)} is back in your cart.`;
  }
}

customElements.define("cart-page", CartPage);
