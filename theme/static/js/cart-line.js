/* Fills a row of the cart with a line, and with what ./judge.js says of it. */

export const keyOf = ({ sku, engraving }) => `${sku} ${engraving ?? ""}`;
export const nameOf = ({ title, slug, label }) => [title || slug, label].filter(Boolean).join(", ");

export const part = (root, name) => root.querySelector(`[data-part=${name}]`);

const element = (name, properties) => Object.assign(document.createElement(name), properties);

export function fill(row, line, verdict, money, corrected) {
  const { piece, price, inOrder, now } = verdict;
  row.classList.toggle("is-out", !inOrder);
  part(row, "gone").hidden = true;
  part(row, "line").hidden = false;
  describe(row, line, piece);
  showPicture(part(row, "picture"), line, piece);
  showNotes(part(row, "notes"), line, verdict, money, corrected);
  showQuantity(part(row, "quantity"), line, verdict);
  part(row, "ships").textContent = inOrder && now?.ships_words ? shipping(now, verdict.waits) : "";
  part(row, "amount").textContent = inOrder ? money(price * line.quantity) : "";
  part(row, "each").textContent = inOrder && line.quantity > 1 ? `${money(price)} each` : "";
  part(row, "remove").setAttribute("aria-label", `Remove ${nameOf(line)}`);
  part(row, "send").disabled = !inOrder;
  part(row, "send").value = `${line.sku} ${line.quantity} ${line.seen} ${line.engraving ?? ""}`.trim();
}

const addressOf = ({ slug, sku }) => `/pieces/${slug}/?sku=${sku}`;

const variantOf = (line, piece) => piece?.variants.find(({ sku }) => sku == line.sku);

/* The piece's own words; those kept with the line where it can't be asked. */
function describe(row, line, piece) {
  const variant = variantOf(line, piece);
  part(row, "title").textContent = piece?.title ?? (line.title || line.slug);
  part(row, "title").href = addressOf(line);
  part(row, "label").textContent = variant?.label ?? line.label ?? "";
  part(row, "engraved").textContent = line.engraving ? `Engraved: ${line.engraving}` : "";
}

function showPicture(link, line, piece) {
  link.href = addressOf(line);
  if (!piece || link.firstElementChild) return;
  const { src, width, height } = variantOf(line, piece)?.picture ?? piece.picture;
  link.append(element("img", { src, width, height, alt: "" }));
}

/* Drawn anew only when the words change, so that a button keeps its focus. */
function showNotes(list, line, { words, repriced, price }, money, corrected) {
  const said = [...new Set([corrected, ...words].filter(Boolean))];
  if (list.dataset.said == said.join()) return;
  list.dataset.said = said.join();
  const notes = said.map((textContent) => element("p", { textContent }));
  if (repriced) {
    const textContent = `Accept ${money(price)}`;
    const button = element("button", { type: "button", className: "as-link", textContent });
    button.dataset.part = "accept";
    button.setAttribute("aria-label", `${textContent} for ${nameOf(line)}`);
    notes.at(-1).append(" ", button);
  }
  list.replaceChildren(...notes);
}

function showQuantity(input, line, { piece, now, inOrder }) {
  const most = Math.min(99, now?.left ?? 99);
  input.setAttribute("aria-label", `Quantity of ${nameOf(line)}`);
  input.max = Math.max(1, most);
  input.value = line.quantity;
  const isFixed = !inOrder || piece?.one_of_a_kind || (most == 1 && line.quantity == 1);
  // What can't be seen must not keep the form from being sent either.
  input.disabled = input.parentElement.hidden = Boolean(isFixed);
}

/* All of a cart ships together: a line that waits for others can only be ready. */
function shipping({ left, ships_words: day }, waits) {
  if (left === null) return `Made to order, ${waits ? "ready" : "ships"} by ${day}`;
  return `${waits ? "Ready" : "Ships"} by ${day}`;
}
