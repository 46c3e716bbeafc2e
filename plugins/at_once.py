"""Shows a piece that is edited at once: its own page is made anew before the build that follows.

Where `VITRINE_AT_ONCE` names a socket, Pelican stays after its build, with all that it knows, and is
told of each file that is edited. What only a build can judge waits for it: new pictures, links,
SKUs and names, and whatever is wrong.
"""

from __future__ import annotations

import functools
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from plugins.catalogue import Catalogue, SourcePiece
from plugins.makers import pieces
from plugins.output import Output
from plugins.page import Page
from plugins.pieces import PieceReader
from plugins.related import Related
from plugins.stockroom import in_stock

SOCKET = "VITRINE_AT_ONCE"
"""The setting with the number of a socket that is open already."""

BUILT, SHOWN, WAITS = "built", "shown", "waits"
"""What is said through it, a line each: that the site is built, and of a file, whether it is shown."""


class AtOnce:
    """`left` as of the build, as PieceReader has it; `render` makes a page's text."""

    def __init__(
        self,
        catalogue: Catalogue,
        reader: PieceReader,
        left: Mapping[str, int] | None,
        output: Output,
        render: Callable[[Page], str],
    ) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._left = left
        self._output = output
        self._render = render
        self._known = {source.piece.slug: source for source in catalogue.pieces}

    def show(self, path: Path) -> bool:
        """Whether the file's piece is shown on its page as it is now."""
        source = self._piece(path)
        if source is None:
            return False
        homes = {collection.id: collection for collection in self._catalogue.collections}
        page = pieces.page(source, homes[source.collection].place, self._beside)
        self._output.write(page.file, (self._render(page).encode(),))
        return True

    @functools.cached_property
    def _beside(self) -> Related:
        return Related(self._catalogue.listed)

    def _piece(self, path: Path) -> SourcePiece | None:
        """The piece as its file has it now; None where that waits for a build."""
        slug = path.parent.name if path.name == "index.md" else path.stem
        known = self._known.get(slug)
        if known is None or path.resolve() not in self._files(slug):
            return None
        read, errors = self._reader.read(slug, path)
        if read is None or errors or read.status == "draft":
            return None
        source = in_stock(read.source, self._left)
        is_judged = (
            source.pictures == known.pictures
            and source.aliases == known.aliases
            and _skus(source) <= _skus(known)
            and set(source.links) <= set(known.links)
            and self._known.keys() >= set(source.related)
        )
        return source if is_judged else None

    def _files(self, slug: str) -> tuple[Path, Path]:
        folder = self._reader.content.resolve() / "products"
        return folder / f"{slug}.md", folder / slug / "index.md"


def _skus(source: SourcePiece) -> set[str]:
    return {variant.sku for variant in source.piece.variants}


def stand(number: str, show: Callable[[Path], bool]) -> None:
    """Say that the site is built, and answer for each file that is named, until nobody asks."""
    with socket.socket(fileno=int(number)) as ours, ours.makefile("rw", encoding="utf-8") as lines:

        def say(word: str) -> None:
            lines.write(f"{word}\n")
            lines.flush()

        say(BUILT)
        for line in lines:
            say(SHOWN if show(Path(line.rstrip("\n"))) else WAITS)
