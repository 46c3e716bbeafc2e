"""Who paid, in memory: a payment for each order that has one, and customers by their address."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from domain.orders import Order
from domain.payment_copies import CustomerCopy, PaymentCopy

ERASED = "erased"


class FakePeople:
    """A test says what Stripe holds, by payment intent and by customer."""

    def __init__(self) -> None:
        self.payments: dict[str, PaymentCopy] = {}
        self.customers_there: dict[str, CustomerCopy] = {}

    def payment(self, order: Order) -> PaymentCopy | None:
        return self.payments.get(order.payment_intent or order.session_id or "")

    def customers(self, mail: str) -> Iterator[CustomerCopy]:
        return iter([each for each in self.customers_there.values() if each.mail == mail])

    def overwrite(self, payment_intent: str) -> bool:
        payment = self.payments.get(payment_intent)
        if payment is None or payment.sent_to is None or payment.sent_to.name == ERASED:
            return False
        nowhere = msgspec.structs.replace(
            payment.sent_to, name=ERASED, line1="-", line2="-", city="-", postal_code="-"
        )
        self.payments[payment_intent] = msgspec.structs.replace(payment, sent_to=nowhere)
        return True

    def delete_customer(self, customer_id: str) -> None:
        self.customers_there.pop(customer_id, None)
