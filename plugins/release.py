"""Writes the release: everything that this build promises to buyers, for publishing to sell."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from domain.catalogue import Piece, Release, Variant
from domain.shop import ShopFacts
from plugins.policy_text import PolicyBook


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


def write_release(release: Release, path: Path) -> None:
    """Write the same bytes for the same release, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(msgspec.json.encode(release, order="sorted"))
    part.replace(path)
