"""How the owner's file says how prices stand to tax, and every way that this can be wrong."""

from __future__ import annotations

import pytest

from domain.shop import Tax, TaxRate
from tests.site.bench import Bench
from tests.site.test_shop_errors import SHOP

TAX = """\
tax:
  kind: fixed
  rates:
    - stripe: txr_1QhVbTKwFYmCxq4Yd0Ue7LNa
      label: GST
      percent: 5
      countries:
        - CA
    - stripe: txr_1QhVbTKwFYmCxq4YnB2sRt5o
      label: Sales tax
      percent: 8.2500
      countries:
        - US
"""
MORE_THAN_NONE = "Write a number above 0 and below 100, such as 8.25."

SPOILED_TAX = {
    "a tax in one word": (
        (TAX, "tax: included\n"),
        "1: tax: It has no fields. Write “tax:”, then “kind: none” below it.",
    ),
    "a tax of no kind": (
        ("  kind: fixed\n", ""),
        "2: tax.kind: It is missing. Write “kind: none”.",
    ),
    "a tax of an unknown kind": (
        ("kind: fixed", "kind: VAT"),
        "2: tax.kind: “VAT” can't be used. Write one of none, included, stripe, fixed.",
    ),
    "a fixed tax that says it is inclusive": (
        ("kind: fixed", "kind: fixed\n  inclusive: false"),
        "3: tax.inclusive: Only Stripe's tax can be. Remove it, or write “kind: stripe”.",
    ),
    "Stripe's tax that is perhaps inclusive": (
        (TAX, "tax:\n  kind: stripe\n  inclusive: partly\n"),
        ("3: tax.inclusive: “partly” is neither yes nor no. Write “inclusive: true” or remove it."),
    ),
    "rates of a tax that is included": (
        ("kind: fixed", "kind: included"),
        "3: tax.rates: Only a fixed tax has them. Remove them, or write “kind: fixed”.",
    ),
    "a fixed tax without rates": (
        (TAX, "tax:\n  kind: fixed\n"),
        (
            "2: tax.rates: It is missing. "
            "Write “rates:”, then “- stripe: txr_1QhVbTKwFYmCxq4Yd0Ue7LNa” below it."
        ),
    ),
    "a rate that Stripe doesn't know so": (
        ("txr_1QhVbTKwFYmCxq4Yd0Ue7LNa", "GST"),
        (
            "4: tax.rates.1.stripe: “GST” can't be used. "
            "Copy the tax rate's id from Stripe; it begins with txr_."
        ),
    ),
    "a rate without a name": (
        ("      label: GST\n", ""),
        "4: tax.rates.1.label: It is missing. Write “label: GST”.",
    ),
    "a tax of nothing": (
        ("percent: 5", "percent: 0.00"),
        f"6: tax.rates.1.percent: “0.00” can't be used. {MORE_THAN_NONE}",
    ),
    "a tax of all": (
        ("percent: 5", "percent: 100"),
        f"6: tax.rates.1.percent: “100” can't be used. {MORE_THAN_NONE}",
    ),
    "a tax with its sign": (
        ("percent: 5", "percent: 5 %"),
        f"6: tax.rates.1.percent: “5 %” can't be used. {MORE_THAN_NONE}",
    ),
    "a rate for nowhere": (
        ("      countries:\n        - CA\n", ""),
        ("4: tax.rates.1.countries: It is missing. Write “countries:”, then “- CA” below it."),
    ),
    "a country with two rates": (
        ("- US", "- CA"),
        "13: tax.rates.2.countries.1: CA is in “GST” already. Keep one of the two.",
    ),
    "a rate for a country that nothing is shipped to": (
        ("- US", "- DE"),
        (
            "13: tax.rates.2.countries.1: “DE” is in no zone. "
            "Write it as in “countries” of one of them, such as US."
        ),
    ),
    "a field of a rate that isn't": (
        ("percent: 5", "percentage: 5"),
        ("6: tax.rates.1.percentage: There is no such field. Write “percent”, or remove the line."),
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED_TAX.values(), ids=SPOILED_TAX.keys())
def test_a_broken_tax_gives_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.write("shop.yaml", TAX.replace(*change, 1) + SHOP)

    assert bench.errors() == [f"content/shop.yaml:{said}"]


def test_a_fixed_tax_is_read_exactly_as_it_is_written(bench: Bench) -> None:
    bench.write("shop.yaml", TAX + SHOP)

    tax = bench.catalogue().shop.tax
    abroad, home = tax.rate_of("CA"), tax.rate_of("US")

    assert tax.kind == "fixed"
    assert abroad == TaxRate("txr_1QhVbTKwFYmCxq4Yd0Ue7LNa", "GST", "5", ("CA",))
    assert home == TaxRate("txr_1QhVbTKwFYmCxq4YnB2sRt5o", "Sales tax", "8.2500", ("US",))


@pytest.mark.parametrize(
    ("text", "tax"),
    [
        ("", Tax()),
        ("tax:\n  kind: none\n", Tax("none")),
        ("tax:\n  kind: included\n", Tax("included")),
        ("tax:\n  kind: stripe\n", Tax("stripe")),
        ("tax:\n  kind: stripe\n  inclusive: true\n", Tax("stripe", inclusive=True)),
    ],
)
def test_how_prices_stand_to_tax_is_read(bench: Bench, text: str, tax: Tax) -> None:
    bench.write("shop.yaml", text + SHOP)

    assert bench.catalogue().shop.tax == tax
