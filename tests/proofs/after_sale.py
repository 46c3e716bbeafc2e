"""After the sale: an owner and buyers start, ship, cancel, refund, return, exchange and withdraw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from domain import fulfilment
from domain.order_book import Change
from domain.order_steps import NotPossibleError
from domain.ordered import Shipment
from domain.orders import UNPAID, Order
from domain.refunds import RefundError, refund
from domain.return_steps import ReturnError, accept, close, receive, reject
from domain.returned import Reason, ReturnedLine
from domain.returns import Asked, request
from domain.stock import StockGoneError
from domain.withdrawal import WithdrawalError, withdraw
from tests.proofs.house import House
from tests.proofs.power import Fault, Way

REFUSED = (NotPossibleError, RefundError, ReturnError, WithdrawalError)
"""What somebody is told who wants what can't be. Only what is wanted in exchange can be gone."""

STEPS = (
    *("start", "ship", "deliver", "cancel", "refund", "put back", "return", "exchange"),
    *("withdraw", "accept", "reject", "receive", "close"),
)
ROADS = (
    ("ship", "return", "accept", "receive", "close"),
    ("ship", "exchange", "accept", "receive", "close"),
    ("start", "ship", "deliver", "withdraw", "receive", "close"),
    ("ship", "exchange", "reject", "exchange", "accept"),
    ("ship", "exchange", "week", "accept", "week"),
    ("withdraw", "receive", "cancel"),
    ("put back", "cancel"),
    ("ship", "return", "accept", "put back", "receive", "refund", "close"),
)
"""What is likely to happen; steps in any order are tried as often."""

faults = st.none() | st.builds(
    Fault,
    st.sampled_from([0, "commit"]),
    st.sampled_from(Way),
    st.sampled_from(["postman", "clock", "owner", "buyer"]),
)
units = st.lists(st.integers(0, 2), min_size=3, max_size=3)
roads = st.sampled_from(ROADS) | st.lists(st.sampled_from(STEPS), min_size=1, max_size=4)
INSTEAD = ("RIVER-BAND-6", "RIVER-BAND-7", "EMBER-RING")


class AfterSale(RuleBasedStateMachine):
    house: House

    @precondition(lambda self: bool(self.house.payments.events))
    @rule(which=st.integers(0, 5), road=roads, units=units, fault=faults, at=st.integers(0, 6))
    def go_on(
        self, which: int, road: Sequence[str], units: Sequence[int], fault: Fault | None, at: int
    ) -> None:
        """An order goes a road; where a step can't be, the next is tried."""
        self.house.act("events")
        orders = sold(self.house)
        for number, what in enumerate(road if orders else ()):
            if what == "week":
                self.a_week_passes()
                continue
            order_id = orders[which % len(orders)]
            gone = (StockGoneError,) if what == "exchange" else ()
            with self.house.troubled(fault if number == at else None, *REFUSED, *gone):
                order = self.house.shop.order(order_id)
                self.house.shop.book.commit(decided(order, what, units, self.house))

    @rule()
    def a_week_passes(self) -> None:
        """Long enough for an exchange that nobody answers to lose its piece."""
        self.time_passes(minutes=7 * 24 * 60, swept=True)
        self.house.act("postman")

    def time_passes(self, minutes: int, swept: bool) -> None:
        raise NotImplementedError


def sold(house: House) -> list[str]:
    return sorted(each.id for each in house.tables.orders.values() if each.status not in UNPAID)


def decided(order: Order, what: str, units: Sequence[int], house: House) -> Change:
    """The step as its domain decides it. Raises one of REFUSED."""
    now = house.clock()
    wanted = tuple((*units, *[0] * len(order.lines))[: len(order.lines)])
    some = wanted if any(wanted) else ()
    back = next((each.id for each in order.returns if each.is_open), "none")
    by: Literal["buyer", "owner"] = "owner" if some else "buyer"
    steps: dict[str, Callable[[], Change]] = {
        "start": lambda: fulfilment.start(order, now),
        "ship": lambda: fulfilment.ship(order, Shipment("usps"), now),
        "deliver": lambda: fulfilment.deliver(order, now, now),
        "cancel": lambda: fulfilment.cancel(order, by, now),
        "refund": lambda: refund(order, now, "", units=some),
        "put back": lambda: refund(order, now, "", units=wanted, restock=True),
        "return": lambda: request(order, _asked(wanted), None, now.date(), now),
        "exchange": lambda: request(order, _asked(wanted, sum(units)), None, now.date(), now),
        "withdraw": lambda: withdraw(order, some or None, None, now.date(), now),
        "accept": lambda: accept(order, back, "Send it to us.", now),
        "reject": lambda: reject(order, back, "It was worn.", now),
        "receive": lambda: receive(order, back, now, restock=units[0] > 0),
        "close": lambda: close(order, back, now),
    }
    return steps[what]()


def _asked(wanted: Sequence[int], piece: int | None = None) -> Asked:
    """For the money, or for a piece of the same one or of another: only the shelf says no."""
    instead = None if piece is None else INSTEAD[piece % len(INSTEAD)]
    lines = tuple(ReturnedLine(at, count, instead) for at, count in enumerate(wanted) if count)
    return Asked(Reason.DEFECT, lines)
