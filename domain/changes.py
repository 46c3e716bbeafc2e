"""What changed between the page that a buyer saw and the shop as it is, and the way on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from domain.checkout_form import CheckoutForm
from domain.policies import InForce
from domain.rates_seen import RateChange
from domain.shelf import ShelfItem
from domain.stock import Shortage
from domain.wishes import Wish


class Changes(msgspec.Struct, frozen=True):
    """Pieces that left the shop, that are short, or that cost something else; rates that do.

    `terms` says that other policies are in force than the buyer agreed to.
    """

    gone: tuple[ShelfItem, ...] = ()
    short: tuple[Shortage, ...] = ()
    repriced: tuple[Wish, ...] = ()
    rates: tuple[RateChange, ...] = ()
    terms: bool = False

    def __bool__(self) -> bool:
        return self != Changes()


class OrderChangedError(Exception):
    """The buyer saw something else than there is now; nothing has been held."""

    def __init__(self, form: CheckoutForm, changes: Changes) -> None:
        self.form = form
        self.changes = changes
        super().__init__(form.agreement)

    @property
    def left(self) -> tuple[Wish, ...]:
        """What can still be had of the order."""
        return what_is_left(self.form.wishes, self.changes)


def changes_since(form: CheckoutForm, policies: InForce) -> Changes:
    return msgspec.structs.replace(
        changes_of(form.wishes),
        rates=form.rates.changes(form.zone, form.subtotal),
        terms=form.agreement != policies.agreement,
    )


def changes_of(wishes: Sequence[Wish]) -> Changes:
    """What changed of the pieces themselves."""
    return Changes(
        gone=tuple(wish.item for wish in _each_once(wishes) if not wish.item.listed),
        short=_shortages(wishes),
        repriced=tuple(wish for wish in wishes if wish.item.listed and wish.price_changed),
    )


def what_is_left(wishes: Iterable[Wish], changes: Changes) -> tuple[Wish, ...]:
    """The wishes without what is gone, cut to what is there: the first lines are served first."""
    there = {each.sku: each.available for each in changes.short}
    kept = []
    for wish in wishes:
        sku = wish.item.sku
        quantity = min(wish.quantity, there.get(sku, wish.quantity))
        if sku in there:
            there[sku] -= quantity
        if quantity and wish.item.listed:
            kept.append(msgspec.structs.replace(wish, quantity=quantity))
    return tuple(kept)


def _shortages(wishes: Iterable[Wish]) -> tuple[Shortage, ...]:
    """Of which SKUs fewer are there than all lines of it ask for together."""
    wanted: dict[str, int] = {}
    items: dict[str, ShelfItem] = {}
    for wish in wishes:
        if wish.item.listed and not wish.item.made_to_order:
            items[wish.item.sku] = wish.item
            wanted[wish.item.sku] = wanted.get(wish.item.sku, 0) + wish.quantity
    return tuple(
        Shortage(sku, wanted[sku], item.stock.available, item.stock.held)
        for sku, item in items.items()
        if item.stock.available < wanted[sku]
    )


def _each_once(wishes: Iterable[Wish]) -> list[Wish]:
    return list({wish.item.sku: wish for wish in wishes}.values())
