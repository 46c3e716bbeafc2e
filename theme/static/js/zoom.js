/* zoom(links, first): the pictures of a gallery's links in a dialog, one filling it at a time.
   Arrow keys, buttons and swiping lead to the next; Escape and Close lead back to the page. */

const calm = matchMedia("(prefers-reduced-motion: reduce)");

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

export function zoom(links, first) {
  const slides = links.map(slide);
  const strip = make("div", "strip", ...slides);
  const count = make("p", "count");
  count.setAttribute("role", "status");
  strip.tabIndex = 0;
  let at = links.indexOf(first);
  let settling;

  const say = () => {
    const words = `${at + 1} of ${slides.length}`;
    if (count.textContent !== words) count.textContent = words;
  };
  const settle = () => {
    at = Math.round(strip.scrollLeft / strip.clientWidth);
    say();
  };
  const go = (to, behavior = calm.matches ? "instant" : "smooth") => {
    if (!slides[to]) return;
    at = to;
    look(false);
    strip.scrollTo({ left: slides[to].offsetLeft, behavior });
    say();
  };
  const look = (closely) => {
    dialog.classList.toggle("is-close", closely);
    closer.setAttribute("aria-pressed", closely);
    const seen = slides[at];
    seen.scrollTo((seen.scrollWidth - seen.clientWidth) / 2, (seen.scrollHeight - seen.clientHeight) / 2);
  };
  const keys = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  };

  const closer = button("Closer", () => look(!dialog.classList.contains("is-close")));
  const close = button("Close", () => dialog.close());
  const bar = make("div", "bar", closer, close);
  if (slides.length > 1) bar.prepend(button("Previous", () => go(at - 1)), count, button("Next", () => go(at + 1)));
  const dialog = make("dialog", "zoom", strip, bar);
  dialog.setAttribute("aria-label", "Pictures");

  strip.addEventListener("click", () => closer.click());
  strip.addEventListener("scroll", () => {
    clearTimeout(settling);
    settling = setTimeout(settle, 150);
  });
  dialog.addEventListener("keydown", (event) => {
    const [right, down] = keys[event.key] ?? [];
    if (right === undefined) return;
    event.preventDefault();
    if (dialog.classList.contains("is-close")) slides[at].scrollBy(right * 80, down * 80);
    else go(at + right);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    first.focus();
  });

  document.body.append(dialog);
  look(false);
  dialog.showModal();
  close.focus();
  go(at, "instant");
}
