"""A letter's own words: what may stand in a mail, with whole addresses, and as plain text."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path

from plugins.catalogue import Catalogue
from plugins.difference.blocks import HEADINGS, LISTS, Block
from plugins.difference.reading import read_blocks
from plugins.difference.words import Run
from plugins.errors import ContentError, Notes
from plugins.front_matter import find_line

WIDTH = 72
"""Signs in a line of plain text, as mails have been written for as long as there are any."""

FORMATTING = frozenset(
    [
        *("a", "b", "blockquote", "br", "cite", "code", "del", "em", "h2", "h3", "hr", "i", "ins"),
        *("li", "ol", "p", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody"),
        *("td", "th", "thead", "tr", "u", "ul"),
    ]
)
"""All that a letter's text may be made of: nothing of it is fetched, and nothing can act."""

ATTRIBUTES = frozenset({"align", "colspan", "href", "lang", "rowspan", "start", "title"})
LEADING = re.compile(r"/(?!/)|https?://|mailto:|tel:")
OURS = re.compile(r"""(<a\b[^>]*?\bhref\s*=\s*["']?)(/(?!/))""", re.IGNORECASE)


def check_letters(
    catalogue: Catalogue, content: Path, markdown: Callable[[str], str]
) -> list[ContentError]:
    """What in a letter's text can't be sent, each with its line."""
    errors: list[ContentError] = []
    for name, text in letter_texts(catalogue):
        path = content / "letters" / name
        notes = Notes(path, content.parent, errors)
        for typed, problem in dict.fromkeys(_Reader.faults(markdown(text))):
            notes.add(find_line(path, re.compile(re.escape(typed)).search), "text", problem)
    return errors


def letter_texts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Every text under content/letters, by the name of its file."""
    yield from ((letter.file, letter.text) for letter in catalogue.letters)
    if catalogue.welcome:
        yield "welcome.md", catalogue.welcome.text


def absolute(text: str, origin: str) -> str:
    """The HTML with whole addresses: a mail stands on no site."""
    # Plain text, as a slice of marked-up text would escape what is put into it.
    return OURS.sub(rf"\g<1>{origin}\2", str(text))


def plain(text: str) -> str:
    """HTML as plain text, in lines that fit a narrow window; addresses stand after their words."""
    lines = map(_block, read_blocks(text))
    together = groupby(lines, key=lambda line: id(line[0]))
    return "\n\n".join("\n".join(words for _, words in lines) for _, lines in together)


class _Reader(HTMLParser):
    """Finds what can't stand in a mail, as what was typed and what is to be done."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    @classmethod
    def faults(cls, text: str) -> list[tuple[str, str]]:
        reader = cls()
        reader.feed(str(text))
        reader.close()
        return reader.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            problem = "A letter shows its “pieces” and no other picture. Take this one away."
            self.found.append((dict(attrs).get("src") or "<img", problem))
        elif tag == "h1":
            problem = "The subject is the heading already. Begin the line with ## instead."
            self.found.append(("#", problem))
        elif tag not in FORMATTING:
            self._refuse(f"<{tag}")
        for name, value in attrs:
            if tag in FORMATTING and name not in ATTRIBUTES:
                self._refuse(name)
            elif name == "href" and not LEADING.match(value or ""):
                problem = f"“{value}” leads nowhere from a mail. Write /… or https://… instead."
                self.found.append((value or "", problem))

    def _refuse(self, what: str) -> None:
        advice = "Write it in plain Markdown, or take it away."
        self.found.append((what, f"“{what.lstrip('<')}” can't stand in a mail. {advice}"))


def _block(block: Block) -> tuple[object, str]:
    """What the block is a line of, such as a list, or itself; and its words in lines."""
    words = " | ".join(_words(part.runs) for part in block.parts)
    if block.tag in HEADINGS:
        return block, f"{words}\n{'-' * min(len(words), WIDTH)}"
    around = [element for element in block.path if element.tag in LISTS]
    if around:
        item = next(element for element in reversed(block.path) if element.tag == "li")
        sign = f"{item.number}. " if around[-1].tag == "ol" else "- "
        sign = " " * 2 * (len(around) - 1) + sign
        return around[0], _filled(words, sign, " " * len(sign))
    sign = "> " if "blockquote" in block.kind else ""
    return block.table or block, _filled(words, sign, sign)


def _filled(words: str, sign: str, around: str) -> str:
    """Lines of a width, but a long address stays whole, to be clicked."""
    return "\n".join(
        textwrap.fill(
            line.strip(),
            WIDTH,
            initial_indent=around if number else sign,
            subsequent_indent=around,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, line in enumerate(words.split("\n"))
    )


def _words(runs: Iterable[Run]) -> str:
    """Words, and where they lead, once at the end of each link."""
    written, leads = "", ""
    for run in runs:
        if leads and run.address != leads:
            written += f" ({leads})"
        leads = "" if run.text and html.unescape(run.text).strip() == run.address else run.address
        written += "\n" if run.atom else run.text
    return written + (f" ({leads})" if leads else "")
