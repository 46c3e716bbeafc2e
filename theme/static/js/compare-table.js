/* The table of a comparison: pieces as columns, facts as rows. Of rows that differ the name is
   bold, and in them what only one piece has while others agree. */

const NOT_SAID = "–";

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export function table(pieces, standings) {
  const rows = [
    ["Price", pieces.map(({ words }) => words)],
    ["Availability", standings.map(({ words }) => words)],
    ...factsOf(pieces),
  ];
  const corner = element("td");
  const head = element("tr", {}, corner, ...pieces.map(column));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows.map(row)));
}

/* Every fact that one of them tells. */
function factsOf(pieces) {
  const told = pieces.map(({ facts }) => new Map(facts));
  return namesOf(told).map((name) => [name, told.map((facts) => facts.get(name) ?? NOT_SAID)]);
}

/* In the order in which they are told: what one piece leaves out stands where another has it. */
function namesOf(told) {
  const names = [];
  for (const facts of told) {
    let place = 0;
    for (const name of facts.keys()) {
      if (!names.includes(name)) names.splice(place, 0, name);
      place = names.indexOf(name) + 1;
    }
  }
  return names;
}

function column({ slug, title, path, picture: { src, width, height, alt } }) {
  const image = element("img", { width, height, alt, src });
  const remove = element("button", { type: "button", className: "as-link", textContent: "Remove" });
  remove.dataset.part = "remove";
  remove.dataset.slug = slug;
  remove.setAttribute("aria-label", `Remove ${title}`);
  return element("th", { scope: "col" }, image, element("a", { href: path, textContent: title }), remove);
}

function row([name, words]) {
  const kinds = new Set(words).size;
  const isOdd = (each) => kinds < words.length && words.indexOf(each) == words.lastIndexOf(each);
  const cells = words.map((each) => element("td", {}, isOdd(each) ? element("strong", {}, each) : each));
  return element("tr", { className: kinds > 1 ? "differs" : "" }, element("th", { scope: "row" }, name), ...cells);
}
