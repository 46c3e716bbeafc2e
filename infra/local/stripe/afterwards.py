"""The API's operations on what came after the payments: disputes, and movements of the balance."""

from stripe.params import (
    BalanceTransactionListParams,
    BalanceTransactionRetrieveParams,
    DisputeListParams,
    DisputeRetrieveParams,
)

from infra.local.stripe.books import Books
from infra.local.stripe.calls import EXPAND, PAGING, Call, Operation, matching
from infra.local.stripe.lists import page
from infra.local.stripe.store import Object


def _dispute(books: Books, call: Call) -> Object:
    return books.find("dispute", call.id, "dispute", "dispute")


def _disputes(books: Books, call: Call) -> Object:
    found = matching(books, "dispute", call.params, ("charge", "payment_intent"))
    return page(found, call.params, "/v1/disputes", "dispute")


def _movement(books: Books, call: Call) -> Object:
    return books.find("balance_transaction", call.id, "balance transaction", "id")


def _movements(books: Books, call: Call) -> Object:
    names = ("currency", "source", "type")
    found = matching(books, "balance_transaction", call.params, names)
    return page(found, call.params, "/v1/balance_transactions", "balance transaction")


AFTERWARDS = (
    Operation(
        "GET",
        "/v1/disputes",
        DisputeListParams,
        PAGING | {"charge", "created", "payment_intent"},
        _disputes,
    ),
    Operation("GET", "/v1/disputes/{id}", DisputeRetrieveParams, EXPAND, _dispute),
    Operation(
        "GET",
        "/v1/balance_transactions",
        BalanceTransactionListParams,
        PAGING | {"created", "currency", "source", "type"},
        _movements,
    ),
    Operation(
        "GET",
        "/v1/balance_transactions/{id}",
        BalanceTransactionRetrieveParams,
        EXPAND,
        _movement,
    ),
)
