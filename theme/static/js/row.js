/* The rows of a list, out of the page's template, by the key of what each shows. What is removed
   is said in its place, once: to who sees it and, as its button takes the focus, to who hears it. */

let made = 0;

export class Rows extends Map {
  /* What is needed to put back what was removed, by its key. */
  removed = new Map();

  constructor(page) {
    super();
    this.page = page;
    this.list = page.querySelector("ul");
  }

  /* Takes away the rows of all else; one whose item was removed here stays, to be put back. */
  keep(keys) {
    for (const [key, row] of this) {
      if (keys.includes(key)) this.removed.delete(key);
      else if (!this.removed.has(key)) this.delete(key) && row.remove();
    }
  }

  /* The row of this key, put at the end of the list if it is new. */
  row(key) {
    if (!this.has(key)) {
      const row = newRow(this.page);
      row.dataset.key = key;
      this.set(key, row);
      this.list.append(row);
    }
    return this.get(key);
  }
}

function newRow(page) {
  const row = page.querySelector("template").content.firstElementChild.cloneNode(true);
  const [said, back] = ["said", "back"].map((name) => row.querySelector(`[data-part=${name}]`));
  said.id = `said-${++made}`;
  back.setAttribute("aria-describedby", said.id);
  return row;
}
