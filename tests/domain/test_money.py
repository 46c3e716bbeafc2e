"""Prices are exact: whole minor units of the currency, whatever the currency."""

import pytest

from domain.money import PriceError, format_money, parse_price


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("128.00", "USD", 12800),
        ("128", "USD", 12800),
        ("0.5", "USD", 50),
        ("5000", "JPY", 5000),
        ("12.345", "KWD", 12345),
    ],
)
def test_a_price_is_read_in_minor_units_of_its_currency(
    text: str, currency: str, minor: int
) -> None:
    assert parse_price(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "USD"),
        ("$128", "USD"),
        ("1,280.00", "USD"),
        ("-5", "USD"),
        ("1e3", "USD"),
        ("12.345", "USD"),
        ("5.5", "JPY"),
        ("0", "USD"),
        ("nan", "USD"),
        ("١٢", "USD"),
        (".", "USD"),
        ("128.0000000000000000000000000000001", "USD"),
        ("10000000000.00", "USD"),
    ],
)
def test_what_is_no_exact_price_is_refused_with_advice(text: str, currency: str) -> None:
    with pytest.raises(PriceError, match="Write"):
        parse_price(text, currency)


def test_only_what_may_be_free_costs_nothing() -> None:
    assert parse_price("0.00", "USD", free=True) == 0
    with pytest.raises(PriceError, match="above zero"):
        parse_price("0.00", "USD")


def test_an_unknown_currency_is_named() -> None:
    with pytest.raises(PriceError, match="XYZ"):
        parse_price("1", "XYZ")


def test_money_is_said_as_people_of_the_locale_write_it() -> None:
    assert format_money(12800, "USD", "en_US") == "$128.00"
    assert format_money(5000, "JPY", "en_US") == "¥5,000"
    assert format_money(12345, "KWD", "en_US") == "KWD12.345"
    assert format_money(12800, "EUR", "de_DE") == "128,00\xa0€"
