/* <site-search> around the search form answers in place. Pagefind and its index are loaded when
   somebody searches, not before; the words asked for stand in the address. */

const AT_ONCE = 10;
const UNREACHED = "The search can't be reached just now. Load this page again in a minute, or look around below.";
const MARKED = /<mark>(.*?)<\/mark>/;

/* Excerpts come as HTML that knows one element; here they are only ever text. */
const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");

/* Letters and digits alone, as words are compared. */
const bare = (word) => word.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

/* The words of a page for which it was found. */
function marksOf({ raw_content: text, locations }) {
  const words = text.split(/\s+/);
  return locations.map((at) => bare(words[at] ?? ""));
}

/* Whether a word is the one asked for, or of its family: “engraved” for “engravin”. */
const isOf = (word, asked) => word.startsWith(asked) || (asked.length > 6 && word.startsWith(asked.slice(0, -2)));

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
    try {
      await this.search(words, turn);
    } catch {
      if (turn !== this.turn) return;
      this.clear();
      this.status.textContent = UNREACHED;
    }
  }

  clear() {
    this.results = [];
    this.list.replaceChildren();
    this.more.hidden = true;
    this.status.textContent = "";
  }

  async search(words, turn) {
    this.pagefind ??= await import("/pagefind/pagefind.js");
    await this.pagefind.options({ noWorker: true });
    // A word with hyphens is several to the one who asks; Pagefind takes it for one.
    const { results } = await this.pagefind.search(words.replaceAll("-", " "));
    const found = (await this.answers(results, words)) ? results : [];
    if (turn !== this.turn) return;
    this.results = found;
    await this.show(turn);
    if (turn === this.turn) this.status.textContent = this.say(found.length, words);
  }

  /* Where no word begins with what was asked for, Pagefind offers a shorter one: “pea” for
     “pearl”. Words whose very stem is known need no look at what was found. */
  async answers(results, words) {
    const asked = words.split(/[\s"-]+/).filter(Boolean);
    const exact = await Promise.all(asked.map((word) => this.pagefind.search(`"${word}"`)));
    const doubtful = asked.filter((_, at) => !exact[at].results.length).map(bare).filter(Boolean);
    if (!doubtful.length || !results.length) return true;
    const pages = await Promise.all(results.slice(0, AT_ONCE).map((result) => result.data()));
    const matched = pages.flatMap(marksOf);
    return doubtful.every((word) => matched.some((each) => isOf(each, word)));
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
    try {
      await this.show(this.turn);
    } catch {
      this.status.textContent = UNREACHED;
    }
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
