"""POST /api/checkout: one piece, held and paid for, or a page that says what to do."""

import json
import re
from datetime import date, timedelta

import msgspec
import pytest

from domain.bench import week_of
from domain.order_book import BookUnavailableError
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.publishing import publish
from domain.shop import Workshop, Zone
from tests.functions.browser import FORM, JSON, Visitor
from tests.policies import AGREEMENT
from tests.samples import FACTS, ORIGIN, RELEASE, SmallShop

AGREED = f"&terms={AGREEMENT}"
RING = (
    "piece=river-band&sku=RIVER-BAND-7&quantity=1&seen=RIVER-BAND-6:48000+RIVER-BAND-7:48000"
    + AGREED
)
SIGNET = "piece=signet&quantity=1" + AGREED


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(SmallShop())


def untouched(shop: SmallShop) -> bool:
    return (
        all(item.stock.available == item.stock.made for item in shop.shelf.all_items())
        and shop.book.get("ORDER1") is None
    )


def test_buying_answers_303_to_the_payment_page(visitor: Visitor) -> None:
    answer = visitor.buy(RING)

    assert answer.status_code == 303
    assert answer.headers["location"] == "https://pay.example/1"
    assert answer.headers["cache-control"] == "no-store"
    assert visitor.shop.counters("RIVER-BAND-7") == (1, 1, 0)


def test_json_buys_as_a_form_does(visitor: Visitor) -> None:
    answer = visitor.buy(
        json.dumps({"sku": "RIVER-BAND-7", "quantity": 2, "terms": AGREEMENT}), JSON
    )

    assert answer.status_code == 303
    assert visitor.shop.counters("RIVER-BAND-7") == (0, 2, 0)


@pytest.mark.parametrize(
    ("body", "sentence", "field"),
    [
        ("piece=river-band&sku=NO-SUCH&quantity=1", "don&#39;t have that piece", "sku"),
        ("piece=river-band&sku=%3Cscript%3E&quantity=1", "don&#39;t have that piece", "sku"),
        ("piece=river-band&quantity=1", "Choose a ring size.", "sku"),
        ("piece=river-band&sku=RIVER-BAND-7&quantity=0", "Choose at least 1", "quantity"),
        ("piece=river-band&sku=RIVER-BAND-7&quantity=-1", "Choose at least 1", "quantity"),
        ("piece=river-band&sku=RIVER-BAND-7&quantity=1000000000", "at most 99", "quantity"),
        ("piece=river-band&sku=RIVER-BAND-7&quantity=two", "as a number", "quantity"),
        ("piece=river-band&sku=RIVER-BAND-7", "how many you would like", "quantity"),
        (
            "piece=river-band&sku=RIVER-BAND-7&quantity=1&quantity=2",
            "it was sent twice",
            "quantity",
        ),
        ("piece=river-band&sku=RIVER-BAND-7&quantity=1", "Agree to the terms", "terms"),
        ("piece=signet&quantity=1", "Choose a ring size.", "choice-1"),
        ("piece=signet&quantity=1&choice-1=US+7", "Choose a metal.", "choice-2"),
        (
            "piece=signet&quantity=1&choice-1=US+8&choice-2=Gold",
            "We don&#39;t make US 8 with Gold.",
            "choice-2",
        ),
        (
            "piece=signet&quantity=1&choice-1=US+8&choice-2=Silver&engraving=%3Cscript%3E",
            "“&lt;” can&#39;t be engraved.",
            "engraving",
        ),
        (
            "piece=signet&quantity=1&sku=SIGNET-7-GOLD&engraving=" + "A" * 10_000,
            "At most 12 characters fit",
            "engraving",
        ),
    ],
)
def test_a_wrong_form_comes_back_with_a_sentence_and_what_was_typed(
    visitor: Visitor, body: str, sentence: str, field: str
) -> None:
    answer = visitor.buy(body)

    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert f'<a href="#{field}">' in answer.text
    assert sentence in answer.text
    assert "<script>" not in answer.text
    assert 'action="/api/checkout"' in answer.text
    assert untouched(visitor.shop)


def test_what_was_typed_is_kept(visitor: Visitor) -> None:
    answer = visitor.buy(
        "piece=signet&choice-1=US+8&choice-2=Silver&quantity=100&engraving=Ada&newsletter=yes"
        + AGREED
    )

    assert 'value="100"' in answer.text
    assert 'value="Ada"' in answer.text
    for chosen in ('value="US 8"', 'value="Silver"', 'name="terms"', 'name="newsletter"'):
        assert "checked" in answer.text.split(chosen)[1].split(">")[0]


def test_the_same_faults_in_json_come_back_as_problem_json(visitor: Visitor) -> None:
    answer = visitor.buy(json.dumps({"sku": "RIVER-BAND-7", "quantity": "two"}), JSON)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "as a number" in answer.json()["errors"]["quantity"]
    assert untouched(visitor.shop)


@pytest.mark.parametrize(
    ("body", "headers", "status", "kind"),
    [
        (RING + "&x=" + "y" * 1_000_000, FORM, 413, "body-too-large"),
        (RING, {"Content-Type": "multipart/form-data; boundary=x"}, 415, "content-type"),
        (RING, {"Content-Type": "text/plain"}, 415, "content-type"),
        (RING, {"Content-Type": ""}, 415, "content-type"),
        (RING, FORM | {"Sec-Fetch-Site": "cross-site"}, 400, "foreign-origin"),
        (RING, FORM | {"Sec-Fetch-Site": "same-site"}, 400, "foreign-origin"),
        (
            RING,
            {"Content-Type": FORM["Content-Type"], "Origin": "https://evil.example"},
            400,
            "foreign-origin",
        ),
        (RING, {"Content-Type": FORM["Content-Type"], "Origin": "null"}, 400, "foreign-origin"),
        ("sku=%ff%fe&quantity=1", FORM, 400, "malformed"),
        ("&".join(f"f{n}=1" for n in range(500)), FORM, 400, "malformed"),
        ("{", JSON, 400, "malformed"),
        ("[]", JSON, 422, "form"),
        ("[1]", JSON, 400, "malformed"),
        ('"text"', JSON, 400, "malformed"),
        ('{"sku":"A","sku":"B","quantity":1}', JSON, 422, "form"),
        ('{"sku":{"a":1},"quantity":true}', JSON, 422, "form"),
        ("[" * 100_000, JSON, 413, "body-too-large"),
        ("[" * 60_000, JSON, 400, "malformed"),
    ],
)
def test_what_is_no_order_is_refused_in_its_own_way_and_nothing_is_written(
    visitor: Visitor, body: str, headers: dict[str, str], status: int, kind: str
) -> None:
    answer = visitor.buy(body, headers | {"Accept": "application/json"})

    assert (answer.status_code, answer.json()["type"]) == (status, kind)
    assert answer.json()["detail"]
    assert untouched(visitor.shop)


def test_a_refused_form_gets_a_page_in_the_shops_look(visitor: Visitor) -> None:
    answer = visitor.buy(RING, FORM | {"Sec-Fetch-Site": "cross-site"})

    assert "<header>Juniper Bend</header>" in answer.text
    assert "<title>That form isn&#39;t ours · Juniper Bend Jewelry</title>" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_program_without_a_browsers_headers_may_order(visitor: Visitor) -> None:
    answer = visitor.buy(RING, {"Content-Type": FORM["Content-Type"]})

    assert answer.status_code == 303


def test_a_body_that_hides_its_length_is_cut_off_all_the_same(visitor: Visitor) -> None:
    answer = visitor.checkout.post(
        "/api/checkout", content=iter([b"x" * 50_000] * 20), headers=FORM
    )

    assert answer.status_code == 413


def test_the_second_buyer_of_the_last_piece_is_told_kindly(visitor: Visitor) -> None:
    ring = "piece=ember-ring&sku=EMBER-RING&quantity=1"
    visitor.buy(ring + AGREED)

    while_held = visitor.buy(ring + AGREED)
    visitor.shop.payments.pay("cs_1")
    visitor.shop.settlement.handle(visitor.shop.event(visitor.shop.order("ORDER1")))
    once_sold = visitor.buy(ring + AGREED)

    assert (while_held.status_code, once_sold.status_code) == (409, 409)
    assert "Someone is paying for this right now" in while_held.text
    assert "This has just been bought" in once_sold.text
    assert "haven&#39;t charged you" in once_sold.text


def test_more_than_are_left_says_how_many_are_and_keeps_the_form(visitor: Visitor) -> None:
    answer = visitor.buy("piece=river-band&sku=RIVER-BAND-7&quantity=5" + AGREED)

    assert answer.status_code == 409
    assert "Only 2 left" in answer.text
    assert 'value="5"' in answer.text
    assert untouched(visitor.shop)


@pytest.mark.promise("terms/price-asked-again")
def test_a_price_that_moved_is_said_before_and_after_and_going_on_works(
    visitor: Visitor,
) -> None:
    answer = visitor.buy(
        "piece=dawn-hoops&sku=DAWN-HOOPS&quantity=1&seen=DAWN-HOOPS:30000" + AGREED
    )

    assert answer.status_code == 409
    assert "Dawn hoops: it was $300.00" in answer.text
    assert "it is $320.00 now" in answer.text
    assert 'value="DAWN-HOOPS:32000"' in answer.text
    assert untouched(visitor.shop)


def test_a_choice_that_is_newer_than_the_page_is_held_only_once_its_price_was_seen(
    visitor: Visitor,
) -> None:
    gold = f"{SIGNET}&choice-1=US+7&choice-2=Gold"

    answer = visitor.buy(f"{gold}&seen=SIGNET-7-BRASS:4000")

    assert answer.status_code == 409
    assert "It is $960.00." in answer.text
    assert untouched(visitor.shop)
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', answer.text)
    assert visitor.buy(f"{gold}&seen={seen.replace(' ', '+')}").status_code == 303


@pytest.mark.promise("terms/page-cant-open")
@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PaymentsUnavailableError(), "The payment page isn&#39;t answering"),
        (PaymentsRefusedError(), "The payment page couldn&#39;t be opened"),
    ],
)
def test_stripe_being_out_of_reach_is_said_and_the_piece_goes_back(
    visitor: Visitor, error: Exception, sentence: str
) -> None:
    visitor.shop.payments.fails_before = error

    answer = visitor.buy(RING)

    assert answer.status_code == 503
    assert sentence in answer.text
    assert visitor.shop.counters("RIVER-BAND-7") == (2, 0, 0)


def test_a_database_out_of_reach_gets_a_plain_page(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise BookUnavailableError("down")

    for method in ("items", "facts", "frame", "piece"):
        monkeypatch.setattr(visitor.shop.shelf, method, unreachable)

    answer = visitor.buy(RING)

    assert answer.status_code == 503
    assert "catching its breath" in answer.text
    assert answer.text.startswith("<!doctype html>")


def test_an_error_nobody_thought_of_shows_nothing_of_the_inside_and_can_be_found(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("table arn:aws:dynamodb, key sk_live_x")

    monkeypatch.setattr(visitor.shop.book, "commit", broken)

    answer = visitor.buy(RING)

    assert answer.status_code == 500
    logged = next(record for record in caplog.records if record.message == "unexpected error")
    assert logged.where.startswith("test_checkout.py:")  # type: ignore[attr-defined]  # an extra
    assert "Something on our side went wrong" in answer.text
    assert "sk_live" not in answer.text


@pytest.mark.parametrize(("path", "status"), [("/api/nowhere", 410), ("/api/checkout", 405)])
def test_no_answer_is_403_or_404_because_the_cdn_replaces_those(
    visitor: Visitor, path: str, status: int
) -> None:
    assert visitor.checkout.put(path).status_code == status


def test_the_forms_address_opened_as_a_page_leads_to_the_pieces(visitor: Visitor) -> None:
    answer = visitor.checkout.get("/api/checkout")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{ORIGIN}/pieces/")


def test_a_wrong_method_says_which_one_is_right(visitor: Visitor) -> None:
    allowed = visitor.checkout.put("/api/checkout").headers["allow"]

    assert set(allowed.split(", ")) == {"GET", "HEAD", "POST"}


def test_an_answer_that_may_be_better_later_says_when(visitor: Visitor) -> None:
    visitor.shop.payments.fails_before = PaymentsUnavailableError()

    assert visitor.buy(RING).headers["retry-after"] == "60"


@pytest.mark.parametrize("field", ["piece", "seen", "country"])
def test_a_fault_in_a_field_that_isnt_shown_links_to_nowhere(visitor: Visitor, field: str) -> None:
    answer = visitor.buy(f"{RING}&{field}=a&{field}=b")

    assert "Go back to the piece and send it again" in answer.text
    assert f'href="#{field}"' not in answer.text


def test_countries_are_asked_for_and_named_in_the_shops_language(visitor: Visitor) -> None:
    north = Zone("north", "Norden", ("CA", "DE"), FACTS.zones[0].rates)
    german = msgspec.structs.replace(FACTS, locale="de_DE", zones=(*FACTS.zones, north))
    publish(msgspec.structs.replace(RELEASE, shop=german), visitor.shop.shelf)

    answer = visitor.buy(f"{RING}&country=FR")

    assert answer.status_code == 422
    assert '<a href="#country">' in answer.text
    assert ">Kanada</option>" in answer.text
    assert visitor.buy(f"{RING}&country=CA").status_code == 303


def test_a_piece_that_left_the_shop_is_gone(visitor: Visitor) -> None:
    publish(msgspec.structs.replace(RELEASE, pieces=RELEASE.pieces[1:]), visitor.shop.shelf)

    answer = visitor.buy(RING)

    assert answer.status_code == 410
    assert "That piece is no longer for sale" in answer.text


def test_an_engraving_for_a_piece_that_has_none_can_be_left_out(visitor: Visitor) -> None:
    answer = visitor.buy(RING + "&engraving=Ada")

    assert answer.status_code == 422
    assert "This piece can&#39;t be engraved" in answer.text
    assert 'href="#engraving"' not in answer.text
    assert 'name="engraving"' not in answer.text


def test_an_engraving_whose_price_changed_is_asked_about_with_its_text_kept(
    visitor: Visitor,
) -> None:
    answer = visitor.buy(
        f"{SIGNET}&choice-1=US+7&choice-2=Silver&engraving=Ada"
        "&seen=SIGNET-7-SILVER:18000+engraving:2000"
    )

    assert answer.status_code == 409
    assert "engraved “Ada”: it was $200.00" in answer.text
    assert "it is $205.00 now" in answer.text
    assert "engraving:2500" in answer.text
    assert 'value="Ada"' in answer.text


def test_a_price_is_compared_whichever_way_it_moved(visitor: Visitor) -> None:
    answer = visitor.buy(
        "piece=dawn-hoops&sku=DAWN-HOOPS&quantity=1&seen=DAWN-HOOPS:40000" + AGREED
    )

    assert answer.status_code == 409


def test_a_wrong_form_for_a_piece_that_left_the_shop_offers_no_button(
    visitor: Visitor,
) -> None:
    publish(msgspec.structs.replace(RELEASE, pieces=RELEASE.pieces[1:]), visitor.shop.shelf)

    answer = visitor.buy("piece=river-band&sku=RIVER-BAND-7&quantity=x")

    assert answer.status_code == 422
    assert "Reserve and pay" not in answer.text


def test_stock_says_what_is_left_and_the_cdn_may_keep_it_for_ten_seconds(visitor: Visitor) -> None:
    visitor.buy("sku=EMBER-RING&quantity=1" + AGREED)

    answer = visitor.checkout.get("/api/stock?sku=EMBER-RING&sku=SIGNET-7-GOLD&sku=NO-SUCH&sku=%00")

    assert answer.json() == {
        "stock": {
            "EMBER-RING": {
                "left": 0,
                "on_hold": 1,
                "listed": True,
                "price": 92000,
                "price_words": "$920.00",
                "currency": "USD",
                "engraving": None,
                "engraving_words": None,
                "ships_on": "2026-03-03",
                "ships_words": "March 3",
            },
            "SIGNET-7-GOLD": {
                "left": None,
                "on_hold": 0,
                "listed": True,
                "price": 96000,
                "price_words": "$960.00",
                "currency": "USD",
                "engraving": 2500,
                "engraving_words": "$25.00",
                "ships_on": "2026-03-23",
                "ships_words": "March 23",
            },
        }
    }
    assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=10"


@pytest.mark.promise("shipping/bench-counted")
@pytest.mark.parametrize(
    ("taken", "gold"),
    [(0, "2026-03-23"), (1, "2026-04-03"), (60, None)],
    ids=["free", "one", "all"],
)
def test_stock_says_the_day_on_which_the_bench_has_room_and_of_what_is_there_no_other(
    visitor: Visitor, taken: int, gold: str | None
) -> None:
    facts = msgspec.structs.replace(FACTS, workshop=Workshop(made_a_week=1))
    publish(msgspec.structs.replace(RELEASE, shop=facts), visitor.shop.shelf)
    weeks = (date(2026, 3, 2) + timedelta(weeks=ahead) for ahead in range(3 + taken))
    visitor.shop.tables.bench |= dict.fromkeys(map(week_of, weeks), 1)

    rows = visitor.checkout.get("/api/stock?sku=SIGNET-7-GOLD&sku=DAWN-HOOPS").json()["stock"]

    assert rows["SIGNET-7-GOLD"]["ships_on"] == gold
    assert rows["DAWN-HOOPS"]["ships_on"] == "2026-03-03"


def test_stock_of_a_piece_that_left_the_shop_is_nothing(visitor: Visitor) -> None:
    publish(msgspec.structs.replace(RELEASE, pieces=RELEASE.pieces[:3]), visitor.shop.shelf)

    rows = visitor.checkout.get("/api/stock?sku=SIGNET-7-GOLD&sku=SIGNET-7-SILVER").json()["stock"]

    assert [(row["left"], row["listed"]) for row in rows.values()] == [(0, False), (0, False)]


def test_stock_speaks_the_shops_language(visitor: Visitor) -> None:
    german = msgspec.structs.replace(FACTS, locale="de_DE")
    publish(msgspec.structs.replace(RELEASE, shop=german), visitor.shop.shelf)

    rows = visitor.checkout.get("/api/stock?sku=SIGNET-7-GOLD").json()["stock"]

    assert rows["SIGNET-7-GOLD"]["ships_words"] == "23. März"
    assert rows["SIGNET-7-GOLD"]["engraving_words"] == "25,00\u00a0$"


def test_no_stock_is_told_before_the_shop_opens() -> None:
    visitor = Visitor(SmallShop())
    visitor.shop.tables.release = None

    answer = visitor.checkout.get("/api/stock?sku=EMBER-RING")

    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")


@pytest.mark.promise("privacy/no-personal-data-in-logs")
def test_no_log_line_tells_who_bought(visitor: Visitor, capfd: pytest.CaptureFixture[str]) -> None:
    from functions.web.log import log_as_json  # noqa: PLC0415 — set up only here

    log_as_json()
    visitor.buy(RING)
    visitor.buy("piece=river-band&sku=jo@buyer.example&quantity=Jo+Buyer")
    visitor.buy("line=SIGNET-7-SILVER+1+20500+Jo")
    visitor.shop.payments.pay("cs_1")
    visitor.shop.settlement.handle(visitor.shop.event(visitor.shop.order("ORDER1")))
    visitor.shop.delivery.sweep()

    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == [
        "stock held",
        "request refused",
        "request refused",
        "order settled",
        *["message done"] * 3,
    ]
    assert not [line for line in lines if "Jo" in str(line) or "jo@" in str(line)]
