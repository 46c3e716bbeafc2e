"""Releases of the site: which one visitors see, which are kept, and what going back means."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

import msgspec

from domain.catalogue import Piece, Release, Variant
from domain.policies import PolicyWithdrawnError
from domain.shelf import Shelf, ShelfItem

KEPT = 10
"""So many releases can be gone back to."""

VERSION = re.compile(r"policies/([a-z0-9-]+)/(\d{4}-\d\d-\d\d)[./]")
"""What belongs to one version of a policy: its pages, its source, what it changed."""


class UnknownReleaseError(Exception):
    """A release that isn't kept, or none that was ever published."""

    def __init__(self, release: str, kept: Iterable[str]) -> None:
        known = ", ".join(kept)
        super().__init__(
            f"There is no release “{release}” to go back to. Name one of {known}."
            if known
            else "Nothing was published yet. Publish first: ./shop publish"
        )


class Showing(msgspec.Struct, frozen=True):
    """What visitors see: the pages of one release, and the policies of the same or a later one.

    `host` is the shop's own name; visitors who come by another are led there.
    """

    pages: str
    policies: str
    host: str

    @property
    def is_gone_back(self) -> bool:
        """Publishing shows a release whole; only going back leaves the policies where they are."""
        return self.policies != self.pages

    @property
    def text(self) -> str:
        """As the edge reads it: “pages+policies@host”, the policies only where they differ."""
        return f"{self.pages}{f'+{self.policies}' if self.is_gone_back else ''}@{self.host}"


def read_showing(text: str) -> Showing:
    releases, _, host = text.partition("@")
    pages, _, policies = releases.partition("+")
    return Showing(pages, policies or pages, host)


class Manifest(msgspec.Struct, frozen=True):
    """A release that is whole in the bucket: all its `paths`, as addresses without first slash.

    `moved` leads from old addresses to new ones, both from the root. `published_at` is when it
    was made whole, the last time if it was so several times.
    """

    id: str
    published_at: datetime
    release: Release
    paths: tuple[str, ...]
    moved: dict[str, str]

    @property
    def versions(self) -> frozenset[str]:
        """Of policies, each by its key: “privacy/2026-09-01”."""
        return versions_in(self.paths)


def version_of(path: str) -> str | None:
    """The version of a policy that a path belongs to, by its key."""
    found = VERSION.match(path)
    return f"{found[1]}/{found[2]}" if found else None


def versions_in(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(version_of, paths)))


def newest_first(manifests: Iterable[Manifest]) -> list[Manifest]:
    return sorted(manifests, key=lambda each: (each.published_at, each.id), reverse=True)


def kept(manifests: Iterable[Manifest], showing: Showing | None) -> list[Manifest]:
    """The newest ones, and whatever visitors see."""
    seen = {showing.pages, showing.policies} if showing else set[str]()
    ordered = newest_first(manifests)
    return [each for rank, each in enumerate(ordered) if rank < KEPT or each.id in seen]


def find(manifests: Sequence[Manifest], release: str) -> Manifest:
    """By its id, or by as much of its beginning as no other has. Raises UnknownReleaseError."""
    found = [each for each in manifests if each.id.startswith(release)]
    if len(found) != 1:
        raise UnknownReleaseError(release, (each.id for each in newest_first(manifests)))
    return found[0]


def check_versions_stay(before: Iterable[str], now: Collection[str], shelf: Shelf) -> None:
    """No sealed version of a policy, however old, loses its page. Raises PolicyWithdrawnError."""
    for key in sorted(set(before) - set(now)):
        policy, _, day = key.partition("/")
        version = shelf.policy(policy, date.fromisoformat(day))
        if version and version.sealed:
            raise PolicyWithdrawnError(key)


def with_newest_policies(manifests: Iterable[Manifest], shelf: Shelf) -> Manifest | None:
    """The newest release whose policies the shelf was told of.

    A release that was uploaded and never reached the shelf may have a version that nobody obeys.
    """
    for manifest in newest_first(manifests):
        standing = (shelf.policy(each.policy, each.effective) for each in manifest.release.policies)
        if all(standing):
            return manifest
    return None


def as_gone_back(release: Release, shelf: Shelf) -> Release:
    """What goes onto the shelf when visitors go back to a release.

    Prices, titles and frames go back. How many were ever made doesn't, as they exist; nor do the
    policies, of which people were told.
    """
    standing = {item.sku: item for item in shelf.all_items()}
    pieces = tuple(_not_unmade(piece, standing) for piece in release.pieces)
    return msgspec.structs.replace(release, pieces=pieces, policies=shelf.policies())


def _not_unmade(piece: Piece, standing: dict[str, ShelfItem]) -> Piece:
    variants = tuple(_at_least(each, standing.get(each.sku)) for each in piece.variants)
    return msgspec.structs.replace(piece, variants=variants)


def _at_least(variant: Variant, item: ShelfItem | None) -> Variant:
    made = max(variant.made, item.stock.made) if item else variant.made
    return msgspec.structs.replace(variant, made=made)
