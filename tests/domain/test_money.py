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
        ("12.340", "KWD", 12340),
        ("12.34", "KWD", 12340),
        ("5000", "XPF", 5000),
        ("5000", "MGA", 5000),
        ("4500.50", "RSD", 450050),
        ("128.50", "HUF", 12850),
        ("128.50", "TWD", 12850),
        *(("128.50", code, 12850) for code in ("ALL", "AFN", "LAK", "LBP", "MMK")),
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
        ("5.5", "MGA"),
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


@pytest.mark.parametrize("currency", ["BHD", "JOD", "KWD", "OMR", "TND"])
def test_a_thousandth_that_stripe_does_not_charge_is_refused(currency: str) -> None:
    with pytest.raises(PriceError, match=r"^“12\.345” .* Write the last decimal as 0: 12\.340\.$"):
        parse_price("12.345", currency)


@pytest.mark.parametrize(
    ("currency", "said"),
    [
        ("ISK", "Stripe counts “ISK” in hundredths that it has not."),
        ("UGX", "Stripe counts “UGX” in hundredths that it has not."),
        ("DEM", "“DEM” is no country's money today."),
        ("XXX", "“XXX” is no country's money today."),
        ("XAU", "“XAU” is no country's money today."),
        ("CHW", "“CHW” is no country's money today."),
    ],
)
def test_what_nobody_can_be_charged_in_is_no_currency_of_a_shop(currency: str, said: str) -> None:
    with pytest.raises(PriceError) as refused:
        parse_price("128", currency)

    assert str(refused.value) == f"{said} Write one such as USD, EUR or JPY."


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
    assert format_money(12340, "KWD", "en_US") == "KWD12.340"
    assert format_money(450050, "RSD", "en_US") == "RSD4,500.50"
    assert format_money(12850, "ALL", "en_US") == "ALL128.50"
    assert format_money(5000, "MGA", "en_US") == "MGA5,000"
    assert format_money(12800, "EUR", "de_DE") == "128,00\xa0€"
