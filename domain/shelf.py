"""The shelf: what can be bought right now, at which price, and how many are left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

import msgspec

from domain.announcing import Notice
from domain.catalogue import Engraving, Piece, Release, Variant
from domain.policies import PolicyVersion
from domain.shop import ShopFacts
from domain.stock import Stock


class ShelfItem(msgspec.Struct, frozen=True):
    """A SKU on the shelf. `listed` is False once a release no longer has it.

    With `lead_days` (working days) it is made to order: its stock is neither asked nor moved.
    """

    sku: str
    slug: str
    title: str
    label: str
    path: str
    price: int
    currency: str
    one_of_a_kind: bool
    stock: Stock
    release: str
    tax_code: str | None = None
    shipping_class: str = "small"
    listed: bool = True
    lead_days: int | None = None
    engraving: Engraving | None = None

    @property
    def name(self) -> str:
        """“River band, US 7”."""
        return f"{self.title}, {self.label}" if self.label else self.title

    @property
    def made_to_order(self) -> bool:
        return self.lead_days is not None

    def as_it_stands(self, variant: Variant) -> Variant:
        """The variant with what is left and held of it now."""
        if self.made_to_order:
            return variant
        return msgspec.structs.replace(variant, left=self.stock.unsold, held=self.stock.held)


def shelf_item(piece: Piece, variant: Variant, stock: Stock, release: str) -> ShelfItem:
    return ShelfItem(
        sku=variant.sku,
        slug=piece.slug,
        title=piece.title,
        label=variant.label,
        path=piece.path,
        price=variant.price,
        currency=piece.currency,
        one_of_a_kind=piece.one_of_a_kind,
        stock=stock,
        release=release,
        tax_code=piece.tax_code,
        shipping_class=piece.shipping_class,
        lead_days=variant.lead_days,
        engraving=piece.engraving,
    )


class Shelf(Protocol):
    """Every call may raise BookUnavailableError."""

    def items(self, skus: Iterable[str]) -> dict[str, ShelfItem]:
        """Those of the SKUs that the shelf knows, with their stock as of now."""
        ...

    def all_items(self) -> list[ShelfItem]:
        """The whole shelf, by SKU, pieces that are no longer listed included."""
        ...

    def piece(self, slug: str) -> Piece | None:
        """A piece as published, each variant with what is left of it now."""
        ...

    def bench(self) -> dict[str, int]:
        """How many made-to-order pieces each week (“2026-W10”) has to make, as of now."""
        ...

    def facts(self) -> ShopFacts | None:
        """What was published of the whole shop; None before the first release."""
        ...

    def frame(self, name: str) -> str | None: ...

    def policies(self) -> tuple[PolicyVersion, ...]:
        """The policies' versions as last published: in force, to come, and those just replaced."""
        ...

    def policy(self, policy: str, version: date) -> PolicyVersion | None:
        """Any version that was ever published, by the day on which it took effect."""
        ...

    def notice(self, notice_id: str) -> Notice | None:
        """A notice as it was first posted."""
        ...

    def post_notice(self, notice: Notice) -> Notice:
        """Keep a notice for those who send it; what stands there, which is never overwritten."""
        ...

    def put_item(self, item: ShelfItem, read: Stock | None) -> bool:
        """Write what is declared of a SKU, its counters moved by the difference in `made`.

        False where `made` is no longer as it was read, or fewer are left than the difference
        takes: read again.
        """
        ...

    def put_release(self, release: Release) -> None:
        """Write facts, frames, policies and pieces of a release whose SKUs are on the shelf.

        Versions of policies that were published before stay readable for ever.
        """
        ...
