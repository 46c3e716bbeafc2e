"""What a payment session's state means for its order: decided from the state, once, in any order.

The same rule serves the provider's events, the buyer's return and the clock, so whichever
comes first does the work and the others find it done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from domain import outbox
from domain.addresses import AddressKey
from domain.messages import Message
from domain.order_book import (
    BookUnavailableError,
    Change,
    EventSeenError,
    OrderBook,
    StaleOrderError,
)
from domain.order_steps import recorded
from domain.ordered import Totals
from domain.orders import Order, Status, advance
from domain.payments import CheckoutSession, PaymentEvent, Payments, SessionLine
from domain.shelf import Shelf
from domain.stock import Move, StockGoneError
from domain.workshop import all_ship_on

ATTEMPTS = 5
"""How often a decision is made again because somebody else changed the order meanwhile."""

log = logging.getLogger(__name__)


class Settlement(msgspec.Struct, frozen=True):
    book: OrderBook
    payments: Payments
    shelf: Shelf
    address_key: AddressKey
    now: Callable[[], datetime]

    def handle(self, event: PaymentEvent) -> Order | None:
        """Do what a verified event asks for, once; the order, or None if it isn't ours."""
        if event.session_id is None:
            return None
        session = self.payments.session(event.session_id)
        return self.settle(session, event)

    def settle(self, session: CheckoutSession, event: PaymentEvent | None = None) -> Order | None:
        """Bring the session's order up to the session's state; the order as it is then.

        Raises StaleOrderError if the order kept changing, and what Payments and OrderBook raise.
        """
        lines = self.payments.lines(session.id) if session.is_paid else []
        for _ in range(ATTEMPTS):
            order = self.book.get(session.order_id) if session.order_id else None
            if order is None:
                log.info("session of another shop ignored", extra={"session": session.id})
                return None
            try:
                return self._apply(order, session, lines, event)
            except StaleOrderError:
                continue
            except EventSeenError:
                return self.book.get(order.id)
        raise StaleOrderError(session.order_id)

    def _apply(
        self,
        order: Order,
        session: CheckoutSession,
        lines: list[SessionLine],
        event: PaymentEvent | None,
    ) -> Order:
        change = decide(order, session, lines, event, self.now())
        if change is None:
            if event:
                self.book.note_event(event.id)
            return order
        after = self._planned(change.order) if _is_late(order, change) else change.order
        change = msgspec.structs.replace(change, order=after, event_id=event.id if event else None)
        for attempt in (change, *otherwise(change, order, session, self.now())):
            change = recorded(self._somebodys(attempt), self.now(), "money")
            try:
                self.book.commit(change)
                break
            except StockGoneError:
                log.warning("stock gone under a payment", extra={"order": order.id})
        log.info("order settled", extra={"order": order.id, "status": change.order.status})
        return change.order

    def _somebodys(self, change: Change) -> Change:
        """The order under whose it is, in the same write as the address itself."""
        order = change.order
        if order.customer_mail is None:
            return change
        subject = self.address_key.id_of(order.customer_mail)
        return msgspec.structs.replace(
            change, order=msgspec.structs.replace(order, subject=subject)
        )

    def _planned(self, order: Order) -> Order:
        """The day of shipping counted from the payment; none where the calendar can't be read.

        What has its weeks on the bench is ready no sooner because it was paid late.
        """
        try:
            facts = self.shelf.facts()
        except BookUnavailableError:
            facts = None
        leads = [line.lead_days for line in order.lines]
        day = all_ship_on(facts, order.paid_at, leads) if facts and order.paid_at else None
        if day and order.bench and order.ships_on:
            day = max(day, order.ships_on)
        return msgspec.structs.replace(order, ships_on=day)


def _is_late(order: Order, change: Change) -> bool:
    """Whether money comes after the hold has ended: the day that was planned may be over."""
    return change.order.status is Status.PAID and order.status is not Status.DRAFT


def is_behind(order: Order, session: CheckoutSession) -> bool:
    """Whether the session's state asks for another status than the order has."""
    if session.is_paid:
        return order.status in (Status.DRAFT, Status.AWAITING_PAYMENT, Status.EXPIRED)
    if session.status == "complete" and order.status is Status.AWAITING_PAYMENT:
        return session.payment_failed
    return session.status != "open" and order.status is Status.DRAFT


def decide(
    order: Order,
    session: CheckoutSession,
    lines: list[SessionLine],
    event: PaymentEvent | None,
    now: datetime,
) -> Change | None:
    """The change that the session's state asks for, or None where the order is there already."""
    if session.is_paid:
        return _paid(order, session, lines, now)
    open_ended = order.status in (Status.DRAFT, Status.AWAITING_PAYMENT)
    failed = session.payment_failed or (event is not None and event.says_payment_failed)
    if session.status == "complete" and failed and open_ended:
        lapsed = advance(order, Status.EXPIRED, why="payment_failed", **_customer(session))
        return Change(lapsed, Move.RELEASE, (outbox.mail("payment_failed", order.id, now),))
    if session.status == "complete" and order.status is Status.DRAFT:
        return Change(advance(order, Status.AWAITING_PAYMENT, **_customer(session)))
    if session.status == "expired" and order.status is Status.DRAFT:
        return Change(advance(order, Status.EXPIRED, why="not_paid"), Move.RELEASE)
    return None


def _paid(
    order: Order, session: CheckoutSession, lines: list[SessionLine], now: datetime
) -> Change | None:
    if order.status not in (Status.DRAFT, Status.AWAITING_PAYMENT, Status.EXPIRED):
        return None
    facts = _customer(session) | {"paid_at": now}
    if session.refunded:
        ends = Move.RELEASE if order.status is not Status.EXPIRED else None
        return Change(advance(order, Status.REFUNDED, why="refunded_elsewhere", **facts), ends)
    taking = Move.RETAKE if order.status is Status.EXPIRED else Move.SELL
    if why := mismatch(order, session, lines):
        reviewed = advance(order, Status.UNDER_REVIEW, why=why, **facts)
        return Change(reviewed, taking, _letters("owner_review", "review", order=order, now=now))
    paid = advance(order, Status.PAID, why=None, **facts)
    letters = _letters("confirmation", "packing_list", order=order, now=now)
    wishes = _wish_for_the_letter(order, now)
    return Change(paid, taking, (*letters, *wishes, outbox.number(order.id, now)))


def _wish_for_the_letter(order: Order, now: datetime) -> tuple[Message, ...]:
    """Whoever ticked the box is asked to confirm it, once there is an order and an address."""
    if order.consent is None:
        return ()
    return (outbox.ask("letter_order", order.id, now, order_id=order.id),)


def _letters(*about: str, order: Order, now: datetime) -> tuple[Message, ...]:
    return tuple(outbox.mail(each, order.id, now) for each in about)


def otherwise(
    change: Change, order: Order, session: CheckoutSession, now: datetime
) -> Iterator[Change]:
    """What is tried where a paid piece can't be moved: take it from those left, or refund."""
    if change.move is Move.SELL:
        # The week on the bench is taken already, if the stock isn't.
        yield msgspec.structs.replace(change, move=Move.RETAKE, has_weeks=True)
    if change.move in (Move.SELL, Move.RETAKE):
        yield msgspec.structs.replace(refusal(order, session, now), event_id=change.event_id)


def refusal(order: Order, session: CheckoutSession, now: datetime) -> Change:
    """Money that came for a piece that is gone: all of it goes back, and both sides are told.

    Where a discount took off everything there is no payment, and nothing to send back.
    """
    refunds = (outbox.refund(order.id, now),) if session.payment_intent else ()
    letters = _letters("piece_gone", "owner_piece_gone", order=order, now=now)
    return Change(
        advance(order, Status.REFUNDED, why="piece_gone", **_customer(session)),
        messages=(*refunds, *letters),
    )


def mismatch(order: Order, session: CheckoutSession, lines: list[SessionLine]) -> str | None:
    """What the session charges for that the draft didn't ask for, or None.

    Tax, discount and total are the provider's own and are not compared.
    """
    wanted = sorted((line.amount, line.quantity) for line in order.lines)
    charged = sorted((line.amount_subtotal, line.quantity) for line in lines)
    if session.currency != order.currency:
        return "currency"
    if session.amount_subtotal != order.subtotal:
        return "subtotal"
    if charged != wanted:
        return "lines"
    offered = {(rate.id, rate.amount) for rate in order.rates}
    charged_for = [
        amount
        for rate, amount in offered
        if session.rate in (rate, None)  # an older session doesn't say which rate it was
    ]
    return None if session.amount_shipping in charged_for else "shipping"


def _customer(session: CheckoutSession) -> dict[str, object]:
    return {
        "session_id": session.id,
        "payment_intent": session.payment_intent,
        "customer_name": session.customer_name,
        "customer_mail": session.customer_mail,
        "address": session.address,
        "reminder_mail": None,
        "totals": Totals(
            subtotal=session.amount_subtotal,
            shipping=session.amount_shipping,
            tax=session.amount_tax,
            discount=session.amount_discount,
            total=session.amount_total,
            rate=session.rate,
        ),
    }
