"""Customers of the payment provider, in memory."""

from __future__ import annotations

from domain.ordered import Address
from domain.payments import PaymentsUnavailableError
from domain.things import Things


class FakeCustomers:
    """`known` is who is there, by the id that they were given: their mail and their address."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, Address]] = {}
        self.is_down = False

    def remember(self, things: Things, address: Address) -> str:
        self._answer()
        customer = things.customer if things.customer in self.known else None
        customer = customer or f"cus_{len(self.known) + 1}"
        self.known[customer] = (things.mail, address)
        return customer

    def forget(self, things: Things) -> None:
        self._answer()
        self.known = {
            customer: (mail, address)
            for customer, (mail, address) in self.known.items()
            if mail != things.mail
        }

    def _answer(self) -> None:
        if self.is_down:
            raise PaymentsUnavailableError("down")
