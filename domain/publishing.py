"""Putting a release on the shelf: again and again with the same end, and never losing a sale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from domain.catalogue import Piece, Release, Variant
from domain.policies import PolicyRewrittenError, PolicyVersion, PolicyWithdrawnError
from domain.shelf import Shelf, ShelfItem, shelf_item
from domain.stock import StockMismatchError, redeclare

ATTEMPTS = 20
"""How often a SKU is read again while buyers hold and buy it."""

REPLACED = 3
"""Of each policy, how many versions that were replaced stay at hand: pages that are older than a
change are told what changed."""


class ShelfBusyError(Exception):
    """Buyers kept changing a SKU's stock while it was published; publishing again goes on."""


def check(release: Release, shelf: Shelf) -> None:
    """Raise what publishing would refuse a release for, and write nothing.

    That is StockMismatchError where a declared number is less than what is sold or held,
    PolicyRewrittenError where a sealed version of a policy would change, and PolicyWithdrawnError
    where one would be gone that people were told of.
    """
    _check(release, {item.sku: item for item in shelf.all_items()})
    _kept_policies(release, shelf)


def publish(release: Release, shelf: Shelf) -> list[str]:
    """Write the release to the shelf; the SKUs whose item changed.

    Before anything is written it raises what `check` does.
    """
    standing = {item.sku: item for item in shelf.all_items()}
    _check(release, standing)
    policies = _kept_policies(release, shelf)
    changed = [
        variant.sku
        for piece, variant in _variants(release)
        if _place(piece, variant, release.id, shelf, standing.get(variant.sku))
    ]
    changed += _unlist_missing(release, shelf, standing)
    shelf.put_release(msgspec.structs.replace(release, policies=policies))
    return changed


def _variants(release: Release) -> Iterator[tuple[Piece, Variant]]:
    for piece in release.pieces:
        for variant in piece.variants:
            yield piece, variant


def _check(release: Release, standing: dict[str, ShelfItem]) -> None:
    """Raises StockMismatchError with every number that contradicts what is sold or held."""
    sentences: list[str] = []
    for piece, variant in _variants(release):
        item = standing.get(variant.sku)
        try:
            redeclare(item.stock if item else None, _made(variant), variant.sku)
        except StockMismatchError as error:
            sentences += [f"{piece.title} ({piece.slug}): {each}" for each in error.sentences]
    if sentences:
        raise StockMismatchError(*sentences)


def _place(
    piece: Piece, variant: Variant, release: str, shelf: Shelf, item: ShelfItem | None
) -> bool:
    for _ in range(ATTEMPTS):
        stock = redeclare(item.stock if item else None, _made(variant), variant.sku)
        wanted = shelf_item(piece, variant, stock, release)
        if item and msgspec.structs.replace(item, release=release) == wanted:
            return False
        if shelf.put_item(wanted, item.stock if item else None):
            return True
        item = shelf.items([variant.sku]).get(variant.sku)
    raise ShelfBusyError(variant.sku)


def _made(variant: Variant) -> int | None:
    return None if variant.made_to_order else variant.made


def _unlist_missing(release: Release, shelf: Shelf, standing: dict[str, ShelfItem]) -> list[str]:
    kept = {variant.sku for _, variant in _variants(release)}
    gone = [item for item in standing.values() if item.listed and item.sku not in kept]
    for item in gone:
        shelf.put_item(msgspec.structs.replace(item, listed=False), item.stock)
    return [item.sku for item in gone]


def _kept_policies(release: Release, shelf: Shelf) -> tuple[PolicyVersion, ...]:
    """The release's versions after those that they replaced. What was sealed once stays sealed."""
    declared = [_as_sealed(each, shelf) for each in release.policies]
    first = {each.policy: each.effective for each in sorted(declared, key=_day, reverse=True)}
    standing = sorted(shelf.policies(), key=_day)
    replaced = [each for each in standing if each.effective < first.get(each.policy, date.min)]
    _check_all_there(standing, [*replaced, *declared])
    kept = [each for policy in first for each in _of(policy, replaced)[-REPLACED:]]
    return tuple(sorted([*kept, *declared], key=lambda each: (each.policy, each.effective)))


def _as_sealed(version: PolicyVersion, shelf: Shelf) -> PolicyVersion:
    stands = shelf.policy(version.policy, version.effective)
    if stands is None or not stands.sealed:
        return version
    if stands.sha256 != version.sha256:
        raise PolicyRewrittenError(version.key, stands.sha256, version.sha256)
    return msgspec.structs.replace(version, sealed=True)


def _check_all_there(standing: Iterable[PolicyVersion], kept: Iterable[PolicyVersion]) -> None:
    """Going back to an earlier release may not take back what people were told."""
    keys = {each.key for each in kept}
    for version in standing:
        if version.sealed and version.key not in keys:
            raise PolicyWithdrawnError(version.key)


def _day(version: PolicyVersion) -> date:
    return version.effective


def _of(policy: str, versions: list[PolicyVersion]) -> list[PolicyVersion]:
    return [each for each in versions if each.policy == policy]
