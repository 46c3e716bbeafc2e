"""A reminder's link: the order as it could be placed now, its prices and stock looked at anew."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from domain.cart import CartLine
from domain.changes import changes_of, what_is_left
from domain.checkout import Checkout
from domain.gift import Gift
from domain.links import LinkError
from domain.ordered import Line
from domain.orders import Order, Status
from domain.wishes import read_lines
from functions.checkout.cart_answers import lines_of
from functions.checkout.changed import Teller
from functions.web.pages import HEADERS, Pages

DONE = frozenset(Status) - {Status.DRAFT, Status.EXPIRED, Status.REFUNDED, Status.CANCELLED}
"""Orders that came about: nobody is asked to buy the same once more."""

_STILL = "It is as you left it. Nothing is held until you go on."
_CHANGED = "This has changed since. Nothing is held until you go on."
_NOTHING_LEFT = "None of it is left now. The other pieces are made by the same hands."


class Again:
    """Opening the link changes nothing: a hold begins with the button on the page."""

    def __init__(self, checkout: Checkout, pages: Pages) -> None:
        self._checkout = checkout
        self._pages = pages
        self._teller = Teller(pages)

    def show(self, token: str) -> Response:
        """Raises LinkError or BookUnavailableError."""
        now = self._checkout.now()
        order = self._checkout.book.get(self._checkout.links.read("again", token, now))
        if order is None:
            raise LinkError("expired")
        if order.status in DONE:
            return RedirectResponse(f"{self._checkout.origin}/pieces/", 303, HEADERS)
        faults: dict[str, str] = {}
        wishes = read_lines([_kept(line) for line in order.lines], self._checkout.shelf, faults)
        changes = changes_of(wishes)
        lines = lines_of(what_is_left(wishes, changes))
        told = (*faults.values(), *self._teller.sentences(changes, wishes))
        return self._pages.answer(
            "cart.html",
            "Still thinking about it?",
            lead=_NOTHING_LEFT if not lines else _CHANGED if told else _STILL,
            changes=told,
            again=None,
            lines=lines,
            pieces=[
                line for line in order.lines if line.sku in {text.split()[0] for text in lines}
            ],
            errors={},
            typed={},
            kept=_beside(order),
            rates="",
            asks_terms=True,
            go_on="Reserve and pay",
        )


def _beside(order: Order) -> dict[str, str]:
    """What goes on with the lines; whether letters are wanted is for its own box to ask."""
    gift = order.gift or Gift()
    fields = {
        "country": order.country,
        "code": order.code.text if order.code else "",
        "gift_message": gift.message or "",
        "gift_receipt": "yes" if gift.receipt else "",
    }
    return {name: value for name, value in fields.items() if value}


def _kept(line: Line) -> str:
    """The line as a cart would send it, at the price that it had."""
    amounts = (str(line.quantity), str(line.unit_amount))
    return CartLine(line.sku, *amounts, line.engraving or "").text
