"""Reads `content/shop.yaml`: what is true of the whole shop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import msgspec
from babel.core import Locale, UnknownLocaleError

from domain.catalogue import is_slug
from domain.money import PriceError, exponent
from domain.shop import Rate, ShopFacts, Workshop, Zone
from plugins.catalogue import Facet
from plugins.errors import Notes
from plugins.fields import Fields
from plugins.front_matter import read_fields

SHOP_FIELDS = (
    "name",
    "currency",
    "locale",
    "time_zone",
    "country",
    "mail",
    "mail_from",
    "postal_address",
    "zones",
    "workshop",
    "social",
    "return_days",
    "compare_at_most",
    "metals",
    "stones",
)
WORKSHOP_FIELDS = ("ready_days", "closed_weekdays", "closed")
FACET_FIELDS = ("id", "label", "words")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ZONE_FIELDS = ("id", "label", "countries", "rates")
RATE_FIELDS = ("id", "label", "amount", "days_from", "days_to")

COUNTRY = re.compile(r"[A-Z]{2}")
MAIL = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+\.[^@\s<>,;:.]+")
LONGEST_CLOSING = timedelta(days=366)
LEAST_COMPARED = 2
MOST_COMPARED = 6
"""More columns than these don't fit beside each other."""

MOST_RATES = 5
"""Stripe Checkout shows no more shipping rates than these."""


class ShopFile(msgspec.Struct, frozen=True):
    """What functions need to know of the shop (`facts`), and the words that pieces are found by."""

    facts: ShopFacts
    metals: tuple[Facet, ...]
    stones: tuple[Facet, ...]


def read_shop(path: Path, notes: Notes) -> ShopFile | None:
    """The shop's facts; None where something is wrong, which is noted."""
    fields = read_fields(path, notes)
    if fields is None:
        return None
    before = len(notes.errors)
    fields.refuse_unknown(SHOP_FIELDS)
    currency = _currency(fields)
    facts = ShopFacts(
        name=fields.text("name", "Juniper Bend Jewelry") or "",
        currency=currency,
        locale=_locale(fields),
        time_zone=_time_zone(fields),
        country=fields.matching(
            "country", COUNTRY.fullmatch, "Write two capitals such as US.", "US"
        )
        or "",
        mail=_mail(fields, "mail"),
        mail_from=_mail(fields, "mail_from"),
        postal_address=fields.texts("postal_address", "118 Bessemer Avenue"),
        zones=tuple(_zone(zone, currency) for zone in fields.mappings("zones", "id: us")),
        workshop=_workshop(fields.mapping("workshop", "ready_days: 2")),
        social=_social(fields),
        return_days=fields.count("return_days", required=True) or 1,
        compare_at_most=_compare_at_most(fields),
    )
    file = ShopFile(facts, _facets(fields, "metals", "silver"), _facets(fields, "stones", "garnet"))
    return file if len(notes.errors) == before else None


def _mail(fields: Fields, name: str) -> str:
    advice = "Write a mail address such as hello@example.com."
    return fields.matching(name, MAIL.fullmatch, advice, "hello@example.com") or ""


def _currency(fields: Fields) -> str:
    """The currency; dollars where it is wrong, so that prices can still be looked at."""
    text = fields.text("currency", "USD")
    try:
        exponent(text or "USD")
    except PriceError as error:
        fields.note("currency", str(error))
        return "USD"
    return text or "USD"


def _locale(fields: Fields) -> str:
    text = fields.text("locale", "en_US")
    try:
        Locale.parse(text or "en_US")
    except (ValueError, UnknownLocaleError):
        fields.note("locale", f"“{text}” is no locale. Write one such as en_US.")
    return text or "en_US"


def _time_zone(fields: Fields) -> str:
    text = fields.text("time_zone", "America/Chicago")
    if text is not None and text not in available_timezones():
        fields.note("time_zone", f"“{text}” is no time zone. Write one such as America/Chicago.")
    return text or ""


def _workshop(fields: Fields | None) -> Workshop:
    if fields is None:
        return Workshop()
    fields.refuse_unknown(WORKSHOP_FIELDS)
    weekdays = fields.texts("closed_weekdays") if fields.has("closed_weekdays") else ()
    for name in weekdays:
        if name not in WEEKDAYS:
            fields.note("closed_weekdays", f"“{name}” is no weekday. Write one such as sunday.")
    closed = tuple(WEEKDAYS.index(name) for name in weekdays if name in WEEKDAYS)
    if len(set(closed)) == len(WEEKDAYS):
        fields.note("closed_weekdays", "Nothing would ever ship. Leave one weekday out.")
    return Workshop(
        ready_days=fields.count("ready_days", required=True) or 1,
        closed_weekdays=closed,
        closed_on=tuple(sorted({day for text in _closed(fields) for day in _days(fields, text)})),
    )


def _closed(fields: Fields) -> tuple[str, ...]:
    return fields.texts("closed") if fields.has("closed") else ()


def _days(fields: Fields, text: str) -> Iterator[date]:
    """The days of “2026-12-24 to 2027-01-02”, or the one of “2026-11-26”."""
    first, _, last = text.partition(" to ")
    try:
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        advice = "Write a day as 2026-11-26, or days as 2026-12-24 to 2027-01-02."
        fields.note("closed", f"“{text}” is no day. {advice}")
        return
    if not timedelta(0) <= end - day <= LONGEST_CLOSING:
        fields.note(
            "closed", f"“{text}” isn't a span of up to a year. Write the earlier day first."
        )
        return
    while day <= end:
        yield day
        day += timedelta(days=1)


def _social(fields: Fields) -> tuple[str, ...]:
    links = fields.texts("social") if fields.has("social") else ()
    if not all(link.startswith("https://") for link in links):
        fields.note("social", "A link begins with https://. Write it as your browser shows it.")
    return links


def _compare_at_most(fields: Fields) -> int:
    number = fields.count("compare_at_most", required=True) or LEAST_COMPARED
    if not LEAST_COMPARED <= number <= MOST_COMPARED:
        fields.note("compare_at_most", f"Write a number from {LEAST_COMPARED} to {MOST_COMPARED}.")
    return number


def _facets(fields: Fields, name: str, example: str) -> tuple[Facet, ...]:
    found = []
    for entry in fields.mappings(name, f"id: {example}"):
        entry.refuse_unknown(FACET_FIELDS)
        label = entry.text("label", example.capitalize()) or ""
        words = entry.texts("words") if entry.has("words") else (label,)
        found.append(Facet(_id(entry, example), label, words))
    return tuple(found)


def _zone(fields: Fields, currency: str) -> Zone:
    fields.refuse_unknown(ZONE_FIELDS)
    countries = fields.texts("countries", "US")
    if not all(COUNTRY.fullmatch(country) for country in countries):
        fields.note("countries", "Countries are two capitals. Write “- US”.")
    rates = fields.mappings("rates", "id: ground")
    if len(rates) > MOST_RATES:
        fields.note("rates", f"There are more than {MOST_RATES}. Write {MOST_RATES} at most.")
    return Zone(
        id=_id(fields, "us"),
        label=fields.text("label", "United States") or "",
        countries=countries,
        rates=tuple(_rate(rate, currency) for rate in rates),
    )


def _rate(fields: Fields, currency: str) -> Rate:
    fields.refuse_unknown(RATE_FIELDS)
    days_from = fields.count("days_from", required=True) or 0
    days_to = fields.count("days_to", required=True) or days_from
    if days_to < days_from:
        fields.note("days_to", f"It is less than days_from. Write {days_from} or more.")
    return Rate(
        id=_id(fields, "ground"),
        label=fields.text("label", "USPS Ground Advantage") or "",
        amount=fields.price("amount", currency, required=True) or 0,
        days_from=days_from,
        days_to=days_to,
    )


def _id(fields: Fields, example: str) -> str:
    advice = f"Write small letters, digits and hyphens, such as {example}."
    return fields.matching("id", is_slug, advice, example) or ""
