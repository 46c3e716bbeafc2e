"""The buyer's page of what comes back: how it stands, the form for more, and pictures of damage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.days import day_there
from domain.exports import ExportsUnavailableError
from domain.order_book import StaleOrderError
from domain.order_steps import NotPossibleError
from domain.orders import Order
from domain.return_form import OFFERED, ReturnFormError, choices, read_return
from domain.return_pictures import look, picture_keys, takes_pictures
from domain.return_rules import REASONS, WINDOW, can_come_back, is_over, last_day, window_days
from domain.return_steps import LONGEST, ReturnError
from domain.returned import Return
from domain.returns import request
from domain.shelf import ShelfItem
from domain.stock import StockGoneError
from functions.orders.parts import OrderParts
from functions.orders.visits import Visits
from functions.web.forms import read_form
from functions.web.pages import HEADERS

NOTHING: Mapping[str, str] = {}
CHANGED = "Something of this order has changed meanwhile. Look at it again, and choose again."
ADDRESS = "/api/orders/return"


class Returning:
    """Each visit comes with the token of the order's link; a wrong one raises LinkError."""

    def __init__(self, parts: OrderParts, visits: Visits) -> None:
        self._parts = parts
        self._visits = visits

    def show(
        self,
        token: str,
        errors: Mapping[str, str] = NOTHING,
        typed: Mapping[str, str] = NOTHING,
        said: str = "",
    ) -> Response:
        """`said` is why nothing was noted, where no field is to blame."""
        order = self._visits.open(token, "order")
        items = self._items(order)
        last = self.last_day(order)
        return self._parts.pages.answer(
            "return.html",
            "Send something back",
            422 if errors or said else 200,
            order=order,
            token=token,
            back=can_come_back(order),
            choices=choices(order, items),
            wanted=self._wanted(order),
            uploads={each.id: self._uploads(each, token) for each in order.returns},
            offered=OFFERED,
            reasons=REASONS,
            last=last,
            over=is_over(last, self.today()),
            longest=LONGEST,
            errors=errors,
            typed=typed,
            said=said,
        )

    def ask(self, sent: Mapping[str, str]) -> Response:
        """Raises LinkError or BookUnavailableError."""
        token = sent.get("t", "")
        order = self._visits.open(token, "order")
        if sent.get("known") != str(len(order.returns)):
            # Pressed twice, or a page of long ago: what it said of the order isn't so any more.
            return self.show(token, typed=sent, said=CHANGED)
        try:
            asked = read_return(sent, order, self._items(order))
            now = self._parts.now()
            change = request(order, asked, self.last_day(order), self.today(), now)
            self._parts.book.commit(change)
        except ReturnFormError as error:
            return self.show(token, error.errors, sent)
        except ReturnError as error:
            return self.show(token, {error.field: str(error)}, sent)
        except (NotPossibleError, StaleOrderError):
            return self.show(token, typed=sent, said=CHANGED)
        except StockGoneError as error:
            return self.show(token, self._gone(order, sent, error), sent)
        return RedirectResponse(f"{self._parts.origin}{ADDRESS}?t={token}", 303, HEADERS)

    def last_day(self, order: Order) -> date | None:
        """By what the order began under, or by today's policy where that gives more days."""
        terms, facts = self._visits.terms(order), self._parts.pages.facts()
        if WINDOW not in terms or facts is None:
            return None
        days = window_days(terms, self._parts.pages.policies().terms)
        return last_day(order, days, facts.time_zone)

    def today(self) -> date:
        facts = self._parts.pages.facts()
        return day_there(self._parts.now(), facts.time_zone if facts else "UTC")

    def _items(self, order: Order) -> Sequence[ShelfItem]:
        """What the shelf has of the order's pieces, in all their variants."""
        slugs = dict.fromkeys(line.slug for line in order.lines)
        pieces = filter(None, map(self._parts.shelf.piece, slugs))
        skus = [variant.sku for piece in pieces for variant in piece.variants]
        return list(self._parts.shelf.items(skus).values()) if skus else []

    def _wanted(self, order: Order) -> dict[str, str]:
        """What pieces that are wanted in exchange are called."""
        skus = {sku for each in order.returns for sku in each.instead}
        known = self._parts.shelf.items(skus) if skus else {}
        return {sku: known[sku].name if sku in known else sku for sku in skus}

    def _gone(self, order: Order, sent: Mapping[str, str], error: StockGoneError) -> dict[str, str]:
        gone = {each.sku for each in error.shortages}
        sentence = "That has just gone to someone else. Choose another, or your money."
        fields = [f"instead-{place}" for place in range(1, len(order.lines) + 1)]
        return {field: sentence for field in fields if sent.get(field) in gone} or {
            "lines": sentence
        }

    def _uploads(self, it: Return, token: str) -> dict[str, object] | None:
        """The form for the next picture, and how many are there. Where S3 is silent, nothing."""
        if not takes_pictures(it):
            return None
        keys = picture_keys(it.id, self._parts.address_key)
        try:
            there, was_none = look(self._parts.pictures, keys)
        except ExportsUnavailableError:
            return None
        free = next((key for key in keys if key not in there), None)
        then = f"{self._parts.origin}{ADDRESS}?t={token}"
        form = self._parts.doors.hand_in(free, then) if free else None
        return {"form": form, "there": len(there), "was_none": was_none}


def return_routes(parts: OrderParts, visits: Visits) -> list[Route]:
    returning = Returning(parts, visits)

    async def show(request: Request) -> Response:
        return returning.show(request.query_params.get("t", ""))

    async def ask(request: Request) -> Response:
        return returning.ask(dict(await read_form(request, parts.origin)))

    return [Route(ADDRESS, show, methods=["GET"]), Route(ADDRESS, ask, methods=["POST"])]
