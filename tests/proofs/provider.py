"""A payment provider that tells of everything that happens to a session, as Stripe does."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from domain.payments import CheckoutSession, PaymentEvent
from functions.adapters.fake_services import FakePayments


class TellingPayments(FakePayments):
    """Each change of a session makes an event; whether anybody hears of it is another matter."""

    def move(self, session_id: str, **facts: object) -> None:
        before = self.sessions[session_id]
        super().move(session_id, **facts)
        for kind in _happened(before, self.sessions[session_id]):
            self.tell(kind, session_id)

    def tell(self, kind: str, session_id: str) -> None:
        event = PaymentEvent(f"evt_{len(self.events) + 1}", f"checkout.session.{kind}", session_id)
        self.events.append((self._now(), event))

    def pay_nothing(self, session_id: str) -> None:
        """A code that takes off everything: the order is complete, and no money moves."""
        self.pay(session_id, "no_payment_required")
        session = self.sessions[session_id]
        self.move(
            session_id, amount_discount=session.amount_total, amount_total=0, payment_intent=None
        )

    def sell_elsewhere(self) -> None:
        """Another shop on the same account is paid."""
        number = len(self.sessions)
        theirs = msgspec.structs.replace(
            next(iter(self.sessions.values())),
            id=f"cs_theirs_{number}",
            order_id=None,
            payment_intent=f"pi_theirs_{number}",
            status="complete",
            payment_status="paid",
        )
        self.sessions[theirs.id] = theirs
        self.opened[theirs.id] = self._now()
        self.asked[theirs.id] = []
        self.tell("completed", theirs.id)


def _happened(before: CheckoutSession, after: CheckoutSession) -> Iterator[str]:
    if before.status != after.status:
        yield "completed" if after.status == "complete" else "expired"
    elif before.payment_status == "unpaid" and after.payment_status == "paid":
        yield "async_payment_succeeded"
    elif after.payment_failed and not before.payment_failed:
        yield "async_payment_failed"
