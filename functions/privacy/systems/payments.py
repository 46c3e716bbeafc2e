"""Stripe: what it holds of the payments is shown, and taken away as far as its API allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

import msgspec

from domain.holdings import Held, Name, Outcome, Subject
from domain.order_book import Orders
from domain.orders import Order
from domain.payment_copies import CustomerCopy, PaymentCopy
from domain.request_parts import Retained


class People(Protocol):
    """Who paid, as the provider has it. Every call may raise what Payments raises."""

    def payment(self, order: Order) -> PaymentCopy | None:
        """None where the provider holds nothing of it."""
        ...

    def customers(self, mail: str) -> Iterator[CustomerCopy]: ...

    def overwrite(self, payment_intent: str) -> bool:
        """Take the delivery address off a payment; whether there was one."""
        ...

    def delete_customer(self, customer_id: str) -> None: ...


class PaymentsSystem(msgspec.Struct, frozen=True):
    people: People
    orders: Orders

    name: Name = "stripe"

    def held(self, subject: Subject) -> Iterator[Held]:
        for order in self.orders.of_subject(subject.id):
            if payment := self.people.payment(order):
                yield Held("payments", f"stripe/{payment.payment}", payment)
        for customer in self._customers(subject):
            yield Held("customers", f"stripe/{customer.customer}", customer)

    def erase(self, subject: Subject, at: datetime) -> Outcome:
        del at
        orders = self.orders.of_subject(subject.id)
        intents = [order.payment_intent for order in orders if order.payment_intent]
        changed = sum(self.people.overwrite(intent) for intent in intents)
        customers = list(self._customers(subject))
        for customer in customers:
            self.people.delete_customer(customer.customer)
        return Outcome(changed + len(customers))

    def kept(self, subject: Subject) -> Iterator[Retained]:
        """The name, mail and billing address typed at Stripe: its API deletes none of them."""
        if any(order.payment_intent for order in self.orders.of_subject(subject.id)):
            yield Retained("payment_details_at_stripe", "stripe_answers_for_them")

    def _customers(self, subject: Subject) -> Iterator[CustomerCopy]:
        if subject.address:
            yield from self.people.customers(subject.address)
