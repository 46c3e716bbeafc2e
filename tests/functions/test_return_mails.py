"""Mails of what comes back: each step is told, a withdrawal with its time, and what it can't reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.mail import Letter
from domain.order_book import Change
from domain.orders import Order
from domain.return_steps import HELD_ON_THE_WAY, accept, close, receive, reject
from domain.returned import Reason, ReturnedLine
from domain.returns import Asked, request
from domain.withdrawal import Why, refused, withdraw
from tests.domain.test_returns import LAST, SIX, TODAY, delivered
from tests.domain.test_withdrawal import ENGRAVED, begun, paid
from tests.samples import FACTS, ORIGIN, SmallShop


@pytest.fixture
def shop() -> SmallShop:
    return SmallShop()


def sent_after(shop: SmallShop, step: Callable[[Order], Change]) -> dict[str, Letter]:
    """The mails of one step, by what they are about."""
    shop.delivery.sweep()
    shop.mailer.sent.clear()
    shop.book.commit(step(shop.order("ORDER1")))
    shop.delivery.sweep()
    about = {each.id: each.about for each in shop.tables.outbox.values()}
    return {about[each.tags["message"]]: each for each in shop.mailer.sent}


def ask(shop: SmallShop, *lines: ReturnedLine, words: str = "") -> dict[str, Letter]:
    asked = Asked(Reason.SIZE, lines, words)
    return sent_after(shop, lambda order: request(order, asked, LAST, TODAY, shop.clock()))


def bodies(letter: Letter) -> tuple[str, str]:
    return letter.text, letter.html.replace("&#39;", "'")


@pytest.mark.promise("returns/each-step-mailed")
def test_asking_is_confirmed_to_the_buyer_and_told_to_the_owner_with_what_to_type(
    shop: SmallShop,
) -> None:
    delivered(shop)

    mails = ask(shop, SIX, ReturnedLine(1, 1), words="Too <b>wide</b>")

    assert set(mails) == {"return_requested", "owner_return"}
    assert mails["return_requested"].recipient == "jo@buyer.example"
    for body in bodies(mails["return_requested"]):
        assert "1 × River band, US 7, in exchange for River band, US 6" in body
        assert "1 × Dawn hoops" in body
        assert "we hold it until March 9, 2026" in body
        assert f"{ORIGIN}/api/orders/order?t=" in body
        assert "wide" not in body
    assert mails["owner_return"].recipient == FACTS.mail
    for body in bodies(mails["owner_return"]):
        assert "It doesn’t fit" in body
        assert "shop return accept ORDER1-B1" in body
    assert "Too <b>wide</b>" in mails["owner_return"].text
    assert "Too &lt;b&gt;wide" in mails["owner_return"].html


@pytest.mark.promise("returns/each-step-mailed")
def test_a_yes_says_how_to_send_it_and_a_no_why(shop: SmallShop) -> None:
    delivered(shop)
    ask(shop, SIX)
    words = "Send it to 118 Granite Row.\nUse USPS."

    mails = sent_after(shop, lambda order: accept(order, "ORDER1-B1", words, shop.clock()))
    for body in bodies(mails["return_accepted"]):
        assert "Send it to 118 Granite Row.\nUse USPS." in body
        assert "Write" in body
        assert "ORDER1-B1" in body
        assert "until April 1, 2026" in body

    why = "It was worn for a week."
    mails = sent_after(shop, lambda order: reject(order, "ORDER1-B1", why, shop.clock()))
    for body in bodies(mails["return_rejected"]):
        assert "It was worn for a week." in body
        assert "The rights that the law gives you stay" in body


@pytest.mark.promise("returns/each-step-mailed")
def test_arrival_and_exchange_are_told_and_the_owner_is_told_what_to_pack(shop: SmallShop) -> None:
    delivered(shop)
    ask(shop, SIX)
    sent_after(shop, lambda order: accept(order, "ORDER1-B1", "To us.", shop.clock()))

    arrived = sent_after(
        shop, lambda order: receive(order, "ORDER1-B1", shop.clock(), restock=True)
    )
    closed = sent_after(shop, lambda order: close(order, "ORDER1-B1", shop.clock()))

    for body in bodies(arrived["return_received"]):
        assert "when the other one leaves" in body
    assert set(closed) == {"return_exchanged", "owner_exchange"}
    for body in bodies(closed["return_exchanged"]):
        assert "1 × River band, US 6" in body
        assert "It costs nothing" in body
    for body in bodies(closed["owner_exchange"]):
        assert "(RIVER-BAND-6)" in body
        assert "1 Elm St" in body


def test_the_end_of_a_hold_is_told_with_what_is_left(shop: SmallShop) -> None:
    delivered(shop)
    ask(shop, SIX)
    sent_after(shop, lambda order: accept(order, "ORDER1-B1", "To us.", shop.clock()))
    shop.mailer.sent.clear()

    shop.clock.at += HELD_ON_THE_WAY + timedelta(minutes=1)
    shop.delivery.sweep()
    shop.delivery.sweep()

    (mail,) = shop.mailer.sent
    for body in bodies(mail):
        assert "the other piece is for sale again" in body
        assert "You get your money for it then" in body


@pytest.mark.promise("returns/withdrawal-acknowledged")
def test_a_withdrawal_is_acknowledged_at_once_with_its_time_and_what_it_can_t_reach(
    shop: SmallShop,
) -> None:
    delivered(shop, *ENGRAVED)

    mails = sent_after(shop, lambda order: withdraw(order, None, LAST, TODAY, shop.clock()))

    assert set(mails) == {"withdrawal", "owner_return"}
    for body in bodies(mails["withdrawal"]):
        plain = body.replace("<strong>", "").replace("</strong>", "")
        assert "It reached us on March 2, 2026 at 12:00\u202fPM CST" in plain
        assert "2 × River band, US 7" in body
        assert "1 × Granite signet, engraved “Ada”" in body
        assert "engraved for you, so nobody else could wear it" in body
        assert "118 Granite Row" in body
    for body in bodies(mails["owner_return"]):
        assert "Withdrawn from." in body
        assert "shop return receive ORDER1-B1" in body


def test_what_hasn_t_left_needs_no_parcel(shop: SmallShop) -> None:
    begun(shop)

    mails = sent_after(shop, lambda order: withdraw(order, (1, 0), None, TODAY, shop.clock()))

    for body in bodies(mails["withdrawal"]):
        assert "there is nothing for you to send" in body
        assert "118 Granite Row" not in body.split("--")[0].split("muted ruled")[0]
    for body in bodies(mails["owner_return"]):
        assert "leave those pieces out" in body


def test_what_isn_t_begun_is_called_off_whole(shop: SmallShop) -> None:
    paid(shop)

    mails = sent_after(shop, lambda order: withdraw(order, None, None, TODAY, shop.clock()))

    assert set(mails) == {"withdrawal", "canceled", "owner_canceled"}
    for body in bodies(mails["withdrawal"]):
        assert "the whole order is called off. All of your money goes back" in body


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("late", "the last day for it was April 1, 2026"),
        ("exempt", "engraved for you"),
        ("nothing", "sent back or paid back before"),
        ("state", "it is delivered, and there is nothing to withdraw from"),
    ],
)
def test_a_withdrawal_that_changes_nothing_is_answered_with_the_reason(
    shop: SmallShop, why: Why, says: str
) -> None:
    delivered(shop, "SIGNET-7-SILVER 1 20500 Ada")

    mails = sent_after(shop, lambda order: refused(order, why, shop.clock()))

    for body in bodies(mails["withdrawal_refused"]):
        assert says in body
        assert "12:00\u202fPM CST" in body
