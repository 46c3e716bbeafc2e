"""The buyer's page of what comes back: by the order's link alone, kind about everything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from domain.exports import ExportsUnavailableError
from domain.handing_over import LARGEST_PROOF
from domain.kept_orders import bared
from domain.order_book import Change
from domain.orders import Order
from domain.return_pictures import MOST_PICTURES, picture_keys
from domain.return_steps import accept, close, receive, reject
from domain.returned import Reason, Return, ReturnedLine, ReturnState
from tests.domain.test_returns import delivered
from tests.domain.test_withdrawal import ENGRAVED, begun, paid
from tests.functions.browser import FORM, Visitor
from tests.samples import SmallShop

if TYPE_CHECKING:
    from httpx2 import Response

JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(SmallShop())


def token(visitor: Visitor, order: Order, *, days: int = 60) -> str:
    until = visitor.shop.clock() + timedelta(days=days)
    return visitor.shop.links.sign("order", order.id, until)


def page(visitor: Visitor, order: Order) -> str:
    answer = visitor.orders.get(f"/api/orders/return?t={token(visitor, order)}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


def ask(visitor: Visitor, order: Order, **fields: str) -> Response:
    sent = {"t": token(visitor, order), "known": "0", "reason": "size"} | {
        name.replace("_", "-"): value for name, value in fields.items()
    }
    return visitor.orders.post("/api/orders/return", content=urlencode(sent), headers=FORM)


def returned(visitor: Visitor) -> tuple[Return, ...]:
    return visitor.shop.order("ORDER1").returns


@pytest.mark.promise("returns/asked-without-an-account")
def test_a_piece_of_two_is_asked_back_and_the_page_says_how_it_stands(visitor: Visitor) -> None:
    order = delivered(visitor.shop)
    form = page(visitor, order)
    assert "River band, US 7" in form
    assert "You can until April 1, 2026" in form

    answer = ask(visitor, order, count_1="1", words="Too wide")

    assert answer.status_code == 303
    (it,) = returned(visitor)
    assert (it.state, it.lines, it.words) == (
        *(ReturnState.REQUESTED, (ReturnedLine(0, 1),), "Too wide"),
    )
    told = visitor.orders.get(answer.headers["location"].removeprefix("https://shop.example")).text
    assert "ORDER1-B1" in told
    assert "You asked on March 2" in told
    assert re.search(r'id="count-1" name="count-1">\s*(<option.*?\s*){2}</select>', told)


@pytest.mark.promise("returns/exchange-held")
def test_an_exchange_holds_its_piece_and_the_page_says_until_when(visitor: Visitor) -> None:
    order = delivered(visitor.shop)

    ask(visitor, order, count_1="1", instead_1="RIVER-BAND-6")

    assert visitor.shop.counters("RIVER-BAND-6") == (2, 1, 0)
    told = page(visitor, order)
    assert "1 × River band, US 7, in exchange for River band, US 6" in told
    assert "waits for you until March 9" in told


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({}, "count-1", "Choose how many you send back"),
        ({"count_1": "3"}, "count-1", "Choose a number from 0 to 2."),
        ({"count_1": "-1"}, "count-1", "Choose a number from 0 to 2."),
        ({"count_1": "²"}, "count-1", "Choose a number from 0 to 2."),
        ({"count_1": "9" * 5000}, "count-1", "Choose a number from 0 to 2."),
        ({"count_1": "1", "reason": "withdrawn"}, "reason", "Choose the reason"),
        ({"count_1": "1", "reason": ""}, "reason", "Choose the reason"),
        ({"count_1": "1", "words": "x" * 1001}, "words", "Shorten it to 1,000"),
        ({"count_1": "1", "words": "a\x00b"}, "words", "signs that can’t be seen"),
        ({"count_1": "1", "instead_1": "EMBER-RING"}, "instead-1", "can’t be had in exchange"),
        ({"count_1": "1", "instead_1": "nothing'; --"}, "instead-1", "can’t be had in exchange"),
        ({"count_2": "1"}, "count-2", "engraved for you, so nobody else could wear it"),
    ],
)
def test_what_can_t_be_is_said_at_its_field_and_nothing_is_noted(
    visitor: Visitor, fields: dict[str, str], field: str, sentence: str
) -> None:
    order = delivered(visitor.shop, *ENGRAVED)

    answer = ask(visitor, order, **fields)

    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}"' in answer.text
    assert sentence in answer.text
    assert not returned(visitor)


@pytest.mark.promise("returns/faults-of-everything")
def test_what_was_engraved_comes_back_if_something_is_wrong_with_it(visitor: Visitor) -> None:
    order = delivered(visitor.shop, *ENGRAVED)
    visitor.shop.clock.forward(days=50)

    answer = ask(visitor, order, count_2="1", reason="defect")

    assert answer.status_code == 303
    assert returned(visitor)[0].reason is Reason.DEFECT


@pytest.mark.promise("returns/taken-back-in-time")
def test_after_the_last_day_a_change_of_mind_is_too_late_and_the_page_says_so(
    visitor: Visitor,
) -> None:
    order = delivered(visitor.shop)
    visitor.shop.clock.forward(days=30)
    assert ask(visitor, order, count_1="1", reason="changed_mind").status_code == 303

    visitor.shop.clock.forward(days=1)
    late = ask(visitor, order, known="1", count_1="1", reason="changed_mind")

    assert late.status_code == 422
    assert "The time to send it back ended on" in late.text
    assert "without a reason was April 1, 2026" in late.text
    assert len(returned(visitor)) == 1


def test_what_was_pressed_twice_is_noted_once(visitor: Visitor) -> None:
    order = delivered(visitor.shop)
    ask(visitor, order, count_1="1")

    again = ask(visitor, order, count_1="1")

    assert again.status_code == 422
    assert "has changed meanwhile" in again.text
    assert len(returned(visitor)) == 1


class Overtaken:
    """A part before whose next call to `method` somebody else acts."""

    def __init__(self, part: object, method: str, meanwhile: Callable[[], object]) -> None:
        self._part, self._method, self._meanwhile = part, method, meanwhile

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — whatever the part has
        if name == self._method:
            self._method = ""
            self._meanwhile()
        return getattr(self._part, name)


def test_two_who_press_at_once_get_one_return() -> None:
    shop = SmallShop()
    order, book = delivered(shop), shop.book
    first = Visitor(shop)
    shop.book = Overtaken(book, "commit", lambda: ask(first, order, count_1="1"))

    answer = ask(Visitor(shop), order, count_1="1")

    assert answer.status_code == 422
    assert "has changed meanwhile" in answer.text
    assert len(returned(first)) == 1


def test_what_went_to_someone_else_in_that_moment_is_said_at_its_field() -> None:
    shop = SmallShop()
    order, book = delivered(shop, "SIGNET-7-SILVER 1 18000"), shop.book
    shop.book = Overtaken(book, "commit", lambda: shop.buy("SIGNET-8-SILVER"))

    answer = ask(Visitor(shop), order, count_1="1", instead_1="SIGNET-8-SILVER")

    assert answer.status_code == 422
    assert "has just gone to someone else" in answer.text
    assert 'href="#instead-1"' in answer.text
    assert not shop.order("ORDER1").returns


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guessed_an_expired_and_a_foreign_link_open_nothing(
    visitor: Visitor, method: str
) -> None:
    order = delivered(visitor.shop)
    soon = visitor.shop.clock() + timedelta(minutes=1)
    expired = token(visitor, order, days=-1)
    foreign = visitor.shop.links.sign("thanks", order.id, soon)
    deleted = visitor.shop.links.sign("order", "NOBODYS", soon)

    def status(text: str) -> int:
        if method == "get":
            return visitor.orders.get("/api/orders/return", params={"t": text}).status_code
        body = urlencode({"t": text, "known": "0", "count-1": "1", "reason": "size"})
        return visitor.orders.post("/api/orders/return", content=body, headers=FORM).status_code

    assert [status(each) for each in ("", "made-up", foreign, expired, deleted)] == [
        *(400, 400, 400, 410, 410),
    ]
    assert not returned(visitor)


def test_a_form_on_somebody_else_s_site_sends_nothing_back(visitor: Visitor) -> None:
    order = delivered(visitor.shop)
    body = urlencode({"t": token(visitor, order), "known": "0", "count-1": "1", "reason": "size"})

    answer = visitor.orders.post(
        "/api/orders/return", content=body, headers=FORM | {"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 400
    assert not returned(visitor)


def test_of_an_order_whose_buyer_was_forgotten_nothing_can_be_asked_and_nothing_is_offered(
    visitor: Visitor,
) -> None:
    order = delivered(visitor.shop)
    visitor.shop.book.commit(Change(bared(order, visitor.shop.clock())))

    told = page(visitor, order)
    answer = ask(visitor, order, count_1="1")

    assert "There is nothing of this order that could come back." in told
    assert answer.status_code == 422
    assert not returned(visitor)


def test_what_hasn_t_left_is_withdrawn_from_and_not_sent_back(visitor: Visitor) -> None:
    order = begun(visitor.shop)

    told = page(visitor, order)

    assert "hasn’t left our workshop" in told
    assert "Withdraw" not in told.split("<h1>")[0]
    assert "/api/orders/withdraw?t=" in told
    assert ask(visitor, order, count_1="1").status_code == 422


def test_the_order_s_page_leads_to_both(visitor: Visitor) -> None:
    order = delivered(visitor.shop)

    told = visitor.orders.get(f"/api/orders/order?t={token(visitor, order)}").text

    assert f'href="/api/orders/return?t={token(visitor, order)}">Send something back' in told
    assert (
        f'href="/api/orders/withdraw?t={token(visitor, order)}">Withdraw from contract here' in told
    )


def test_an_unpaid_order_s_page_leads_to_neither(visitor: Visitor) -> None:
    order = visitor.shop.buy("EMBER-RING")

    told = visitor.orders.get(f"/api/orders/order?t={token(visitor, order)}").text

    assert "/api/orders/return" not in told
    assert "/api/orders/withdraw" not in told


# --- pictures -------------------------------------------------------------------------------------


def damaged(visitor: Visitor) -> tuple[Order, tuple[str, ...]]:
    order = delivered(visitor.shop)
    assert ask(visitor, order, count_1="1", reason="damaged").status_code == 303
    return order, picture_keys("ORDER1-B1", visitor.shop.address_key)


def test_pictures_are_asked_for_where_there_is_something_to_see(visitor: Visitor) -> None:
    order, keys = damaged(visitor)
    told = page(visitor, order)
    assert f'name="key" value="{keys[0]}"' in told
    assert "8 MB at most" in told
    assert "after 90 days at the latest" in told

    visitor.pictures.hand_in(keys[0], JPEG)
    after = page(visitor, order)
    assert "1 picture arrived." in after
    assert f'name="key" value="{keys[1]}"' in after

    for key in keys:
        visitor.pictures.hand_in(key, JPEG)
    full = page(visitor, order)
    assert f"{MOST_PICTURES} pictures arrived." in full
    assert 'type="file"' not in full


def test_a_return_for_the_size_wants_no_picture(visitor: Visitor) -> None:
    order = delivered(visitor.shop)
    ask(visitor, order, count_1="1")

    assert 'type="file"' not in page(visitor, order)


@pytest.mark.promise("returns/pictures-are-pictures")
@pytest.mark.parametrize("file", [b"%PDF-1.7", b"<svg>", b"GIF89a", b"x" * 100, b"\xff\xd8"])
def test_a_picture_that_is_none_is_deleted_and_said(visitor: Visitor, file: bytes) -> None:
    order, keys = damaged(visitor)
    visitor.pictures.hand_in(keys[0], file)

    told = page(visitor, order)

    assert "was no photo (JPEG)" in told
    assert visitor.pictures.files == {}
    assert "was no photo" not in page(visitor, order)


def test_a_picture_of_fifty_megabytes_is_refused_by_the_form_s_own_terms() -> None:
    # The bucket holds each form to it: see tests/adapters/test_s3_doors.py.
    assert LARGEST_PROOF == 8 * 1024 * 1024


def test_where_the_bucket_is_silent_the_page_still_opens(visitor: Visitor) -> None:
    order, _ = damaged(visitor)

    def silent(key: str) -> bytes | None:
        raise ExportsUnavailableError(key)

    visitor.pictures.beginning = silent  # type: ignore[method-assign]

    assert "ORDER1-B1" in page(visitor, order)


@pytest.mark.parametrize("state", ["closed", "rejected"])
def test_what_is_decided_takes_no_picture_any_more(visitor: Visitor, state: str) -> None:
    order, _ = damaged(visitor)
    shop = visitor.shop
    if state == "rejected":
        shop.book.commit(reject(shop.order("ORDER1"), "ORDER1-B1", "Worn for weeks.", shop.clock()))
    else:
        shop.book.commit(accept(shop.order("ORDER1"), "ORDER1-B1", "To us.", shop.clock()))
        shop.book.commit(receive(shop.order("ORDER1"), "ORDER1-B1", shop.clock(), restock=False))
        shop.book.commit(close(shop.order("ORDER1"), "ORDER1-B1", shop.clock()))

    told = page(visitor, order)

    assert 'type="file"' not in told
    assert ("Worn for weeks." in told) == (state == "rejected")


# --- withdrawal -----------------------------------------------------------------------------------


def post(visitor: Visitor, path: str, **fields: str) -> Response:
    sent = {name.replace("_", "-"): value for name, value in fields.items()}
    return visitor.orders.post(f"/api/orders/{path}", content=urlencode(sent), headers=FORM)


@pytest.mark.promise("returns/withdraw-in-two-steps")
def test_a_number_and_an_address_are_enough_in_two_steps(visitor: Visitor) -> None:
    delivered(visitor.shop, *ENGRAVED)
    first = visitor.orders.get("/api/orders/withdraw")
    assert "Withdraw from contract here" in first.text

    second = post(visitor, "withdraw", number="order1", mail="Jo@Buyer.example")
    assert second.status_code == 200
    assert "Confirm withdrawal" in second.text
    assert not returned(visitor)
    answer = post(visitor, "withdraw-confirm", number="order1", mail="Jo@Buyer.example")

    assert (answer.status_code, answer.headers["location"]) == (
        *(303, "https://shop.example/api/orders/withdrawn"),
    )
    (it,) = returned(visitor)
    assert (it.state, it.reason, it.lines) == (
        *(ReturnState.ACCEPTED, Reason.WITHDRAWN, (ReturnedLine(0, 2),)),
    )
    assert "withdrawal" in {each.about for each in visitor.shop.tables.outbox.values()}


@pytest.mark.promise("returns/withdraw-alike")
@pytest.mark.parametrize(
    ("number", "mail"),
    [
        ("ORDER1", "jo@buyer.example"),
        ("ORDER1", "al@buyer.example"),
        ("ORDER9", "jo@buyer.example"),
        ("X", "nobody@nowhere.example"),
    ],
)
def test_the_answers_are_the_same_for_known_and_unknown(
    visitor: Visitor, number: str, mail: str
) -> None:
    delivered(visitor.shop)
    waiting = len(visitor.shop.tables.outbox)
    step = post(visitor, "withdraw", number=number, mail=mail)
    done = post(visitor, "withdraw-confirm", number=number, mail=mail)
    last = visitor.orders.get("/api/orders/withdrawn")

    told = step.text.replace(number, "#").replace(mail, "@")
    reference = post(visitor, "withdraw", number="ORDER7", mail="a@b.example")
    assert told == reference.text.replace("ORDER7", "#").replace("a@b.example", "@")
    assert (step.status_code, done.status_code, done.text) == (200, 303, "")
    assert "If the number and the address belong together" in last.text
    is_theirs = (number, mail) == ("ORDER1", "jo@buyer.example")
    assert (len(visitor.shop.tables.outbox) > waiting) == bool(returned(visitor)) == is_theirs


def test_too_late_is_said_by_mail_and_nowhere_else(visitor: Visitor) -> None:
    delivered(visitor.shop)
    visitor.shop.clock.forward(days=31)

    answer = post(visitor, "withdraw-confirm", number="ORDER1", mail="jo@buyer.example")

    assert answer.status_code == 303
    assert not returned(visitor)
    refusal = [e for e in visitor.shop.tables.outbox.values() if e.about == "withdrawal_refused"]
    assert [each.says for each in refusal] == ["late"]


@pytest.mark.parametrize(
    ("number", "mail", "field"),
    [
        ("", "jo@buyer.example", "number"),
        ("#-/", "jo@buyer.example", "number"),
        ("9" * 100, "jo@buyer.example", "number"),
        ("ÖRDER", "jo@buyer.example", "number"),
        ("ORDER1", "jo", "mail"),
        ("ORDER1", "jo@buyer.example\r\nBcc: al@x.example", "mail"),
    ],
)
@pytest.mark.parametrize("path", ["withdraw", "withdraw-confirm"])
def test_what_can_t_be_a_number_or_an_address_is_asked_again(
    visitor: Visitor, number: str, mail: str, field: str, path: str
) -> None:
    delivered(visitor.shop)

    answer = post(visitor, path, number=number, mail=mail)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert not returned(visitor)


def test_who_comes_by_the_order_s_link_chooses_and_sees_what_is_exempt(visitor: Visitor) -> None:
    order = delivered(visitor.shop, *ENGRAVED)
    link = token(visitor, order)
    first = visitor.orders.get(f"/api/orders/withdraw?t={link}").text
    assert "The last day to withdraw is April 1, 2026." in first
    assert "you can’t withdraw from it, because it was engraved for you" in first

    second = post(visitor, "withdraw", t=link, count_1="1")
    assert "1 × River band, US 7" in second.text
    assert not returned(visitor)
    answer = post(visitor, "withdraw-confirm", t=link, count_1="1")

    assert answer.headers["location"] == f"https://shop.example/api/orders/return?t={link}"
    assert returned(visitor)[0].lines == (ReturnedLine(0, 1),)
    assert "It reached us on March 2 at 12:00\u202fPM CST." in page(visitor, order)


@pytest.mark.parametrize("path", ["withdraw", "withdraw-confirm"])
@pytest.mark.parametrize(
    ("fields", "days", "says"),
    [
        ({"count_1": "3"}, 0, "Choose a number from 0 to 2."),
        ({"count_1": "0"}, 0, "Choose how many"),
        ({"count_2": "1"}, 0, "Choose how many"),
        ({"count_1": "1"}, 31, "The last day to withdraw is over."),
    ],
)
def test_by_the_link_it_is_said_on_the_page_what_can_t_be(
    visitor: Visitor, path: str, fields: dict[str, str], days: int, says: str
) -> None:
    order = delivered(visitor.shop, *ENGRAVED)
    visitor.shop.clock.forward(days=days)

    answer = post(visitor, path, t=token(visitor, order), **fields)

    assert answer.status_code == 422
    assert says in answer.text
    assert not returned(visitor)


@pytest.mark.promise("returns/not-begun-is-called-off")
def test_what_isn_t_begun_is_called_off_with_what_is_engraved(visitor: Visitor) -> None:
    order = paid(visitor.shop)

    post(visitor, "withdraw-confirm", t=token(visitor, order), count_1="2", count_2="1")

    assert visitor.shop.order("ORDER1").status == "cancelled"
    assert "It is done." in page(visitor, order)


def test_many_guesses_from_one_network_are_stopped_with_another_way(visitor: Visitor) -> None:
    guesser = visitor.orders_from("192.0.2.1")

    def guess(number: int) -> Response:
        body = urlencode({"number": "ORDER1", "mail": f"jo{number}@buyer.example"})
        return guesser.post("/api/orders/withdraw-confirm", content=body, headers=FORM)

    answers = [guess(number) for number in range(11)]

    assert [each.status_code for each in answers] == [303] * 10 + [429]
    assert "that counts as much" in answers[-1].text
