"""The API's operations on who paid: customers, and where a charge was sent."""

from stripe.params import (
    ChargeUpdateParams,
    CustomerCreateParams,
    CustomerDeleteParams,
    CustomerListParams,
)

from infra.local.stripe.books import Books
from infra.local.stripe.calls import EXPAND, PAGING, Call, Operation, matching
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
    Operation("DELETE", "/v1/customers/{id}", CustomerDeleteParams, frozenset(), _delete),
    Operation(
        "POST",
        "/v1/charges/{id}",
        ChargeUpdateParams,
        EXPAND | {"shipping"},
        _charge,
    ),
)
