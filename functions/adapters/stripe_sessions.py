"""A Stripe checkout session as the shop sees it.

What Stripe can expand is a text until it does: asking whether it is one, instead of which class
of the SDK's it has, leaves those classes unloaded where a cold start doesn't need them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from domain.ordered import Address
from domain.payments import CheckoutSession

if TYPE_CHECKING:
    import stripe

EXPANDED = ("payment_intent.latest_charge", "shipping_cost.shipping_rate")
"""What a session's state is read from beside itself."""


def read_session(session: stripe.checkout.Session) -> CheckoutSession:
    customer = session.customer_details
    totals = session.total_details
    return CheckoutSession(
        id=session.id,
        url=session.url,
        status=cast("Any", session.status or "open"),
        payment_status=cast("Any", session.payment_status),
        order_id=order_id_of(session),
        currency=(session.currency or "").upper(),
        amount_subtotal=session.amount_subtotal or 0,
        amount_total=session.amount_total or 0,
        amount_shipping=session.shipping_cost.amount_subtotal if session.shipping_cost else 0,
        amount_tax=totals.amount_tax if totals else 0,
        amount_discount=totals.amount_discount if totals else 0,
        payment_intent=_id(session.payment_intent),
        payment_failed=_failed(session),
        refunded=_refunded(session),
        rate=_rate(session),
        customer_name=customer.name if customer else None,
        customer_mail=customer.email if customer else None,
        address=_address(session),
    )


def order_id_of(session: stripe.checkout.Session) -> str | None:
    """Our own order's id: a visitor can write a payment link's reference, but no metadata."""
    reference = session.client_reference_id
    noted = session.metadata.to_dict().get("order") if session.metadata else None
    return reference if reference and reference == noted else None


def _failed(session: stripe.checkout.Session) -> bool:
    """Whether a delayed payment was refused: the intent asks for another method again."""
    intent = session.payment_intent
    return (
        session.status == "complete"
        and not (intent is None or isinstance(intent, str))
        and intent.status in ("requires_payment_method", "canceled")
    )


def _refunded(session: stripe.checkout.Session) -> bool:
    """Whether all of the money went back already, by somebody's hand at Stripe."""
    intent = session.payment_intent
    charge = None if intent is None or isinstance(intent, str) else intent.latest_charge
    return not (charge is None or isinstance(charge, str)) and bool(charge.refunded)


def _rate(session: stripe.checkout.Session) -> str | None:
    """Our own id of the chosen rate."""
    rate = session.shipping_cost.shipping_rate if session.shipping_cost else None
    if rate is None or isinstance(rate, str):
        return None
    return rate.metadata.to_dict().get("rate") if rate.metadata else None


def _id(reference: Any) -> str | None:  # noqa: ANN401 — Stripe's expandable field: an id or the object
    return reference if reference is None or isinstance(reference, str) else str(reference.id)


def _address(session: stripe.checkout.Session) -> Address | None:
    collected = session.collected_information
    shipping = collected.shipping_details if collected else None
    if shipping is None:
        return None
    where = shipping.address
    return Address(
        name=shipping.name,
        line1=where.line1 or "",
        line2=where.line2 or "",
        city=where.city or "",
        state=where.state or "",
        postal_code=where.postal_code or "",
        country=where.country or "",
    )
