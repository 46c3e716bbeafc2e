/* A row of a list, out of the page's template. What is removed is said in its place, once: to
   who sees it and, as its button takes the focus, to who hears it. */

let made = 0;

export function newRow(page) {
  const row = page.querySelector("template").content.firstElementChild.cloneNode(true);
  const [said, back] = ["said", "back"].map((name) => row.querySelector(`[data-part=${name}]`));
  said.id = `said-${++made}`;
  back.setAttribute("aria-describedby", said.id);
  return row;
}
