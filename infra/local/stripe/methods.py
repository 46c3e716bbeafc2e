"""The ways to pay that a session offers."""

from infra.local.stripe.books import Books
from infra.local.stripe.errors import invalid
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object

# A delayed method per currency: the payment is known to have arrived only days later.
DELAYED = {
    "usd": "us_bank_account",
    "eur": "sepa_debit",
    "gbp": "bacs_debit",
    "cad": "acss_debit",
    "aud": "au_becs_debit",
    "jpy": "konbini",
}


def methods_left(books: Books, params: Params, currency: str) -> list[str]:
    """Return what is turned on and not excluded; raises where nothing is left."""
    delayed = [DELAYED[currency]] if currency in DELAYED else []
    excluded = params.get("excluded_payment_method_types", [])
    methods = [
        method for method in [*books.settings.payment_methods, *delayed] if method not in excluded
    ]
    if not methods:
        message = "No payment method is left: the session excludes every one that is turned on."
        raise invalid(message, "excluded_payment_method_types")
    return methods


def can_pay_later(session: Object) -> bool:
    method = DELAYED.get(session["currency"])
    return method in session["payment_method_types"] and session["amount_total"] > 0
