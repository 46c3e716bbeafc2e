"""What delivery cost on the page that a buyer ordered from, compared with what it costs now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import msgspec

from domain.shop import Rate, Zone

LONGEST_RATES = 20_000
"""Characters, of all zones together."""

_LONGEST_AMOUNT = 12


class RateChange(msgspec.Struct, frozen=True):
    """What a rate cost and costs, in minor units; None where it wasn't or isn't there."""

    label: str
    was: int | None
    now: int | None


class RatesSeen(msgspec.Struct, frozen=True):
    """Rates as a page knew them, by zone and id; empty where it said nothing of them.

    On the page they are “us/ground:600:15000 us/priority:1200”: zone and id, the amount in minor
    units, and from which subtotal on it is free.
    """

    rates: dict[str, tuple[int, int | None]] = {}

    @classmethod
    def read(cls, text: str) -> Self:
        """What can't be read is left out: the rates are compared, never used."""
        found = {}
        for each in text.split():
            name, *amounts = each.split(":")
            if 1 <= len(amounts) <= 2 and all(map(_is_amount, amounts)):  # noqa: PLR2004 — the amount, and the threshold
                amount, free_from = (*map(int, amounts), None)[:2]
                found[name] = (amount or 0, free_from)
        return cls(found)

    def changes(self, zone: Zone, subtotal: int) -> tuple[RateChange, ...]:
        """What is dearer, or cheaper, or gone for a buyer of that zone and subtotal.

        A new way to ship is no change for somebody who never saw it; where the page knew none of
        today's, all of them are new.
        """
        if not self.rates:
            return ()
        now = {rate.id: rate for rate in zone.rates}
        was = {
            name.removeprefix(f"{zone.id}/"): Rate("", "", amount, 1, 1, free_from).costs(subtotal)
            for name, (amount, free_from) in self.rates.items()
            if name.startswith(f"{zone.id}/")
        }
        if not was.keys() & now.keys():
            return tuple(RateChange(each.label, None, each.costs(subtotal)) for each in zone.rates)
        changed = [
            RateChange(rate.label, was[rate.id], rate.costs(subtotal))
            for rate in zone.rates
            if rate.id in was and was[rate.id] != rate.costs(subtotal)
        ]
        gone = [RateChange(each, was[each], None) for each in was if each not in now]
        return (*changed, *gone)


def rates_on_page(zones: Iterable[Zone]) -> str:
    """What a page says of its rates, for checkout to compare."""
    return " ".join(
        ":".join(
            (
                f"{zone.id}/{rate.id}",
                str(rate.amount),
                *([] if rate.free_from is None else [str(rate.free_from)]),
            )
        )
        for zone in zones
        for rate in zone.rates
    )


def _is_amount(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_AMOUNT
