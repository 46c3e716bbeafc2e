/* <cart-delivery> shows the ways to ship to the country that is chosen in its form: what each
   costs this cart, and when it would arrive. It only says early what the shop works out again. */

import { formatter } from "./money.js";

class CartDelivery extends HTMLElement {
  connectedCallback() {
    const page = this.closest("cart-page");
    this.money = formatter(page.dataset);
    this.day = new Intl.DateTimeFormat(page.dataset.lang, { month: "long", day: "numeric", timeZone: "UTC" });
    this.country = this.closest("form").elements.country;
    this.country.addEventListener("change", () => {
      this.draw();
      this.tell();
    });
    // A browser that brings a page back brings the country back with it.
    addEventListener("pageshow", () => this.draw());
  }

  /* For pieces of that price together, sent on that day where it is known. */
  show(subtotal, shipsOn) {
    Object.assign(this, { subtotal, shipsOn });
    this.draw();
  }

  draw() {
    for (const each of this.querySelectorAll("[data-countries]"))
      each.hidden = !each.dataset.countries.split(" ").includes(this.country.value);
    this.isSaid = false;
    for (const row of this.rows) this.fill(row);
  }

  get rows() {
    return this.querySelectorAll("ul:not([hidden]) > li");
  }

  fill(row) {
    const { freeFrom, amount } = row.dataset;
    const cost = this.subtotal >= freeFrom ? 0 : +amount;
    const [arrival, more] = row.querySelectorAll("small");
    write(row.querySelector(".amount"), cost ? this.money(cost) : "Free");
    write(arrival, this.arrival(row.dataset.days.split(" ").map(Number)));
    if (more) write(more, cost && this.subtotal ? this.more(freeFrom) : "");
  }

  /* Said once, of the first way that could be free. */
  more(freeFrom) {
    if (this.isSaid) return "";
    this.isSaid = true;
    return `Free from ${this.money(freeFrom)}: ${this.money(freeFrom - this.subtotal)} to go`;
  }

  arrival([from, to]) {
    if (!this.shipsOn) return `${from < to ? from + " to " : ""}${to} working ${to == 1 ? "day" : "days"} after it ships`;
    const [first, last] = [from, to].map((days) => workingDay(this.shipsOn, days));
    return `You'll have it ${this.span(first, last)}`;
  }

  /* “June 8 to 12”, “June 29 to July 3”; a month that comes after its day is said twice. */
  span(first, last) {
    if (+first == +last) return this.day.format(first);
    const isShort = first.getUTCMonth() == last.getUTCMonth() && this.day.formatToParts(last)[0].type == "month";
    return `${this.day.format(first)} to ${isShort ? last.getUTCDate() : this.day.format(last)}`;
  }

  /* To who hears the page: what the list has just come to say. */
  tell() {
    const words = (row) => [...row.children].map((each) => each.textContent).filter(Boolean);
    const ways = [...this.rows].map((row) => words(row).join(", "));
    write(this.querySelector("[role=status]"), `Delivery to ${this.country.selectedOptions[0].text}: ${ways.join("; ")}.`);
  }
}

const write = (element, words) => element.textContent == words || (element.textContent = words);

/* So many working days, Monday to Friday, after a day such as 2026-06-04. */
function workingDay(day, count) {
  const date = new Date(day);
  for (let left = count; left > 0; ) {
    date.setUTCDate(date.getUTCDate() + 1);
    if (date.getUTCDay() % 6) left--;
  }
  return date;
}

customElements.define("cart-delivery", CartDelivery);
