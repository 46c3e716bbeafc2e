"""Reads HTML into blocks, as Markdown makes it and as an owner may write it in between."""

from __future__ import annotations

from html.parser import HTMLParser

from plugins.difference.blocks import FLOW, GROUPS, LISTS, TEXT, Block, Element, Part, tidy
from plugins.difference.words import Mark, Run

RENAMED = {"dl": "ul", "menu": "ul", "dt": "li", "dd": "li"}
CONTAINERS = TEXT | LISTS | FLOW | GROUPS | {"table", "tr"}
CELLS = frozenset({"td", "th"})
ATOMS = frozenset({"br", "img"})
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "dfn",
        "em",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)
ALREADY = {"del": "s", "ins": "u"}
"""Marks of the owner's own that would read as ours."""
UNREAD = frozenset({"script", "style", "template", "title"})
BOXES = frozenset(
    [
        "address",
        "article",
        "aside",
        "caption",
        "details",
        "div",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "legend",
        "main",
        "nav",
        "section",
        "summary",
    ]
)
KEPT = frozenset({"href", "src", "alt", "width", "height", "lang", "dir", "datetime"})
INSIDE = {
    "li": LISTS,
    "tr": GROUPS | {"table"},
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "tfoot": frozenset({"table"}),
}
"""What each stands in; where that is missing, it is supplied."""


def read_blocks(html: str) -> list[Block]:
    reader = _Reader()
    # Plain text, as every slice of marked-up text is made marked up again.
    reader.feed(str(html))
    reader.close()
    reader.end_row()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._open: list[Element] = []
        self._marks: list[Mark] = []
        self._runs: list[Run] = []
        self._cells: list[Part] = []
        self._cell: tuple[str, str] | None = None
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = RENAMED.get(tag, tag)
        mark = Mark(ALREADY.get(tag, tag), _kept(attrs))
        if tag in UNREAD:
            self._unread += 1
        elif tag in ATOMS:
            self._runs.append(Run("", self._shown, mark))
        elif mark.tag in INLINE:
            if tag == "a":
                self._end_mark(tag)
            self._marks.append(mark)
        elif tag in CELLS:
            self._begin_cell(tag, dict(attrs))
        elif tag in CONTAINERS:
            self._begin(tag, dict(attrs))
        elif tag in BOXES:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        tag = RENAMED.get(tag, tag)
        mark = ALREADY.get(tag, tag)
        if tag in UNREAD:
            self._unread = max(0, self._unread - 1)
        elif mark in INLINE:
            self._end_mark(mark)
        elif tag in CELLS:
            self._end_cell()
        elif tag in CONTAINERS:
            self._end(tag)
        elif tag in BOXES:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._runs.append(Run(data, self._shown))

    def end_row(self) -> None:
        """The row that is open, if one is; else what was read is a block of its own."""
        self._end_cell()
        self._break()
        said = any(part.runs for part in self._cells)
        if said and self._open and self._open[-1].tag == "tr":
            self.blocks.append(Block(tuple(self._open), tuple(self._cells)))
        self._cells = []

    @property
    def _shown(self) -> tuple[Mark, ...]:
        """A `<span>` that says no language marks something else: a promise, say."""
        return tuple(mark for mark in self._marks if mark.tag != "span" or mark.attributes)

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if self._cell and tag not in INSIDE:
            # A cell's own paragraphs and lists are read as one text.
            self._runs.append(Run(" ", ()))
            return
        self.end_row()
        self._make_room(tag)
        first = attributes.get("start") or attributes.get("value") or ""
        number = int(first) if first.isdecimal() else None
        if tag == "ol":
            number = (number or 1) - 1
        elif tag == "li":
            around = self._open[-1]
            around.number = around.number + 1 if number is None else number
            number = around.number
        self._open.append(Element(tag, number or 0))

    def _make_room(self, tag: str) -> None:
        """Close what can't hold it, as browsers do, and open what it must stand in."""
        if self._open and self._open[-1].tag in TEXT:
            self._open.pop()
        wanted = INSIDE.get(tag, FLOW)
        while self._open and self._open[-1].tag not in wanted:
            self._open.pop()
        if not self._open and tag in INSIDE:
            self._open.append(Element("ul" if tag == "li" else "table"))
        if tag == "tr" and self._open[-1].tag == "table":
            self._open.append(Element("tbody"))

    def _end(self, tag: str) -> None:
        if self._cell and tag not in INSIDE and tag != "table":
            self._runs.append(Run(" ", ()))
            return
        self.end_row()
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def _begin_cell(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if not self._open or self._open[-1].tag != "tr":
            self._begin("tr", {})
        self._runs = []
        self._cell = (tag, attributes.get("colspan") or "")

    def _end_cell(self) -> None:
        if self._cell:
            tag, span = self._cell
            self._cells.append(Part(tag, span if span.isdecimal() else "", tidy(self._runs)))
            self._runs, self._marks, self._cell = [], [], None

    def _end_mark(self, tag: str) -> None:
        for at in range(len(self._marks) - 1, -1, -1):
            if self._marks[at].tag == tag:
                del self._marks[at]
                return

    def _break(self) -> None:
        """What was read so far is a block, unless it is nothing or belongs to a cell."""
        if self._cell:
            self._runs.append(Run(" ", ()))
            return
        exact = bool(self._open) and self._open[-1].tag == "pre"
        runs = tidy(self._runs, exact=exact)
        self._runs, self._marks = [], []
        if any(run.text.strip() or (run.atom and run.atom.words) for run in runs):
            self.blocks.append(Block(self._path(), (Part("", "", runs),)))

    def _path(self) -> tuple[Element, ...]:
        """Where text stands: first in an item, or in a paragraph, which is supplied elsewhere."""
        path = list(self._open)
        while path and path[-1].tag not in FLOW | TEXT:
            path.pop()
        first_in_item = path and path[-1].tag == "li" and not path[-1].begun
        for element in path:
            element.begun = True
        if not path or (path[-1].tag in FLOW and not first_in_item):
            path.append(Element("p"))
        return tuple(path)


def _kept(attributes: list[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value or "") for name, value in attributes if name in KEPT)
