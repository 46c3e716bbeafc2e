"""Reads where the shop ships to, and for how much."""

from __future__ import annotations

import re

from babel.core import Locale

from domain.catalogue import is_slug
from domain.shop import Rate, Zone
from plugins.fields import Fields

ZONE_FIELDS = ("id", "label", "countries", "rates")
RATE_FIELDS = ("id", "label", "amount", "free_from", "days_from", "days_to")

MOST_RATES = 5
"""Stripe Checkout shows no more shipping rates than these."""

LONGEST_WAY = 90
"""Working days."""

CODE = re.compile(r"[A-Z]{2}")
NO_ADDRESS = re.compile("AS|C[CUX]|FM|HM|IR|KP|M[HP]|NF|PW|SY|UM|VI")
"""Countries whose addresses Stripe Checkout doesn't take."""

NO_COUNTRY = re.compile("C[PQ]|DG|E[AUZ]|IC|QO|UN|X[AB]|ZZ")
"""Codes of Unicode's that are none of a country."""

COUNTRIES = Locale("en", "US").territories
MEANT = {
    "UK": "Write GB for the United Kingdom.",
    "EL": "Write GR for Greece.",
    "EU": "Write each of its countries, such as AT and BE.",
}


def read_zones(fields: Fields, currency: str) -> tuple[Zone, ...]:
    """All zones; what is wrong is noted. No country is in two of them."""
    zones = []
    taken: dict[str, str] = {}
    ids: set[str] = set()
    for entry in fields.mappings("zones", "id: us"):
        zone = _zone(entry, currency, taken)
        check_own(entry, zone.id, ids)
        zones.append(zone)
    return tuple(zones)


def _zone(fields: Fields, currency: str, taken: dict[str, str]) -> Zone:
    fields.refuse_unknown(ZONE_FIELDS)
    label = fields.text("label", "United States") or ""
    countries = fields.texts("countries", "US")
    for number, country in enumerate(countries, 1):
        if fault := _fault(country, taken):
            fields.note("countries", fault, number)
        taken.setdefault(country, label)
    return Zone(read_id(fields, "us"), label, countries, _rates(fields, currency))


def _fault(country: str, taken: dict[str, str]) -> str | None:
    if country in taken:
        return f"{country} is in “{taken[country]}” already. Keep one of the two."
    if not can_ship_to(country):
        advice = MEANT.get(country.upper(), "Write two capitals such as US.")
        return f"“{country}” is no country that can be shipped to. {advice}"
    return None


def can_ship_to(country: str) -> bool:
    refused = NO_ADDRESS.fullmatch(country) or NO_COUNTRY.fullmatch(country)
    return bool(CODE.fullmatch(country) and country in COUNTRIES and not refused)


def _rates(fields: Fields, currency: str) -> tuple[Rate, ...]:
    entries = fields.mappings("rates", "id: ground")
    if len(entries) > MOST_RATES:
        fields.note("rates", f"There are {len(entries)}. Write {MOST_RATES} at most.")
    ids: set[str] = set()
    rates = []
    for entry in entries:
        rate = _rate(entry, currency)
        check_own(entry, rate.id, ids)
        rates.append(rate)
    return tuple(rates)


def _rate(fields: Fields, currency: str) -> Rate:
    fields.refuse_unknown(RATE_FIELDS)
    days_from = fields.count("days_from", required=True, most=LONGEST_WAY)
    days_to = fields.count("days_to", required=True, most=LONGEST_WAY)
    if days_from and days_to and days_to < days_from:
        fields.note("days_to", f"It is less than days_from. Write {days_from} or more.")
    amount = fields.price("amount", currency, required=True, free=True)
    if amount == 0 and fields.has("free_from"):
        fields.note("free_from", "It is free already. Remove this line.")
    return Rate(
        id=read_id(fields, "ground"),
        label=fields.text("label", "USPS Ground Advantage") or "",
        amount=amount or 0,
        days_from=days_from or 1,
        days_to=days_to or 1,
        free_from=fields.price("free_from", currency) if amount else None,
    )


def read_id(fields: Fields, example: str) -> str:
    advice = f"Write small letters, digits and hyphens, such as {example}."
    return fields.matching("id", is_slug, advice, example) or ""


def check_own(fields: Fields, own: str, ids: set[str]) -> None:
    """Note an id that another entry of the same list has."""
    if own and own in ids:
        fields.note("id", f"“{own}” is taken. Write another.")
    ids.add(own)
