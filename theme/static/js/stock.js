/* <stock-left> inside a form that buys a piece says what is left of what is chosen; `single`
   marks a piece that is one of a kind.
   The form works without it; where the shop can't be asked, its words stay as they are. */

class StockLeft extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.status = this.querySelector("[role=status]");
    if (!this.form || !this.status) return;
    this.form.addEventListener("change", () => this.say());
    this.form.addEventListener("submit", () => this.lock(true));
    addEventListener("pageshow", ({ persisted }) => {
      this.lock(false);
      if (persisted) this.ask();
    });
    this.unasked = this.status.textContent;
    this.ask();
  }

  get inputs() {
    return [...this.form.querySelectorAll("input[name=sku]")];
  }

  /* One hold a visit: a second click while the first is on its way must not hold again. */
  lock(locked) {
    for (const button of this.form.querySelectorAll("button")) button.disabled = locked;
  }

  async ask() {
    const query = new URLSearchParams(this.inputs.map(({ value }) => ["sku", value]));
    try {
      const answer = await fetch(`/api/stock?${query}`, { cache: "no-cache", signal: AbortSignal.timeout(8000) });
      if (!answer.ok) return;
      this.stock = (await answer.json()).stock;
    } catch {
      return;
    }
    this.say();
  }

  say() {
    for (const input of this.inputs) this.mark(input);
    const chosen = this.inputs.find(({ type, checked }) => type === "hidden" || checked);
    const stock = chosen && this.stock?.[chosen.value];
    const words = stock ? this.words(stock) : this.unasked;
    if (words !== this.status.textContent) this.status.textContent = words;
  }

  /* What was sold since the page was built looks as if it had been sold before. */
  mark(input) {
    const stock = this.stock?.[input.value];
    if (!stock || stock.left > 0 || stock.on_hold > 0) return;
    if (input.type === "hidden") {
      this.form.querySelector("button").hidden = true;
      return;
    }
    if (input.disabled) return;
    input.disabled = true;
    input.checked = false;
    input.parentElement.classList.add("is-sold");
    const sold = document.createElement("small");
    sold.textContent = " sold";
    input.nextElementSibling.append(sold);
  }

  words({ left, on_hold: onHold }) {
    if (left > 0) return this.hasAttribute("single") ? "One of a kind" : `${left} left`;
    return onHold > 0 ? "Someone is paying for this right now" : "Sold";
  }
}

customElements.define("stock-left", StockLeft);
