"""Every number in a policy that functions keep: a new version changes it, and no code is touched.

Each probe buys, lets time pass, and reads off what really happened.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from domain.holds import GRACE
from domain.orders import Order, Status
from domain.policies import TERMS
from domain.publishing import publish
from tests.functions.browser import Visitor
from tests.policies import POLICIES, VALUES, a_version, agreement
from tests.samples import RELEASE, SmallShop

DAY = date(2026, 3, 3)
MIDNIGHT = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)  # in Texas
BEFORE = MIDNIGHT - timedelta(seconds=1)

Probe = Callable[[Visitor, Order], int]


def minutes_held(visitor: Visitor, order: Order) -> int:
    """How many minutes pass until nobody's sweep can take the piece back any later."""
    minutes = 0
    while visitor.shop.order(order.id).status is Status.DRAFT:
        assert visitor.shop.counters("EMBER-RING") == (0, 1, 0)
        minutes += 1
        visitor.shop.clock.at = order.created_at + timedelta(minutes=minutes) + GRACE
        visitor.shop.holds.sweep()
    assert visitor.shop.counters("EMBER-RING") == (1, 0, 0)
    return minutes


def days_thanked(visitor: Visitor, order: Order) -> int:
    """For how many days the link opens that the payment page leads back by."""
    back = visitor.shop.payments.ways_back[order.session_id or ""][0]
    pay(visitor, order)
    days = 0
    while visitor.orders.get(back).status_code == 200:
        days += 1
        visitor.shop.clock.at = order.created_at + timedelta(days=days)
    assert visitor.orders.get(back).status_code == 410
    visitor.shop.clock.forward(seconds=-1)
    assert visitor.orders.get(back).status_code == 200
    return days


def told(words: str) -> Probe:
    """The number at `#` in the mail that confirms the order."""

    def probe(visitor: Visitor, order: Order) -> int:
        pay(visitor, order)
        visitor.shop.delivery.sweep()
        (mail,) = visitor.shop.letters_to_buyers
        pattern = re.escape(words).replace(r"\#", r"(\d+)")
        (in_text,) = re.findall(pattern, mail.text)
        (in_html,) = re.findall(pattern, mail.html)
        assert in_text == in_html
        return int(in_text)

    return probe


def pay(visitor: Visitor, order: Order) -> None:
    visitor.shop.payments.pay(order.session_id or "")
    visitor.shop.settlement.handle(visitor.shop.event(order))


PROBES: dict[str, tuple[Probe, int]] = {
    "hold_minutes": (minutes_held, 45),
    "order_link_days": (days_thanked, 7),
    "return_window_days": (told("back within # days of the day it arrives"), 14),
    "order_retention_years": (told("record for # years"), 7),
    "respond_within_days": (told("an answer within # days"), 20),
}
"""How each term is seen to be kept, and another value for it."""

IN_THE_LETTER = {"confirm_within_days", "fewer_letters_days"}
"""Kept where no order is: tests of the newsletter see them kept."""

ON_THE_SITE = {"compare_at_most"}
"""Seen in the pages that a build makes."""

IN_REQUESTS = {"unverified_request_lapses_days"}
"""Kept where somebody asks about their data: tests of privacy requests see it kept."""

BY_PEOPLE = {"refund_within_days", "minimum_age"}


def test_every_term_is_probed_where_it_is_kept() -> None:
    by_functions = set(PROBES) | IN_THE_LETTER | IN_REQUESTS
    kept = {"functions": by_functions, "site": ON_THE_SITE, "people": BY_PEOPLE}

    assert {name: term.kept_by for name, term in TERMS.items()} == {
        name: by for by, names in kept.items() for name in names
    }


def shop_with_a_change(name: str, value: int) -> Visitor:
    """The small shop, with a version announced that changes one number at midnight."""
    visitor = Visitor(SmallShop())
    version = a_version(TERMS[name].policy, DAY, **{name: value})
    policies = (*POLICIES, version)
    publish(msgspec.structs.replace(RELEASE, policies=policies), visitor.shop.shelf)
    return visitor


def buy(visitor: Visitor, name: str, at: datetime) -> Order:
    visitor.shop.clock.at = at
    versions = visitor.shop.shelf.policies()
    agreed = agreement(versions, DAY if at >= MIDNIGHT else DAY - timedelta(days=1))
    order = visitor.shop.buy("EMBER-RING", terms=agreed)
    assert {ref.version for ref in order.policies if ref.policy == TERMS[name].policy} == {
        DAY if at >= MIDNIGHT else POLICIES[0].effective
    }
    return order


@pytest.mark.promise(
    "terms/held-while-you-pay",
    "terms/order-link",
    "returns/window-in-your-mail",
    "privacy/told-in-your-mail",
)
@pytest.mark.parametrize("name", PROBES)
def test_a_new_version_changes_what_is_done_from_midnight_on(name: str) -> None:
    probe, value = PROBES[name]
    visitor, later = shop_with_a_change(name, value), shop_with_a_change(name, value)

    before = probe(visitor, buy(visitor, name, BEFORE))
    after = probe(later, buy(later, name, MIDNIGHT))

    assert TERMS[name].least <= value <= TERMS[name].most
    assert (before, after) == (VALUES[name], value)


@pytest.mark.promise("terms/terms-stay", "returns/window-in-your-mail")
@pytest.mark.parametrize("name", PROBES)
def test_an_order_that_began_before_a_change_keeps_the_number_it_began_under(name: str) -> None:
    probe, value = PROBES[name]
    visitor = shop_with_a_change(name, value)
    order = buy(visitor, name, BEFORE)

    visitor.shop.clock.at = MIDNIGHT
    others = (each for each in POLICIES if each.policy != TERMS[name].policy)
    version = a_version(TERMS[name].policy, DAY, **{name: value})
    built_today = msgspec.structs.replace(RELEASE, policies=(*others, version))
    publish(built_today, visitor.shop.shelf)

    assert probe(visitor, order) == VALUES[name]
