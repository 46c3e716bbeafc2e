"""What a buyer sees when the shop is asked for too much, or when Stripe is in trouble."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain import limits
from domain.limits import (
    BREATHER,
    CHECKOUTS,
    CODES,
    HELD_PIECES,
    OPEN_DRAFTS,
    HeldAgainError,
    TooManyTriesError,
    TooMuchHeldError,
)
from domain.payments import CodeRefusedError, PaymentsUnavailableError
from domain.publishing import publish
from functions.web.problems import PROBLEMS, problem_of
from functions.web.too_many import TOO_MANY
from tests.functions.browser import FORM, JSON, Visitor
from tests.policies import AGREEMENT
from tests.samples import FACTS, NOON, RELEASE, SmallShop

if TYPE_CHECKING:
    from httpx2 import Response

HOOPS = f"line=DAWN-HOOPS+1+32000&country=US&terms={AGREEMENT}"
EMBER = f"line=EMBER-RING+1+92000&country=US&terms={AGREEMENT}"


@pytest.fixture
def visitor() -> Visitor:
    made = Visitor(SmallShop())
    made.checkout = made.checkout_from("203.0.113.7")
    return made


def buy_from(address: str, visitor: Visitor, body: str) -> Response:
    return visitor.checkout_from(address).post("/api/checkout", content=body, headers=FORM)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_a_sixth_open_order_of_a_network_is_asked_to_finish_the_others(visitor: Visitor) -> None:
    for _ in range(5):
        assert visitor.buy(HOOPS).status_code == 303

    answer = visitor.buy(HOOPS)
    neighbor = buy_from("203.0.113.250", visitor, HOOPS)
    stranger = buy_from("198.51.100.1", visitor, HOOPS)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert "That is more than we can hold" in answer.text
    assert "your cart is as you left it" in answer.text
    assert hidden(answer.text)["line"] == "DAWN-HOOPS 1 32000"
    assert neighbor.status_code == 429
    assert stranger.status_code == 303
    assert visitor.shop.counters("DAWN-HOOPS") == (4, 6, 0)


def test_more_pieces_than_one_network_can_hold_are_refused_before_anything_is_held(
    visitor: Visitor,
) -> None:
    publish(
        msgspec.structs.replace(
            RELEASE,
            pieces=(
                msgspec.structs.replace(
                    RELEASE.pieces[2],
                    variants=(msgspec.structs.replace(RELEASE.pieces[2].variants[0], made=99),),
                ),
            ),
        ),
        visitor.shop.shelf,
    )

    answer = visitor.buy(HOOPS.replace("+1+", f"+{HELD_PIECES + 1}+"))

    assert answer.status_code == 429
    assert visitor.shop.counters("DAWN-HOOPS") == (99, 0, 0)


def test_a_one_off_that_was_put_back_is_for_others_first(visitor: Visitor) -> None:
    visitor.buy(EMBER)
    visitor.shop.holds.let_go(visitor.shop.order("ORDER1"))

    again = visitor.buy(EMBER)
    stranger = buy_from("198.51.100.1", visitor, EMBER)

    assert again.status_code == 429
    assert "Others have a moment to look at it now" in again.text
    assert stranger.status_code == 303


def test_a_flood_of_orders_is_told_to_come_back_and_the_rest_of_the_world_buys(
    visitor: Visitor,
) -> None:
    nonsense = "line=NO-SUCH+1+1"
    for _ in range(CHECKOUTS.most):
        assert visitor.buy(nonsense).status_code == 422

    answer = visitor.buy(HOOPS)
    stranger = buy_from("198.51.100.1", visitor, HOOPS)

    assert answer.status_code == 429
    assert "That was a lot at once" in answer.text
    assert stranger.status_code == 303


def test_every_allowance_has_its_own_words() -> None:
    allowances = [each for each in vars(limits).values() if isinstance(each, limits.Allowance)]

    assert set(TOO_MANY) == set(allowances) - {limits.LOOKS}  # nobody is told: the page is shown


def test_a_program_that_floods_is_told_in_its_own_words(visitor: Visitor) -> None:
    for _ in range(CHECKOUTS.most + 1):
        answer = visitor.buy(json.dumps({"line": "NO-SUCH 1 1"}), JSON)

    assert (answer.status_code, answer.json()["type"]) == (429, "too-many-tries")
    assert answer.headers["Retry-After"] == "600"


def test_who_tries_too_many_codes_is_told_to_go_on_without_one(visitor: Visitor) -> None:
    facts = msgspec.structs.replace(FACTS, codes=True)
    publish(msgspec.structs.replace(RELEASE, shop=facts), visitor.shop.shelf)
    for number in range(CODES.most):
        assert visitor.buy(f"{HOOPS}&code=GUESS{number}").status_code == 422
        visitor.shop.clock.forward(minutes=2)

    answer = visitor.buy(f"{HOOPS}&code=GUESS")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "Go on without the code, or try it again in an hour." in answer.text
    assert visitor.buy(HOOPS).status_code == 303


def test_pages_say_the_limits_that_are_counted() -> None:
    held = PROBLEMS[TooMuchHeldError].detail
    tries = problem_of(TooManyTriesError(CHECKOUTS, NOON))
    again = PROBLEMS[HeldAgainError]

    assert f"{HELD_PIECES} pieces in {OPEN_DRAFTS} orders" in held
    assert (BREATHER, CHECKOUTS.minutes) == (timedelta(minutes=10), 10)
    assert "ten minutes after that" in again.detail
    assert tries
    assert "try again in ten minutes" in tries.detail
    assert tries.headers == {"Retry-After": "600"}


@pytest.mark.promise("terms/page-cant-open")
def test_a_one_off_whose_payment_page_couldnt_be_opened_is_there_for_another_try(
    visitor: Visitor,
) -> None:
    visitor.shop.payments.fails_before = PaymentsUnavailableError()
    refused = visitor.buy(EMBER)
    visitor.shop.payments.fails_before = None

    again = visitor.buy(EMBER)

    assert (refused.status_code, again.status_code) == (503, 303)


@pytest.mark.promise("terms/page-cant-open")
def test_a_cart_whose_payment_page_cant_be_opened_can_be_sent_again_as_it_was(
    visitor: Visitor,
) -> None:
    visitor.shop.payments.fails_before = PaymentsUnavailableError()
    sent = f"{HOOPS}&gift_message=For+Ada&gift_receipt=yes&newsletter=yes"

    answer = visitor.buy(sent)
    visitor.shop.payments.fails_before = None
    again = "&".join(f"{name}={value}" for name, value in hidden(answer.text).items())

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "You haven&#39;t been charged, and nothing is held." in answer.text
    assert hidden(answer.text) == {
        "line": "DAWN-HOOPS 1 32000",
        "country": "US",
        "newsletter": "yes",
        "gift_message": "For Ada",
        "gift_receipt": "yes",
        "terms": AGREEMENT,
    }
    assert "Try again" in answer.text
    assert visitor.buy(again.replace(" ", "+")).status_code == 303


@pytest.mark.promise("terms/page-cant-open")
def test_a_one_off_whose_payment_page_cant_be_opened_can_be_tried_again_at_once(
    visitor: Visitor,
) -> None:
    visitor.shop.payments.fails_before = PaymentsUnavailableError()

    answer = visitor.buy(EMBER)
    visitor.shop.payments.fails_before = None

    assert answer.status_code == 503
    assert visitor.buy(EMBER).status_code == 303


def test_a_piece_whose_payment_page_cant_be_opened_keeps_what_was_typed(visitor: Visitor) -> None:
    visitor.shop.payments.fails_before = PaymentsUnavailableError()

    answer = visitor.buy(
        "piece=signet&choice-1=US+7&choice-2=Silver&quantity=2&engraving=Ada"
        f"&seen=SIGNET-7-SILVER:18000+engraving:2500&terms={AGREEMENT}"
    )

    assert answer.status_code == 503
    for typed in ('value="US 7" required checked', 'value="Ada"', 'value="2"'):
        assert typed in answer.text


@pytest.mark.promise("terms/code-checked")
@pytest.mark.parametrize("fault", [None, CodeRefusedError("minimum")])
def test_a_code_that_doesnt_work_is_asked_for_again_beside_its_field(
    visitor: Visitor, fault: Exception | None
) -> None:
    facts = msgspec.structs.replace(FACTS, codes=True)
    publish(msgspec.structs.replace(RELEASE, shop=facts), visitor.shop.shelf)
    visitor.shop.payments.codes = {"known": "promo_1"} if fault else {}
    visitor.shop.payments.fails_before = fault

    answer = visitor.buy(f"{EMBER}&code=Known")
    visitor.shop.payments.fails_before = None
    without = "&".join(f"{name}={value}" for name, value in hidden(answer.text).items())

    assert answer.status_code == 422
    assert '<a href="#code">' in answer.text
    assert re.search(r'id="code" name="code"[^>]* value="Known" aria-invalid="true"', answer.text)
    assert visitor.shop.counters("EMBER-RING") == (1, 0, 0)
    assert visitor.buy(without.replace(" ", "+")).status_code == 303


def test_everything_that_changed_comes_back_on_one_page_and_one_button_goes_on(
    visitor: Visitor,
) -> None:
    stranger = visitor.checkout_from("198.51.100.1")
    stranger.post("/api/checkout", content=EMBER, headers=FORM)

    answer = visitor.buy(
        "line=DAWN-HOOPS+1+30000&line=EMBER-RING+1+92000&line=SIGNET-7-SILVER+9+18000"
        "&rates=us/ground:500+us/priority:1200"
        f"&country=US&gift_message=For+%22Ada%22&terms={AGREEMENT}"
    )
    page = answer.text

    assert answer.status_code == 409
    for sentence in (
        "Ember ring: someone is paying for it right now.",
        "Granite signet, US 7, Silver: only 4 are left, and you asked for 9.",
        "Dawn hoops: it was $300.00, and it is $320.00 now.",
        "Ground: it was $5.00, and it is $6.00 now.",
    ):
        assert sentence in page
    kept = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    assert kept == [
        ("line", "DAWN-HOOPS 1 32000"),
        ("line", "SIGNET-7-SILVER 4 18000"),
        ("rates", "us/ground:600 us/priority:1200"),
        ("country", "US"),
        ("gift_message", "For &#34;Ada&#34;"),
        ("terms", AGREEMENT),
    ]
    again = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in kept)
    assert visitor.buy(again.replace("&#34;", "%22")).status_code == 303


@pytest.mark.parametrize("line", ["line=DAWN-HOOPS+1+32000", "sku=DAWN-HOOPS&quantity=1"])
def test_rates_that_were_published_a_moment_ago_are_asked_about_once(
    visitor: Visitor, line: str
) -> None:
    visitor.buy("line=NO-SUCH+1+1")  # the frame and the facts are known for a minute now
    (zone,) = FACTS.zones
    dearer = msgspec.structs.replace(zone.rates[0], amount=700)
    zone = msgspec.structs.replace(zone, rates=(dearer, zone.rates[1]))
    facts = msgspec.structs.replace(FACTS, zones=(zone,))
    publish(msgspec.structs.replace(RELEASE, shop=facts), visitor.shop.shelf)

    answer = visitor.buy(f"{line}&rates=us/ground:600+us/priority:1200&terms={AGREEMENT}")

    assert "Ground: it was $6.00, and it is $7.00 now." in answer.text
    assert hidden(answer.text)["rates"] == "us/ground:700 us/priority:1200"


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        (
            "us/ground:600+us/priority:1200+us/dove:300",
            "dove: we don&#39;t send it that way any more.",
        ),
        (
            "us/dove:300",
            "Ground: your page didn&#39;t have this way of delivery yet. It is $6.00.",
        ),
    ],
)
def test_a_way_of_delivery_that_is_gone_or_new_is_told_as_that(
    visitor: Visitor, seen: str, sentence: str
) -> None:
    answer = visitor.buy(f"{HOOPS}&rates={seen}")

    assert answer.status_code == 409
    assert "<h1>Delivery has changed</h1>" in answer.text
    assert f"<li>{sentence}</li>" in answer.text


def test_several_prices_that_changed_are_told_as_prices(visitor: Visitor) -> None:
    answer = visitor.buy(
        f"line=DAWN-HOOPS+1+1&line=EMBER-RING+1+1&country=US&terms={AGREEMENT}",
    )

    assert "<h1>Prices have changed</h1>" in answer.text


def test_a_program_is_told_what_changed_as_a_list(visitor: Visitor) -> None:
    body = {"line": ["DAWN-HOOPS 1 30000"], "rates": "us/ground:500", "terms": AGREEMENT}

    answer = visitor.buy(json.dumps(body), JSON)

    assert (answer.status_code, answer.json()["type"]) == (409, "order-changed")
    assert answer.json()["changes"] == [
        "Dawn hoops: it was $300.00, and it is $320.00 now.",
        "Ground: it was $5.00, and it is $6.00 now.",
    ]


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("country", "FR", "country"),
        ("gift_message", "x" * 10_000, "gift_message"),
        ("website", "https://spam.example", "website"),
    ],
)
def test_json_and_forms_are_refused_alike(
    visitor: Visitor, name: str, value: str, field: str
) -> None:
    form = visitor.buy(f"{EMBER}&{name}={value}".replace("country=US&", ""))
    sent = {"line": ["EMBER-RING 1 92000"], "terms": AGREEMENT, name: value}
    program = visitor.buy(json.dumps(sent), JSON)

    assert (form.status_code, program.status_code) == (422, 422)
    assert list(program.json()["errors"]) == [field]
    assert program.json()["errors"][field].split("'")[0] in form.text
    assert visitor.shop.counters("EMBER-RING") == (1, 0, 0)


@pytest.mark.parametrize("more", [51, 90])
def test_a_cart_with_more_lines_than_one_order_has_room_for_is_told_so(
    visitor: Visitor, more: int
) -> None:
    lines = "&".join(["line=DAWN-HOOPS+1+32000"] * more)

    answer = visitor.buy(f"{lines}&terms={AGREEMENT}")

    assert answer.status_code == 422
    assert "One order has room for 50 lines." in answer.text
    assert visitor.shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_a_line_of_a_piece_that_was_retired_is_named_and_the_rest_goes_on(
    visitor: Visitor,
) -> None:
    publish(msgspec.structs.replace(RELEASE, pieces=RELEASE.pieces[:2]), visitor.shop.shelf)

    answer = visitor.buy(f"{HOOPS}&line=EMBER-RING+1+92000")

    assert answer.status_code == 409
    assert "Dawn hoops: it has left the shop." in answer.text
    assert hidden(answer.text)["line"] == "EMBER-RING 1 92000"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "Ada\u202e", "Ada😀", "A" * 10_000, "Ada\x00"],
    ids=["markup", "right-to-left mark", "emoji", "ten thousand", "null"],
)
def test_an_engraving_that_cant_be_cut_is_told_and_never_written_into_the_page(
    visitor: Visitor, text: str
) -> None:
    body = {"sku": "SIGNET-7-SILVER", "quantity": "1", "engraving": text, "terms": AGREEMENT}

    program = visitor.buy(json.dumps(body), JSON)
    page = visitor.checkout.post("/api/checkout", data=body, headers=FORM)

    assert (program.status_code, page.status_code) == (422, 422)
    assert list(program.json()["errors"]) == ["engraving"]
    assert "<script>" not in page.text
    assert visitor.shop.counters("SIGNET-7-SILVER") == (4, 0, 0)
