"""The payment page's words: what a buyer sees in each state of a session."""

from pathlib import Path
from typing import Any

import jinja2

from infra.local.stripe.aftermath import what_may_happen
from infra.local.stripe.books import Books
from infra.local.stripe.known import begins_with
from infra.local.stripe.methods import can_pay_later
from infra.local.stripe.payments import is_on_its_way
from infra.local.stripe.store import Object
from infra.local.stripe.summary import ENGLISH, money, sum_up

TEMPLATE = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("page.html")

FIELDS = ("email", "name", "phone", "line1", "line2", "city", "postal_code", "state")
PREFILLED = {
    "email": "june.example@example.com",
    "name": "June Example",
    "phone": "+1 555 010 0199",
    "line1": "12 Harbor Street",
    "line2": "",
}
# A postal address that fits the country; others get the first.
PLACES = {
    "US": {"city": "Portland", "postal_code": "97204", "state": "OR"},
    "CA": {"city": "Halifax", "postal_code": "B3H 1A1", "state": "NS"},
    "GB": {"city": "Whitby", "postal_code": "YO21 1AA", "state": ""},
    "DE": {"city": "Bremen", "postal_code": "28195", "state": ""},
    "FR": {"city": "Nantes", "postal_code": "44000", "state": ""},
    "JP": {"city": "Yokohama", "postal_code": "231-0001", "state": "Kanagawa"},
}


def prefilled(books: Books, session: Object) -> dict[str, str]:
    known = begins_with(books, session, allowed_countries(session))
    countries = allowed_countries(session)
    country = "US" if not countries or "US" in countries else countries[0]
    place = PLACES.get(country, PLACES["US"])
    options = session["shipping_options"]
    return {
        **PREFILLED,
        **place,
        "country": country,
        "email": session["customer_email"] or PREFILLED["email"],
        "shipping_rate": options[0]["shipping_rate"] if options else "",
        **known,
    }


def allowed_countries(session: Object) -> list[str]:
    collection = session["shipping_address_collection"]
    return list(collection["allowed_countries"]) if collection else []


def success_url(session: Object) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def show(
    books: Books, session: Object, values: dict[str, str] | None = None, refusal: str = ""
) -> str:
    if session["status"] == "open":
        return _open(books, session, values or prefilled(books, session), refusal)
    if is_on_its_way(books, session):
        heading = "Payment is on its way"
        return _render("on its way", heading, session, back=success_url(session))
    if session["status"] == "expired":
        heading, words = (
            "This page has expired",
            "You haven't been charged. Start again from the shop.",
        )
        return _render("over", heading, session, words=words, back=session["cancel_url"])
    if session["payment_status"] == "unpaid":
        heading, words = "The payment failed", "The buyer's bank declined it. No money was taken."
        return _render("over", heading, session, words=words, back=session["cancel_url"])
    heading, words = "This order is paid", "Nothing more to do here. You are charged once."
    may = what_may_happen(books, session)
    return _render("over", heading, session, words=words, back=success_url(session), may=may)


def not_found() -> str:
    words = "Check the address, or start again from the shop."
    return _render("over", "There is no such payment", None, words=words, back="")


def _open(books: Books, session: Object, values: dict[str, str], refusal: str) -> str:
    return _render(
        "open",
        "Pay",
        session,
        summary=sum_up(books, session, values),
        rates=[_rate(books, option) for option in session["shipping_options"]],
        countries=sorted(
            ((code, ENGLISH.territories.get(code, code)) for code in allowed_countries(session)),
            key=lambda country: country[1],
        ),
        can_pay_later=can_pay_later(session),
        values=values,
        refusal=refusal,
    )


def _rate(books: Books, option: dict[str, Any]) -> dict[str, Any]:
    rate = books.find("shipping_rate", option["shipping_rate"], "shipping rate", "shipping_rate")
    amount = option["shipping_amount"]
    return {
        "id": rate["id"],
        "name": rate["display_name"],
        "estimate": _estimate(rate["delivery_estimate"]),
        "amount": money(amount, rate["fixed_amount"]["currency"]) if amount else "Free",
    }


def _estimate(estimate: dict[str, Any] | None) -> str:
    bounds = [
        bound for bound in ((estimate or {}).get(name) for name in ("minimum", "maximum")) if bound
    ]
    if not bounds:
        return ""
    last = bounds[-1]
    unit = last["unit"].replace("_", " ") + ("" if last["value"] == 1 else "s")
    values = dict.fromkeys(str(bound["value"]) for bound in bounds)
    return f"{' to '.join(values)} {unit}"


def _render(state: str, heading: str, session: Object | None, **facts: object) -> str:
    title = f"{heading} · test payment"
    facts.setdefault("may", {})
    return TEMPLATE.render(state=state, heading=heading, title=title, session=session, **facts)
