"""What a bank does, from Stripe's own signed event to the order, through the deployed handlers."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
import stripe

from domain.ordered import RefundState
from domain.orders import Order, Status
from domain.payments import MONEY_EVENTS
from domain.refunds import refund
from tests.fixtures.real import WEBHOOK_SECRET, Loader, RealShop, gateway_event
from tests.policies import AGREEMENT

BUY = f"piece=river-band&sku=RIVER-BAND-7&quantity=1&terms={AGREEMENT}&seen=RIVER-BAND-7:48000"


class Post:
    """Brings the stand-in's events to the orders function, each signed and whole as it is."""

    def __init__(self, handlers: Loader, real: RealShop) -> None:
        self.orders, self.real = handlers("orders"), real
        self.brought: set[str] = set()

    def bring(self) -> list[str]:
        """What hasn't been brought so far, the oldest first; its types."""
        key = self.real.standin.settings.keys[0]
        listed: httpx2.Response = self.real.standin.http.get(
            "/v1/events?limit=100", headers={"Authorization": f"Bearer {key}"}
        )
        new = [each for each in listed.json()["data"][::-1] if each["id"] not in self.brought]
        for event in new:
            self.brought.add(event["id"])
            assert self.deliver(event) == 200
        return [each["type"] for each in new]

    def deliver(self, event: dict[str, Any], secret: str = WEBHOOK_SECRET) -> int:
        body, at = json.dumps(event), int(time.time())
        signed = stripe.WebhookSignature._compute_signature(f"{at}.{body}", secret)
        headers = {"content-type": "application/json", "stripe-signature": f"t={at},v1={signed}"}
        request = gateway_event("POST", "/api/stripe/events", body=body, headers=headers)
        status: int = self.orders(request, None)["statusCode"]
        return status

    def order(self) -> Order:
        (order,) = self.real.book.with_status(Status.PAID)
        return order


@pytest.fixture
def post(handlers: Loader, real_shop: RealShop) -> Post:
    """A shop with one paid order."""
    handlers("checkout")(gateway_event("POST", "/api/checkout", body=BUY), None)
    (session,) = real_shop.standin.client().v1.checkout.sessions.list().data
    real_shop.standin.pay(session.url or "")
    post = Post(handlers, real_shop)
    post.bring()
    return post


def test_a_dispute_is_on_its_order_from_the_first_word_of_the_bank_to_the_last(
    post: Post, real_shop: RealShop
) -> None:
    intent = post.order().payment_intent or ""

    dispute = real_shop.standin.dispute(intent, reason="fraudulent", days=9)
    told = post.bring()
    (opened,) = post.order().disputes
    real_shop.standin.decide(dispute["id"], "under_review")
    real_shop.standin.decide(dispute["id"], "won")
    told += post.bring()

    (closed,) = post.order().disputes
    due = datetime.fromtimestamp(dispute["evidence_details"]["due_by"], UTC)
    assert (opened.id, opened.reason, opened.status) == (
        dispute["id"],
        "fraudulent",
        "needs_response",
    )
    assert (opened.amount, opened.due_at) == (post.order().paid_total, due)
    assert closed.status == "won"
    assert {each for each in told if each in MONEY_EVENTS} == {
        *("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed")
    }
    reminder = real_shop.outbox.get(f"owner_dispute_due-{dispute['id']}-7")
    assert reminder
    assert reminder.due_at == due - timedelta(days=7)


def test_a_refund_is_made_heard_of_and_heard_of_again_when_the_bank_sends_it_back(
    post: Post, handlers: Loader, real_shop: RealShop
) -> None:
    asked = refund(post.order(), datetime.now(UTC), "size", amount=500)
    real_shop.book.commit(asked)

    handlers("postman")({"source": "aws.scheduler", "detail": {}}, None)
    handlers("clock")({"source": "aws.scheduler", "detail-type": "Scheduled Event"}, None)
    post.bring()
    (made,) = post.order().refunds
    real_shop.standin.settle_refund(made.reference or "", "failed")
    post.bring()

    (failed,) = post.order().refunds
    assert (made.state, failed.state) == (RefundState.MADE, RefundState.FAILED)
    assert post.order().refunded_total == 0


def test_a_dispute_that_nobody_signed_touches_nothing(post: Post) -> None:
    forged = {"id": "evt_forged", "type": "charge.dispute.created"}
    subject = {"id": "du_1", "object": "dispute", "payment_intent": post.order().payment_intent}

    status = post.deliver({**forged, "data": {"object": subject}}, secret="whsec_another")

    assert status == 400
    assert post.order().disputes == ()
