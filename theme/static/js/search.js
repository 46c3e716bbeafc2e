/* <site-search> around the search form answers in place. The index is made with the site
   (plugins/search): one file that names all others, drawers of words, and cards that say what to
   show. Nothing is loaded before somebody searches; the words asked for stand in the address. */

const INDEX = "/search/index.json";
const AT_ONCE = 10;
const UNREACHED = "The search can't be reached just now. Load this page again in a minute, or look around below.";
/* Before the word that is quoted, and in all. */
const [BEFORE, QUOTED] = [12, 30];

const UNPRINTED = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/* What English words end with: of “ring” and “rings” one has an ending, of “engraving” and
   “engraved” both have one. With two a short stem proves little: “care” is no “card”. */
const ENDINGS = new Set(["s", "es", "ed", "ing", "ings", "ly", "en"]);
const IN_TURN = new Set([...ENDINGS, "e", "y", "ies"]);
const [SHORT_STEM, LONG_STEM] = [3, 5];
const [SAME, KIN, BEGUN] = [1, 0.8, 0.6];
/* A word in a page's name counts as much as in so many texts. */
const NAMED = 5;

/* The words of a text as plugins/search/words.py writes them. */
export function wordsOf(text) {
  const bare = text.replace(/['’\u00ad]/g, "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return [...new Set(bare.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])].map((word) => [...word].slice(0, 40).join(""));
}

/* The number of the drawer that has a word and all that begin with the same two letters. */
export function drawerOf(word, drawers) {
  const [first, second] = [...word].map((sign) => sign.codePointAt(0));
  return (first * 11 + (second ?? 0)) % drawers;
}

/* Whether two words that go on like this after a stem are of one family. */
function areKin(one, other, stem) {
  if (!one || !other) return ENDINGS.has(one || other);
  if (stem >= LONG_STEM) return IN_TURN.has(one) && IN_TURN.has(other);
  return [one, other].sort().join() === "ies,y";
}

/* How near a word of the shop's is to one that was asked for; 0 where it is another word. */
export function nearness(word, asked) {
  if (word === asked) return SAME;
  let same = 0;
  while (same < asked.length && word[same] === asked[same]) same += 1;
  for (let stem = same; stem >= SHORT_STEM; stem -= 1) {
    if (areKin(word.slice(stem), asked.slice(stem), stem)) return KIN;
  }
  return same === asked.length && asked.length > 1 ? BEGUN : 0;
}

async function load(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} answered with ${answer.status}`);
  return answer.json();
}

/* The pages that have a word or one near to it: their numbers, and how much each is about it. */
async function pagesWith(asked, index) {
  const drawer = await load(index.words[drawerOf(asked, index.words.length)]);
  const found = new Map();
  for (const [word, lists] of Object.entries(drawer)) {
    const near = nearness(word, asked);
    if (!near) continue;
    lists.forEach((gaps, list) => {
      let page = 0;
      for (const gap of gaps) {
        page += gap;
        found.set(page, Math.max(found.get(page) ?? 0, near * (list ? 1 : NAMED)));
      }
    });
  }
  // A word that few pages have says more.
  const rare = Math.log(1 + index.pages / (found.size || 1));
  return new Map([...found].map(([page, weight]) => [page, weight * rare]));
}

/* The numbers of the pages that have all the words: the best first, then the newest. */
async function pagesFor(words, index) {
  if (!words.length) return [];
  const [first, ...others] = await Promise.all(words.map((word) => pagesWith(word, index)));
  const weighed = [...first].filter(([page]) => others.every((other) => other.has(page)));
  const weights = new Map(
    weighed.map(([page, weight]) => [page, others.reduce((sum, other) => sum + other.get(page), weight)]),
  );
  return [...weights.keys()].sort((a, b) => weights.get(b) - weights.get(a) || b - a);
}

/* Whether a word as it stands in a text is one of those asked for, or near to it. */
const isMeant = (word, asked) => wordsOf(word).some((each) => asked.some((one) => nearness(each, one)));

/* The part of a text where the words first stand. */
function quoted(text, asked) {
  const words = text.split(" ");
  const at = Math.max(0, words.findIndex((word) => isMeant(word, asked)));
  const start = Math.max(0, Math.min(at - BEFORE, words.length - QUOTED));
  const end = start + QUOTED;
  return (start ? "… " : "") + words.slice(start, end).join(" ") + (end < words.length ? " …" : "");
}

/* What a page says of itself, or where a word isn't in that, the part of it where the words are. */
async function told({ title, words, text }, asked) {
  const said = `${title} ${words}`.split(" ");
  const isSaid = (one) => said.some((word) => isMeant(word, [one]));
  return text && !(words && asked.every(isSaid)) ? quoted(await load(text), asked) : words;
}

class SiteSearch extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[role=status]");
    this.list = this.querySelector(".results");
    this.more = this.querySelector(".more");
    if (!this.form || !this.status || !this.list || !this.more) return;
    this.form.addEventListener("submit", (event) => this.ask(event));
    this.more.addEventListener("click", () => this.showMore());
    addEventListener("popstate", () => {
      // A link within the page asks for nothing new.
      if (this.asking() !== this.typed) this.follow();
    });
    this.follow();
  }

  ask(event) {
    event.preventDefault();
    const words = this.form.elements.q.value.trim();
    history.pushState(null, "", words ? `?${new URLSearchParams({ q: words })}` : location.pathname);
    this.follow();
  }

  /* What the address asks for, without signs that would turn the sentence around it. */
  asking() {
    const typed = new URLSearchParams(location.search).get("q") ?? "";
    return typed.replace(UNPRINTED, "").trim().slice(0, 80);
  }

  async follow() {
    const typed = (this.typed = this.asking());
    const turn = (this.turn = {});
    this.form.elements.q.value = typed;
    this.clear();
    if (!typed) return;
    this.status.textContent = "Looking…";
    try {
      await this.search(typed, turn);
    } catch {
      if (turn !== this.turn) return;
      this.clear();
      this.status.textContent = UNREACHED;
    }
  }

  clear() {
    this.pages = [];
    this.list.replaceChildren();
    this.more.hidden = true;
    this.status.textContent = "";
  }

  async search(typed, turn) {
    const index = await load(INDEX);
    const asked = wordsOf(typed);
    const pages = await pagesFor(asked, index);
    if (turn !== this.turn) return;
    Object.assign(this, { index, asked, pages });
    await this.show(turn);
  }

  say() {
    const { typed, pages: { length: number } } = this;
    if (!number) return `Nothing found for “${typed}”. Try one word, such as silver or ring, or look around below.`;
    return `${number} ${number === 1 ? "result" : "results"} for “${typed}”`;
  }

  async show(turn) {
    const { index, asked } = this;
    const from = this.list.children.length;
    const next = this.pages.slice(from, from + AT_ONCE);
    const numbers = [...new Set(next.map((page) => Math.floor(page / index.onACard)))];
    const cards = new Map(
      await Promise.all(numbers.map(async (number) => [number, await load(index.cards[number])])),
    );
    const shown = next.map((page) => cards.get(Math.floor(page / index.onACard))[page % index.onACard]);
    const words = await Promise.all(shown.map((page) => told(page, asked)));
    if (turn !== this.turn) return;
    this.list.append(...shown.map((page, at) => this.item(page, words[at])));
    this.more.hidden = this.pages.length <= this.list.children.length;
    this.status.textContent = this.say();
  }

  async showMore() {
    const { turn } = this;
    // Pressed twice, it shows the next pages once.
    if (this.showing === turn) return;
    this.showing = turn;
    const first = this.list.children.length;
    try {
      await this.show(turn);
      if (turn === this.turn) this.list.children[first]?.querySelector("a").focus();
    } catch {
      if (turn === this.turn) this.status.textContent = UNREACHED;
    }
    if (this.showing === turn) this.showing = null;
  }

  item({ path, title, price, picture }, words) {
    const item = document.createElement("li");
    if (picture) item.append(this.picture(picture));
    const told = document.createElement("div");
    told.append(this.heading(path, title));
    if (price) told.append(this.line([price]));
    told.append(this.line(this.marked(words)));
    item.append(told);
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

  heading(path, title) {
    const heading = document.createElement("h2");
    const link = document.createElement("a");
    link.href = path;
    link.textContent = title;
    heading.append(link);
    return heading;
  }

  line(parts) {
    const line = document.createElement("p");
    line.append(...parts);
    return line;
  }

  /* The text with a mark around each word that was meant. */
  marked(text) {
    return text.split(/([\p{L}\p{M}\p{N}'’]+)/u).map((part, at) => {
      if (at % 2 === 0 || !isMeant(part, this.asked)) return part;
      const mark = document.createElement("mark");
      mark.textContent = part;
      return mark;
    });
  }
}

customElements.define("site-search", SiteSearch);
