"""What the cart's page says of delivery and tax before any script runs, and what both forms send."""

from __future__ import annotations

import re

import msgspec
import pytest

from domain.consent import LETTER_WORDS
from domain.money import format_money
from domain.shop import Rate, ShopFacts, Tax, TaxRate, Zone
from tests.samples import FACTS
from tests.site.building import Site
from tests.site.components import components

GROUND = Rate("ground", "Ground", 600, 3, 6, free_from=15000)
COURIER = Rate("courier", "Courier", 2500, 1, 1)
PICKUP = Rate("pickup", "Pick up", 0, 1, 5)
ZONES = (
    Zone("us", "United States", ("US",), (GROUND, COURIER, PICKUP)),
    Zone("north", "North", ("CA", "GL"), (Rate("post", "Post", 1850, 7, 14),)),
)
GST = TaxRate("txr_1QhVbTKwFYmCxq4Yd0Ue7LNa", "GST", "5", ("CA", "GL"))
AT_PAYMENT = "is added on the payment page."


def delivery(tax: Tax | None = None) -> str:
    """The component, with the filter for money and nothing else around it."""
    shop: ShopFacts = msgspec.structs.replace(FACTS, zones=ZONES, tax=tax or Tax())
    jinja = components()
    jinja.filters["money"] = format_money
    module = jinja.get_template("components/delivery.html").make_module()
    return re.sub(r"\s+", " ", str(module.__dict__["delivery"](shop)))


def test_every_way_to_ship_is_there_with_its_zones_countries() -> None:
    shown = delivery()

    assert '<ul class="rates" data-countries="US" hidden>' in shown
    assert '<ul class="rates" data-countries="CA GL" hidden>' in shown
    assert (
        '<li data-amount="600" data-free-from="15000" data-days="3 6"><span>Ground</span> '
        '<span class="amount">$6.00</span> <small>3 to 6 working days after it ships</small>'
    ) in shown
    assert "$25.00</span> <small>1 working day after it ships</small>" in shown
    assert '<span>Pick up</span> <span class="amount">Free</span>' in shown
    assert shown.count("data-free-from") == 1


@pytest.mark.parametrize(
    ("tax", "words"),
    [
        (Tax("none"), "No tax is added."),
        (Tax("included"), "Prices include tax."),
        (Tax("stripe"), "Tax is worked out from your address on the payment page."),
        (
            Tax("stripe", inclusive=True),
            "Prices include tax; the payment page shows how much.",
        ),
    ],
)
def test_how_prices_stand_to_tax_is_said_once(tax: Tax, words: str) -> None:
    shown = delivery(tax)

    assert f'<p class="hint">{words}</p>' in shown
    assert len(re.findall(r"\btax\b", shown, re.IGNORECASE)) == 1


def test_a_fixed_tax_is_said_for_its_countries_only() -> None:
    shown = delivery(Tax("fixed", rates=(GST,)))

    assert f'<p class="hint" data-countries="CA GL" hidden>GST, 5 %, {AT_PAYMENT}</p>' in shown
    assert "No tax" not in shown


def test_the_cart_and_every_piece_send_what_delivery_costs(site: Site) -> None:
    known = " ".join(
        f"{zone.id}/{rate.id}:{rate.amount}" + (f":{rate.free_from}" if rate.free_from else "")
        for zone in site.promises.shop.zones
        for rate in zone.rates
    )
    forms = {path: text for path, text in site.pages.items() if 'action="/api/checkout"' in text}

    assert len(forms) > 12
    assert "us/ground:600:15000 " in known
    for path, text in forms.items():
        assert re.findall(r'name="rates" value="([^"]*)"', text) == [known], path
        assert text.count("Leave this empty") == len(["this form", "the letter's"]), path


def test_the_cart_and_every_piece_ask_for_the_letter_in_the_same_words(site: Site) -> None:
    asked = {
        words
        for text in site.pages.values()
        for words in re.findall(r'name="newsletter"[^>]*> <span>([^<]*)</span>', text)
    }

    assert asked == {LETTER_WORDS}
