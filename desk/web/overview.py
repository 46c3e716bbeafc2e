"""What there is to do today, what was sold by week, and the pictures beside both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from desk.today import SAID, gathered
from desk.web.orders import PAID
from desk.web.paper import Paper
from desk.web.parts import DeskParts
from desk.web.pictures import picture_of
from domain.orders import Order
from domain.return_steps import find
from domain.returned import Return
from domain.sales import Week, sales_by_week

WEEKS = 12


class Entry(NamedTuple):
    """Something to do: about an order, or about what only the commands can show."""

    id: str
    order: Order | None
    returned: Return | None = None


class TodayPage:
    def __init__(self, parts: DeskParts, paper: Paper) -> None:
        self._parts = parts
        self._paper = paper

    def show(self, request: Request) -> Response:
        parts = self._parts
        told, orders = gathered(parts.book, parts.outbox, parts.requests, parts.today())
        lists = [
            (name, *SAID[name], [_entry(name, each, orders) for each in ids])
            for name in SAID
            if (ids := getattr(told, name))
        ]
        return self._paper.page(
            request,
            "today.html",
            "Today",
            day=parts.today(),
            lists=lists,
            late=set(told.late),
        )


def _entry(list_name: str, entry: str, orders: Mapping[str, Order]) -> Entry:
    """A refund's id begins with its order's, and a return's: `K7QM-r1`, `K7QM-B1`."""
    of_order = list_name in ("refunds", "returns")
    order = orders.get(entry.rpartition("-")[0] if of_order else entry)
    returned = find(order, entry) if order and list_name == "returns" else None
    return Entry(entry, order, returned)


class SalesPage:
    def __init__(self, parts: DeskParts, paper: Paper) -> None:
        self._parts = parts
        self._paper = paper

    def show(self, request: Request) -> Response:
        parts = self._parts
        facts = parts.shelf.facts()
        currency = facts.currency if facts else "USD"
        orders = (order for status in PAID for order in parts.book.oldest(status))
        weeks = sales_by_week(orders, parts.today(), parts.time_zone(), currency, WEEKS)
        best = max(weeks, key=lambda week: week.sold)
        return self._paper.page(
            request,
            "sales.html",
            "Sales by week",
            weeks=weeks,
            bars=[(week, *heights(week, best.sold)) for week in weeks],
            best=best,
            currency=currency,
        )


def heights(week: Week, most: int) -> tuple[float, float]:
    """What was sold and what went back, of 100 parts of the best week."""
    scale = 100 / most if most else 0
    return round(week.sold * scale, 1), round(min(week.back, most) * scale, 1)


class PicturePage:
    """A piece's picture. It is read from the built site here, so nobody hears what is looked at."""

    def __init__(self, parts: DeskParts, paper: Paper) -> None:
        self._parts = parts
        self._paper = paper

    def show(self, request: Request) -> Response:
        found = picture_of(self._parts.site, request.path_params["slug"])
        if found is None:
            return self._paper.words(request, "No picture", 404, "The built site has none of it.")
        return FileResponse(found, media_type="image/jpeg")
