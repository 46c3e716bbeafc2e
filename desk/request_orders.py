"""Orders that aren't over yet, as the owner sees them before she lets an erasure go on."""

from __future__ import annotations

from collections.abc import Iterator

from desk.stage import Asking
from desk.terminal import say
from domain.agreement import order_terms, policies_at
from domain.kept_orders import is_at_work
from domain.orders import Order
from domain.request_states import State, Type
from domain.requests import Request

ERASES = frozenset({Type.ERASURE, Type.CHILD})


def unfinished(request: Request, asking: Asking) -> Iterator[Order]:
    """Those that an approval would take the name and the address from, all the same."""
    facts = asking.shelf.facts()
    undecided = request.state in {State.IN_REVIEW, State.APPEALED}
    if facts is None or request.type not in ERASES or not undecided:
        return
    now = asking.now()
    policies = policies_at(now, facts, asking.shelf)
    for order in asking.orders.of_subject(request.subject):
        if is_at_work(order, order_terms(order, asking.shelf, policies), now):
            yield order


def say_unfinished(request: Request, asking: Asking) -> None:
    for order in unfinished(request, asking):
        say(
            f"Order {order.id} ({order.status}) isn't over: once you approve, nobody can see any "
            "more whom it is for."
        )
