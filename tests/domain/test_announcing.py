"""A notice reaches everyone concerned once, whatever they are to the shop and whatever happens."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from domain import messages, outbox
from domain.announcing import Announcing, Audience, Kind, Notice, is_told
from domain.errands import NothingToSendError
from domain.mail import MailCutOffError
from domain.messages import Message, State
from domain.ordered import Line
from domain.orders import Order, Status
from domain.policies import PolicyRef
from domain.restriction import restricted
from domain.subscribers import Standing, Subscriber
from functions.adapters.fakes import FakeOutbox
from functions.postman.notices import NoticeMails
from tests.samples import NOON, ORIGIN, PowerCutError, SmallShop

CLOSED = Notice(
    id="2026-04-01-closed",
    kind=Kind.DISRUPTION,
    to=Audience.EVERYONE,
    subject="The shop stands still for a week",
    text="We move. See [when](https://shop.example/).",
    html='<p>We move. See <a href="https://shop.example/">when</a>.</p>',
)


def a_notice(**said: object) -> Notice:
    return msgspec.structs.replace(CLOSED, **said)


def announcing(shop: SmallShop) -> Announcing:
    return Announcing(
        shop.book, shop.subscribers, shop.outbox, shop.requests, shop.address_key, shop.clock
    )


def ordered(shop: SmallShop, number: int, mail: str | None, status: Status = Status.PAID) -> Order:
    order = Order(
        id=f"ORDER{number}",
        status=status,
        lines=(Line("DAWN-HOOPS", "dawn-hoops", "Dawn hoops", "", "/", 32000, 1),),
        currency="USD",
        country="US",
        countries=("US",),
        rates=(),
        release="abc",
        created_at=NOON + timedelta(minutes=number),
        expires_at=NOON,
        customer_mail=mail,
        policies=(PolicyRef("privacy", date(2026, 1, 1), "0" * 64),),
    )
    shop.tables.orders[order.id] = order
    return order


def reads(
    shop: SmallShop, mail: str, standing: Standing = Standing.SUBSCRIBED, **said: object
) -> Subscriber:
    kept = None if standing not in (Standing.SUBSCRIBED, Standing.PENDING) else mail
    person = Subscriber(shop.address_key.id_of(mail), standing, NOON, address=kept)
    shop.tables.subscribers[person.id] = msgspec.structs.replace(person, **said)
    return person


def write_all(shop: SmallShop, notice: Notice = CLOSED) -> int:
    """How many were new."""
    shop.shelf.post_notice(notice)
    return sum(announcing(shop).write(announcing(shop).plan(notice)))


def recipients(shop: SmallShop) -> list[str]:
    shop.delivery.sweep()
    return sorted(letter.recipient for letter in shop.mailer.sent)


def test_who_bought_and_reads_the_letter_gets_one_however_they_spell_their_address() -> None:
    shop = SmallShop()
    ordered(shop, 1, "Ada@One.example")
    ordered(shop, 2, "ada@one.example")
    reads(shop, "ada@one.example")
    reads(shop, "ben@two.example")

    first, again = write_all(shop), write_all(shop)

    assert (first, again) == (2, 0)
    assert announcing(shop).plan(CLOSED).fresh == ()
    assert recipients(shop) == ["Ada@One.example", "ben@two.example"]


@pytest.mark.parametrize(
    ("to", "reached"),
    [
        (Audience.CUSTOMERS, ["ada@one.example"]),
        (Audience.SUBSCRIBERS, ["ben@two.example"]),
        (Audience.EVERYONE, ["ada@one.example", "ben@two.example"]),
    ],
)
def test_it_goes_to_those_whom_it_names_and_no_others(to: Audience, reached: list[str]) -> None:
    shop = SmallShop()
    ordered(shop, 1, "ada@one.example")
    ordered(shop, 2, "cleo@three.example", Status.EXPIRED)
    ordered(shop, 3, None)
    reads(shop, "ben@two.example")

    write_all(shop, a_notice(to=to))

    assert recipients(shop) == reached


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("standing", [Standing.LEFT, Standing.BOUNCED, Standing.COMPLAINED])
def test_nobody_who_left_is_written_to(kind: Kind, standing: Standing) -> None:
    shop = SmallShop()
    reads(shop, "ada@one.example", standing)

    assert write_all(shop, a_notice(kind=kind)) == 0


@pytest.mark.parametrize(
    ("kind", "told"), [(Kind.BREACH, True), (Kind.DISRUPTION, False), (Kind.TRANSFER, False)]
)
def test_who_never_confirmed_hears_of_a_breach_alone(kind: Kind, told: bool) -> None:
    shop = SmallShop()
    reader = reads(shop, "ada@one.example", Standing.PENDING)

    assert is_told(reader, kind) is told


def test_a_pause_is_of_letters_and_not_of_notices() -> None:
    shop = SmallShop()
    reads(shop, "ada@one.example", paused_until=NOON + timedelta(days=30))

    assert write_all(shop) == 1


@pytest.mark.parametrize(
    ("kind", "told"), [(Kind.BREACH, 1), (Kind.TRANSFER, 1), (Kind.DISRUPTION, 0)]
)
@pytest.mark.parametrize("to", [Audience.CUSTOMERS, Audience.EVERYONE])
def test_whose_data_is_set_aside_hears_only_what_becomes_of_it(
    kind: Kind, told: int, to: Audience
) -> None:
    shop = SmallShop()
    ordered(shop, 1, "ada@one.example")
    reads(shop, "ada@one.example")
    ada = shop.address_key.id_of("ada@one.example")
    shop.tables.restrictions[ada] = restricted(ada, "REQUEST1", NOON)

    assert write_all(shop, a_notice(kind=kind, to=to)) == told


def test_a_message_holds_nothing_about_the_person() -> None:
    shop = SmallShop()
    ordered(shop, 1, "ada@one.example")
    person = shop.address_key.id_of("ada@one.example")

    write_all(shop)

    (message,) = shop.tables.outbox.values()
    assert message == Message(
        id=f"notice-2026-04-01-closed-{person}",
        kind=messages.Kind.MAIL,
        about="notice",
        order_id="ORDER1",
        created_at=NOON,
        subscriber=person,
        notice="2026-04-01-closed",
    )


def test_a_crash_in_the_middle_is_gone_on_from() -> None:
    shop = SmallShop()
    shop.shelf.post_notice(CLOSED)
    for number in range(5):
        reads(shop, f"reader-{number}@one.example")

    class Dying(FakeOutbox):
        """Loses its power after the third message, which is written."""

        def add(self, message: Message) -> bool:
            added = super().add(message)
            if len(shop.tables.outbox) == 3:
                raise PowerCutError
            return added

    dying = msgspec.structs.replace(announcing(shop), outbox=Dying(shop.tables))
    with pytest.raises(PowerCutError):
        list(dying.write(dying.plan(CLOSED)))
    after_the_crash = len(shop.tables.outbox)

    assert (after_the_crash, write_all(shop)) == (3, 2)
    assert recipients(shop) == [f"reader-{number}@one.example" for number in range(5)]


def test_a_later_order_of_somebody_who_has_it_brings_no_second_one() -> None:
    shop = SmallShop()
    reads(shop, "ada@one.example")
    write_all(shop)
    ordered(shop, 1, "ada@one.example")

    assert write_all(shop) == 0
    assert announcing(shop).plan(CLOSED).written == {State.WAITING: 1}


def test_a_notice_whose_sending_was_cut_off_isnt_sent_again() -> None:
    shop = SmallShop()
    ordered(shop, 1, "ada@one.example")
    write_all(shop)
    shop.mailer.fails = MailCutOffError()
    shop.delivery.sweep()
    shop.mailer.fails = None

    for _ in range(3):
        shop.clock.forward(minutes=4)
        shop.delivery.sweep()

    assert shop.mailer.sent == []
    assert announcing(shop).plan(CLOSED).written == {State.UNKNOWN: 1}


def test_another_notice_is_another_letter() -> None:
    shop = SmallShop()
    reads(shop, "ada@one.example")
    write_all(shop)

    assert write_all(shop, a_notice(id="2026-05-01-open")) == 1


def test_a_receipt_never_waits_behind_notices() -> None:
    shop = SmallShop()
    for number in range(3):
        reads(shop, f"reader-{number}@one.example")
    write_all(shop)
    receipt = outbox.mail("review", "ORDER9", NOON + timedelta(seconds=1))
    shop.outbox.add(receipt)

    waiting = shop.outbox.waiting(NOON + timedelta(minutes=1))

    assert waiting[0] == receipt


def mails(shop: SmallShop) -> NoticeMails:
    return NoticeMails(shop.shelf, shop.book, shop.subscribers, ORIGIN)


def test_the_mail_says_the_owners_words_and_why_it_came() -> None:
    shop = SmallShop()
    shop.buy("DAWN-HOOPS")  # the shop has opened
    ordered(shop, 8, "ada@one.example")
    reads(shop, "ben@two.example")
    write_all(shop)

    shop.delivery.sweep()

    to_ada, to_ben = sorted(shop.mailer.sent, key=lambda letter: letter.recipient)
    assert to_ada.subject == "The shop stands still for a week"
    assert "We move. See [when](https://shop.example/)." in to_ada.text
    assert CLOSED.html in to_ada.html
    for bought, read in ((to_ada.text, to_ben.text), (to_ada.html, to_ben.html)):
        assert "You get this because you ordered from us." in bought
        assert "You get this because we hold your address for our letter." in read


def test_whoever_was_erased_meanwhile_isnt_written_to() -> None:
    shop = SmallShop()
    order = ordered(shop, 1, "ada@one.example")
    write_all(shop)
    shop.tables.orders[order.id] = msgspec.structs.replace(order, customer_mail=None)
    (message,) = shop.tables.outbox.values()

    with pytest.raises(NothingToSendError):
        mails(shop).write(message)
