"""A buyer shows by a code that the order is theirs, and may then change it as far as it has got."""

import re
from datetime import timedelta

import pytest

from domain.fulfilment import ship, start
from domain.kept_orders import bared
from domain.order_book import Change
from domain.ordered import Shipment
from domain.orders import Order, Status
from tests.functions.browser import FORM, Visitor
from tests.samples import SmallShop, cart

PRIVATE = ("Jo Buyer", "1 Elm St", "78701")
ELSEWHERE = {
    "name": "Al Buyer",
    "line1": "2 Oak St",
    "line2": "",
    "city": "Dallas",
    "state": "TX",
    "postal_code": "75201",
}


class Buyer:
    """Jo, who has paid for two pieces and has the mail with the link."""

    def __init__(self, shop: SmallShop) -> None:
        self.shop = shop
        self.visitor = Visitor(shop)
        order = shop.begin(cart("RIVER-BAND-7 1 48000", "DAWN-HOOPS 2 32000"))
        shop.payments.pay("cs_1")
        shop.settlement.handle(shop.event(order))
        self.url = self.link(order)

    def link(self, order: Order) -> str:
        token = self.shop.links.sign("order", order.id, self.shop.clock() + timedelta(days=90))
        return f"/api/orders/order?t={token}"

    @property
    def order(self) -> Order:
        return self.shop.order("ORDER1")

    def posts(self, do: str, **fields: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 — the client's own answer
        return self.visitor.orders.post(self.url, data={"do": do} | fields, headers=FORM)

    def code(self) -> str:
        """Has a code mailed, and reads it."""
        assert self.posts("code").status_code == 303
        self.shop.delivery.sweep()
        mail = self.shop.letters_to_buyers[-1]
        assert mail.recipient == "jo@buyer.example"
        found = re.search(r"^ {4}(\d{6})$", mail.text, re.MULTILINE)
        assert found
        return found[1]

    def whole(self) -> tuple[str, str]:
        """The page of the whole order, and what its forms are sent with."""
        page = self.posts("show", code=self.code())
        assert page.status_code == 200
        found = re.search(r'name="w" value="([^"]+)"', page.text)
        return page.text, found[1] if found else ""


@pytest.fixture
def jo() -> Buyer:
    return Buyer(SmallShop())


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.promise("terms/whole-order")
def test_the_code_from_the_mail_shows_the_whole_order(jo: Buyer) -> None:
    before = jo.visitor.orders.get(jo.url).text
    page, _ = jo.whole()

    for private in PRIVATE:
        assert private not in before
        assert private in page
    assert "Cancel this order" in page
    assert "Send it to another address" in page


@pytest.mark.promise("terms/whole-order")
def test_a_wrong_code_shows_nothing_and_three_of_them_end_it(jo: Buyer) -> None:
    code = jo.code()

    answers = [jo.posts("show", code=other(code)) for _ in range(3)]
    at_last = jo.posts("show", code=code)

    assert [each.status_code for each in (*answers, at_last)] == [422] * 4
    assert "A code can be tried 3 times" in answers[2].text
    for private in PRIVATE:
        assert private not in at_last.text


def test_a_code_is_good_once_and_for_ten_minutes(jo: Buyer) -> None:
    first = jo.code()
    jo.shop.clock.forward(minutes=10)
    late = jo.posts("show", code=first)
    code = jo.code()

    once = jo.posts("show", code=code)
    twice = jo.posts("show", code=code)

    assert [each.status_code for each in (late, once, twice)] == [422, 200, 422]
    assert "its ten minutes are over" in twice.text


def test_a_newer_code_ends_the_one_before(jo: Buyer) -> None:
    first, second = jo.code(), jo.code()

    assert first != second
    assert jo.posts("show", code=first).status_code == 422
    assert jo.posts("show", code=second).status_code == 200


def test_codes_for_one_order_are_mailed_five_times_a_day(jo: Buyer) -> None:
    answers = [jo.posts("code").status_code for _ in range(6)]
    jo.shop.clock.forward(days=1)
    next_day = jo.posts("code").status_code

    assert [*answers, next_day] == [303] * 5 + [429, 303]


def test_the_order_keeps_no_code_that_could_be_read(jo: Buyer) -> None:
    code = jo.code()

    assert jo.order.proof
    assert code not in repr(jo.order)
    assert code not in repr(jo.shop.tables.ledger)


def test_another_orders_code_and_token_open_nothing(jo: Buyer) -> None:
    _, theirs = jo.whole()
    other_order = jo.shop.buy("EMBER-RING")
    jo.shop.payments.pay("cs_2")
    jo.shop.settlement.handle(jo.shop.event(other_order, number=2))
    code = jo.code()
    jo.url = jo.link(other_order)

    shown = jo.posts("show", code=code)
    canceled = jo.posts("cancel", w=theirs)

    assert (shown.status_code, canceled.status_code) == (422, 410)
    assert jo.shop.order(other_order.id).status is Status.PAID


def test_looking_at_the_page_or_following_its_address_spends_no_code(jo: Buyer) -> None:
    code = jo.code()

    for _ in range(3):
        assert jo.visitor.orders.get(f"{jo.url}&do=show&code={code}").status_code == 200

    assert jo.posts("show", code=code).status_code == 200


@pytest.mark.promise("terms/change-until-it-ships")
def test_the_buyer_sends_it_elsewhere_and_both_sides_are_told(jo: Buyer) -> None:
    _, token = jo.whole()
    jo.shop.delivery.sweep()
    jo.shop.mailer.sent.clear()

    page = jo.posts("readdress", w=token, **ELSEWHERE)
    jo.shop.delivery.sweep()

    assert page.status_code == 200
    assert "It goes there now." in page.text
    assert jo.order.address
    assert (jo.order.address.line1, jo.order.address.country) == ("2 Oak St", "US")
    to_owner, to_buyer = sorted(jo.shop.mailer.sent, key=lambda each: each.recipient)
    assert "2 Oak St" in to_owner.text
    assert "2 Oak St" not in to_buyer.text
    assert "Dallas, TX" in to_buyer.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"line1": " "}, "Enter the street and the number."),
        ({"postal_code": ""}, "Enter the postal code."),
        ({"name": "x" * 101}, "Shorten it to 100 characters."),
        ({"city": "Dal\x00las"}, "Use letters, numbers and spaces only."),
    ],
)
def test_an_address_that_cant_be_written_on_a_parcel_is_asked_for_again(
    jo: Buyer, fields: dict[str, str], sentence: str
) -> None:
    _, token = jo.whole()

    page = jo.posts("readdress", w=token, **ELSEWHERE | fields)

    assert page.status_code == 422
    assert page.text.count(sentence) == 2
    assert 'value="Al Buyer"' in page.text or "name" in fields
    assert jo.order.address
    assert jo.order.address.line1 == "1 Elm St"


def test_another_country_is_no_field_of_the_form(jo: Buyer) -> None:
    _, token = jo.whole()

    jo.posts("readdress", w=token, country="CA", **ELSEWHERE)

    assert jo.order.address
    assert jo.order.address.country == "US"


@pytest.mark.promise("terms/change-until-it-ships")
def test_the_buyer_cancels_and_the_money_goes_back(jo: Buyer) -> None:
    _, token = jo.whole()

    answer = jo.posts("cancel", w=token)
    again = jo.posts("cancel", w=token)
    jo.shop.delivery.sweep()

    assert (answer.status_code, again.status_code) == (303, 303)
    assert jo.order.status is Status.CANCELLED
    assert jo.order.why == "canceled_by_buyer"
    assert jo.order.refunded_total == jo.order.paid_total
    assert jo.shop.counters("RIVER-BAND-7") == (2, 0, 0)
    assert "It was canceled on" in jo.visitor.orders.get(jo.url).text


@pytest.mark.promise("terms/change-until-it-ships")
def test_what_is_begun_cant_be_canceled_and_what_left_cant_be_sent_elsewhere(jo: Buyer) -> None:
    _, token = jo.whole()
    jo.shop.book.commit(start(jo.order, jo.shop.clock()))

    canceled = jo.posts("cancel", w=token)
    elsewhere = jo.posts("readdress", w=token, **ELSEWHERE)
    jo.shop.book.commit(ship(jo.order, Shipment("usps", "9400"), jo.shop.clock()))
    too_late = jo.posts("readdress", w=token, **ELSEWHERE | {"line1": "3 Ash St"})

    answers = [canceled, elsewhere, too_late]
    assert [each.status_code for each in answers] == [409, 200, 409]
    assert "the order has moved on" in canceled.text
    assert jo.order.status is Status.SHIPPED
    assert jo.order.address
    assert jo.order.address.line1 == "2 Oak St"
    page, _ = jo.whole()
    assert "Cancel this order" not in page
    assert "Send it to another address" not in page


def test_a_page_that_was_left_open_changes_nothing_after_half_an_hour(jo: Buyer) -> None:
    _, token = jo.whole()
    jo.shop.clock.forward(minutes=30)

    answer = jo.posts("cancel", w=token)

    assert answer.status_code == 410
    assert "Have a new code mailed" in answer.text
    assert jo.order.status is Status.PAID


def test_nobody_can_be_shown_to_be_the_buyer_of_an_erased_order(jo: Buyer) -> None:
    jo.shop.book.commit(Change(bared(jo.order, jo.shop.clock())))

    page = jo.visitor.orders.get(jo.url)
    answer = jo.posts("code")

    assert page.status_code == 200
    assert "The whole order" not in page.text
    assert answer.status_code == 409
    assert not [each for each in jo.shop.tables.outbox.values() if each.about == "order_code"]


def test_a_form_on_somebody_elses_page_changes_nothing(jo: Buyer) -> None:
    _, token = jo.whole()

    answer = jo.visitor.orders.post(
        jo.url, data={"do": "cancel", "w": token}, headers=FORM | {"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 400
    assert jo.order.status is Status.PAID


def test_the_invoice_is_opened_from_the_page_and_printed_alone(jo: Buyer) -> None:
    jo.shop.delivery.sweep()
    page, _ = jo.whole()
    found = re.search(r'href="(/api/orders/invoice\?t=[^"]+)"', page)
    assert found

    paper = jo.visitor.orders.get(found[1])
    jo.shop.clock.forward(minutes=30)
    late = jo.visitor.orders.get(found[1])

    assert paper.status_code == 200
    assert paper.headers["Cache-Control"] == "no-store"
    for words in ("Invoice 2026-0001", "March 2, 2026", "118 Granite Row", *PRIVATE, "$1,126.00"):
        assert words in paper.text.replace('<span class="number">2026', "2026")
    assert late.status_code == 410
