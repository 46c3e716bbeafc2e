/* <piece-choice> inside a form that buys a piece follows what is chosen in it: the price, what is
   left and when it ships, the picture, the address. `single` marks a piece that is one of a kind,
   `data-engraved` is its price with an engraving.
   The form works without it; where the shop can't be asked, the page's own words stay. */

class PieceChoice extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.status = this.querySelector("[role=status]");
    if (!this.form || !this.status) return;
    this.button = this.form.querySelector("button");
    this.decision = this.closest(".decision");
    this.price = this.decision.querySelector(".price");
    this.gallery = document.querySelector(".gallery");
    this.pictures = [...(this.gallery?.children ?? [])];
    this.engraving = this.form.elements.engraving;
    this.unchosen = { amount: [...this.price.childNodes], words: this.status.textContent };
    this.rows = this.readRows();
    this.options = [...this.form.querySelectorAll("fieldset")].map((each) => [...each.querySelectorAll("input")]);
    this.open(new URLSearchParams(location.search).get("sku"));
    this.listen();
    this.follow();
    this.ask();
  }

  listen() {
    this.form.addEventListener("input", () => this.follow());
    this.form.addEventListener("submit", () => this.lock(true));
    addEventListener("pageshow", ({ persisted }) => {
      this.lock(false);
      this.unfold();
      if (persisted) this.ask();
    });
    if (this.engraving?.value) import("./engraving.js");
    this.engraving?.addEventListener("focus", () => import("./engraving.js"), { once: true });
  }

  /* What each variant costs and when it ships stands in the form's table, for whoever reads it. */
  readRows() {
    const rows = [...this.form.querySelectorAll(".variants tr")].map((row) => {
      const [name, amount, words] = row.cells;
      return {
        ...row.dataset,
        label: name.firstChild.data.trim(),
        elsewhere: name.querySelector("small")?.textContent,
        amount: [...amount.childNodes],
        words: words.textContent,
      };
    });
    const single = { ...this.unchosen, ...this.dataset, sku: this.form.elements.sku?.value, label: "" };
    return rows[0] ? rows : [single];
  }

  /* A variant has an address of its own, which opens with it chosen. */
  open(sku) {
    const row = this.rows.find((each) => each.sku === sku);
    if (!row) return;
    const values = this.options.map((inputs) =>
      inputs.find(({ value }) => value === sku || `, ${row.label}, `.includes(`, ${value}, `)));
    if (this.row(values.map((input) => input?.value)) === row) for (const input of values) input.checked = true;
  }

  /* One hold a visit: a second click while the first is on its way must not hold again. */
  lock(locked) {
    this.locked = locked;
    this.follow();
  }

  /* What the browser has brought back isn't left folded away. */
  unfold() {
    const extras = this.form.querySelector(".extras");
    extras.open ||= [...extras.querySelectorAll("input, textarea")].some((each) => (each.type == "checkbox" ? each.checked : each.value));
  }

  async ask() {
    const query = new URLSearchParams(this.rows.slice(0, 50).map(({ sku }) => ["sku", sku]));
    try {
      const answer = await fetch(`/api/stock?${query}`, { cache: "no-cache", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) return;
      this.stock = (await answer.json()).stock;
    } catch {
      return;
    }
    this.follow();
  }

  get chosen() {
    return this.options.map((inputs) => inputs.find(({ checked }) => checked)?.value);
  }

  row(values) {
    return this.rows[1] ? this.rows.find(({ sku, label }) => sku === values[0] || label === values.join(", ")) : this.rows[0];
  }

  gone(row) {
    const stock = this.stock?.[row.sku];
    return stock ? stock.listed === false || (stock.left === 0 && !stock.on_hold) : row.words === "Sold";
  }

  follow() {
    const values = this.chosen;
    const row = values.every(Boolean) ? this.row(values) : null;
    const over = this.decision.classList.toggle("is-gone", this.rows.every((each) => this.gone(each)));
    this.mark(values);
    this.say(values, row, over);
    this.button.disabled = this.locked || row === undefined || (row && this.gone(row));
    if (this.rows[1]) this.show(row);
  }

  /* What can't be had together with the other choices is marked, and can still be looked at. */
  mark(values) {
    this.options.forEach((inputs, option) => {
      for (const input of inputs) {
        const wanted = values.with(option, input.value);
        if (!wanted.every(Boolean)) continue;
        const row = this.row(wanted);
        const word = !row ? "not made" : this.gone(row) ? "sold" : "";
        input.parentElement.classList.toggle("is-sold", word);
        const words = input.nextElementSibling;
        let mark = words.querySelector(".mark");
        if (!mark && !word) continue;
        mark ??= words.appendChild(document.createElement("small"));
        mark.className = "mark";
        mark.textContent = word && ` ${word}`;
      }
    });
  }

  say(values, row, over) {
    const { amount, words, label, engraved } = row ?? this.unchosen;
    const price = this.engraving?.value.trim() && engraved ? `${engraved} with engraving` : "";
    this.price.replaceChildren(...(price ? [price] : amount.map((each) => each.cloneNode(true))));
    const sum = price || (label && amount[0].textContent.trim());
    const state = row ? this.state(row) : row === null ? words : "not made, choose another";
    const named = row === undefined ? values.join(", ") : [label, sum].filter(Boolean).join(": ");
    const sentence = over ? "Sold" : named ? `${named}${row ? "," : ":"} ${state[0].toLowerCase()}${state.slice(1)}` : state;
    if (sentence !== this.status.textContent) this.status.textContent = sentence;
  }

  state({ sku, words }) {
    const { left, on_hold: onHold, ships_words: day } = this.stock?.[sku] ?? {};
    const ships = day ? `, ships by ${day}` : "";
    if (left === undefined) return words;
    if (left === null) return `Made to order${ships}`;
    if (left > 0) return (this.hasAttribute("single") ? "One of a kind" : `${left} left`) + ships;
    return onHold > 0 ? "Someone is paying for this right now" : "Sold";
  }

  show(row) {
    const sku = this.form.querySelector("input[name=sku][type=hidden]");
    if (sku) Object.assign(sku, { value: row?.sku ?? "", disabled: !row });
    if (!row || row === this.shown) return;
    this.shown = row;
    const elsewhere = this.form.querySelector(".elsewhere");
    if (elsewhere) elsewhere.textContent = row.elsewhere ?? "";
    history.replaceState(null, "", `?sku=${row.sku}${location.hash}`);
    const first = this.pictures[(row.picture ?? 1) - 1];
    if (!first || first === this.gallery.firstElementChild) return;
    this.gallery.replaceChildren(...new Set([first, ...this.pictures]));
    this.gallery.scrollLeft = 0;
  }
}

customElements.define("piece-choice", PieceChoice);
