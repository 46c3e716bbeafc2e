"""What answers a bank's question about an order, by the names of Stripe's fields and in words."""

from __future__ import annotations

from typing import Any

from desk.order_page import address_lines, moment
from desk.stage import Stage
from domain.agreement import agreed_versions
from domain.carriers import carrier_name, follow_link
from domain.days import day_there
from domain.messages import State
from domain.money import format_money
from domain.orders import Order
from domain.shop import ShopFacts

POLICY_FIELDS = {"returns": "refund_policy_disclosure", "terms": "cancellation_policy_disclosure"}
"""Which of Stripe's fields says how a policy was shown to the buyer."""


def evidence(order: Order, stage: Stage) -> dict[str, Any]:
    """Stripe's fields of a dispute's evidence, as far as the shop knows them."""
    facts = stage.shelf.facts()
    zone = facts.time_zone if facts else "UTC"
    fields: dict[str, Any] = {
        "customer_name": order.customer_name,
        "customer_email_address": order.customer_mail,
        "product_description": _pieces(order),
        "shipping_address": "\n".join(address_lines(order.address)) if order.address else None,
        "uncategorized_text": _mails(order, stage, facts),
    }
    if order.shipment and order.shipped_at:
        fields |= {
            "shipping_carrier": carrier_name(order.shipment),
            "shipping_tracking_number": order.shipment.number or None,
            "shipping_date": str(day_there(order.shipped_at, zone)),
        }
    for version in agreed_versions(order, stage.shelf):
        if field := POLICY_FIELDS.get(version.policy):
            fields[field] = (
                f"Before paying, the buyer ticked that they agree to “{version.title}”, the version "
                f"of {version.effective}, at {stage.origin}{version.ref.path} "
                f"(SHA-256 {version.sha256})."
            )
    return {name: value for name, value in fields.items() if value}


def in_words(order: Order, fields: dict[str, Any], stage: Stage) -> str:
    """The same as one page of plain text, with what was paid and what happened when."""
    facts = stage.shelf.facts()
    blocks = [
        f"Order {order.id} of {facts.name if facts else 'this shop'}",
        *_asked(order, facts),
        f"Paid {format_money(order.paid_total, order.currency)}, payment {order.payment_intent}.",
        *_happened(order, facts),
        f"Pieces: {fields['product_description']}",
        *(
            f"{name.replace('_', ' ').capitalize()}:\n{text}"
            for name, text in fields.items()
            if name != "product_description"
        ),
    ]
    if order.shipment and (link := follow_link(order.shipment)):
        blocks.append(f"The parcel can be followed at {link}")
    return "\n\n".join(blocks) + "\n"


def _pieces(order: Order) -> str:
    return "; ".join(
        f"{line.quantity} × {line.title}{f', {line.details}' if line.details else ''}"
        for line in order.lines
    )


def _asked(order: Order, facts: ShopFacts | None) -> list[str]:
    return [
        f"Dispute {each.id} about {format_money(each.amount, order.currency)}: "
        f"{each.reason.replace('_', ' ')}, {each.status.replace('_', ' ')}"
        f"{f', to be answered by {moment(each.due_at, facts)}' if each.due_at else ''}."
        for each in order.disputes
    ]


def _happened(order: Order, facts: ShopFacts | None) -> list[str]:
    story = {
        "Agreed to the terms of sale": order.agreed_at,
        "Paid": order.paid_at,
        "Work begun": order.making_at,
        "Shipped": order.shipped_at,
        "Delivered": order.delivered_at,
        "Canceled": order.cancelled_at,
    }
    told = [f"{what}: {moment(at, facts)}, {at.isoformat()}" for what, at in story.items() if at]
    refunds = [
        f"Refunded {format_money(each.amount, order.currency)} ({each.state}): "
        f"{each.asked_at.isoformat()}"
        for each in order.refunds
    ]
    return ["\n".join((*told, *refunds))]


def _mails(order: Order, stage: Stage, facts: ShopFacts | None) -> str:
    """Which mails went to the buyer when, by the numbers that the mail service gave them."""
    sent = [
        f"{each.about.replace('_', ' ')}, {moment(each.done_at, facts)} ({each.reference})"
        for each in stage.outbox.concerning("", [order.id], [])
        if each.state is State.DONE and each.kind == "mail" and each.done_at
        if not each.about.startswith("owner_") and each.about != "packing_list"
    ]
    return f"Mails sent to the buyer: {'; '.join(sorted(sent))}." if sent else ""
