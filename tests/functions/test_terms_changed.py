"""A form that agreed to other policies than are in force is asked again, and told what changed."""

import html
import json
import re
from datetime import UTC, date, datetime

import msgspec
import pytest

from domain.checkout_form import AGREE_AGAIN
from domain.order_book import BookUnavailableError
from domain.policies import PolicyVersion
from domain.publishing import publish
from tests.functions.browser import JSON, Visitor
from tests.policies import AGREEMENT, POLICIES, a_version, agreement
from tests.samples import DAWN_HOOPS, RELEASE, SmallShop

MARCH = date(2026, 3, 3)
RETURNS = a_version("returns", MARCH, return_window_days=14)
PRIVACY = a_version("privacy", MARCH, respond_within_days=20)
AFTER_MIDNIGHT = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
HOOPS = "piece=dawn-hoops&sku=DAWN-HOOPS&quantity=1&seen=DAWN-HOOPS:32000"
CART = "line=DAWN-HOOPS+2+32000&line=EMBER-RING+1+92000&country=US&newsletter=yes"


@pytest.fixture
def visitor() -> Visitor:
    """Two policies change this midnight; the visitor's page is of the day before."""
    visitor = Visitor(SmallShop())
    announce(visitor, RETURNS, PRIVACY)
    return visitor


def announce(visitor: Visitor, *versions: PolicyVersion) -> None:
    policies = (*POLICIES, *versions)
    publish(msgspec.structs.replace(RELEASE, policies=policies), visitor.shop.shelf)


def now_asked(page: str) -> str:
    """What the page's own tick sends; it comes unticked."""
    (tick,) = re.findall(r'<input type="checkbox" id="terms"[^>]*>', page)
    assert "checked" not in tick.replace('type="checkbox"', "")
    (value,) = re.findall(r'value="([^"]*)"', tick)
    return str(value)


def fields(page: str) -> str:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return "&".join(f"{name}={html.unescape(value).replace(' ', '+')}" for name, value in found)


def told(page: str) -> list[str]:
    """Each policy that the page says has changed, with where its link leads."""
    items = re.findall(r"<li>([^<]+), since <time[^>]+>([^<]+)</time>.*?<a href=\"([^\"]+)\"", page)
    return [" | ".join(item) for item in items]


def test_what_is_announced_changes_nothing_before_its_day(visitor: Visitor) -> None:
    visitor.shop.clock.at = datetime(2026, 3, 3, 5, 59, 59, tzinfo=UTC)

    assert visitor.buy(f"{HOOPS}&terms={AGREEMENT}").status_code == 303


@pytest.mark.promise("terms/change-asked-again", "terms/never-ticked")
def test_a_page_that_is_older_than_two_changes_names_both_and_asks_once_more(
    visitor: Visitor,
) -> None:
    visitor.shop.clock.at = AFTER_MIDNIGHT

    answer = visitor.buy(f"{HOOPS}&terms={AGREEMENT}")

    assert answer.status_code == 409
    assert "<h1>Our policies have changed</h1>" in answer.text
    assert '<a href="#terms">Look at what changed, and agree once more.</a>' in answer.text
    assert told(answer.text) == [
        "Privacy | March 3, 2026 | /policies/privacy/changes/#2026-03-03",
        "Returns | March 3, 2026 | /policies/returns/changes/#2026-03-03",
    ]
    assert "New words on returns." in answer.text
    assert visitor.shop.counters("DAWN-HOOPS") == (10, 0, 0)
    assert visitor.shop.book.get("ORDER1") is None

    agreed = now_asked(answer.text)
    assert agreed == agreement((*POLICIES, RETURNS, PRIVACY), MARCH)
    assert visitor.buy(f"{HOOPS}&terms={agreed}").status_code == 303
    assert visitor.shop.order("ORDER1").policies == tuple(
        each.ref for each in (*POLICIES[:2], PRIVACY, RETURNS, POLICIES[4])
    )


@pytest.mark.promise("terms/change-asked-again", "terms/never-ticked")
def test_the_cart_goes_on_once_its_buyer_agreed_again(visitor: Visitor) -> None:
    visitor.shop.clock.at = AFTER_MIDNIGHT

    answer = visitor.buy(f"{CART}&terms={AGREEMENT}")

    assert answer.status_code == 409
    assert len(told(answer.text)) == 2
    assert "terms=" not in fields(answer.text)
    assert "Reserve and pay" in answer.text
    assert visitor.shop.counters("EMBER-RING") == (1, 0, 0)
    again = f"{fields(answer.text)}&terms={now_asked(answer.text)}"
    assert visitor.buy(again).status_code == 303
    assert visitor.shop.order("ORDER1").consent


@pytest.mark.parametrize("body", [HOOPS, CART])
@pytest.mark.parametrize("agreed", ["yes", "true", "0123456789abcdef"])
def test_a_page_of_nobody_knows_when_is_told_what_changed_last(body: str, agreed: str) -> None:
    visitor = Visitor(SmallShop())
    announce(visitor, RETURNS)
    visitor.shop.clock.at = AFTER_MIDNIGHT

    answer = visitor.buy(f"{body}&terms={agreed}")

    assert answer.status_code == 409
    assert "can&#39;t tell which version" in answer.text
    assert told(answer.text) == ["Returns | March 3, 2026 | /policies/returns/changes/#2026-03-03"]


@pytest.mark.parametrize("body", [HOOPS, CART])
def test_where_no_policy_is_newer_than_another_all_of_them_are_shown(body: str) -> None:
    answer = Visitor(SmallShop()).buy(f"{body}&terms=yes")

    assert answer.status_code == 409
    assert told(answer.text) == []
    assert "<h1>Please agree once more</h1>" in answer.text
    assert '<a href="/policies/">See all of our policies</a>' in answer.text
    assert now_asked(answer.text) == AGREEMENT


@pytest.mark.promise("terms/never-ticked")
@pytest.mark.parametrize("body", [HOOPS, CART])
def test_whoever_didnt_tick_the_box_is_asked_to_and_told_of_no_change(
    visitor: Visitor, body: str
) -> None:
    answer = visitor.buy(body)

    assert answer.status_code == 422
    assert "Agree to the terms of sale to go on." in answer.text
    assert told(answer.text) == []
    assert now_asked(answer.text) == AGREEMENT


@pytest.mark.parametrize(
    "body", [HOOPS.replace("quantity=1", "quantity=0"), CART.replace("US", "FR")]
)
def test_beside_another_fault_the_changes_are_told_too(visitor: Visitor, body: str) -> None:
    visitor.shop.clock.at = AFTER_MIDNIGHT

    answer = visitor.buy(f"{body}&terms={AGREEMENT}")

    assert answer.status_code == 422
    assert AGREE_AGAIN in answer.text
    assert len(told(answer.text)) == 2
    assert now_asked(answer.text) != AGREEMENT


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (HOOPS, "Dawn hoops: it was $320.00, and it is $350.00 now."),
        (CART, "Dawn hoops: it was $320.00, and it is $350.00 now."),
    ],
)
def test_a_price_that_changed_as_well_is_told_on_the_same_page(
    visitor: Visitor, body: str, words: str
) -> None:
    (variant,) = DAWN_HOOPS.variants
    dearer = msgspec.structs.replace(variant, price=35000)
    hoops = msgspec.structs.replace(DAWN_HOOPS, variants=(dearer,))
    announced = (*POLICIES, RETURNS, PRIVACY)
    release = msgspec.structs.replace(
        RELEASE, pieces=(*RELEASE.pieces[:2], hoops), policies=announced
    )
    publish(release, visitor.shop.shelf)
    visitor.shop.clock.at = AFTER_MIDNIGHT

    answer = visitor.buy(f"{body}&terms={AGREEMENT}")

    assert answer.status_code == 409
    assert words in html.unescape(answer.text)
    assert len(told(answer.text)) == 2
    quantity = "" if body is CART else "&quantity=1"
    again = f"{fields(answer.text)}{quantity}&terms={now_asked(answer.text)}"
    assert visitor.buy(again).status_code == 303


def test_a_price_that_changed_keeps_what_was_agreed_to(visitor: Visitor) -> None:
    body = HOOPS.replace("32000", "30000")

    of_a_piece = visitor.buy(f"{body}&terms={AGREEMENT}")
    of_a_cart = visitor.buy(f"line=DAWN-HOOPS+1+30000&terms={AGREEMENT}")

    (tick,) = re.findall(r'<input type="checkbox" id="terms"[^>]*>', of_a_piece.text)
    assert tick.endswith(" checked>")
    assert f"terms={AGREEMENT}" in fields(of_a_cart.text)


def test_a_program_gets_the_new_agreement_and_what_changed(visitor: Visitor) -> None:
    visitor.shop.clock.at = AFTER_MIDNIGHT
    order = {"sku": "DAWN-HOOPS", "quantity": 1, "terms": AGREEMENT}

    answer = visitor.buy(json.dumps(order), JSON)

    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (409, "terms-changed")
    assert "Returns, since 2026-03-03: New words on returns." in problem["detail"]
    assert visitor.buy(json.dumps(order | {"terms": problem["agreement"]}), JSON).is_redirect


@pytest.mark.parametrize("order", [{"sku": "DAWN-HOOPS", "quantity": 1}, {"line": ["X 1 1"]}])
def test_a_program_that_didnt_agree_is_told_what_to_send(
    visitor: Visitor, order: dict[str, object]
) -> None:
    problem = visitor.buy(json.dumps(order), JSON).json()

    assert (problem["type"], problem["agreement"]) == ("form", AGREEMENT)


def test_midnight_is_noticed_by_who_read_the_policies_just_before(visitor: Visitor) -> None:
    visitor.shop.clock.at = datetime(2026, 3, 3, 5, 59, 40, tzinfo=UTC)
    before = now_asked(visitor.buy(HOOPS).text)

    visitor.shop.clock.forward(seconds=30)
    after = now_asked(visitor.buy(HOOPS).text)

    assert before == AGREEMENT
    assert after == agreement((*POLICIES, RETURNS, PRIVACY), MARCH)


def test_what_was_published_a_second_ago_is_asked_for_at_once(visitor: Visitor) -> None:
    """Pages are read once a minute: whoever is asked again must not be asked the old thing."""
    visitor.buy("sku=NO-SUCH&quantity=1")
    terms = a_version("terms", date(2026, 3, 1), hold_minutes=45)
    announce(visitor, RETURNS, PRIVACY, terms)

    answer = visitor.buy(f"{HOOPS}&terms={AGREEMENT}")

    assert told(answer.text) == [
        "Terms of sale | March 1, 2026 | /policies/terms/changes/#2026-03-01"
    ]
    assert visitor.buy(f"{HOOPS}&terms={now_asked(answer.text)}").status_code == 303


def test_a_piece_that_left_the_shop_isnt_asked_about_again(visitor: Visitor) -> None:
    visitor.shop.clock.at = AFTER_MIDNIGHT
    pieces = RELEASE.pieces[:2]
    announced = (*POLICIES, RETURNS, PRIVACY)
    release = msgspec.structs.replace(RELEASE, pieces=pieces, policies=announced)
    publish(release, visitor.shop.shelf)

    answer = visitor.buy(f"{HOOPS}&terms={AGREEMENT}")

    assert answer.status_code == 410


@pytest.mark.parametrize("body", [HOOPS, CART])
def test_a_shelf_that_goes_down_while_it_is_asked_again_is_said(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    visitor.shop.clock.at = AFTER_MIDNIGHT
    reads = iter([visitor.shop.shelf.policies()])

    def once() -> tuple[PolicyVersion, ...]:
        try:
            return next(reads)
        except StopIteration:
            raise BookUnavailableError("down") from None

    monkeypatch.setattr(visitor.shop.shelf, "policies", once)

    answer = visitor.buy(f"{body}&terms={AGREEMENT}")

    assert answer.status_code == 503
    assert visitor.shop.counters("DAWN-HOOPS") == (10, 0, 0)


@pytest.mark.parametrize("body", [HOOPS, CART])
def test_a_shop_without_its_policies_says_that_it_is_closed(visitor: Visitor, body: str) -> None:
    visitor.shop.shelf.put_release(msgspec.structs.replace(RELEASE, policies=POLICIES[1:]))

    answer = visitor.buy(f"{body}&terms={AGREEMENT}")

    assert answer.status_code == 503
    assert "The shop isn&#39;t open yet" in answer.text
    assert visitor.shop.counters("DAWN-HOOPS") == (10, 0, 0)
