"""Sees that what names a piece names one that there is, and that no two claim one address."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable, Iterator
from typing import Literal

import msgspec

from domain.catalogue import is_slug
from plugins.errors import ContentError

RENAMED = "A piece that was renamed needs its SKU, or what was sold would be for sale again."


class Lines(msgspec.Struct, frozen=True):
    """Where a piece names others: the lines of each entry of its `related` and its `aliases`."""

    path: str
    related: tuple[int, ...]
    aliases: tuple[int, ...]
    aliases_as_a_whole: int

    def error(self, name: Literal["related", "aliases"], problem: str, entry: int) -> ContentError:
        lines = self.related if name == "related" else self.aliases
        return ContentError(self.path, lines[entry - 1], f"{name}.{entry}", problem)


class Slugs:
    """The slugs of all pieces, drafts and broken ones included, and who had which before."""

    def __init__(self, slugs: Iterable[str], reserved: Iterable[str]) -> None:
        self.slugs = frozenset(slugs)
        self.reserved = frozenset(reserved)
        self.drafts: set[str] = set()
        self._claimed: dict[str, str] = {}

    def fault(self, slug: str) -> str | None:
        """Why a page can't show this piece; None where it can."""
        if slug in self.drafts:
            return f"“{slug}” is a draft and has no page. Publish it, or name another piece."
        return None if slug in self.slugs else self._missing(slug)

    def check_related(
        self, lines: Lines, slug: str, related: tuple[str, ...]
    ) -> Iterator[ContentError]:
        """A related piece may be a draft still: it shows once it is published."""
        for number, other in enumerate(related, 1):
            if other == slug:
                yield lines.error("related", "That is this piece. Remove it.", number)
            elif other in self._claimed and other not in self.slugs:
                now = self._claimed[other]
                problem = f"“{other}” has another name now. Write “{now}”."
                yield lines.error("related", problem, number)
            elif is_slug(other) and other not in self.slugs:
                yield lines.error("related", self._missing(other), number)

    def claim(
        self, lines: Lines, slug: str, aliases: tuple[str, ...], *, has_sku: bool
    ) -> Iterator[ContentError]:
        """An old address may be nobody's own, nor lead elsewhere already."""
        for number, alias in enumerate(aliases, 1):
            if alias in self.slugs:
                whose = "this piece" if alias == slug else "another piece"
                problem = f"“{alias}” is the address of {whose}. Remove it."
                yield lines.error("aliases", problem, number)
            elif fault := list_of_that_name(alias, self.reserved):
                yield lines.error("aliases", f"{fault} Remove it.", number)
            elif self._claimed.get(alias, slug) != slug:
                where = self._claimed[alias]
                problem = f"“{alias}” leads to {where} already. Remove one."
                yield lines.error("aliases", problem, number)
            self._claimed.setdefault(alias, slug)
        if aliases and not has_sku:
            problem = f"{RENAMED} Write “sku: {aliases[-1].upper()}”, or the SKU that it has now."
            yield ContentError(lines.path, lines.aliases_as_a_whole, "aliases", problem)

    def _missing(self, slug: str) -> str:
        near = difflib.get_close_matches(slug, self.slugs, n=1)
        advice = f"Write “{near[0]}”." if near else "Write a folder's name."
        return f"There is no piece “{slug}”. {advice}"


def list_of_that_name(slug: str, reserved: Container[str]) -> str | None:
    """Why a piece can't have this address; None where it can."""
    if slug.isdigit() or slug in reserved:
        return f"/pieces/{slug}/ is a page of the list of pieces."
    return None
