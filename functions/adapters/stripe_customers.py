"""Customers at Stripe: one for whoever ordered from their own page, with the address they chose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import stripe

from domain.ordered import Address
from domain.payments import PaymentsRefusedError
from domain.things import Things
from functions.adapters.stripe_payments import ONCE, answered

if TYPE_CHECKING:
    from stripe.params import CustomerCreateParams

OURS = "things"
"""Under this name a customer's metadata says whose things it belongs to."""


class StripeCustomers:
    def __init__(self, client: stripe.StripeClient) -> None:
        self._customers = client.v1.customers

    def remember(self, things: Things, address: Address) -> str:
        """Made with a key of this revision: a customer that was deleted isn't answered again."""
        if things.customer and self._updated(things.customer, address):
            return things.customer
        params: CustomerCreateParams = {
            "email": things.mail,
            "name": address.name,
            "metadata": {OURS: things.subject},
            "shipping": {"name": address.name, "address": _lines(address)},
        }
        key = f"customer-{things.subject}-{things.revision}"
        options: stripe.RequestOptions = {**ONCE, "idempotency_key": key}
        with answered():
            return self._customers.create(params, options).id

    def _updated(self, customer: str, address: Address) -> bool:
        """False where Stripe knows none of that id any more.

        An address takes the place of another one whole, and of no part of it: so that is unset first.
        """
        try:
            with answered():
                self._customers.update(customer, {"shipping": ""}, ONCE)
                self._customers.update(
                    customer,
                    {
                        "name": address.name,
                        "shipping": {"name": address.name, "address": _lines(address)},
                    },
                    ONCE,
                )
        except PaymentsRefusedError as error:
            if _is_missing(error):
                return False
            raise
        return True

    def forget(self, things: Things) -> None:
        """All that were made for them: an answer that was lost may have left one without its id."""
        known = {things.customer} if things.customer else set()
        with answered():
            listed = self._customers.list({"email": things.mail, "limit": 100}, ONCE)
            found = {
                each.id
                for each in listed.auto_paging_iter()
                if each.metadata and each.metadata.to_dict().get(OURS) == things.subject
            }
        for customer in sorted(known | found):
            self._delete(customer)

    def _delete(self, customer: str) -> None:
        try:
            with answered():
                self._customers.delete(customer, None, ONCE)
        except PaymentsRefusedError as error:
            if not _is_missing(error):
                raise


def _lines(address: Address) -> Any:  # noqa: ANN401 — Stripe's SDK has a type of it for each call
    """Stripe takes no empty text in an address."""
    lines = {
        "line1": address.line1,
        "line2": address.line2,
        "city": address.city,
        "state": address.state,
        "postal_code": address.postal_code,
        "country": address.country,
    }
    return {name: text for name, text in lines.items() if text}


def _is_missing(error: PaymentsRefusedError) -> bool:
    cause = error.__cause__
    return isinstance(cause, stripe.StripeError) and cause.code == "resource_missing"
