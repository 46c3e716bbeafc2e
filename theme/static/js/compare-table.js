/* The table of a comparison: pieces as columns, facts as rows; rows that differ stand out. */

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

/* Every fact that one of them tells, in the order in which they are first told. */
function factsOf(pieces) {
  const told = pieces.map(({ facts }) => new Map(facts));
  const names = new Set(told.flatMap((facts) => [...facts.keys()]));
  return [...names].map((name) => [name, told.map((facts) => facts.get(name) ?? NOT_SAID)]);
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
  const differs = new Set(words).size > 1;
  const cells = words.map((textContent) => element("td", { textContent }));
  return element("tr", { className: differs ? "differs" : "" }, element("th", { scope: "row", textContent: name }), ...cells);
}
