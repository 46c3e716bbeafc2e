/* <listing-filter> around a list of pieces narrows and sorts all of its pages in place, by the
   form inside. What is shown is always what the address says, so that it can be shared.
   The pages of the list, and links by metal and stone, work without it. */

const ON_A_PAGE = 24;
const AT_ONCE = 4;
const INDEX = "/pieces/index.json";
const NAMES = ["metal", "stone", "size", "price", "stock"];

const rest = () => globalThis.scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));

class ListingFilter extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.list = this.querySelector(".cards");
    this.status = this.querySelector("[role=status]");
    if (!this.form || !this.list?.firstElementChild) return;
    this.sample = this.list.firstElementChild;
    this.own = { cards: [...this.list.children], words: this.status.textContent };
    this.cards = new Map(this.own.cards.map((card) => [card.querySelector("a").pathname, card]));
    this.form.addEventListener("change", () => this.go(this.address(new FormData(this.form))));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.part(".chosen").addEventListener("click", (event) => this.take(event));
    this.part(".more").addEventListener("click", () => this.showMore());
    addEventListener("popstate", () => this.follow());
    this.classList.add("ready");
    this.follow();
  }

  part(selector) {
    return this.querySelector(selector);
  }

  get selects() {
    return [...this.form.elements].filter(({ name }) => name);
  }

  address(data) {
    const said = new URLSearchParams([...data].filter(([, value]) => value));
    return `${this.form.action}${said.size ? `?${said}` : ""}`;
  }

  /* A page with words of its own, such as “Rings in silver”, gives way to the whole list. */
  async go(address) {
    if (location.pathname !== new URL(this.form.action).pathname) {
      location.assign(address);
      return;
    }
    history.pushState(null, "", address);
    await this.follow();
  }

  async take(event) {
    const word = event.target.closest("a");
    if (!word || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    await this.go(word.href);
    (this.part(".chosen a") ?? this.selects[0]).focus();
  }

  /* Shows what the address says. */
  async follow() {
    const turn = (this.turn = {});
    const asked = new URLSearchParams(location.search);
    const known = this.selects.map((select) => this.known(select, asked.get(select.name)));
    const filtered = known.some(Boolean);
    if (!filtered && !this.classList.contains("filtered")) return;
    this.selects.forEach((select, index) => (select.value = known[index]));
    if (!filtered) {
      this.showOwn();
      return;
    }
    const read = await this.read();
    if (turn !== this.turn) return;
    this.classList.add("filtered");
    if (!read) {
      this.say("The filters can't be reached just now. Load this page again.");
      return;
    }
    this.found = this.find(Object.fromEntries(new FormData(this.form)));
    await this.show(0, history.state?.shown ?? ON_A_PAGE, turn);
  }

  /* What isn't offered here, such as a stone that no piece has any more, narrows nothing. */
  known(select, asked) {
    return [...select.options].some(({ value }) => value === asked) ? asked : "";
  }

  /* The words that are chosen come with what they came to, so that nothing moves twice. */
  say(words) {
    this.status.textContent = words;
    const data = new FormData(this.form);
    const chosen = this.selects.filter(({ name, value }) => NAMES.includes(name) && value);
    const links = chosen.map((select) => {
      const others = new FormData(this.form);
      others.delete(select.name);
      const text = select.selectedOptions[0].text;
      return this.word(text, `Remove ${text}`, this.address(others));
    });
    if (links.length > 1) {
      for (const name of NAMES) data.delete(name);
      links.push(this.word("Clear all", "Clear all", this.address(data)));
    }
    this.part(".chosen").replaceChildren(...links);
    this.part(".chosen").hidden = !links.length;
  }

  word(text, label, address) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = text;
    link.setAttribute("aria-label", label);
    item.append(link);
    return item;
  }

  showOwn() {
    this.classList.remove("filtered");
    this.list.replaceChildren(...this.own.cards);
    this.say(this.own.words);
    this.part(".more").hidden = this.part(".nothing").hidden = true;
  }

  async read() {
    try {
      const answer = await (this.asked ??= fetch(INDEX));
      this.pieces ??= (await answer.clone().json()).filter(
        (piece) => !this.dataset.in || piece.in.includes(this.dataset.in),
      );
      return true;
    } catch {
      this.asked = undefined;
      return false;
    }
  }

  find({ metal, stone, size, price = "", stock, sort }) {
    const [low, high] = price.split("-").map((bound) => Number(bound) * Number(this.dataset.unit));
    const found = this.pieces.filter(
      (piece) =>
        (!metal || piece.metals.includes(metal)) &&
        (!stone || piece.stones.includes(stone)) &&
        (!size || piece.sizes.includes(size)) &&
        (!low || piece.price >= low) &&
        (!high || piece.price < high) &&
        (!stock || (stock === "unsold" ? piece.state !== "sold" : piece.state === stock)),
    );
    const way = { low: 1, high: -1 }[sort];
    return way ? found.sort((one, other) => way * (one.price - other.price)) : found;
  }

  /* A few cards a task, so that a slow phone answers in between. */
  async show(from, to, turn) {
    const wanted = this.found.slice(from, to);
    const cards = [];
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      for (const piece of wanted.slice(at, at + AT_ONCE)) cards.push(this.card(piece));
      await rest();
      if (turn !== this.turn) return;
    }
    if (from) this.list.append(...cards);
    else this.list.replaceChildren(...cards);
    this.part(".nothing").hidden = this.found.length > 0;
    this.part(".more").hidden = this.found.length <= to;
    const order = this.form.elements.sort.selectedOptions[0].text.toLowerCase();
    const count = `${this.found.length} of ${this.pieces.length} pieces`;
    this.say(this.found.length ? `${count}, ${order}` : count);
  }

  async showMore() {
    const shown = this.list.children.length;
    history.replaceState({ shown: shown + ON_A_PAGE }, "");
    await this.show(shown, shown + ON_A_PAGE, this.turn);
    this.list.children[shown]?.querySelector("a").focus();
  }

  card(piece) {
    const path = `/pieces/${piece.slug}/`;
    if (!this.cards.has(path)) this.cards.set(path, this.fill(this.sample.cloneNode(true), piece, path));
    return this.cards.get(path);
  }

  fill(card, piece, path) {
    const [image, link] = [card.querySelector("img"), card.querySelector("a")];
    image.loading = "lazy";
    image.removeAttribute("fetchpriority");
    for (const source of card.querySelectorAll("source")) {
      if (piece.avif) source.srcset = piece.avif;
      else source.remove();
    }
    for (const [name, value] of Object.entries(piece.picture)) image.setAttribute(name, value);
    link.href = path;
    link.textContent = piece.title;
    card.querySelector(".price").replaceChildren(piece.words, ...(piece.was ? [" ", before(piece.was)] : []));
    const label = document.createElement("span");
    label.className = "caps";
    label.textContent = piece.label;
    card.querySelector(".fact").replaceChildren(...(piece.label ? [label] : []), piece.fact);
    return card;
  }
}

/* What a piece cost before, as the build sets it. */
function before(words) {
  const was = document.createElement("span");
  was.className = "was";
  const price = document.createElement("s");
  price.textContent = words;
  was.append("was ", price);
  return was;
}

customElements.define("listing-filter", ListingFilter);
