"""What is true of the whole shop: its name, money, language, and where it ships for how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to ship: `amount` in minor units of the shop's currency, days as working days."""

    id: str
    label: str
    amount: int
    days_from: int
    days_to: int


class Zone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Countries (ISO 3166 alpha-2) that share rates; Stripe shows at most five rates."""

    id: str
    label: str
    countries: tuple[str, ...]
    rates: tuple[Rate, ...]


class Workshop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the workshop works: `ready_days` working days to pack what is made already.

    `closed_weekdays` as in `date.weekday()` (Saturday is 5); `closed_on` are single days.
    """

    ready_days: int = 1
    closed_weekdays: tuple[int, ...] = (5, 6)
    closed_on: tuple[date, ...] = ()


class ShopFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`mail` is where people write to, `mail_from` where the shop's mails come from.

    `social` are addresses of the shop elsewhere.
    """

    name: str
    currency: str
    locale: str
    time_zone: str
    country: str
    mail: str
    mail_from: str
    postal_address: tuple[str, ...]
    zones: tuple[Zone, ...]
    workshop: Workshop = Workshop()
    social: tuple[str, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """Every country that the shop ships to, its own first."""
        shipped = dict.fromkeys(country for zone in self.zones for country in zone.countries)
        return tuple(sorted(shipped, key=lambda country: country != self.country))

    def zone_of(self, country: str) -> Zone | None:
        return _first(self.zones, country)


def _first(zones: Sequence[Zone], country: str) -> Zone | None:
    return next((zone for zone in zones if country in zone.countries), None)
