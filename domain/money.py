"""Amounts of money: whole minor units of a currency, and the words for them."""

from __future__ import annotations

import functools
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from domain.languages import language

if TYPE_CHECKING:
    from babel.core import Locale
    from babel.numbers import NumberPattern

WHOLE = (
    *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"),
    *("PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"),
)
"""Stripe charges these in whole units (docs.stripe.com/currencies, “Zero-decimal currencies”)."""

THOUSANDTHS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
"""ISO 4217 counts these in thousandths, of which Stripe charges tens only (“Three-decimal”)."""

ODD = ("ISK", "UGX")
"""Stripe counts these in hundredths, which ISO 4217 and the countries themselves don't have."""

ADVICE = "Write one such as USD, EUR or JPY."


class PriceError(ValueError):
    """A price that can't be charged; the message says what to write instead."""


@functools.cache
def exponent(currency: str) -> int:
    """How many decimals Stripe charges the currency with: USD 2, JPY 0, KWD 3.

    They are ISO 4217's, never CLDR's, which leaves out the decimals that people no longer say.
    Raises PriceError for what can't be charged: no currency, one of the past, gold.
    """
    from babel.numbers import is_currency  # noqa: PLC0415 — see domain.languages

    if not is_currency(currency):
        raise PriceError(f"“{currency}” is no currency code. {ADVICE}")
    if currency not in _legal_tender():
        raise PriceError(f"“{currency}” is no country's money today. {ADVICE}")
    if currency in ODD:
        raise PriceError(f"Stripe counts “{currency}” in hundredths that it has not. {ADVICE}")
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


@functools.cache
def _legal_tender() -> frozenset[str]:
    """What some country pays with: CLDR says from when to when, and whether it is legal tender."""
    from babel.core import get_global  # noqa: PLC0415

    spans = (span for spans in get_global("territory_currencies").values() for span in spans)
    return frozenset(code for code, _, end, tender in spans if tender and end is None)


MOST = 10**12
"""No price in minor units reaches this."""

LONGEST = 24
"""Characters of a price. Beyond 28 digits decimals are rounded, and a price must be exact."""


def parse_price(text: str, currency: str, *, free: bool = False) -> int:
    """Read an exact decimal such as `128.00` as minor units (12800).

    Raises PriceError for signs, separators, currency symbols, too many decimals, for what is
    beyond all measure, and for zero unless it may be `free`.
    """
    digits = exponent(currency)
    example = f"{128:.{digits}f}"
    advice = f"Write the price as a plain number such as {example}."
    if len(text) > LONGEST or not text.isascii() or not text.replace(".", "", 1).isdigit():
        raise PriceError(f"“{text}” is no price. {advice}")
    try:
        minor = Decimal(text).scaleb(digits)
    except InvalidOperation as error:
        raise PriceError(f"“{text}” is no price. {advice}") from error
    if minor != minor.to_integral_value():
        raise PriceError(f"“{text}” has more than {digits} decimals. {advice}")
    if currency in THOUSANDTHS and minor % 10:
        whole = f"{text[:-1]}0"
        raise PriceError(f"“{text}” can't be charged. Write the last decimal as 0: {whole}.")
    if minor >= MOST:
        raise PriceError(f"“{text}” is too much. {advice}")
    if minor == 0 and not free:
        raise PriceError(f"“{text}” can't be charged. Write a price above zero.")
    return int(minor)


def plain_amount(amount: int, currency: str) -> str:
    """The plain number that `parse_price` reads: 12800 USD is “128.00”."""
    digits = exponent(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"


def format_money(amount: int, currency: str, locale: str = "en_US") -> str:
    """Say an amount of minor units as people write it: 12800 USD is “$128.00”."""
    from babel.numbers import format_currency  # noqa: PLC0415

    digits = exponent(currency)
    spoken, pattern = _spoken(locale, digits)
    major = Decimal(amount).scaleb(-digits)
    return format_currency(major, currency, pattern, spoken, currency_digits=False)


@functools.cache
def _spoken(locale: str, digits: int) -> tuple[Locale, NumberPattern]:
    """The locale and its way to write money, with as many decimals as the currency has."""
    from babel.numbers import parse_pattern  # noqa: PLC0415

    spoken = language(locale)
    # A pattern of our own: the locale's is shared.
    pattern = parse_pattern(spoken.currency_formats["standard"].pattern)
    pattern.frac_prec = (digits, digits)
    return spoken, pattern
