"""What stays of an order when a person's data goes: an allow-list, and nothing beside it.

Tax law wants to see what was sold, for how much and to which part of the world, and until when is
a term of the privacy policy. Whoever adds a field to an order decides here whether it stays; one
that nobody decided about goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec
from dateutil.relativedelta import relativedelta

from domain.disputes import is_disputed
from domain.ordered import Address, Line
from domain.orders import UNPAID, Order, Status
from domain.returned import bare

KEPT = frozenset(
    {
        *("id", "status", "revision", "why", "release"),
        *("created_at", "expires_at", "agreed_at", "paid_at", "erased_at", "ships_on"),
        *("days_to_ship", "bench", "reminded", "head"),
        *("making_at", "shipped_at", "delivered_at", "cancelled_at", "disputes"),
        "invoices",
        *("currency", "country", "countries", "rates", "tax", "totals", "policies"),
        "payment_intent",  # the payment that the books name, for a refund and for the tax office
        "subject",  # so that they can still ask for what was kept
    }
)
KEPT_OF_A_LINE = frozenset(Line.__struct_fields__) - {"engraving"}
KEPT_OF_AN_ADDRESS = frozenset({"state", "postal_code", "country"})
"""The region, and the beginning of the postcode: where tax was due, and at nobody's door."""

NEVER_PAID_KEPT = timedelta(days=90)
"""For how long an order stays that nobody paid: a payment that is late comes within weeks."""

PAID_FOR = frozenset(Status) - UNPAID
"""Orders for which money came, if it went back or not: those are in the books."""

ENDS_BY_ITSELF = frozenset({Status.DRAFT, Status.AWAITING_PAYMENT})
"""Orders that somebody is about to pay: they are something else within a day, or a few."""


def is_bare(order: Order) -> bool:
    """Whether there is nothing of it that an erasure would take away."""
    return order.status not in ENDS_BY_ITSELF and _bare(order) == order


def bared(order: Order, at: datetime) -> Order:
    """The order one write later, without whom it was for; raises ValueError while it isn't over."""
    if order.status in ENDS_BY_ITSELF:
        raise ValueError(f"order {order.id} is {order.status}")
    return msgspec.structs.replace(_bare(order), revision=order.revision + 1, erased_at=at)


def _bare(order: Order) -> Order:
    kept = {name: getattr(order, name) for name in KEPT}
    if order.payment_intent is None and order.status not in PAID_FOR:
        kept["subject"] = None  # nothing of it is in any books, here or at Stripe
    return Order(
        **kept,
        lines=tuple(map(_bare_line, order.lines)),
        refunds=tuple(msgspec.structs.replace(each, reason="") for each in order.refunds),
        returns=tuple(map(bare, order.returns)),
        address=_bare_address(order.address) if order.address else None,
    )


def _bare_line(line: Line) -> Line:
    return Line(**{name: getattr(line, name) for name in KEPT_OF_A_LINE})


def _bare_address(address: Address) -> Address:
    nothing = dict.fromkeys(Address.__struct_fields__, "")
    kept = {name: getattr(address, name) for name in KEPT_OF_AN_ADDRESS}
    return Address(**nothing | kept | {"postal_code": _beginning(address.postal_code)})


def _beginning(postal_code: str) -> str:
    """At most three characters, and no more than half of a short one; the same if done twice."""
    if len(postal_code) <= 2:  # noqa: PLR2004 — what is left of one of four
        return postal_code
    return postal_code[: 3 if len(postal_code) > 4 or len(postal_code) == 3 else 2].strip()  # noqa: PLR2004 — as above


def is_at_work(order: Order, terms: Mapping[str, int], now: datetime) -> bool:
    """Whether somebody may still need to know whom it is for: the owner decides about those.

    An order is over when it has had the time to be made, to arrive and to be sent back, counted
    from what is known of it. Of one that is being made or looked at, nobody can say that it is
    over, nor of a status that isn't known here.
    """
    if is_disputed(order) or any(each.is_open for each in order.returns):
        return True
    match order.status:
        case Status.DRAFT | Status.AWAITING_PAYMENT | Status.EXPIRED:
            return False
        case Status.REFUNDED | Status.CANCELLED:
            return False
        case Status.PAID | Status.SHIPPED | Status.DELIVERED:
            return now.date() <= _over_on(order, terms)
    return True


def _over_on(order: Order, terms: Mapping[str, int]) -> date:
    window = timedelta(days=terms["return_window_days"])
    if order.delivered_at:
        return order.delivered_at.date() + window
    paid_at = order.paid_at or order.created_at
    left_on = order.shipped_at.date() if order.shipped_at else order.ships_on
    sent_on = left_on or (paid_at + timedelta(days=2 * order.days_to_ship)).date()
    # Working days: twice as many are more than enough of the calendar's.
    on_the_way = timedelta(days=2 * max((rate.days_to for rate in order.rates), default=0))
    return sent_on + on_the_way + window


def kept_until(order: Order, terms: Mapping[str, int]) -> date:
    """The last day on which it is in the books; one that was never paid goes much sooner."""
    if order.status not in PAID_FOR:
        return (order.created_at + NEVER_PAID_KEPT).date()
    since = (order.paid_at or order.created_at).date()
    ends: date = since + relativedelta(years=terms["order_retention_years"])
    return ends
