"""The API's operations: which parameters each offers and what it does."""

from stripe.params import (
    EventListParams,
    EventRetrieveParams,
    PaymentIntentRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionLineItemListParams,
    SessionListParams,
    SessionRetrieveParams,
)

from infra.local.stripe.afterwards import AFTERWARDS
from infra.local.stripe.books import Books
from infra.local.stripe.calls import EXPAND, PAGING, Call, Operation, created, matching
from infra.local.stripe.lists import page
from infra.local.stripe.opening import open_session
from infra.local.stripe.people import PEOPLE
from infra.local.stripe.promotions import PROMOTIONS
from infra.local.stripe.refunds import refund
from infra.local.stripe.sessions import expire_session, find_session
from infra.local.stripe.store import Object

OPENING = EXPAND | {
    "allow_promotion_codes",
    "automatic_tax",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "custom_text",
    "customer",
    "customer_email",
    "customer_update",
    "discounts",
    "excluded_payment_method_types",
    "expires_at",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "origin_context",
    "payment_intent_data",
    "phone_number_collection",
    "shipping_address_collection",
    "shipping_options",
    "submit_type",
    "success_url",
    "ui_mode",
}


def _open(books: Books, call: Call) -> Object:
    return open_session(books, call.params)


def _expire(books: Books, call: Call) -> Object:
    return expire_session(books, call.id, call.cause)


def _session(books: Books, call: Call) -> Object:
    return find_session(books, call.id)


def _sessions(books: Books, call: Call) -> Object:
    found = matching(books, "checkout.session", call.params, ("status", "payment_intent"))
    return page(found, call.params, "/v1/checkout/sessions", "checkout.session")


def _line_items(books: Books, call: Call) -> Object:
    session = find_session(books, call.id)
    items = books.store.aside(session["id"])["line_items"]
    return page(items, call.params, f"/v1/checkout/sessions/{call.id}/line_items", "line item")


def _intent(books: Books, call: Call) -> Object:
    return books.find("payment_intent", call.id, "payment_intent", "intent")


def _refund(books: Books, call: Call) -> Object:
    return refund(books, call.params, call.cause)


def _one_refund(books: Books, call: Call) -> Object:
    return books.find("refund", call.id, "refund", "refund")


def _refunds(books: Books, call: Call) -> Object:
    found = matching(books, "refund", call.params, ("charge", "payment_intent"))
    return page(found, call.params, "/v1/refunds", "refund")


def _event(books: Books, call: Call) -> Object:
    return books.find("event", call.id, "event", "id")


def _events(books: Books, call: Call) -> Object:
    types = call.params.get("types") or ([call.params["type"]] if "type" in call.params else None)
    found = [
        event
        for event in created(books, "event", call.params)
        if types is None or any(_is_of(event["type"], each) for each in types)
    ]
    return page(found, call.params, "/v1/events", "event")


def _is_of(kind: str, wanted: str) -> bool:
    """Match a type exactly or by its group, `charge.*`."""
    return kind == wanted or (wanted.endswith(".*") and kind.startswith(wanted[:-1]))


OPERATIONS = (
    Operation("POST", "/v1/checkout/sessions", SessionCreateParams, OPENING, _open),
    Operation(
        "GET",
        "/v1/checkout/sessions",
        SessionListParams,
        PAGING | {"created", "status", "payment_intent"},
        _sessions,
    ),
    Operation("GET", "/v1/checkout/sessions/{id}", SessionRetrieveParams, EXPAND, _session),
    Operation("POST", "/v1/checkout/sessions/{id}/expire", SessionExpireParams, EXPAND, _expire),
    Operation(
        "GET",
        "/v1/checkout/sessions/{id}/line_items",
        SessionLineItemListParams,
        PAGING,
        _line_items,
    ),
    Operation("GET", "/v1/payment_intents/{id}", PaymentIntentRetrieveParams, EXPAND, _intent),
    Operation(
        "POST",
        "/v1/refunds",
        RefundCreateParams,
        EXPAND | {"amount", "charge", "metadata", "payment_intent", "reason"},
        _refund,
    ),
    Operation(
        "GET",
        "/v1/refunds",
        RefundListParams,
        PAGING | {"charge", "created", "payment_intent"},
        _refunds,
    ),
    Operation("GET", "/v1/refunds/{id}", RefundRetrieveParams, EXPAND, _one_refund),
    Operation("GET", "/v1/events", EventListParams, PAGING | {"created", "type", "types"}, _events),
    Operation("GET", "/v1/events/{id}", EventRetrieveParams, EXPAND, _event),
    *AFTERWARDS,
    *PEOPLE,
    *PROMOTIONS,
)
