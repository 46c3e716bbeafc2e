"""Letters about a policy that changes: one to each customer, however often it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import msgspec

from domain import outbox
from domain.messages import Message, State
from domain.order_book import Orders
from domain.orders import Order, Status
from domain.outbox import Outbox
from domain.policies import PolicyRef

CUSTOMERS = frozenset(Status) - {Status.DRAFT, Status.EXPIRED}
"""Orders whose buyers the shop knows and owes a word: money came, or is on its way."""

IN_ORDER_OF_LIFE = (
    Status.AWAITING_PAYMENT,
    Status.EXPIRED,
    Status.UNDER_REVIEW,
    Status.REFUNDED,
    Status.PAID,
    Status.MAKING,
    Status.SHIPPED,
    Status.DELIVERED,
    Status.CANCELLED,
)
"""Read in this order, so that an order that moves on meanwhile is met once at least."""


class Plan(msgspec.Struct, frozen=True):
    """Whom to write to: `fresh` messages, one a person; and whom not, as numbers alone.

    `agreed` have ordered under that version, `written` are those with a message already, by what
    became of it.
    """

    fresh: tuple[Message, ...]
    agreed: int
    written: dict[State, int]

    @property
    def people(self) -> int:
        return len(self.fresh) + self.agreed + sum(self.written.values())


class Notices(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError."""

    book: Orders
    outbox: Outbox
    now: Callable[[], datetime]

    def plan(self, policy: PolicyRef) -> Plan:
        """Who is still to hear of this version. Nothing is written."""
        customers = list(_by_address(every_order(self.book)))
        ids = {
            order.id: outbox.notice(policy, order.id, self.now()).id
            for orders in customers
            for order in orders
        }
        known = self.outbox.known(ids.values())
        fresh: list[Message] = []
        agreed = 0
        written = Counter[State]()
        for orders in customers:
            earlier = [known[ids[order.id]] for order in orders if ids[order.id] in known]
            if earlier:
                written[earlier[0].state] += 1
            elif _agreed(orders, policy):
                agreed += 1
            else:
                first = next(order for order in orders if order.status in CUSTOMERS)
                fresh.append(outbox.notice(policy, first.id, self.now()))
        return Plan(tuple(fresh), agreed, dict(written))

    def write(self, plan: Plan) -> Iterator[bool]:
        """Put each letter into the outbox; whether it wasn't there yet.

        It may end anywhere: the next plan goes on with what is left.
        """
        for message in plan.fresh:
            yield self.outbox.add(message)


def every_order(book: Orders) -> Iterator[Order]:
    """Each order that may have a buyer, once, those included that came to nothing."""
    met: set[str] = set()
    for status in IN_ORDER_OF_LIFE:
        for order in book.with_status(status):
            if order.id not in met:
                met.add(order.id)
                yield order


def _by_address(orders: Iterable[Order]) -> Iterator[list[Order]]:
    """All orders of each customer, the earliest first.

    Those that came to nothing are among them: a letter may have gone out by one of them before.
    """
    found: dict[str, dict[str, Order]] = {}
    for order in orders:
        if order.customer_mail:
            address = order.customer_mail.strip().casefold()
            found.setdefault(address, {})[order.id] = order
    for theirs in found.values():
        if any(order.status in CUSTOMERS for order in theirs.values()):
            yield sorted(theirs.values(), key=lambda order: (order.created_at, order.id))


def _agreed(orders: Iterable[Order], policy: PolicyRef) -> bool:
    return any(
        (ref.policy, ref.version) == (policy.policy, policy.version)
        for order in orders
        for ref in order.policies
    )
