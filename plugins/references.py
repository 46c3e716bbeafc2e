"""Sees that what names a piece names one that there is, and that no two claim one address."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from domain.catalogue import is_slug
from plugins.fields import Fields

RENAMED = "A piece that was renamed needs its SKU, or what was sold would be for sale again."


class Slugs:
    """The slugs of all pieces, drafts and broken ones included, and who had which before."""

    def __init__(self, slugs: Iterable[str], reserved: Iterable[str]) -> None:
        self.slugs = frozenset(slugs)
        self.reserved = frozenset(reserved)
        self.drafts: set[str] = set()
        self._claimed: dict[str, str] = {}

    def taken(self, slug: str) -> str | None:
        """Why a piece can't have this address; None where it can."""
        if slug.isdigit() or slug in self.reserved:
            return f"/pieces/{slug}/ is a page of the list of pieces."
        return None

    def fault(self, slug: str) -> str | None:
        """Why a page can't show this piece; None where it can."""
        if slug in self.drafts:
            return f"“{slug}” is a draft and has no page. Publish it, or name another piece."
        return None if slug in self.slugs else self._missing(slug)

    def check_related(self, fields: Fields, slug: str, related: tuple[str, ...]) -> None:
        """A related piece may be a draft still: it shows once it is published."""
        for number, other in enumerate(related, 1):
            if other == slug:
                fields.note("related", "That is this piece. Remove it.", number)
            elif other in self._claimed and other not in self.slugs:
                now = self._claimed[other]
                fields.note("related", f"“{other}” has another name now. Write “{now}”.", number)
            elif is_slug(other) and other not in self.slugs:
                fields.note("related", self._missing(other), number)

    def claim(self, fields: Fields, slug: str, aliases: tuple[str, ...]) -> None:
        """Note an old address that is somebody's own, or that leads elsewhere already."""
        for number, alias in enumerate(aliases, 1):
            if alias in self.slugs:
                whose = "this piece" if alias == slug else "another piece"
                fields.note("aliases", f"“{alias}” is the address of {whose}. Remove it.", number)
            elif fault := self.taken(alias):
                fields.note("aliases", f"{fault} Remove it.", number)
            elif self._claimed.get(alias, slug) != slug:
                where = self._claimed[alias]
                fields.note("aliases", f"“{alias}” leads to {where} already. Remove one.", number)
            self._claimed.setdefault(alias, slug)
        if aliases and not fields.has("sku"):
            was = aliases[-1].upper()
            fields.note("aliases", f"{RENAMED} Write “sku: {was}”, or the SKU that it has now.")

    def _missing(self, slug: str) -> str:
        near = difflib.get_close_matches(slug, self.slugs, n=1)
        advice = f"Write “{near[0]}”." if near else "Write a folder's name."
        return f"There is no piece “{slug}”. {advice}"
