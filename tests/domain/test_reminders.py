"""One reminder for whoever asks for it, then the address is forgotten; none for anybody else."""

from datetime import timedelta

import msgspec
import pytest

from domain.mail import MailCutOffError, MailRefusedError, MailUnavailableError
from domain.mail_address import ADVICE, MailAddressError, read_mail_address
from domain.messages import LEASE, State
from domain.order_book import Change, StaleOrderError
from domain.orders import Order, Status
from domain.reminders import REMIND_AFTER, asked
from tests.samples import SmallShop

REMINDER = "reminder-ORDER1"


def ask(shop: SmallShop, order: Order, address: str = "jo@buyer.example") -> Change:
    change = asked(shop.order(order.id), address, shop.address_key.id_of(address), shop.clock())
    assert change
    shop.book.commit(change)
    return change


def the_next_day(shop: SmallShop) -> None:
    shop.clock.at += timedelta(hours=1)
    shop.holds.sweep()
    shop.clock.at += REMIND_AFTER


def reminders(shop: SmallShop) -> list[str]:
    return [each.recipient for each in shop.mailer.sent if each.tags["message"] == REMINDER]


@pytest.mark.promise("privacy/reminder-once")
def test_who_asks_is_reminded_once_the_next_day_and_then_forgotten() -> None:
    shop = SmallShop()
    ask(shop, shop.buy("EMBER-RING"))
    before = shop.delivery.sweep()

    the_next_day(shop)
    for _ in range(3):
        shop.delivery.sweep()
        shop.clock.forward(days=1)

    assert before == 0
    assert reminders(shop) == ["jo@buyer.example"]
    assert shop.order("ORDER1").reminder_mail is None


@pytest.mark.promise("privacy/reminder-once")
@pytest.mark.parametrize(("hours", "due"), [(0, "03-03 14:31"), (3 * 24, "03-06 14:00")])
def test_the_reminder_is_due_the_day_after_the_hold_or_after_the_asking(
    hours: int, due: str
) -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.clock.forward(hours=hours)

    (message,) = ask(shop, order).messages

    assert f"{message.due_at:%m-%d %H:%M}" == due


def test_an_address_is_forgotten_though_somebody_else_changes_the_order_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = SmallShop()
    ask(shop, shop.buy("EMBER-RING"))
    the_next_day(shop)
    commit, quicker = shop.book.commit, [StaleOrderError(), StaleOrderError()]

    def late(change: Change) -> None:
        if quicker:
            raise quicker.pop()
        commit(change)

    monkeypatch.setattr(shop.book, "commit", late)

    shop.delivery.sweep()

    assert reminders(shop) == ["jo@buyer.example"]
    assert shop.order("ORDER1").reminder_mail is None


@pytest.mark.promise("privacy/reminder-once")
def test_who_doesnt_ask_hears_nothing() -> None:
    shop = SmallShop()
    shop.buy("EMBER-RING")

    the_next_day(shop)
    shop.delivery.sweep()

    assert shop.mailer.sent == []


@pytest.mark.promise("privacy/reminder-once")
def test_the_order_forgets_the_address_as_soon_as_it_is_paid() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    ask(shop, order, "other@buyer.example")
    shop.payments.pay("cs_1")

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).reminder_mail is None


@pytest.mark.promise("privacy/reminder-once")
@pytest.mark.parametrize("status", ["paid", "unpaid"])
def test_who_pays_after_all_is_not_reminded_and_forgotten_as_well(status: str) -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    ask(shop, order)
    shop.payments.pay("cs_1", "paid" if status == "paid" else "unpaid")
    shop.settlement.handle(shop.event(order))
    shop.clock.at += REMIND_AFTER + timedelta(hours=1)

    shop.delivery.sweep()

    assert reminders(shop) == []
    assert shop.order("ORDER1").reminder_mail is None
    message = shop.outbox.get(REMINDER)
    assert message
    assert (message.state, message.reference) == (State.DONE, "not wanted")


def test_asking_twice_writes_to_the_first_address_once() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    ask(shop, order)

    assert asked(shop.order(order.id), "other@buyer.example", "whose", shop.clock()) is None
    the_next_day(shop)
    shop.delivery.sweep()

    assert reminders(shop) == ["jo@buyer.example"]


def test_an_order_that_was_asked_about_before_such_was_noted_isnt_asked_about_again() -> None:
    shop = SmallShop()
    ask(shop, shop.buy("EMBER-RING"))
    noted_before = msgspec.structs.replace(shop.order("ORDER1"), reminded=False)

    assert asked(noted_before, "other@buyer.example", "whose", shop.clock()) is None


def test_the_reminder_holds_nothing_that_was_typed_and_its_link_is_its_own() -> None:
    shop = SmallShop()
    ask(shop, shop.buy("SIGNET-7-SILVER", engraving="Ada"))
    the_next_day(shop)

    shop.delivery.sweep()

    (letter,) = [each for each in shop.mailer.sent if each.tags["message"] == REMINDER]
    for body in (letter.text, letter.html):
        assert "Granite signet" in body
        assert "Ada" not in body
        assert "/api/checkout/again?t=" in body


@pytest.mark.parametrize("error", [MailRefusedError("no"), MailCutOffError("?")])
def test_a_reminder_that_fails_is_not_repeated_and_its_address_is_forgotten(
    error: Exception,
) -> None:
    shop = SmallShop()
    ask(shop, shop.buy("EMBER-RING"))
    the_next_day(shop)
    shop.mailer.fails = error
    shop.delivery.sweep()
    shop.mailer.fails = None

    for _ in range(3):
        shop.clock.at += LEASE + timedelta(seconds=1)
        shop.delivery.sweep()

    assert reminders(shop) == []
    assert shop.order("ORDER1").reminder_mail is None


def test_a_mail_service_that_is_down_puts_a_reminder_off() -> None:
    shop = SmallShop()
    ask(shop, shop.buy("EMBER-RING"))
    the_next_day(shop)
    shop.mailer.fails = MailUnavailableError("down")
    shop.delivery.sweep()
    shop.mailer.fails = None
    shop.clock.forward(hours=1)

    shop.delivery.sweep()

    assert reminders(shop) == ["jo@buyer.example"]


def test_an_order_that_is_paid_asks_for_no_reminder() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).status is Status.PAID
    assert asked(shop.order(order.id), "jo@buyer.example", "whose", shop.clock()) is None


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" jo@buyer.example ", "jo@buyer.example"),
        ("jo+ring@mail.buyer.example.", "jo+ring@mail.buyer.example"),
        ("zoë@bücher.example", "zoë@bücher.example"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, address: str) -> None:
    assert read_mail_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "jo", "jo@", "@buyer.example", "jo@buyer", "jo@@buyer.example", "a b@buyer.example"),
        *("jo@buyer.example\r\nBcc: all@buyer.example", "jo@buyer..example", ".jo@buyer.example"),
        *("=?utf-8?q?bo=40buyer.example=2C?=@jo.example", "jo@=?utf-8?q?buyer?=.example"),
        *("jo@buyer.example, bo@buyer.example", "<jo@buyer.example>", f"{'x' * 250}@b.example"),
    ],
)
def test_what_is_no_address_is_asked_for_again(typed: str) -> None:
    with pytest.raises(MailAddressError) as caught:
        read_mail_address(typed)

    assert str(caught.value) == ADVICE


def test_an_order_is_whose_reminder_it_has_until_that_is_sent() -> None:
    shop = SmallShop()
    ask(shop, shop.buy("EMBER-RING"))
    whose = shop.address_key.id_of("jo@buyer.example")
    waiting = shop.book.of_subject(whose)

    the_next_day(shop)
    shop.delivery.sweep()

    assert [each.id for each in waiting] == ["ORDER1"]
    assert shop.book.of_subject(whose) == []
    assert shop.order("ORDER1").subject is None
