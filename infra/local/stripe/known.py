"""A session for a customer that is known: what its page begins with, and what is written back."""

from typing import Any

from infra.local.stripe.books import Books
from infra.local.stripe.errors import invalid
from infra.local.stripe.params import Params
from infra.local.stripe.people import find_customer
from infra.local.stripe.store import Object


def named_customer(books: Books, params: Params) -> Object | None:
    """Refused as Stripe refuses one that is gone, who it is said twice, and tax without a place."""
    if "customer" not in params:
        if "customer_update" in params:
            raise invalid("`customer_update` can only be used with `customer`.", "customer_update")
        return None
    if "customer_email" in params:
        message = "You may only specify one of these parameters: customer, customer_email."
        raise invalid(message, "customer")
    customer = find_customer(books, params["customer"], "customer")
    saved = params.get("customer_update", {})
    taxed = params.get("automatic_tax", {}).get("enabled", False)
    if taxed and "auto" not in (saved.get("shipping"), saved.get("address")):
        message = (
            "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a "
            "valid address to the Customer or set either `customer_update[address]` to 'auto' or "
            "`customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer."
        )
        raise invalid(message, "automatic_tax[enabled]", "customer_tax_location_invalid")
    return customer


def begins_with(books: Books, session: Object, countries: list[str]) -> dict[str, str]:
    """Fields of the page that are filled in already."""
    if session["customer"] is None:
        return {}
    customer = books.store.get(session["customer"], "customer") or {}
    known = {"email": customer.get("email") or ""}
    shipping = customer.get("shipping")
    if shipping and shipping["address"].get("country") in countries:
        lines = ("line1", "line2", "city", "postal_code", "state", "country")
        known |= {name: shipping["address"].get(name) or "" for name in lines}
        known["name"] = shipping["name"]
    return known


def written_back(books: Books, session: Object, update: Params, shipping: Any) -> None:  # noqa: ANN401 — as the page sent it
    """Where the session was to save it, the address that was typed is the customer's from now on."""
    customer = books.store.get(session["customer"], "customer") if session["customer"] else None
    if customer and not customer.get("deleted") and update.get("shipping") == "auto" and shipping:
        customer["shipping"] = {**shipping, "phone": None}
        books.store.put(customer)
