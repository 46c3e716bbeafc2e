"""Reads `content/shop.yaml`: what is true of the whole shop."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from babel.core import Locale, UnknownLocaleError

from domain.money import PriceError, exponent
from domain.shop import ShopFacts, Zone
from plugins.catalogue import Facet
from plugins.errors import Notes
from plugins.fields import Fields
from plugins.front_matter import read_fields
from plugins.letter_facts import MAIL, read_letter_facts
from plugins.privacy_facts import read_privacy_facts
from plugins.taxes import read_tax
from plugins.workshop_days import read_workshop
from plugins.zones import check_own, read_id, read_zones

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
    "tax",
    "tax_number",
    "discount_codes",
    "letter",
    "privacy",
    "social",
    "metals",
    "stones",
)
FACET_FIELDS = ("id", "label", "words")

LINK = re.compile(r"https://[^\s/@:.]+(?:\.[^\s/@:.]+)+(?:/\S*)?")


class ShopFile(msgspec.Struct, frozen=True):
    """What functions need to know of the shop (`facts`), and the words that pieces are found by."""

    facts: ShopFacts
    metals: tuple[Facet, ...]
    stones: tuple[Facet, ...]


def read_shop(path: Path, notes: Notes) -> ShopFile | None:
    """What the file says; what is wrong is noted. None where it can't be read at all."""
    fields = read_fields(path, notes)
    if fields is None:
        return None
    fields.refuse_unknown(SHOP_FIELDS)
    currency = _currency(fields)
    zones = read_zones(fields, currency)
    facts = ShopFacts(
        name=fields.text("name", "Juniper Bend Jewelry") or "",
        currency=currency,
        locale=_locale(fields),
        time_zone=_time_zone(fields),
        country=_country(fields, zones),
        mail=_mail(fields, "mail"),
        mail_from=_mail(fields, "mail_from"),
        postal_address=fields.texts("postal_address", "118 Bessemer Avenue"),
        zones=zones,
        workshop=read_workshop(fields.mapping("workshop", "ready_days: 2", required=True)),
        social=_social(fields),
        tax=read_tax(fields.mapping("tax", "kind: none"), zones),
        tax_number=fields.text("tax_number") or "",
        codes=fields.flag("discount_codes") or False,
        letter=read_letter_facts(fields.mapping("letter", "mail_from: letter@example.com")),
        privacy=read_privacy_facts(fields.mapping("privacy", "automatic: false")),
    )
    ids: set[str] = set()
    metals = _facets(fields, "metals", "silver", ids)
    return ShopFile(facts, metals, _facets(fields, "stones", None, ids))


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
    try:
        ZoneInfo(text or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.note("time_zone", f"“{text}” is no time zone. Write one such as America/Chicago.")
    return text or ""


def _country(fields: Fields, zones: tuple[Zone, ...]) -> str:
    """The shop's own country. A buyer who names none lives there, so that it is shipped to."""
    country = fields.text("country", "US") or ""
    shipped = {each for zone in zones for each in zone.countries}
    if country and shipped and country not in shipped:
        advice = "Write it as in “countries” of one of them, such as US."
        fields.note("country", f"“{country}” is in no zone. {advice}")
    return country


def _social(fields: Fields) -> tuple[str, ...]:
    links = fields.texts("social")
    for number, link in enumerate(links, 1):
        if not LINK.fullmatch(link):
            advice = "Write the whole address, such as https://pixels.example/juniperbend."
            fields.note("social", f"“{link}” is no link. {advice}", number)
    return links


def _facets(fields: Fields, name: str, example: str | None, ids: set[str]) -> tuple[Facet, ...]:
    """The words to find pieces by; nothing where one is wrong, so that none is missed twice.

    Metals and stones share `ids`: each is a page of the list of pieces.
    """
    before = len(fields.notes.errors)
    found = []
    for entry in fields.mappings(name, f"id: {example}" if example else None):
        entry.refuse_unknown(FACET_FIELDS)
        label = entry.text("label", (example or "garnet").capitalize()) or ""
        words = entry.texts("words") or (label,)
        own = read_id(entry, example or "garnet")
        check_own(entry, own, ids)
        if own.isdigit():
            entry.note("id", f"“{own}” is the number of a page. Write a word.")
        found.append(Facet(own, label, words))
    return tuple(found) if len(fields.notes.errors) == before else ()
