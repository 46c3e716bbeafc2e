"""Buyers' outcomes on the payment page."""

from dataclasses import dataclass

from infra.local.stripe import shapes
from infra.local.stripe.balance import CHARGE, PAYMENT, enter, fee_of, is_card
from infra.local.stripe.books import Books
from infra.local.stripe.coupons import redeem
from infra.local.stripe.known import begins_with, written_back
from infra.local.stripe.methods import DELAYED
from infra.local.stripe.params import Params
from infra.local.stripe.sessions import customer_details
from infra.local.stripe.store import Object
from infra.local.stripe.totals import total_up


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """What the payment page asks; `ship_to` is empty where the session collects no address."""

    email: str
    name: str
    country: str
    phone: str | None = None
    ship_to: shapes.Address | None = None
    shipping_rate: str | None = None


def pay(books: Books, session: Object, buyer: Buyer) -> Object:
    """Complete an open session with money that is there at once; return the event."""
    with books.store.transaction():
        _submit(books, session, buyer, session["payment_method_types"][0])
        if session["payment_intent"]:
            _receive(books, session)
        redeem(books, session)
        session["payment_status"] = "paid" if session["payment_intent"] else "no_payment_required"
        books.store.put(session)
        return books.announce("checkout.session.completed", session)


def pay_later(books: Books, session: Object, buyer: Buyer) -> Object:
    """Complete an open session with a delayed method; return the event."""
    settles_after = books.settings.pay_later_seconds
    with books.store.transaction():
        _submit(books, session, buyer, DELAYED[session["currency"]])
        aside = books.store.aside(session["id"])
        if settles_after is not None:
            aside["settles_at"] = books.now() + settles_after
        books.store.put(session, aside)
        return books.announce("checkout.session.completed", session)


def is_on_its_way(books: Books, session: Object) -> bool:
    if session["status"] != "complete" or session["payment_status"] != "unpaid":
        return False
    intent = books.store.get(session["payment_intent"])
    return intent is not None and intent["status"] == "processing"


def arrive(books: Books, session: Object) -> Object:
    """Let a delayed payment succeed; return the event."""
    with books.store.transaction():
        _receive(books, session)
        redeem(books, session)
        session["payment_status"] = "paid"
        _settled(books, session)
        return books.announce("checkout.session.async_payment_succeeded", session)


def fail(books: Books, session: Object) -> Object:
    """Let a delayed payment fail; return the event."""
    with books.store.transaction():
        intent = books.find("payment_intent", session["payment_intent"], "payment_intent", "intent")
        charge = books.find("charge", intent["latest_charge"], "charge", "charge")
        code, message = "payment_method_provider_decline", "The buyer's bank declined the payment."
        charge.update(status="failed", failure_code=code, failure_message=message)
        intent.update(status="requires_payment_method", payment_method=None)
        intent["last_payment_error"] = {"code": code, "message": message, "type": "card_error"}
        books.store.put(charge)
        books.store.put(intent)
        _settled(books, session)
        return books.announce("checkout.session.async_payment_failed", session)


def settle_what_is_due(books: Books) -> None:
    for session in books.store.sessions_to_settle(books.now()):
        arrive(books, session)


def _settled(books: Books, session: Object) -> None:
    aside = books.store.aside(session["id"])
    aside.pop("settles_at", None)
    books.store.put(session, aside)


def _submit(books: Books, session: Object, buyer: Buyer, method: str) -> None:
    aside = books.store.aside(session["id"])
    total_up(session, aside, buyer.shipping_rate, buyer.country)
    nowhere = dict.fromkeys(("city", "line1", "line2", "postal_code", "state"))
    session["customer_details"] = customer_details(
        email=begins_with(books, session, []).get("email") or buyer.email,
        name=buyer.name,
        phone=buyer.phone,
        address=buyer.ship_to or {**nowhere, "country": buyer.country},
    )
    shipping = {"address": buyer.ship_to, "name": buyer.name} if buyer.ship_to else None
    session["collected_information"] = {
        "business_name": None,
        "individual_name": None,
        "shipping_details": shipping,
    }
    written_back(books, session, aside.get("customer_update", {}), shipping)
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"]["status"] = "complete"
    session.update(status="complete", url=None)
    if session["amount_total"]:
        _begin_payment(books, session, aside["payment_intent_data"], method)
    books.store.put(session, aside)


def _begin_payment(books: Books, session: Object, asked: Params, method: str) -> None:
    intent = shapes.payment_intent(session, asked, books.now(), method)
    charge = shapes.charge(intent, session, books.now())
    intent["latest_charge"] = charge["id"]
    session["payment_intent"] = intent["id"]
    books.store.put(intent)
    books.store.put(charge)


def _receive(books: Books, session: Object) -> None:
    intent = books.find("payment_intent", session["payment_intent"], "payment_intent", "intent")
    charge = books.find("charge", intent["latest_charge"], "charge", "charge")
    intent.update(status="succeeded", amount_received=intent["amount"])
    charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
    amount = charge["amount"]
    entry = enter(books, CHARGE if is_card(charge) else PAYMENT, charge, amount, fee_of(amount))
    charge["balance_transaction"] = entry["id"]
    books.store.put(intent)
    books.store.put(charge)
