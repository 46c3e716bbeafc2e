"""The outbox is emptied once, whatever the mail service does."""

from datetime import date

import msgspec
import pytest

from domain import outbox
from domain.mail import Letter, MailCutOffError, MailRefusedError, MailUnavailableError
from domain.messages import Message, State
from domain.order_book import BookUnavailableError
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.policies import PolicyRef
from domain.publishing import publish
from functions.adapters.fakes import FakeOutbox
from tests.policies import POLICIES, a_version
from tests.samples import NOON, RELEASE, PowerCutError, SmallShop, shop_that_owes_a_refund


def shop_with_mail_waiting() -> tuple[SmallShop, str]:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    return shop, f"confirmation-{order.id}"


def state(shop: SmallShop, message_id: str) -> State:
    message = shop.outbox.get(message_id)
    assert message
    return message.state


def test_a_mail_service_that_is_down_is_tried_again_later() -> None:
    shop, message_id = shop_with_mail_waiting()
    shop.mailer.fails = MailUnavailableError()
    shop.delivery.sweep()
    at_once = shop.delivery.sweep()
    shop.mailer.fails = None

    shop.clock.forward(minutes=2)
    shop.delivery.sweep()

    assert at_once == 0
    assert len(shop.letters_to_buyers) == 1
    assert state(shop, message_id) is State.DONE


def test_a_mail_service_that_stays_down_is_given_up_on_and_said_so() -> None:
    shop, message_id = shop_with_mail_waiting()
    shop.mailer.fails = MailUnavailableError()

    for _ in range(60):
        shop.delivery.sweep()
        shop.clock.forward(hours=2)

    assert state(shop, message_id) is State.FAILED
    message = shop.outbox.get(message_id)
    assert message
    assert (message.attempts, message.why) == (48, "MailUnavailableError")


@pytest.mark.promise("privacy/changes-mailed")
def test_a_letter_to_everybody_waits_until_the_mail_service_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody writes it anew, so giving it up would break what the policy says."""
    shop = SmallShop()
    coming = a_version("privacy", date(2026, 4, 1))
    publish(msgspec.structs.replace(RELEASE, policies=(*POLICIES, coming)), shop.shelf)
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    shop.delivery.sweep()
    letter = outbox.notice(coming.ref, order.id, NOON)
    shop.outbox.add(letter)
    shop.mailer.fails = MailUnavailableError()

    for _ in range(60):
        shop.delivery.sweep()
        shop.clock.forward(hours=2)
    waiting = shop.outbox.get(letter.id)
    shop.mailer.fails = None
    shop.delivery.sweep()

    assert waiting
    assert (waiting.state, waiting.attempts) == (State.WAITING, 60)
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    assert state(shop, letter.id) is State.DONE


@pytest.mark.parametrize("call", ["facts", "policies"])
def test_a_shelf_that_cant_be_read_puts_a_receipt_off_and_loses_none(
    monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def unreachable() -> None:
        raise BookUnavailableError("down")

    shop, message_id = shop_with_mail_waiting()
    with monkeypatch.context() as down:
        down.setattr(shop.shelf, call, unreachable)
        for _ in range(4):
            shop.delivery.sweep()
            shop.clock.forward(minutes=10)

    shop.clock.forward(hours=1)
    shop.delivery.sweep()

    assert len(shop.letters_to_buyers) == 1
    assert state(shop, message_id) is State.DONE


def test_a_letter_that_is_refused_is_not_tried_again() -> None:
    shop, message_id = shop_with_mail_waiting()
    shop.mailer.fails = MailRefusedError()

    shop.delivery.sweep()

    assert state(shop, message_id) is State.FAILED


def test_a_receipt_cut_off_is_repeated_once_and_then_left_unknown() -> None:
    shop, message_id = shop_with_mail_waiting()
    shop.mailer.fails = MailCutOffError()
    states = []

    for _ in range(3):
        shop.delivery.sweep()
        states.append(state(shop, message_id))
        shop.clock.forward(minutes=4)

    assert states == [State.SENDING, State.SENDING, State.UNKNOWN]


def test_a_message_in_somebodys_hands_is_left_to_them() -> None:
    shop, message_id = shop_with_mail_waiting()
    shop.mailer.fails = MailCutOffError()
    shop.delivery.sweep()
    shop.mailer.fails = None

    shop.clock.forward(minutes=2)

    assert shop.delivery.deliver(message_id) is False
    assert shop.mailer.sent == []


@pytest.mark.promise("terms/late-money-returned")
@pytest.mark.parametrize("error", [PaymentsUnavailableError(), PaymentsRefusedError()])
def test_a_refund_is_never_given_up(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    shop, order_id = shop_that_owes_a_refund()
    message_id = f"refund-{order_id}"
    shop.payments.refund_fails = error
    for _ in range(100):
        shop.delivery.sweep()
        shop.clock.forward(hours=1)
    waiting = state(shop, message_id)
    shop.payments.refund_fails = None

    shop.delivery.sweep()

    assert waiting is State.WAITING
    assert state(shop, message_id) is State.DONE
    loud = [record for record in caplog.records if record.levelname == "ERROR"]
    assert bool(loud) == isinstance(error, PaymentsRefusedError)


def test_a_refund_cut_off_again_and_again_is_asked_for_again() -> None:
    shop, order_id = shop_that_owes_a_refund()
    message_id = f"refund-{order_id}"
    shop.payments.refund_fails = PowerCutError()
    for _ in range(4):
        with pytest.raises(PowerCutError):
            shop.delivery.deliver(message_id)
        shop.clock.forward(minutes=4)
    shop.payments.refund_fails = None

    shop.delivery.sweep()

    assert state(shop, message_id) is State.DONE
    assert len(shop.payments.refunds) == 1


def test_two_senders_at_once_send_one_letter() -> None:
    shop, message_id = shop_with_mail_waiting()
    message = shop.outbox.get(message_id)
    assert message
    claimed_elsewhere = outbox.claimed(message, shop.clock())

    class Beaten(FakeOutbox):
        """Shows a message as it was before somebody else claimed it."""

        def get(self, message_id: str) -> Message | None:
            del message_id
            return message

    assert isinstance(shop.outbox, FakeOutbox)
    shop.outbox.swap(message, claimed_elsewhere)
    beaten = msgspec.structs.replace(shop.delivery, outbox=Beaten(shop.tables))

    assert beaten.deliver(message_id) is False
    assert shop.mailer.sent == []


def test_one_message_that_breaks_leaves_the_others_to_be_sent() -> None:
    shop = SmallShop()
    for number in (1, 2):
        order = shop.buy("DAWN-HOOPS")
        shop.payments.pay(f"cs_{number}")
        shop.settlement.handle(shop.event(order, number=number))
        shop.clock.forward(seconds=1)
    broken = shop.tables.outbox["confirmation-ORDER1"]
    shop.tables.outbox["confirmation-ORDER1"] = msgspec.structs.replace(broken, about="nonsense")

    done = shop.delivery.sweep()

    assert done == 5
    assert [letter.tags["message"] for letter in shop.letters_to_buyers] == ["confirmation-ORDER2"]


@pytest.mark.promise("terms/confirmed-by-email")
@pytest.mark.parametrize(
    ("about", "recipient", "says"),
    [
        ("confirmation", "jo@buyer.example", "we start on your order now"),
        ("payment_failed", "jo@buyer.example", "You haven't been charged"),
        ("piece_gone", "jo@buyer.example", "goes back the way it came"),
        ("review", "jo@buyer.example", "needs a person's eye"),
        ("packing_list", "hello@juniperbend.example", "To make and pack"),
        ("owner_piece_gone", "hello@juniperbend.example", "gives all of the money back by itself"),
        ("owner_review", "hello@juniperbend.example", "what differs: the price of the pieces"),
    ],
)
def test_every_letter_can_be_written_and_goes_to_whom_it_is_for(
    about: str, recipient: str, says: str
) -> None:
    shop = SmallShop()
    order = shop.buy("RIVER-BAND-6", 2)
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    paid = msgspec.structs.replace(shop.order(order.id), why="subtotal")

    letter = shop.delivery.letters.write(outbox.mail(about, order.id, NOON), paid)

    assert letter.recipient == recipient
    assert order.id in letter.subject
    assert says in letter.text
    assert says.replace("'", "&#39;") in letter.html or says in letter.html
    assert "River band" in letter.text
    assert "Llano, TX 78643" in letter.html


def test_a_receipt_doesnt_wait_behind_letters_to_everybody() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    ref = PolicyRef("privacy", date(2026, 4, 1), "f" * 64)
    for number in range(3):
        shop.outbox.add(outbox.notice(ref, f"O{number}", NOON))
    shop.clock.forward(minutes=1)
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    asked: list[str] = []

    class Watched(FakeOutbox):
        def get(self, message_id: str) -> Message | None:
            asked.append(message_id)
            return super().get(message_id)

    msgspec.structs.replace(shop.delivery, outbox=Watched(shop.tables)).sweep()

    assert asked[0] == f"confirmation-{order.id}"
    assert asked[1] == f"packing_list-{order.id}"
    assert asked[2] == f"invoice-{order.id}"
    assert len(asked) == 6


def test_a_sweep_begins_nothing_that_it_has_no_time_for() -> None:
    shop = SmallShop()
    for number in (1, 2, 3, 4):
        order = shop.buy("DAWN-HOOPS")
        shop.payments.pay(f"cs_{number}")
        shop.settlement.handle(shop.event(order, number=number))

    class Slow:
        def send(self, letter: Letter) -> str:
            shop.clock.forward(seconds=15)
            return shop.mailer.send(letter)

    slow = msgspec.structs.replace(shop.delivery, mailer=Slow())

    assert [slow.sweep(), slow.sweep(), slow.sweep()] == [4, 4, 4]
