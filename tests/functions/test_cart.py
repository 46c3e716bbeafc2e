"""POST /api/checkout from the cart: all of it held, or a page that says what changed."""

import json
import re

import msgspec
import pytest

from domain.publishing import publish
from domain.shop import Zone
from functions.checkout.changed import IF_THATS_YOU
from functions.web.pages import THEME
from tests.functions.browser import JSON, Visitor
from tests.policies import AGREEMENT
from tests.samples import EMBER_RING, FACTS, RELEASE, SmallShop

AGREED = f"&terms={AGREEMENT}"


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(SmallShop())


def hidden(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)


def test_a_cart_goes_to_the_payment_page(visitor: Visitor) -> None:
    answer = visitor.buy(
        "line=SIGNET-7-SILVER+1+20500+Ada&line=EMBER-RING+1+92000&newsletter=yes" + AGREED
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "https://pay.example/1")
    order = visitor.shop.order("ORDER1")
    assert [line.engraving for line in order.lines] == ["Ada", None]
    assert order.consent
    assert order.consent.form == "cart"


def test_a_program_sends_its_lines_as_a_list(visitor: Visitor) -> None:
    lines = ["SIGNET-7-SILVER 1 20500 Ada", "EMBER-RING 1 92000"]

    answer = visitor.buy(json.dumps({"line": lines, "terms": AGREEMENT}), JSON)

    assert answer.status_code == 303
    assert len(visitor.shop.order("ORDER1").lines) == 2


def test_prices_that_changed_are_listed_and_one_button_goes_on_at_the_new_ones(
    visitor: Visitor,
) -> None:
    answer = visitor.buy(
        "line=SIGNET-7-SILVER+2+20000+Ada&line=EMBER-RING+1+90000&line=DAWN-HOOPS+1+32000"
        "&country=US&newsletter=yes" + AGREED
    )

    assert answer.status_code == 409
    assert "Granite signet, US 7, Silver, engraved “Ada”: it was $200.00, and it is $205.00" in (
        answer.text
    )
    assert "Ember ring: it was $900.00, and it is $920.00 now." in answer.text
    assert "Dawn hoops" not in answer.text
    assert 'href="/cart/"' in answer.text
    assert visitor.shop.book.get("ORDER1") is None
    assert hidden(answer.text) == [
        ("line", "SIGNET-7-SILVER 2 20500 Ada"),
        ("line", "EMBER-RING 1 92000"),
        ("line", "DAWN-HOOPS 1 32000"),
        ("country", "US"),
        ("newsletter", "yes"),
        ("terms", AGREEMENT),
    ]
    again = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in hidden(answer.text))
    assert visitor.buy(again).status_code == 303


def test_what_is_gone_is_listed_and_the_cart_is_where_it_was(visitor: Visitor) -> None:
    visitor.buy("sku=EMBER-RING&quantity=1" + AGREED)

    answer = visitor.buy(
        "line=EMBER-RING+1+92000&line=SIGNET-8-SILVER+2+18000&line=RIVER-BAND-7+3+48000"
        "&line=DAWN-HOOPS+1+32000" + AGREED
    )

    assert answer.status_code == 409
    assert "Ember ring: someone is paying for it right now. If that&#39;s you, go back to the " in (
        answer.text
    )
    assert "Granite signet, US 8, Silver: only one is left, and you asked for 2." in answer.text
    assert "River band, US 7: only 2 are left, and you asked for 3." in answer.text
    assert 'href="/cart/"' in answer.text
    assert [value for name, value in hidden(answer.text) if name == "line"] == [
        "SIGNET-8-SILVER 1 18000",
        "RIVER-BAND-7 2 48000",
        "DAWN-HOOPS 1 32000",
    ]
    assert "Go on with what is left" in answer.text
    assert visitor.shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_the_cart_says_the_same_of_a_piece_that_is_held_before_it_is_sent_and_after() -> None:
    """Whoever left a payment page open is the one who holds it."""
    early = (THEME / "static/js/judge.js").read_text(encoding="utf-8")

    assert f'"Someone is paying for this right now. {IF_THATS_YOU}"' in early


def test_what_was_bought_by_someone_else_is_said(visitor: Visitor) -> None:
    visitor.buy("sku=EMBER-RING&quantity=1" + AGREED)
    visitor.shop.payments.pay("cs_1")
    visitor.shop.settlement.handle(visitor.shop.event(visitor.shop.order("ORDER1")))

    answer = visitor.buy("line=EMBER-RING+1+92000" + AGREED)

    assert "Ember ring: it has just been bought by someone else." in answer.text


def test_what_left_the_shop_is_named(visitor: Visitor) -> None:
    publish(msgspec.structs.replace(RELEASE, pieces=(EMBER_RING,)), visitor.shop.shelf)

    answer = visitor.buy("line=EMBER-RING+1+92000&line=DAWN-HOOPS+1+32000" + AGREED)

    assert answer.status_code == 409
    assert "Dawn hoops: it has left the shop." in answer.text
    assert "Ember ring" not in answer.text
    assert ("line", "EMBER-RING 1 92000") in hidden(answer.text)


def test_a_faulty_line_is_named_and_mended_in_the_cart(visitor: Visitor) -> None:
    answer = visitor.buy(
        "line=RIVER-BAND-7+100+48000&line=SIGNET-7-SILVER+1+20500+%3Cb%3E&line=%3Cscript%3E"
    )

    assert answer.status_code == 422
    assert "River band, US 7: Choose at most 99." in answer.text
    assert "Granite signet, US 7, Silver: “&lt;” can&#39;t be engraved." in answer.text
    assert "Agree to the terms of sale to go on." in answer.text
    assert "<script>" not in answer.text
    assert "<form" not in answer.text
    assert 'href="/cart/"' in answer.text


def test_an_empty_cart_is_answered_as_a_cart(visitor: Visitor) -> None:
    answer = visitor.buy("cart=yes&country=US" + AGREED)

    assert answer.status_code == 422
    assert "There is nothing in the cart" in answer.text
    assert 'href="/cart/"' in answer.text
    assert "Say which piece" not in answer.text


def test_terms_and_country_can_be_mended_on_the_spot(visitor: Visitor) -> None:
    north = Zone("north", "North", ("CA",), FACTS.zones[0].rates)
    facts = msgspec.structs.replace(FACTS, zones=(*FACTS.zones, north))
    publish(msgspec.structs.replace(RELEASE, shop=facts), visitor.shop.shelf)

    answer = visitor.buy("line=SIGNET-7-SILVER+1+20500+Ada&country=FR")

    assert answer.status_code == 422
    for field in ("country", "terms"):
        assert f'<a href="#{field}">' in answer.text
        assert f'id="{field}"' in answer.text
    assert '<option value="CA">Canada</option>' in answer.text
    assert hidden(answer.text) == [("line", "SIGNET-7-SILVER 1 20500 Ada")]


def test_a_program_is_told_the_same_as_problem_json(visitor: Visitor) -> None:
    body = {"line": ["EMBER-RING 1 90000"], "terms": AGREEMENT}

    answer = visitor.buy(json.dumps(body), JSON)

    assert (answer.status_code, answer.json()["type"]) == (409, "price-changed")
    assert "Ember ring: it was $900.00" in answer.json()["detail"]


def test_more_lines_than_an_order_has_room_for_are_refused(visitor: Visitor) -> None:
    answer = visitor.buy("&".join(["line=DAWN-HOOPS+1+32000"] * 60) + AGREED)

    assert answer.status_code == 422
    assert "room for 50 lines" in answer.text
