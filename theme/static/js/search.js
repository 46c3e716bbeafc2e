/* <site-search> around the search form answers in place. Pagefind and its index are loaded when
   somebody searches, not before; the words asked for stand in the address. */

const AT_ONCE = 10;
const MARKED = /<mark>(.*?)<\/mark>/;

/* Excerpts come as HTML that knows one element; here they are only ever text. */
const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");

class SiteSearch extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[role=status]");
    this.list = this.querySelector(".results");
    this.more = this.querySelector(".more");
    if (!this.form || !this.status || !this.list || !this.more) return;
    this.form.addEventListener("submit", (event) => this.ask(event));
    this.more.addEventListener("click", () => this.showMore());
    addEventListener("popstate", () => this.follow());
    this.follow();
  }

  ask(event) {
    event.preventDefault();
    const words = this.form.elements.q.value.trim();
    history.pushState(null, "", words ? `?${new URLSearchParams({ q: words })}` : location.pathname);
    this.follow();
  }

  async follow() {
    const words = (new URLSearchParams(location.search).get("q") ?? "").trim().slice(0, 80);
    const turn = (this.turn = {});
    this.form.elements.q.value = words;
    this.clear();
    if (!words) return;
    this.status.textContent = "Looking…";
    const found = await this.search(words);
    if (turn !== this.turn) return;
    this.results = found ?? [];
    this.status.textContent = found ? this.say(found.length, words) : "The search can't be reached just now. Try again in a minute, or look around below.";
    await this.show(turn);
  }

  clear() {
    this.results = [];
    this.list.replaceChildren();
    this.more.hidden = true;
    this.status.textContent = "";
  }

  /* The results, or nothing where the index can't be read. */
  async search(words) {
    try {
      this.pagefind ??= await import("/pagefind/pagefind.js");
      await this.pagefind.options({ noWorker: true });
      return (await this.pagefind.search(words)).results;
    } catch {
      return null;
    }
  }

  say(number, words) {
    if (!number) return `Nothing found for “${words}”. Try one word, such as silver or ring, or look around below.`;
    return `${number} ${number === 1 ? "result" : "results"} for “${words}”`;
  }

  async show(turn) {
    const from = this.list.children.length;
    const next = this.results.slice(from, from + AT_ONCE);
    const read = await Promise.all(next.map((result) => result.data()));
    if (turn !== this.turn) return;
    this.list.append(...read.map((page) => this.item(page)));
    this.more.hidden = this.results.length <= this.list.children.length;
  }

  async showMore() {
    const first = this.list.children.length;
    await this.show(this.turn);
    this.list.children[first]?.querySelector("a").focus();
  }

  item({ url, meta, excerpt }) {
    const item = document.createElement("li");
    if (meta.price && meta.image) item.append(this.picture(meta.image));
    const words = document.createElement("div");
    words.append(this.heading(url, meta.title));
    if (meta.price) words.append(this.line(meta.price));
    const told = this.line();
    told.append(...this.marked(excerpt));
    words.append(told);
    item.append(words);
    return item;
  }

  picture(address) {
    const image = document.createElement("img");
    image.alt = "";
    image.loading = "lazy";
    [image.width, image.height] = [88, 110];
    image.src = address;
    return image;
  }

  heading(url, title) {
    const heading = document.createElement("h2");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title;
    heading.append(link);
    return heading;
  }

  line(text = "") {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  }

  marked(excerpt) {
    return excerpt.split(MARKED).map((text, at) => {
      if (at % 2 === 0) return plain(text);
      const mark = document.createElement("mark");
      mark.textContent = plain(text);
      return mark;
    });
  }
}

customElements.define("site-search", SiteSearch);
