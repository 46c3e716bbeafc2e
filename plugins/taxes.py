"""Reads how the shop's prices stand to tax."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from decimal import Decimal
from typing import Literal, get_args

from domain.shop import Tax, TaxRate, Zone
from plugins.fields import Fields

TAX_FIELDS = ("kind", "inclusive", "rates")
TAX_RATE_FIELDS = ("stripe", "label", "percent", "countries")

Kind = Literal["none", "included", "stripe", "fixed"]
KINDS: tuple[Kind, ...] = get_args(Kind)

STRIPE_ID = re.compile(r"txr_[A-Za-z0-9]{1,60}")
PERCENT = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,4})?")
RATE = "stripe: txr_1QhVbTKwFYmCxq4Yd0Ue7LNa"


def read_tax(fields: Fields | None, zones: Sequence[Zone]) -> Tax:
    """How prices stand to tax; what is wrong is noted. Nothing is said: no tax."""
    if fields is None:
        return Tax()
    fields.refuse_unknown(TAX_FIELDS)
    kind = _kind(fields)
    if kind and kind != "stripe" and fields.has("inclusive"):
        fields.note("inclusive", "Only Stripe's tax can be. Remove it, or write “kind: stripe”.")
    if kind and kind != "fixed" and fields.has("rates"):
        fields.note("rates", "Only a fixed tax has them. Remove them, or write “kind: fixed”.")
    return Tax(
        kind=kind or "none",
        inclusive=bool(kind == "stripe" and fields.flag("inclusive")),
        rates=_rates(fields, zones) if kind == "fixed" else (),
    )


def _kind(fields: Fields) -> Kind | None:
    advice = f"Write one of {', '.join(KINDS)}."
    text = fields.matching("kind", KINDS.__contains__, advice, "none")
    return next((kind for kind in KINDS if kind == text), None)


def _rates(fields: Fields, zones: Sequence[Zone]) -> tuple[TaxRate, ...]:
    shipped = {country for zone in zones for country in zone.countries}
    taken: dict[str, str] = {}
    return tuple(_rate(entry, shipped, taken) for entry in fields.mappings("rates", RATE))


def _rate(fields: Fields, shipped: Container[str], taken: dict[str, str]) -> TaxRate:
    """`taken` are the countries of the rates before, with their labels."""
    fields.refuse_unknown(TAX_RATE_FIELDS)
    advice = "Copy the tax rate's id from Stripe; it begins with txr_."
    stripe = fields.matching("stripe", STRIPE_ID.fullmatch, advice, RATE.partition(" ")[2])
    label = fields.text("label", "GST") or ""
    countries = fields.texts("countries", "CA")
    for number, country in enumerate(countries, 1):
        if country in taken:
            fault = f"{country} is in “{taken[country]}” already. Keep one of the two."
            fields.note("countries", fault, number)
        elif country not in shipped:
            advice = "Write it as in “countries” of one of them, such as US."
            fields.note("countries", f"“{country}” is in no zone. {advice}", number)
        taken.setdefault(country, label)
    return TaxRate(stripe or "", label, _percent(fields), countries)


def _percent(fields: Fields) -> str:
    advice = "Write a number above 0 and below 100, such as 8.25."
    return fields.matching("percent", _is_percent, advice, "8.25") or ""


def _is_percent(text: str) -> bool:
    return bool(PERCENT.fullmatch(text)) and Decimal(text) > 0
