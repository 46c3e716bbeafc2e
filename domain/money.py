"""Amounts of money: whole minor units of a currency, and the words for them."""

from __future__ import annotations

import functools
from decimal import Decimal, InvalidOperation

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, is_currency


class PriceError(ValueError):
    """A price that can't be charged; the message says what to write instead."""


@functools.cache
def exponent(currency: str) -> int:
    """How many decimals the currency has (ISO 4217): USD 2, JPY 0, KWD 3."""
    if not is_currency(currency):
        raise PriceError(f"“{currency}” is no currency code. Write one such as USD, EUR or JPY.")
    return get_currency_precision(currency)


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
    if minor >= MOST:
        raise PriceError(f"“{text}” is too much. {advice}")
    if minor == 0 and not free:
        raise PriceError(f"“{text}” can't be charged. Write a price above zero.")
    return int(minor)


def format_money(amount: int, currency: str, locale: str = "en_US") -> str:
    """Say an amount of minor units as people write it: 12800 USD is “$128.00”."""
    try:
        spoken = Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        spoken = Locale("en", "US")
    return format_currency(Decimal(amount).scaleb(-exponent(currency)), currency, locale=spoken)
