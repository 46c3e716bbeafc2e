"""Reads `content/shop.yaml`: what is true of the whole shop."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import available_timezones

from babel.core import Locale, UnknownLocaleError

from domain.catalogue import is_slug
from domain.money import PriceError, exponent
from domain.shop import Rate, ShopFacts, Zone
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
)
ZONE_FIELDS = ("id", "label", "countries", "rates")
RATE_FIELDS = ("id", "label", "amount", "days_from", "days_to")

COUNTRY = re.compile(r"[A-Z]{2}")
MAIL = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+\.[^@\s<>,;:.]+")
MOST_RATES = 5
"""Stripe Checkout shows no more shipping rates than these."""


def read_shop(path: Path, notes: Notes) -> ShopFacts | None:
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
    )
    return facts if len(notes.errors) == before else None


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
