"""Who paid, as Stripe has it: read for a copy, and taken away as far as its API lets us.

Stripe's API has no call that redacts a payment (16.1.0 of its SDK): a customer can be deleted and
a charge's delivery address overwritten; the name, mail and billing address that were typed on the
payment page stay in Stripe's own records, for which Stripe answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import stripe

from domain.ordered import Address
from domain.orders import Order
from domain.payment_copies import CardCopy, CustomerCopy, PaymentCopy
from domain.payments import PaymentsRefusedError
from functions.adapters.stripe_payments import ONCE, answered

if TYPE_CHECKING:
    from stripe.params import ChargeUpdateParamsShipping

ERASED = "erased"
NOTHING = "-"
"""Stripe takes no empty text in an address."""


class StripePeople:
    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client.v1

    def payment(self, order: Order) -> PaymentCopy | None:
        """What Stripe holds of an order's payment; None where nothing was ever paid there."""
        if order.payment_intent:
            intent = self._intent(order.payment_intent)
            return _payment(intent, order.id) if intent else None
        return self._free(order) if order.session_id else None

    def customers(self, mail: str) -> Iterator[CustomerCopy]:
        with answered():
            listed = self._client.customers.list({"email": mail, "limit": 100}, ONCE)
            for customer in listed.auto_paging_iter():
                yield CustomerCopy(
                    customer=customer.id,
                    created_at=_moment(customer.created),
                    name=customer.name,
                    mail=customer.email,
                    phone=customer.phone,
                    address=_address(customer.name, customer.address),
                )

    def overwrite(self, payment_intent: str) -> bool:
        """Put nothing in the place of where a charge was sent; False where that is done already."""
        intent = self._intent(payment_intent)
        charge = intent.latest_charge if intent else None
        if not isinstance(charge, stripe.Charge) or charge.shipping is None:
            return False
        if charge.shipping.name == ERASED:
            return False
        nowhere: ChargeUpdateParamsShipping = {
            "name": ERASED,
            "phone": NOTHING,
            "address": dict.fromkeys(("line1", "line2", "city", "postal_code"), NOTHING),  # type: ignore[typeddict-item]  # as its keys are
        }
        with answered():
            self._client.charges.update(charge.id, {"shipping": nowhere}, ONCE)
        return True

    def delete_customer(self, customer_id: str) -> None:
        with answered():
            self._client.customers.delete(customer_id, None, ONCE)

    def _intent(self, payment_intent: str) -> stripe.PaymentIntent | None:
        """None for one that Stripe has forgotten itself."""
        try:
            with answered():
                return self._client.payment_intents.retrieve(
                    payment_intent, {"expand": ["latest_charge"]}, ONCE
                )
        except PaymentsRefusedError as error:
            if _is_missing(error):
                return None
            raise

    def _free(self, order: Order) -> PaymentCopy | None:
        """An order that a code made free has no payment, and its payment page knows the buyer."""
        try:
            with answered():
                session = self._client.checkout.sessions.retrieve(str(order.session_id), None, ONCE)
        except PaymentsRefusedError as error:
            if _is_missing(error):
                return None
            raise
        told = session.customer_details
        if told is None:
            return None
        return PaymentCopy(
            payment=session.id,
            order=order.id,
            status=str(session.payment_status),
            amount=session.amount_total or 0,
            refunded=0,
            currency=(session.currency or "").upper(),
            paid_at=_moment(session.created),
            name=told.name,
            mail=told.email,
            phone=told.phone,
            address=_address(told.name, told.address),
        )


def _payment(intent: stripe.PaymentIntent, order_id: str) -> PaymentCopy:
    charge = intent.latest_charge if isinstance(intent.latest_charge, stripe.Charge) else None
    billing = charge.billing_details if charge else None
    sent = charge.shipping if charge else intent.shipping
    method = charge.payment_method_details if charge else None
    return PaymentCopy(
        payment=intent.id,
        order=order_id,
        status=str(intent.status),
        amount=intent.amount,
        refunded=charge.amount_refunded if charge else 0,
        currency=intent.currency.upper(),
        paid_at=_moment(intent.created),
        method=method.type if method else None,
        card=_card(method.card) if method and method.type == "card" else None,
        name=billing.name if billing else None,
        mail=billing.email if billing else None,
        phone=billing.phone if billing else None,
        address=_address(billing.name, billing.address) if billing else None,
        sent_to=_address(sent.name, sent.address) if sent else None,
        receipt_mail=intent.receipt_email,
    )


def _card(card: Any) -> CardCopy | None:  # noqa: ANN401 — one of the SDK's two card types
    if card is None:
        return None
    expires = f"{card.exp_year}-{card.exp_month:02}" if card.exp_year else None
    return CardCopy(card.brand, card.last4, expires, card.country)


def _address(name: str | None, where: Any) -> Address | None:  # noqa: ANN401 — the SDK has a type of address for each object
    if where is None:
        return None
    return Address(
        name=name or "",
        line1=where.line1 or "",
        line2=where.line2 or "",
        city=where.city or "",
        state=where.state or "",
        postal_code=where.postal_code or "",
        country=where.country or "",
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _is_missing(error: PaymentsRefusedError) -> bool:
    cause = error.__cause__
    return isinstance(cause, stripe.StripeError) and cause.code == "resource_missing"
