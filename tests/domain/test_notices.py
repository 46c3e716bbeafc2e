"""A letter about a policy that changes reaches each customer once, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec
import pytest

from domain.mail import MailCutOffError, MailRefusedError
from domain.messages import Kind, Message, State
from domain.notices import CUSTOMERS, IN_ORDER_OF_LIFE, Notices, Plan
from domain.ordered import Line
from domain.orders import NEXT, Order, Status
from domain.outbox import notice
from domain.policies import PolicyRef
from domain.publishing import publish
from functions.adapters.fakes import FakeOutbox
from tests.policies import POLICIES, a_version
from tests.samples import NOON, RELEASE, PowerCutError, SmallShop

VERSION = a_version("privacy", date(2026, 4, 1))
APRIL = VERSION.ref
EARLIER = PolicyRef("privacy", date(2026, 1, 1), "0" * 64)


def announcing_shop() -> SmallShop:
    """The small shop, which has published a version that is still to come."""
    shop = SmallShop()
    publish(msgspec.structs.replace(RELEASE, policies=(*POLICIES, VERSION)), shop.shelf)
    return shop


def ordered(
    shop: SmallShop,
    number: int,
    mail: str | None,
    status: Status = Status.PAID,
    policies: tuple[PolicyRef, ...] = (EARLIER,),
) -> Order:
    """An order as the book holds it; the higher its number the later."""
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
        policies=policies,
    )
    shop.tables.orders[order.id] = order
    return order


def notices(shop: SmallShop) -> Notices:
    return Notices(shop.book, shop.outbox, shop.clock)


def write_all(shop: SmallShop) -> int:
    """How many letters were new."""
    return sum(notices(shop).write(notices(shop).plan(APRIL)))


def via(messages: Iterable[Message]) -> list[str]:
    return sorted(message.order_id for message in messages)


@pytest.mark.promise("privacy/changes-mailed")
def test_each_customer_is_written_to_once_however_often_it_is_asked_for() -> None:
    shop = announcing_shop()
    ordered(shop, 1, "ada@one.example")
    ordered(shop, 2, "ben@two.example")

    first, again = write_all(shop), write_all(shop)

    assert (first, again) == (2, 0)
    assert via(shop.tables.outbox.values()) == ["ORDER1", "ORDER2"]
    assert notices(shop).plan(APRIL) == Plan((), 0, {State.WAITING: 2})


@pytest.mark.promise("privacy/changes-mailed")
def test_two_orders_with_one_address_are_one_customer() -> None:
    shop = announcing_shop()
    ordered(shop, 3, "ada@one.example")
    ordered(shop, 1, "Ada@One.example ")

    plan = notices(shop).plan(APRIL)

    assert via(plan.fresh) == ["ORDER1"]
    assert plan.people == 1


@pytest.mark.promise("privacy/changes-mailed")
@pytest.mark.parametrize(
    ("status", "mail", "written"),
    [
        (Status.DRAFT, None, False),
        (Status.EXPIRED, None, False),
        (Status.EXPIRED, "ada@one.example", False),
        (Status.AWAITING_PAYMENT, "ada@one.example", True),
        (Status.PAID, "ada@one.example", True),
        (Status.PAID, None, False),
        (Status.UNDER_REVIEW, "ada@one.example", True),
        (Status.REFUNDED, "ada@one.example", True),
        (Status.MAKING, "ada@one.example", True),
        (Status.SHIPPED, "ada@one.example", True),
        (Status.DELIVERED, "ada@one.example", True),
        (Status.CANCELLED, "ada@one.example", True),
    ],
)
def test_only_who_bought_something_and_can_be_reached_is_a_customer(
    status: Status, mail: str | None, written: bool
) -> None:
    shop = announcing_shop()
    ordered(shop, 1, mail, status)

    assert (write_all(shop) == 1) is written


def test_who_ordered_under_that_version_already_is_left_alone() -> None:
    shop = announcing_shop()
    other = PolicyRef("cookies", APRIL.version, "a" * 64)
    ordered(shop, 1, "ada@one.example")
    ordered(shop, 2, "ada@one.example", policies=(other, APRIL))
    ordered(shop, 3, "ben@two.example", policies=(other, EARLIER))

    plan = notices(shop).plan(APRIL)

    assert (via(plan.fresh), plan.agreed, plan.people) == (["ORDER3"], 1, 2)


def test_a_crash_in_the_middle_is_gone_on_from() -> None:
    shop = announcing_shop()
    for number in range(1, 6):
        ordered(shop, number, f"customer-{number}@shop.example")

    class Dying(FakeOutbox):
        """Loses its power after the third message, which is written."""

        def add(self, message: Message) -> bool:
            added = super().add(message)
            if len(shop.tables.outbox) == 3:
                raise PowerCutError
            return added

    dying = msgspec.structs.replace(notices(shop), outbox=Dying(shop.tables))
    with pytest.raises(PowerCutError):
        list(dying.write(dying.plan(APRIL)))
    after_the_crash = len(shop.tables.outbox)

    assert (after_the_crash, write_all(shop)) == (3, 2)
    assert via(shop.tables.outbox.values()) == [f"ORDER{number}" for number in range(1, 6)]


def test_two_at_once_write_each_letter_once() -> None:
    shop = announcing_shop()
    for number in (1, 2):
        ordered(shop, number, f"customer-{number}@shop.example")
    here, elsewhere = notices(shop), notices(shop)
    mine, theirs = here.plan(APRIL), elsewhere.plan(APRIL)

    both = [sum(here.write(mine)), sum(elsewhere.write(theirs))]

    assert both == [2, 0]


@pytest.mark.promise("privacy/changes-mailed")
def test_an_order_placed_between_two_runs_is_written_to_by_the_second() -> None:
    shop = announcing_shop()
    ordered(shop, 1, "ada@one.example")
    write_all(shop)
    ordered(shop, 2, "ada@one.example")
    ordered(shop, 3, "ben@two.example")

    assert write_all(shop) == 1
    assert via(shop.tables.outbox.values()) == ["ORDER1", "ORDER3"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The earlier order is paid only now, so it is the customer's first one from now on.
        (Status.EXPIRED, Status.PAID),
        # The order that the letter went out by came to nothing.
        (Status.AWAITING_PAYMENT, Status.EXPIRED),
    ],
)
def test_a_customer_whose_first_order_is_another_one_now_isnt_written_to_again(
    before: Status, after: Status
) -> None:
    shop = announcing_shop()
    ordered(shop, 1, "ada@one.example", before)
    ordered(shop, 2, "ada@one.example")
    write_all(shop)
    ordered(shop, 1, "ada@one.example", after)

    assert write_all(shop) == 0
    assert len(shop.tables.outbox) == 1


def test_what_may_follow_a_state_is_read_after_it() -> None:
    places = {status: place for place, status in enumerate(IN_ORDER_OF_LIFE)}

    backwards = [
        (before, after)
        for before, following in NEXT.items()
        for after in following
        if before in CUSTOMERS and places[after] < places[before]
    ]

    assert places.keys() == set(Status) - {Status.DRAFT}
    assert backwards == []


def test_an_order_that_moves_on_while_all_are_read_is_met() -> None:
    shop = announcing_shop()
    ordered(shop, 1, "ada@one.example", Status.AWAITING_PAYMENT)
    reads = shop.book.with_status

    class Moving:
        """Pays the order just after the first question was answered."""

        def with_status(self, status: Status) -> list[Order]:
            found = reads(status)
            ordered(shop, 1, "ada@one.example", Status.PAID)
            return found

        def __getattr__(self, name: str) -> object:
            return getattr(shop.book, name)

    plan = msgspec.structs.replace(notices(shop), book=Moving()).plan(APRIL)

    assert via(plan.fresh) == ["ORDER1"]


def test_one_letter_that_is_refused_keeps_no_other_and_isnt_written_anew() -> None:
    shop = announcing_shop()
    for number in (1, 2, 3):
        ordered(shop, number, f"customer-{number}@shop.example")
    write_all(shop)
    ids = [notice(APRIL, f"ORDER{number}", NOON).id for number in (1, 2, 3)]

    shop.mailer.fails = MailRefusedError()
    shop.delivery.deliver(ids[1])
    shop.mailer.fails = None
    sent = [shop.delivery.deliver(each) for each in ids]

    assert sent == [True, False, True]
    assert notices(shop).plan(APRIL) == Plan((), 0, {State.DONE: 2, State.FAILED: 1})


def test_a_letter_whose_sending_was_cut_off_isnt_sent_again() -> None:
    """A receipt is repeated once: it is asked for. This one would be a nuisance."""
    shop = announcing_shop()
    ordered(shop, 1, "ada@one.example")
    write_all(shop)
    shop.mailer.fails = MailCutOffError()
    shop.delivery.sweep()
    shop.mailer.fails = None

    for _ in range(3):
        shop.clock.forward(minutes=4)
        shop.delivery.sweep()

    assert shop.mailer.sent == []
    assert notices(shop).plan(APRIL).written == {State.UNKNOWN: 1}


def test_a_letter_about_another_version_is_another_letter() -> None:
    shop = announcing_shop()
    ordered(shop, 1, "ada@one.example")
    write_all(shop)
    later = PolicyRef("privacy", date(2026, 7, 1), "e" * 64)

    assert len(notices(shop).plan(later).fresh) == 1


@pytest.mark.promise("privacy/notice-is-nameless")
def test_a_message_holds_nothing_about_the_customer() -> None:
    shop = announcing_shop()
    ordered(shop, 1, "ada@one.example")

    write_all(shop)

    (message,) = shop.tables.outbox.values()
    assert message == Message(
        id="policy_changed-privacy-2026-04-01-ORDER1",
        kind=Kind.MAIL,
        about="policy_changed",
        order_id="ORDER1",
        created_at=NOON,
        policy=PolicyRef("privacy", date(2026, 4, 1), VERSION.sha256),
    )
