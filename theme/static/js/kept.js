/* What a visitor keeps, in this browser and nowhere else: lists of items called cart, wishlist
   and compare. An item has a slug, the price seen in minor units, and words; in the cart a SKU
   and a quantity too. `kept` is sent to the window whenever a list may have changed, in any tab.
   Storage is a stranger's word: what doesn't fit is left out, and nothing here throws.
   <cart-count> says how many pieces the cart holds. As the one script of every page it also calls
   for letter.js when somebody is about to sign up. */

const MOST = 50;
const unstored = {};

const isWhole = (number, most) => Number.isInteger(number) && number >= 0 && number < most;
const isWords = (words = "") => typeof words == "string" && words.length < 121;
export const isSlug = (text) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text ?? "");
export const isSku = (text) => /^[A-Z0-9]+(-[A-Z0-9]+)*$/.test(text);

const fits = (name) => (item) =>
  isSlug(item?.slug) &&
  isWhole(item.seen, 1e12) &&
  [item.slug, item.sku, item.title, item.label, item.engraving].every(isWords) &&
  (name != "cart" || (isSku(item.sku) && isWhole(item.quantity, 100) && item.quantity));

export function read(name) {
  try {
    const text = unstored[name] ?? localStorage.getItem("vitrine." + name);
    const { v, items } = text.length < 1e5 && JSON.parse(text);
    return v === 1 ? items.filter(fits(name)).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/* Says whether there was room for all of it. */
export function save(name, items) {
  const text = JSON.stringify({ v: 1, items: items.slice(0, MOST) });
  delete unstored[name];
  try {
    localStorage.setItem("vitrine." + name, text);
  } catch {
    unstored[name] = text;
  }
  changed();
  return !items[MOST];
}

/* Whether what was kept will be there on the next page. */
export const lasts = () => !Object.keys(unstored).length;

const changed = () => dispatchEvent(new Event("kept"));
addEventListener("storage", changed);
addEventListener("pageshow", changed);

addEventListener("focusin", ({ target }) => target.form?.action.endsWith("/join") && import("./letter.js"));

class CartCount extends HTMLElement {
  connectedCallback() {
    const say = () => {
      const count = read("cart").reduce((sum, { quantity }) => sum + quantity, 0);
      this.textContent = count ? "\u00a0" + count : "";
    };
    addEventListener("kept", say);
    say();
  }
}

customElements.define("cart-count", CartCount);
