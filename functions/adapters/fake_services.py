"""Payments and mail in memory, held to the same contract suite as the real ones."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from typing import Literal

import msgspec

from domain.mail import Letter
from domain.movements import Movement, MovementKind
from domain.ordered import Address, Refund
from domain.orders import Order
from domain.payments import CheckoutSession, PaymentEvent, PaymentsRefusedError, SessionLine
from functions.adapters.mime import built


class FakePayments:
    """Sessions in memory; a test moves them on with `pay` and `move`, and time ends them."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.sessions: dict[str, CheckoutSession] = {}
        self.ways_back: dict[str, tuple[str, str]] = {}
        self.asked: dict[str, list[SessionLine]] = {}
        self.refunds: dict[str, str] = {}
        self.parts: dict[str, int] = {}
        self.opened: dict[str, datetime] = {}
        self.ends: dict[str, datetime] = {}
        self.opened_for: dict[str, str] = {}
        self.keys: dict[str, tuple[Order, str, str]] = {}
        self.events: list[tuple[datetime, PaymentEvent]] = []
        self.fails_before: BaseException | None = None
        self.fails_after: BaseException | None = None
        self.refund_fails: BaseException | None = None
        self.codes: dict[str, str] = {}
        self.moved: list[Movement] = []
        self._numbers = itertools.count(1)

    def find_code(self, text: str) -> str | None:
        return self.codes.get(text.casefold())

    def open_session(
        self, order: Order, success_url: str, cancel_url: str, customer: str | None = None
    ) -> CheckoutSession:
        """An order's key opens one session; with anything else in the request it is refused."""
        if customer:
            self.opened_for[order.id] = customer
        if self.fails_before:
            raise self.fails_before
        request = (order, success_url, cancel_url)
        if request != self.keys.setdefault(order.id, request):
            raise PaymentsRefusedError("idempotency_error")
        found = self.find_session(order)
        session = found or self._opened(order, success_url, cancel_url)
        if self.fails_after:
            raise self.fails_after
        return session

    def _opened(self, order: Order, success_url: str, cancel_url: str) -> CheckoutSession:
        number = next(self._numbers)
        session = CheckoutSession(
            id=f"cs_{number}",
            url=f"https://pay.example/{number}",
            status="open",
            payment_status="unpaid",
            order_id=order.id,
            currency=order.currency,
            amount_subtotal=order.subtotal,
            amount_total=order.subtotal,
            amount_shipping=0,
            amount_tax=0,
            amount_discount=0,
            payment_intent=None,
            customer_name=None,
            customer_mail=None,
            address=None,
        )
        self.sessions[session.id] = session
        self.opened[session.id] = order.created_at
        self.ends[session.id] = order.expires_at
        self.ways_back[session.id] = (success_url, cancel_url)
        self.asked[session.id] = [SessionLine(line.amount, line.quantity) for line in order.lines]
        return session

    def session(self, session_id: str) -> CheckoutSession:
        if session_id not in self.sessions:
            raise PaymentsRefusedError(session_id)
        return self._as_time_has_it(session_id)

    def _as_time_has_it(self, session_id: str) -> CheckoutSession:
        ends = self.ends.get(session_id)
        if ends and ends <= self._now() and self.sessions[session_id].status == "open":
            self.move(session_id, status="expired")
        return self.sessions[session_id]

    def session_of(self, payment_intent: str) -> CheckoutSession | None:
        every = self.sessions.values()
        return next((each for each in every if each.payment_intent == payment_intent), None)

    def find_session(self, order: Order) -> CheckoutSession | None:
        every = map(self._as_time_has_it, self.sessions)
        return next((each for each in every if each.order_id == order.id), None)

    def sessions_since(self, since: datetime) -> Iterator[CheckoutSession]:
        recent = [each for each, opened in self.opened.items() if opened >= since]
        return iter([self._as_time_has_it(each) for each in reversed(recent)])

    def events_since(self, since: datetime) -> Iterator[PaymentEvent]:
        return iter([event for at, event in reversed(self.events) if at >= since])

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        return iter([each for each in reversed(self.moved) if since <= each.at < until])

    def lines(self, session_id: str) -> list[SessionLine]:
        return self.asked[session_id]

    def expire_session(self, session_id: str) -> CheckoutSession:
        if self._as_time_has_it(session_id).status == "open":
            self.move(session_id, status="expired")
        return self.sessions[session_id]

    def refund(self, payment_intent: str, order_id: str, part: Refund | None = None) -> str:
        if self.refund_fails:
            raise self.refund_fails
        reference = f"re_{part.id if part else order_id}"
        session = self.session_of(payment_intent)
        if session and reference not in {each.reference for each in self.moved}:
            amount, ours = (part.amount, part.id) if part else (session.amount_total, None)
            self.move_money(MovementKind.REFUNDED, session, amount, reference, ours)
        if part:
            self.parts[part.id] = part.amount
            return reference
        return self.refunds.setdefault(payment_intent, reference)

    def pay(
        self,
        session_id: str,
        payment_status: Literal["paid", "unpaid", "no_payment_required"] = "paid",
        shipping: int = 600,
    ) -> None:
        session = self.sessions[session_id]
        self.move(
            session_id,
            status="complete",
            payment_status=payment_status,
            amount_shipping=shipping,
            amount_total=session.amount_subtotal + shipping,
            payment_intent=f"pi_{session_id}",
            customer_name="Jo Buyer",
            customer_mail="jo@buyer.example",
            address=Address("Jo Buyer", "1 Elm St", "", "Austin", "TX", "78701", "US"),
        )

    def move(self, session_id: str, **facts: object) -> None:
        before = self.sessions[session_id]
        after = msgspec.structs.replace(before, **facts)
        self.sessions[session_id] = after
        if after.is_paid and not before.is_paid and after.payment_intent and after.amount_total:
            reference = f"ch_{session_id}"
            self.move_money(MovementKind.PAID, after, after.amount_total, reference)

    def move_money(
        self,
        kind: MovementKind,
        session: CheckoutSession,
        amount: int,
        reference: str,
        refund_id: str | None = None,
    ) -> None:
        """Write down that money of a session moved; a payment costs 2.9 % and 30 cents."""
        paid = kind is MovementKind.PAID
        self.moved.append(
            Movement(
                id=f"txn_{len(self.moved) + 1}",
                kind=kind,
                at=self._now(),
                amount=amount,
                currency=session.currency,
                fee=(amount * 29 + 500) // 1000 + 30 if paid else 0,
                fee_currency=session.currency,
                reference=reference,
                payment_intent=session.payment_intent,
                refund_id=refund_id,
            )
        )


class FakeMailer:
    """Builds every letter as it would go out, and has it checked before it counts as sent."""

    def __init__(
        self, checks: Callable[[EmailMessage, Letter], None], now: Callable[[], datetime]
    ) -> None:
        self._checks = checks
        self._now = now
        self.sent: list[Letter] = []
        self.fails: Exception | None = None

    def send(self, letter: Letter) -> str:
        if self.fails:
            raise self.fails
        self._checks(built(letter, self._now()), letter)
        self.sent.append(letter)
        return f"ses-{len(self.sent)}"
