"""The API's operations on who paid: customers, and where a charge was sent."""

from stripe.params import (
    ChargeUpdateParams,
    CustomerCreateParams,
    CustomerDeleteParams,
    CustomerListParams,
    CustomerUpdateParams,
)

from infra.local.stripe.books import Books
from infra.local.stripe.calls import EXPAND, PAGING, Call, Operation, matching
from infra.local.stripe.errors import missing
from infra.local.stripe.ids import new_id
from infra.local.stripe.lists import page
from infra.local.stripe.store import Object

GIVEN = frozenset({"address", "description", "email", "metadata", "name", "phone", "shipping"})


def _create(books: Books, call: Call) -> Object:
    given: Object = dict.fromkeys(GIVEN) | {"metadata": {}}
    customer = {
        **given,
        **call.params,
        "id": new_id("cus", 14),
        "object": "customer",
        "balance": 0,
        "created": books.now(),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "invoice_prefix": "VITRINE",
        "livemode": False,
        "preferred_locales": [],
        "tax_exempt": "none",
        "test_clock": None,
    }
    books.store.put(customer)
    return customer


def _customers(books: Books, call: Call) -> Object:
    every = matching(books, "customer", call.params, ("email",))
    found = [each for each in every if not each.get("deleted")]
    return page(found, call.params, "/v1/customers", "customer")


def _update(books: Books, call: Call) -> Object:
    customer = find_customer(books, call.id, "id")
    asked = dict(call.params)
    if asked.get("shipping") == "":
        asked["shipping"] = None
    elif "shipping" in asked:
        before = (customer["shipping"] or {}).get("address", {})
        whole = {**before, **asked["shipping"]["address"]}
        asked["shipping"] = {"phone": None, **asked["shipping"], "address": whole}
    customer.update(asked)
    books.store.put(customer)
    return customer


def find_customer(books: Books, customer_id: str, param: str) -> Object:
    """One that is there: one that was deleted can be named by nothing."""
    customer = books.find("customer", customer_id, "customer", param)
    if customer.get("deleted"):
        raise missing("customer", customer_id, param)
    return customer


def _delete(books: Books, call: Call) -> Object:
    customer = books.find("customer", call.id, "customer", "customer")
    gone = {"id": customer["id"], "object": "customer", "deleted": True}
    # What is deleted can still be asked for by its id; a list doesn't have it.
    books.store.put(gone | {"created": customer.get("created", books.now()), "email": None})
    return gone


def _charge(books: Books, call: Call) -> Object:
    charge = books.find("charge", call.id, "charge", "charge")
    asked = call.params
    if "shipping" in asked:
        address = charge["shipping"]["address"] if charge["shipping"] else {}
        nothing = {"carrier": None, "phone": None, "tracking_number": None}
        # Stripe keeps the parts of an address that an update doesn't name.
        whole = {**address, **asked["shipping"]["address"]}
        charge["shipping"] = {**nothing, **asked["shipping"], "address": whole}
    books.store.put(charge)
    return charge


PEOPLE = (
    Operation("POST", "/v1/customers", CustomerCreateParams, EXPAND | GIVEN, _create),
    Operation(
        "GET", "/v1/customers", CustomerListParams, PAGING | {"created", "email"}, _customers
    ),
    Operation(
        "POST",
        "/v1/customers/{id}",
        CustomerUpdateParams,
        EXPAND | {"name", "shipping"},
        _update,
    ),
    Operation("DELETE", "/v1/customers/{id}", CustomerDeleteParams, frozenset(), _delete),
    Operation(
        "POST",
        "/v1/charges/{id}",
        ChargeUpdateParams,
        EXPAND | {"shipping"},
        _charge,
    ),
)
