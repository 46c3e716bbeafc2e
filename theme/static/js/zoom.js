/* zoom(gallery, first): the pictures that a gallery links to in a dialog, one filling it at a time.
   Arrow keys, buttons and swiping lead to the next; Escape and Close lead back to the page. */

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 80;
let dressed;

/* The dialog's own sheet, once. */
function dress(href) {
  dressed ??= new Promise((done, fail) => {
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href, onload: done, onerror: fail });
    document.head.append(sheet);
  });
  return dressed;
}

function make(name, className, ...inside) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...inside);
  return element;
}

function button(words, act) {
  const element = make("button", "button quiet", words);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

/* The link's own picture, as large as it comes. */
function slide(link) {
  const picture = link.firstElementChild.cloneNode(true);
  for (const each of [picture, ...picture.querySelectorAll("*")]) {
    each.removeAttribute("fetchpriority");
    if (each.hasAttribute("sizes")) each.setAttribute("sizes", "max(100vw, 60rem)");
  }
  return make("div", "slide", picture);
}

class Zoom {
  constructor(links, first) {
    this.slides = links.map(slide);
    this.at = links.indexOf(first);
    this.strip = make("div", "strip", ...this.slides);
    this.strip.tabIndex = 0;
    this.count = make("p", "count");
    this.count.setAttribute("role", "status");
    this.closer = button("Closer", () => this.look(!this.isClose));
    this.close = button("Close", () => this.dialog.close());
    const ways = [button("Previous", () => this.go(this.at - 1)), this.count, button("Next", () => this.go(this.at + 1))];
    const bar = make("div", "bar", ...(links[1] ? ways : []), this.closer, this.close);
    this.dialog = make("dialog", "zoom", this.strip, bar);
    this.dialog.setAttribute("aria-label", "Pictures");
    this.listen();
  }

  listen() {
    let settling;
    this.strip.addEventListener("click", () => this.closer.click());
    this.strip.addEventListener("scroll", () => {
      clearTimeout(settling);
      settling = setTimeout(() => this.settle(), 150);
    });
    this.dialog.addEventListener("keydown", (event) => this.press(event));
    this.dialog.addEventListener("close", () => this.dialog.remove());
  }

  open() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.close.focus();
    this.go(this.at, "instant");
  }

  get isClose() {
    return this.dialog.classList.contains("is-close");
  }

  go(to, behavior = calm.matches ? "instant" : "smooth") {
    if (!this.slides[to]) return;
    this.at = to;
    this.look(false);
    this.strip.scrollTo({ left: this.slides[to].offsetLeft, behavior });
    this.say();
  }

  /* A finger has swiped to another picture. */
  settle() {
    this.at = Math.round(this.strip.scrollLeft / this.strip.clientWidth);
    this.say();
  }

  say() {
    const words = `${this.at + 1} of ${this.slides.length}`;
    if (this.count.textContent !== words) this.count.textContent = words;
  }

  /* Larger than the window, its middle first; arrow keys, fingers and wheels move it. */
  look(closely) {
    this.dialog.classList.toggle("is-close", closely);
    this.closer.setAttribute("aria-pressed", closely);
    const seen = this.slides[this.at];
    seen.scrollTo((seen.scrollWidth - seen.clientWidth) / 2, (seen.scrollHeight - seen.clientHeight) / 2);
  }

  press(event) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const [right, down] = arrow;
    if (this.isClose) this.slides[this.at].scrollBy(right * STEP, down * STEP);
    else this.go(this.at + right);
  }
}

export async function zoom(gallery, first) {
  await dress(gallery.getAttribute("sheet"));
  new Zoom([...gallery.querySelectorAll("a")], first).open();
}
