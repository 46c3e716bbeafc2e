"""The outbox is emptied once, whatever the mail service does."""

from domain.outbox import MailCutOffError, MailRefusedError, MailUnavailableError, State
from tests.samples import SmallShop


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
    assert len(shop.mailer.sent) == 1
    assert state(shop, message_id) is State.DONE


def test_a_mail_service_that_stays_down_is_given_up_on_and_said_so() -> None:
    shop, message_id = shop_with_mail_waiting()
    shop.mailer.fails = MailUnavailableError()

    for _ in range(10):
        shop.delivery.sweep()
        shop.clock.forward(hours=2)

    assert state(shop, message_id) is State.FAILED


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
