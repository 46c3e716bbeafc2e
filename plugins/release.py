"""Writes the release: everything that this build promises to buyers, for publishing to sell."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from domain.catalogue import Piece, Release, Variant
from domain.shop import ShopFacts
from plugins.catalogue import Catalogue
from plugins.ledger import Ledger
from plugins.marks import mark_of
from plugins.policy_text import PolicyBook
from plugins.seen import pack

RELEASE = "release"
"""The kind of what the ledger keeps of the release: how its file looks."""


def make_release(
    shop: ShopFacts, pieces: Iterable[Piece], frames: dict[str, str], policies: PolicyBook
) -> Release:
    """The release; what is left is the shelf's to know, so it says nothing of it.

    Of the policies it has what is in force on the day of the build, and what is announced.
    """
    declared = (msgspec.structs.replace(piece, variants=_declared(piece)) for piece in pieces)
    return Release(
        shop,
        tuple(sorted(declared, key=lambda piece: piece.slug)),
        frames,
        (*policies.in_force.versions, *policies.announced),
    )


def _declared(piece: Piece) -> tuple[Variant, ...]:
    return tuple(msgspec.structs.replace(variant, left=None) for variant in piece.variants)


def bring_up_to_date(
    path: Path, catalogue: Catalogue, frames: dict[str, str], ledger: Ledger
) -> None:
    """Have the release there: as an earlier build wrote it, or else made and written now."""
    shop, policies = catalogue.shop, catalogue.policies
    versions = (*policies.in_force.versions, *policies.announced)
    mark = mark_of((catalogue.listed_mark, shop, frames, versions))
    kept = dict(ledger.all(RELEASE)).get(str(path))
    with contextlib.suppress(OSError):
        if kept == (mark, pack(path.stat())):
            return
    sold = (source.piece for source in catalogue.listed)
    write_release(make_release(shop, sold, frames, policies), path)
    ledger.keep(RELEASE, str(path), mark, pack(path.stat()))


def write_release(release: Release, path: Path) -> None:
    """Write the same bytes for the same release, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(msgspec.json.encode(release, order="sorted"))
    part.replace(path)
