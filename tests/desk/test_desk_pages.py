"""The desk's pages: what they show, what they ask, and what happens once it is agreed to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from domain.contact import Inquiry, mails_of
from domain.ledger import verify
from domain.order_book import BookUnavailableError, Change
from domain.ordered import Dispute, RefundState
from domain.orders import Status, rewritten
from domain.shop import ShopFacts
from functions.adapters.fakes import FakeShelf
from tests.desk.desk_page import DeskPage, hidden, paid, words
from tests.samples import NOON, SmallShop

SHIPPED = {"carrier": "usps", "number": "9400 1000 0000"}


@pytest.fixture
def desk(tmp_path: Path) -> DeskPage:
    shop = SmallShop()
    paid(shop)
    folder = tmp_path / "pictures/river-band"
    folder.mkdir(parents=True)
    for name in ("2-320.aa11.jpg", "10-320.bb22.jpg", "1-320.cc33.jpg", "1.jpg"):
        (folder / name).write_bytes(name.encode())
    return DeskPage(shop, tmp_path)


def test_today_says_what_to_make_and_what_is_late(desk: DeskPage) -> None:
    desk.shop.clock.forward(days=60)

    told = words(desk.at("/"))

    assert told.index("Late 1") < told.index("To make 1")
    assert "2 × River band, Granite signet" in told
    assert "late: promised for March" in told


def test_a_quiet_day_is_said(tmp_path: Path) -> None:
    assert "Nothing to do. Enjoy your day." in words(DeskPage(SmallShop(), tmp_path).at("/"))


@pytest.mark.parametrize(
    ("show", "found"),
    [("all", 1), ("paid", 1), ("making", 0), ("late", 0), ("refunded", 0), ("disputed", 0)],
)
def test_orders_are_shown_by_what_is_asked_for(desk: DeskPage, show: str, found: int) -> None:
    page = desk.at(f"/orders?show={show}")

    assert page.text.count('class="order"') == found
    assert f"{found} order" in words(page)


@pytest.mark.parametrize("query", ["?show=nonsense", "?page=-1", "?page=9999", "?page=x"])
def test_an_odd_question_shows_all_orders(desk: DeskPage, query: str) -> None:
    assert "1 order " in words(desk.at(f"/orders{query}"))


def test_many_orders_are_turned_over_page_by_page(desk: DeskPage) -> None:
    for number in range(2, 62):
        order = msgspec.structs.replace(
            desk.order(), id=f"ORDER{number}", created_at=NOON + timedelta(minutes=number)
        )
        desk.shop.tables.orders[order.id] = order

    first, second = desk.at("/orders"), desk.at("/orders?page=2")

    assert (first.text.count('class="order"'), second.text.count('class="order"')) == (50, 11)
    assert "ORDER61" in words(first)
    assert "Newer Page 2 of 2" in words(second)


def test_an_order_shows_what_was_written_about_it_and_not_what_was_about_another(
    desk: DeskPage,
) -> None:
    subject, at = desk.order().subject or "", desk.shop.clock()
    for order_id in ("ORDER1", "ORDER9"):
        text = f"When does {order_id} come?"
        inquiry = Inquiry(f"M-{order_id}", subject, "jo@buyer.example", "order", text, at, order_id)
        desk.shop.inquiries.open(inquiry, mails_of(inquiry))

    told = words(desk.at("/orders/order1"))

    assert "When does ORDER1 come? An order of mine" in told
    assert "ORDER9" not in told


def test_an_order_is_shown_whole(desk: DeskPage) -> None:
    told = words(desk.at("/orders/order1"))

    for each in (
        *("Order ORDER1 Paid", "Paid Mar 2, 12:00", "Promised to leave by 2026-03-"),
        *("2 × River band", "Engraved: Ada", "RIVER-BAND-7", "Jo Buyer 1 Elm St Austin, TX 78701"),
        *("It's a gift.", "For Ada", "Total $1,171.00"),
        "Start it Ship it Send money back Write a note Cancel it",
    ):
        assert each in told, each


def test_an_order_s_money_papers_disputes_and_notes_are_shown(desk: DeskPage) -> None:
    desk.agree("/orders/ORDER1/refund", what="amount", amount="12.50", reason="a scratch")
    desk.agree("/orders/ORDER1/note", text="Wants it <by> May")
    asked = Dispute("dp_1", "pi_1", 1000, "product_not_received", "needs_response", NOON, NOON)
    desk.shop.book.commit(Change(rewritten(desk.order(), disputes=(asked,))))

    told = words(desk.at("/orders/ORDER1"))

    assert "$12.50, on its way" in told
    assert "a scratch" in told
    assert "Wants it <by> May" in told
    assert "$10.00: product not received, needs response" in told
    assert "Send money back" not in told


def test_an_order_goes_from_paid_to_delivered(desk: DeskPage) -> None:
    desk.send("/orders/ORDER1/start", **hidden(desk.at("/orders/ORDER1/start")), answer="yes")
    desk.agree("/orders/ORDER1/ship", **SHIPPED)
    last = desk.agree("/orders/ORDER1/delivered", on="")

    after = desk.order()
    assert last.headers["location"].endswith("/orders/ORDER1?done=delivered")
    assert after.status is Status.DELIVERED
    assert verify(desk.shop.ledger.entries(after.chain)) == after.head
    assert "With USPS, 9400 1000 0000." in words(desk.at("/orders/ORDER1"))
    assert "It has arrived." in words(desk.at("/orders/ORDER1?done=delivered"))


def test_before_anything_is_done_it_is_said_what_would_happen(desk: DeskPage) -> None:
    form = {"what": "lines", "units_1": "1", "units_2": "0", "restock": "yes"}
    before = desk.order()

    told = words(desk.send("/orders/ORDER1/refund", **form))

    assert "$482.47 of order ORDER1 goes back to the buyer. That can't be taken back." in told
    assert "1 × RIVER-BAND-7 is for sale again. 1 mail to the buyer." in told
    assert desk.order() == before


def test_a_line_is_refunded_and_back_on_the_shelf(desk: DeskPage) -> None:
    desk.agree("/orders/ORDER1/refund", what="lines", units_1="1", restock="yes")

    (made,) = desk.order().refunds
    assert (made.amount, made.units, made.state) == (48247, (1, 0), RefundState.OWED)
    assert desk.shop.counters("RIVER-BAND-7") == (1, 0, 1)


@pytest.mark.parametrize(
    ("step", "typed", "says"),
    [
        ("ship", {"carrier": "usps", "number": "9"}, "A tracking number has 4 to 40 letters"),
        ("ship", {"carrier": "pigeon"}, "Write usps, ups, fedex, dhl or other."),
        ("note", {"text": "  "}, "Write between 1 and 2,000 characters."),
        ("delivered", {"on": "2026-03-01"}, "can't be marked as delivered. You can start it"),
        ("refund", {"what": "amount", "amount": "$5"}, "“$5” is no price."),
        ("refund", {"what": "amount", "amount": ""}, "Write how much goes back"),
        ("refund", {"what": "amount", "amount": "1171.01"}, "has 1171.00 left"),
        ("refund", {"what": "lines", "units_1": "0"}, "Say how many of which piece"),
        ("refund", {"what": "lines", "units_1": "two"}, "Line 1: write how many as a number"),
        ("refund", {"what": "lines", "units_9": "1"}, "has no line 9: it has 2."),
        ("refund", {"what": "lines", "units_1": "3"}, "3 can't be refunded, 2 of 2 are left"),
        ("refund", {"what": "all", "restock": "yes"}, "choose “These pieces”"),
    ],
)
def test_what_can_t_be_is_said_and_keeps_what_was_typed(
    desk: DeskPage, step: str, typed: dict[str, str], says: str
) -> None:
    before = desk.order()

    answer = desk.send(f"/orders/ORDER1/{step}", **typed, answer="yes")

    assert answer.status_code == 422
    assert says in words(answer)
    assert desk.order() == before


@pytest.mark.parametrize("on", ["2026-03-01", "2999-01-01", "tomorrow"])
def test_a_parcel_arrives_after_it_left_and_not_in_the_future(desk: DeskPage, on: str) -> None:
    desk.agree("/orders/ORDER1/ship", **SHIPPED)

    answer = desk.send("/orders/ORDER1/delivered", on=on, answer="yes")

    assert answer.status_code == 422
    assert 'href="#on"' in answer.text
    assert desk.order().status is Status.SHIPPED


def test_what_somebody_else_changed_meanwhile_is_said_and_nothing_typed_is_lost(
    desk: DeskPage,
) -> None:
    looked = desk.send("/orders/ORDER1/ship", **SHIPPED)
    desk.agree("/orders/ORDER1/note", text="Wait for the box")

    answer = desk.send("/orders/ORDER1/ship", **hidden(looked), answer="yes")

    assert answer.status_code == 409
    assert "Somebody else has just changed order ORDER1 Nothing was done" in words(answer)
    assert hidden(answer) == {**SHIPPED, "revision": str(desk.order().revision)}
    assert desk.order().status is Status.PAID
    desk.send("/orders/ORDER1/ship", **hidden(answer), answer="yes")
    assert desk.order().status is Status.SHIPPED


def test_what_was_typed_can_be_changed_before_it_is_done(desk: DeskPage) -> None:
    looked = desk.send("/orders/ORDER1/note", text="Line 1\r\nLine <2>")

    again = desk.send("/orders/ORDER1/note", text="Line 1\r\nLine <2>", answer="change")

    assert looked.status_code == again.status_code == 200
    assert "Line 1\nLine &lt;2&gt;</textarea>" in again.text
    assert desk.order().notes == ()


def test_a_step_that_is_done_already_isn_t_done_again(desk: DeskPage) -> None:
    asked = hidden(desk.at("/orders/ORDER1/cancel"))
    desk.send("/orders/ORDER1/cancel", **asked, answer="yes", reason="the stone broke")

    again = desk.send("/orders/ORDER1/cancel", **asked, answer="yes")

    assert again.status_code == 422
    assert "can't be canceled" in words(again)
    assert desk.order().refunded_total == 117100
    assert len(desk.order().refunds) == 1


@pytest.mark.parametrize(
    "path",
    ["/orders/NOBODYS", "/orders/ORDER1/explode", "/stock/NOTHING/sold", "/stock/EMBER-RING/eat"],
)
def test_an_address_that_leads_nowhere_is_said_kindly(desk: DeskPage, path: str) -> None:
    answer = desk.at(path)

    assert answer.status_code == 404
    assert "Orders" in words(answer)


def test_what_was_sold_at_a_market_can_t_be_bought_here(desk: DeskPage) -> None:
    looked = desk.send("/stock/DAWN-HOOPS/sold", count="3", why="market")
    done = desk.send("/stock/DAWN-HOOPS/sold", **hidden(looked), answer="yes")

    assert "3 × Dawn hoops: sold elsewhere?" in words(looked)
    assert "7 will be left." in words(looked)
    assert done.headers["location"].endswith("/stock?done=DAWN-HOOPS")
    assert desk.shop.counters("DAWN-HOOPS") == (7, 0, 3)
    assert desk.shop.ledger.head("sku#DAWN-HOOPS").sequence == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"count": "11", "why": "market"}, "only 10 left"),
        ({"count": "0", "why": "market"}, "from 1 to 9,999"),
        ({"count": "many", "why": "market"}, "from 1 to 9,999"),
        ({"count": "1", "why": "because"}, "Choose a reason."),
    ],
)
def test_stock_that_can_t_go_is_said(desk: DeskPage, typed: dict[str, str], says: str) -> None:
    answer = desk.send("/stock/DAWN-HOOPS/lost", **typed, answer="yes", revision="0")

    assert answer.status_code == 422
    assert says in words(answer)
    assert desk.shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_stock_that_somebody_else_counted_meanwhile_is_asked_again(desk: DeskPage) -> None:
    looked = desk.send("/stock/DAWN-HOOPS/sold", count="3", why="market")
    desk.agree("/stock/DAWN-HOOPS/lost", count="2", why="broken")

    answer = desk.send("/stock/DAWN-HOOPS/sold", **hidden(looked), answer="yes")

    assert answer.status_code == 409
    assert "5 will be left." in words(answer)
    assert hidden(answer) == {"count": "3", "why": "market", "revision": "1"}
    assert desk.shop.counters("DAWN-HOOPS") == (8, 0, 2)


def test_low_stock_leaves_out_what_there_is_enough_of(desk: DeskPage) -> None:
    low, every = words(desk.at("/stock")), words(desk.at("/stock?show=all"))

    assert "Ember ring 1 left of 1" in low
    assert "Dawn hoops" not in low
    assert "Dawn hoops 10 left of 10" in every
    assert "Gold" not in every  # made to order, so nothing is counted


def test_sales_are_a_chart_with_a_table(desk: DeskPage) -> None:
    desk.agree("/orders/ORDER1/refund", what="amount", amount="171.00")

    page = desk.at("/sales")

    assert page.text.count('<rect class="bar"') == 1
    assert page.text.count('<rect class="bar back"') == 1
    assert "Best week: the one of March 2, with $1,171.00." in words(page)
    assert "March 2 1 $1,171.00 $171.00" in words(page)


def test_a_shop_that_sold_nothing_has_an_empty_chart(tmp_path: Path) -> None:
    page = DeskPage(SmallShop(), tmp_path).at("/sales")

    assert "Nothing was sold in these weeks." in words(page)
    assert "<rect" not in page.text


def test_a_piece_s_first_picture_comes_from_the_built_site(desk: DeskPage) -> None:
    page, picture = desk.at("/orders"), desk.at("/pictures/river-band")

    assert "/pictures/river-band" in page.text
    assert (picture.status_code, picture.content) == (200, b"1-320.cc33.jpg")


@pytest.mark.parametrize("slug", ["ember-ring", "%2e%2e", "River-Band", "..%2fpictures"])
def test_what_is_no_picture_of_a_piece_is_not_read(
    desk: DeskPage, tmp_path: Path, slug: str
) -> None:
    (tmp_path / "1-320.dd44.jpg").write_bytes(b"not a piece's")

    assert desk.at(f"/pictures/{slug}").status_code == 404


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [
        (BookUnavailableError(), 503, "The shop's database isn't answering."),
        (RuntimeError(), 500, "What it was is written in the terminal."),
    ],
    ids=["database", "unexpected"],
)
def test_what_goes_wrong_is_said_on_a_page(
    tmp_path: Path, fault: Exception, status: int, says: str
) -> None:
    class BrokenShelf(FakeShelf):
        def facts(self) -> ShopFacts | None:
            raise fault

    shop = SmallShop()
    shop.shelf = BrokenShelf(shop.tables)

    answer = DeskPage(shop, tmp_path).at("/stock")

    assert answer.status_code == status
    assert says in words(answer)
    assert answer.headers["cache-control"] == "no-store"
