"""What becomes of an order after its payment: money that goes back, and what banks tell of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.fulfilment import cancel
from domain.orders import Order
from domain.refunds import refund
from tests.proofs.scenes import Process, bought, deliver_mail, hear_last
from tests.proofs.stage import Answer, Stage

MONEY = ("refund.", "charge.dispute.")


def confirmed(stage: Stage) -> Order:
    """An order that is paid, told of, and has its invoice."""
    bought(stage)
    hear_last(stage)
    deliver_mail(stage)
    (order,) = stage.orders()
    return order


def part_owed(stage: Stage) -> None:
    """The owner has decided that both hoops are paid back."""
    order = confirmed(stage)
    stage.book.commit(refund(order, stage.clock(), "came back", units=(0, 2)))


def called_off(stage: Stage) -> None:
    stage.book.commit(cancel(confirmed(stage), "owner", stage.clock()))


def refund_taken_on(stage: Stage) -> None:
    """Stripe has it, and its credit note waits for a number."""
    part_owed(stage)
    deliver_mail(stage)


def came_back(stage: Stage) -> None:
    """The buyer's bank didn't take it."""
    refund_taken_on(stage)
    deliver_mail(stage)
    (made,) = stage.refunds()
    stage.standin.announce("refund.failed", made | {"status": "failed"})


def refunded_by_hand(stage: Stage) -> None:
    """In Stripe's own dashboard, where the shop has no part in it."""
    intent = confirmed(stage).payment_intent or ""
    stage.standin.client().v1.refunds.create({"payment_intent": intent, "amount": 600})


def disputed(stage: Stage) -> None:
    """Evidence is due within hours, too soon for any reminder."""
    order = confirmed(stage)
    due_by = int((stage.clock() + timedelta(hours=12)).timestamp())
    told: dict[str, Any] = {
        "id": "dp_1",
        "object": "dispute",
        "payment_intent": order.payment_intent,
        "amount": order.paid_total,
        "status": "needs_response",
        "reason": "fraudulent",
        "created": int(stage.clock().timestamp()),
        "evidence_details": {"due_by": due_by},
    }
    stage.standin.announce("charge.dispute.created", told)


def hear_of_money(stage: Stage) -> Answer:
    return stage.deliver(stage.events(*MONEY)[-1])


AFTERWARDS = (
    Process("postman: called off", deliver_mail, called_off),
    Process("postman: credit note", deliver_mail, refund_taken_on),
    Process("event: refund came back", hear_of_money, came_back),
    Process("event: refunded by hand", hear_of_money, refunded_by_hand),
    Process("event: disputed", hear_of_money, disputed),
)
