"""The order whole, for whoever reads the mail of its buyer: a code first, then its papers and buttons.

A code's POST answers with the page itself, because nothing is kept in the browser. Each form of the
page carries a token that works for half an hour, and for this order alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from starlette.responses import RedirectResponse, Response

from domain import fulfilment, order_proof
from domain.links import LinkError
from domain.order_book import Change, StaleOrderError
from domain.order_proof import Result, Tried
from domain.order_steps import NotPossibleError, possible
from domain.orders import Order, Status
from domain.papers import papers_of
from domain.proof import TRIES
from domain.readdressing import FIELDS, AddressFormError, read_address
from functions.orders.parts import OrderParts
from functions.orders.visits import Visits
from functions.web.forms import Pairs
from functions.web.pages import HEADERS
from functions.web.said import Said

ATTEMPTS = 5
"""How often an order that somebody else is changing is read again."""

LONGEST_KEPT = 200
"""Characters of a field that are given back to be corrected."""

CODE_WRONG: dict[Result, str] = {
    "wrong": "That isn't the code. Look at the latest email and type its six digits again.",
    "expired": "There is no code to type in: it was used, or its ten minutes are over. Have a new one mailed.",
    "used_up": f"A code can be tried {TRIES} times. Have a new one mailed.",
}
NOBODYS = Said("Nobody can be shown to be its buyer any more, so it can't be shown whole.", "", 409)
TOO_LATE = Said(
    "Nothing was changed: the order has moved on, and stands like this. Write to us, and a person "
    "looks what can still be done.",
    status=409,
)
RAN_OUT = Said(
    "Nothing was changed: the page was open for more than half an hour. Have a new code mailed.",
    status=410,
)
READDRESSED = Said("It goes there now. We've told the workshop, and sent you an email.")
SAME_ADDRESS = Said("That is where it goes already, so nothing was changed.")

Deed = Literal["code", "show", "readdress", "cancel"]


class Whole:
    """Each visit comes with the token of the order's own page; a wrong one raises LinkError."""

    def __init__(self, parts: OrderParts, visits: Visits) -> None:
        self._parts = parts
        self._visits = visits

    def act(self, token: str, pairs: Pairs, network: str | None) -> Response:
        """What the form wants done. Raises TooManyTriesError, StaleOrderError and what reading does."""
        fields = dict(reversed(pairs))
        match fields.get("do", ""):
            case "code":
                return self._mail_code(token, network)
            case "show":
                return self._show(token, fields.get("code", ""), network)
            case "readdress" | "cancel" as deed:
                return self._as_buyer(token, fields.get("w", ""), deed, pairs)
        return self._visits.order(token)

    def papers(self, token: str) -> Response:
        order = self._visits.open(token, "invoice")
        facts = self._parts.pages.facts()
        papers = papers_of(order, facts.time_zone) if facts else ()
        title = f"Invoice {papers[0].number}" if papers else "Invoice"
        back = self._visits.own_page(order, self._visits.terms(order))
        return self._parts.pages.answer(
            "invoice.html", title, order=order, papers=papers, back=back
        )

    def _mail_code(self, token: str, network: str | None) -> Response:
        order = self._visits.open(token, "order")
        now = self._parts.now()
        self._parts.gate.order_proof(network, now)
        if not order_proof.can_be_proven(order):
            return self._visits.order(token, NOBODYS)
        self._parts.gate.order_code(order.id, now)
        self._changed(token, lambda it: order_proof.send_code(it, self._parts.codes, now))
        return self._back(token)

    def _show(self, token: str, typed: str, network: str | None) -> Response:
        now = self._parts.now()
        self._visits.open(token, "order")
        self._parts.gate.order_proof(network, now)
        tried = self._tried(token, typed, now)
        if tried.result != "right" or tried.change is None:
            return self._visits.order(token, Said(CODE_WRONG[tried.result], "code", 422))
        return self._page(tried.change.order, token)

    def _as_buyer(self, token: str, whole: str, deed: Deed, pairs: Pairs) -> Response:
        order = self._visits.open(token, "order")
        try:
            theirs = self._parts.links.read("whole", whole, self._parts.now())
        except LinkError:
            return self._visits.order(token, RAN_OUT)
        if theirs != order.id:
            return self._visits.order(token, RAN_OUT)
        try:
            return self._cancel(token) if deed == "cancel" else self._readdress(order, token, pairs)
        except NotPossibleError:
            return self._visits.order(token, TOO_LATE)

    def _cancel(self, token: str) -> Response:
        if self._visits.open(token, "order").status is not Status.CANCELLED:
            self._changed(token, lambda it: fulfilment.cancel(it, "buyer", self._parts.now()))
        return self._back(token)

    def _readdress(self, order: Order, token: str, pairs: Pairs) -> Response:
        try:
            address = read_address(pairs, order)
        except AddressFormError as error:
            typed = {name: value[:LONGEST_KEPT] for name, value in pairs if name in FIELDS}
            return self._page(order, token, typed=typed, errors=error.errors)
        if address == order.address:
            return self._page(order, token, SAME_ADDRESS)
        after = self._changed(
            token, lambda it: fulfilment.readdress(it, address, self._parts.now())
        )
        return self._page(after, token, READDRESSED)

    def _tried(self, token: str, typed: str, now: datetime) -> Tried:
        """Try the code once, and write down that it was tried. Raises StaleOrderError."""
        for attempt in range(ATTEMPTS):
            order = self._visits.open(token, "order")
            tried = order_proof.prove(order, typed, self._parts.codes, now)
            if tried.change is None:
                return tried
            try:
                self._parts.book.commit(tried.change)
            except StaleOrderError:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                return tried
        raise StaleOrderError(token)

    def _changed(self, token: str, decide: Callable[[Order], Change]) -> Order:
        """Raises NotPossibleError where the order has moved on, or StaleOrderError."""
        for attempt in range(ATTEMPTS):
            change = decide(self._visits.open(token, "order"))
            try:
                self._parts.book.commit(change)
            except StaleOrderError:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                return change.order
        raise StaleOrderError(token)

    def _back(self, token: str) -> Response:
        """To the order's page, by an address that changes nothing."""
        return RedirectResponse(f"{self._parts.origin}/api/orders/order?t={token}", 303, HEADERS)

    def _page(
        self,
        order: Order,
        token: str,
        said: Said | None = None,
        *,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        until = self._parts.now() + order_proof.SHOWN_FOR
        links = self._parts.links
        return self._parts.pages.answer(
            "order_whole.html",
            "Your whole order",
            422 if errors else 200,
            order=order,
            token=token,
            whole=links.sign("whole", order.id, until),
            invoice=f"/api/orders/invoice?t={links.sign('invoice', order.id, until)}",
            papers=len(order.invoices),
            can=possible(order),
            cancelable=order.status is Status.PAID,
            said=said,
            typed=typed or {},
            errors=errors or {},
        )
