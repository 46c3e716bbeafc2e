"""What is true of the whole shop: its name, money, language, and where it ships for how much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

import msgspec


class ShopClosedError(Exception):
    """Nothing has been published yet, or not all policies, or another currency just now."""


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to ship: `amount` in minor units of the shop's currency, days as working days.

    Pieces that cost `free_from` or more together are sent for nothing.
    """

    id: str
    label: str
    amount: int
    days_from: int
    days_to: int
    free_from: int | None = None

    def costs(self, subtotal: int) -> int:
        """What it costs to send pieces of that price, before any discount."""
        is_free = self.free_from is not None and subtotal >= self.free_from
        return 0 if is_free else self.amount


class Zone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Countries (ISO 3166 alpha-2) that share rates; Stripe shows at most five rates."""

    id: str
    label: str
    countries: tuple[str, ...]
    rates: tuple[Rate, ...]


class Workshop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the workshop works: `ready_days` working days to pack what is made already.

    `closed_weekdays` as in `date.weekday()` (Saturday is 5); `closed_on` are single days. Of what
    is made to order, `made_a_week` pieces can be made in a week; None where nobody counts.
    """

    ready_days: int = 1
    closed_weekdays: tuple[int, ...] = (5, 6)
    closed_on: tuple[date, ...] = ()
    made_a_week: int | None = None


class TaxRate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tax of one's own: `stripe` is the tax rate's id there (`txr_…`), `percent` for people."""

    stripe: str
    label: str
    percent: str
    countries: tuple[str, ...]


class Tax(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How prices stand to tax.

    With `stripe` the payment page works it out from the address, with `fixed` it adds the rate of
    the country that the order goes to. Otherwise nothing is added: it is `included`, or there is
    `none`. Where prices are `inclusive`, Stripe's tax is a part of them.
    """

    kind: Literal["none", "included", "stripe", "fixed"] = "none"
    inclusive: bool = False
    rates: tuple[TaxRate, ...] = ()

    def rate_of(self, country: str) -> TaxRate | None:
        return next((rate for rate in self.rates if country in rate.countries), None)

    def taxed_alike(self, country: str, countries: Iterable[str]) -> tuple[str, ...]:
        """Those of the countries where the same is to pay as in that one, which is among them."""
        rate = self.rate_of(country)
        return tuple(each for each in countries if self.rate_of(each) == rate)


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a letter can be about; readers choose among topics, `label` is their word for it."""

    id: str
    label: str


class LetterFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shop's letter: `mail_from` is a sender of its own, so that receipts don't suffer for it.

    `how_often` and `about` tell a reader what they would get.
    """

    mail_from: str
    how_often: str
    about: str
    topics: tuple[Topic, ...]

    def topic(self, topic_id: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.id == topic_id), None)


class PrivacyFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How privacy requests are worked on: `automatic` ones wait for nobody.

    Where the owner insists on it, somebody who asks may have to show an ID.
    """

    automatic: bool = True
    insist_on_id: bool = False


class ShopFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`mail` is where people write to, `mail_from` where the shop's mails come from.

    `social` are addresses of the shop elsewhere. The `tax_number` stands on invoices. With `codes` the form asks for a discount code,
    which is a promotion code at Stripe. A shop that writes no letters has no `letter`.
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
    tax: Tax = Tax()
    codes: bool = False
    letter: LetterFacts | None = None
    privacy: PrivacyFacts = PrivacyFacts()
    tax_number: str = ""

    @property
    def countries(self) -> tuple[str, ...]:
        """Every country that the shop ships to, its own first."""
        shipped = dict.fromkeys(country for zone in self.zones for country in zone.countries)
        return tuple(sorted(shipped, key=lambda country: country != self.country))

    def zone_of(self, country: str) -> Zone | None:
        return _first(self.zones, country)


def _first(zones: Sequence[Zone], country: str) -> Zone | None:
    return next((zone for zone in zones if country in zone.countries), None)
