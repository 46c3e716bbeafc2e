/* <engraving-field> around the words to engrave shows them as they would be set, counts the
   characters that are left, and names those that can't be engraved; the server is the judge.
   piece.js loads it when somebody is about to write. */

/* Signs of which the shop cuts one for the other, as in domain/engraving.py. */
const ALIKE = ["♥❤", "-‐‑‒–—−", "'’"];
const SPAN = /[Aa0]–[Zz9]/g;

class EngravingField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.band = this.querySelector(".band");
    this.count = this.querySelector(".count");
    this.note = this.querySelector("[role=status]");
    if (!this.input || !this.band || !this.count || !this.note) return;
    this.addEventListener("input", () => this.say());
    this.say();
  }

  say() {
    const text = this.input.value.normalize();
    const left = this.input.maxLength - [...text].length;
    this.band.textContent = text;
    this.count.textContent = `${left} ${left === 1 ? "character" : "characters"} left.`;
    const wrong = this.wrong(text).map((sign) => `“${sign}”`);
    const note = wrong[0] ? `We can't engrave ${wrong.join(" or ")}. Leave it out.` : "";
    if (note !== this.note.textContent) this.note.textContent = note;
    if (note) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  /* What `data-letters` (“&A–Z0–9”) doesn't name; marks and joiners can't be seen by themselves. */
  wrong(text) {
    const { letters } = this.input.dataset;
    const spans = letters.match(SPAN) ?? [];
    const single = letters.replace(SPAN, "");
    const signs = new Set(text.replace(/[\p{Cf}\p{M}]/gu, ""));
    const cut = (sign) => single.includes(sign) || spans.some(([first, , last]) => first <= sign && sign <= last);
    return [...signs].filter((sign) => ![...(ALIKE.find((signs) => signs.includes(sign)) ?? sign)].some(cut));
  }
}

customElements.define("engraving-field", EngravingField);
