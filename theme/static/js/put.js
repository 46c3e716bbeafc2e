/* Puts a piece into the cart, the wishlist or the comparison, and says what happened. What goes
   into the cart is read from the form that buys; the shop judges it at checkout. */

import { lasts, read, save } from "./kept.js";

const PUT_IN = { wishlist: "Saved.", compare: "It's in your comparison." };
const TAKEN_OUT = { wishlist: "It's off your wishlist.", compare: "It's out of your comparison." };
const FADES = "Your browser doesn't let us keep it, so it lasts only as long as this page.";

/* Puts an item into a list, or takes it out: true, false, or a sentence that says why not. */
export function toggle(name, item, most = 50) {
  const items = read(name);
  const others = items.filter(({ slug }) => slug != item.slug);
  const isNew = others.length == items.length;
  if (isNew && items.length >= most)
    return `You can ${name == "compare" ? "compare" : "save"} ${most} pieces at a time. Take one out first.`;
  save(name, isNew ? [...items, { ...item, at: Date.now() }] : others);
  return isNew;
}

/* `name` is the list's; `keeper` a <keep-piece>. */
export function put(name, keeper) {
  const { slug, title, price, most } = keeper.dataset;
  const item = { slug, title, seen: +price };
  if (name == "cart") return say(keeper, ...add(document.querySelector("form.purchase"), item));
  const done = toggle(name, item, name == "compare" ? +most : undefined);
  say(keeper, done === true ? PUT_IN[name] : done || TAKEN_OUT[name], name);
}

/* A sentence, and the list to link to. */
function add(form, item) {
  const fields = new FormData(form);
  const sku = fields.get("sku");
  const quantity = +fields.get("quantity");
  if (!sku) return [ask(form)];
  const words = form.elements.engraving;
  if (words?.matches("[aria-invalid]")) {
    words.focus();
    return ["Change the words to engrave first."];
  }
  if (form.querySelector("button").disabled) return ["That one can't be bought just now. Choose another."];
  if (!(quantity > 0 && quantity < 100 && quantity % 1 == 0)) {
    refuse(form.elements.quantity, form.elements.quantity.parentElement, "Write how many you would like, from 1 to 99.");
    return [""];
  }
  const engraving = (fields.get("engraving") ?? "").trim().slice(0, 120);
  const line = { ...item, sku, quantity, engraving, label: chosen(form), at: Date.now() };
  line.seen = price(fields.get("seen"), sku);
  if (engraving) line.seen += price(fields.get("seen"), "engraving");
  const isKept = join(line, form.elements.quantity.type == "hidden");
  return isKept ? ["It's in your cart.", "cart"] : ["Your cart is full. Take something out first.", "cart"];
}

/* Out of “RIVER-BAND:12800 engraving:2500”, in minor units; what it doesn't name costs nothing. */
const price = (seen, name) => +(` ${seen}`.split(` ${name}:`)[1] ?? "0").split(" ")[0];

/* The same again is one line with more of it; of what is one of a kind there is one line. */
function join(line, isSingle) {
  const lines = read("cart");
  const isSame = ({ sku, engraving }) => sku == line.sku && (isSingle || (engraving ?? "") == line.engraving);
  const place = lines.findIndex(isSame);
  if (place < 0) return save("cart", [...lines, line]);
  if (!isSingle) line.quantity = Math.min(99, line.quantity + lines[place].quantity);
  return save("cart", lines.with(place, line));
}

/* “US 7, Sterling silver”: the values that are chosen, without what else a label says. */
function chosen(form) {
  const radios = [...form.querySelectorAll("[type=radio]:checked")];
  const words = ({ name, value, labels }) =>
    name == "sku" ? labels[0].querySelector("span").firstChild.textContent.trim() : value;
  return radios.map(words).join(", ").slice(0, 120);
}

/* Asks for the first choice that is open. */
function ask(form) {
  const groups = [...form.querySelectorAll("fieldset:has([type=radio])")];
  const open = groups.find((group) => !group.querySelector(":checked"));
  if (!open) return "That combination isn't made. Choose another.";
  const legend = open.querySelector("legend").firstChild.textContent.trim();
  refuse(open.querySelector("input"), open, `Choose your ${legend[0].toLowerCase()}${legend.slice(1)} first.`);
  return "";
}

/* The sentence stands below the field's name, as it would in the shop's own answer, until
   something else is entered there. */
function refuse(input, field, textContent) {
  const marked = input.type == "radio" ? field : input;
  field.querySelector(".error:not([role])")?.remove();
  const error = Object.assign(document.createElement("p"), { className: "error", id: `error-${input.name}`, textContent });
  field.firstElementChild.after(error);
  marked.setAttribute("aria-invalid", "true");
  marked.setAttribute("aria-describedby", error.id);
  const mend = () => {
    error.remove();
    for (const name of ["aria-invalid", "aria-describedby"]) marked.removeAttribute(name);
  };
  field.addEventListener("input", mend, { once: true });
  input.focus();
}

function say(keeper, words, page) {
  const said = keeper.querySelector("[aria-live]");
  const link = document.createElement("a");
  link.href = `/${page}/`;
  link.textContent = `See your ${page == "compare" ? "comparison" : page}`;
  said.replaceChildren(words, " ", !page ? "" : lasts() ? link : FADES);
}
