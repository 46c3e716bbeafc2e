"""What changed between two versions of a policy, to be read: as HTML and as plain text.

A difference is made once and kept under its texts and the code that made it, as prose is.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from markupsafe import Markup

import plugins.difference
from plugins.cache import read_kept, write_kept
from plugins.difference.blocks import Block
from plugins.difference.changes import join
from plugins.difference.html import write_html
from plugins.difference.reading import read_blocks
from plugins.difference.telling import tell
from plugins.difference.text import write_text

CODE = [Path(__file__), *sorted(Path(plugins.difference.__path__[0]).glob("*.py"))]
SALT = hashlib.sha256(b"".join(module.read_bytes() for module in CODE)).digest()


class Difference(msgspec.Struct, frozen=True):
    """`html` and `text` say the same; the numbers count blocks, each by one of them only.

    A block that was moved and edited on the way counts as moved.
    """

    html: Markup
    text: str
    changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0


class Differences:
    """One reader for all versions, as each is compared with several others."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self._read: dict[str, list[Block]] = {}
        cache.mkdir(parents=True, exist_ok=True)

    def between(self, before: str, after: str, *, whole: bool = False) -> Difference:
        """What became of one HTML in the other; unchanged blocks are counted unless `whole`.

        Words are compared and where links lead, not ids, classes or what is marked a promise.
        """
        file = self.cache / _name(before, after, whole=whole)
        kept = read_kept(file)
        if kept is not None:
            return msgspec.json.decode(kept, type=Difference, dec_hook=_marked)
        made = self._compare(before, after, whole=whole)
        write_kept(file, msgspec.json.encode(made, enc_hook=str))
        return made

    def _compare(self, before: str, after: str, *, whole: bool) -> Difference:
        changes = join(self._blocks(before), self._blocks(after))
        told = list(tell(changes, whole=whole))
        whats = [change.what for change in changes]
        return Difference(
            Markup(write_html(told)),  # noqa: S704  made of the owner's own text
            write_text(told),
            changed=whats.count("changed"),
            added=whats.count("added"),
            removed=whats.count("removed"),
            moved=whats.count("moved"),
        )

    def _blocks(self, html: str) -> list[Block]:
        if html not in self._read:
            self._read[html] = read_blocks(html)
        return self._read[html]


def _name(before: str, after: str, *, whole: bool) -> str:
    parts = [SALT, b"whole" if whole else b"changes"]
    parts += [hashlib.sha256(text.encode()).digest() for text in (before, after)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _marked(_type: type, text: str) -> Markup:
    return Markup(text)  # noqa: S704  what was kept carries a mark of its own
