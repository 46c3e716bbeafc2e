"""The list of orders, with what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from desk.web.paper import Paper
from desk.web.parts import DeskParts
from domain.disputes import is_disputed
from domain.order_book import Orders
from domain.orders import UNPAID, Order, Status

A_PAGE = 50

PAID = tuple(status for status in Status if status not in UNPAID)
AT_THE_BENCH = (Status.PAID, Status.MAKING)


class Filter(NamedTuple):
    """Orders of these statuses that it keeps, as of a day."""

    label: str
    statuses: tuple[Status, ...]
    keeps: Callable[[Order, date], bool] = lambda _order, _day: True


def is_late(order: Order, day: date) -> bool:
    return order.status in AT_THE_BENCH and order.ships_on is not None and order.ships_on < day


FILTERS = {
    "all": Filter("All", PAID),
    "late": Filter("Late", AT_THE_BENCH, is_late),
    "paid": Filter("To make", (Status.PAID,)),
    "making": Filter("In the workshop", (Status.MAKING,)),
    "review": Filter("To look at", (Status.UNDER_REVIEW,)),
    "shipped": Filter("Shipped", (Status.SHIPPED,)),
    "delivered": Filter("Delivered", (Status.DELIVERED,)),
    "canceled": Filter("Canceled", (Status.CANCELLED,)),
    "refunded": Filter(
        "Refunded", PAID, lambda order, _: bool(order.refunds) or order.status is Status.REFUNDED
    ),
    "disputed": Filter("Disputed", PAID, lambda order, _: is_disputed(order)),
}


class OrdersPage:
    def __init__(self, parts: DeskParts, paper: Paper) -> None:
        self._parts = parts
        self._paper = paper

    def show(self, request: Request) -> Response:
        told = request.query_params
        chosen = told.get("show", "all") if told.get("show") in FILTERS else "all"
        day = self._parts.today()
        orders = chosen_orders(self._parts.book, FILTERS[chosen], day)
        last = max(1, -(-len(orders) // A_PAGE))
        number = min(_number(told.get("page", "")), last)
        return self._paper.page(
            request,
            "orders.html",
            "Orders",
            orders=orders[(number - 1) * A_PAGE : number * A_PAGE],
            count=len(orders),
            filters={name: each.label for name, each in FILTERS.items()},
            chosen=chosen,
            page=number,
            last=last,
            late={order.id for order in orders if is_late(order, day)},
        )


def chosen_orders(book: Orders, wanted: Filter, day: date) -> list[Order]:
    """The newest first."""
    found = [order for status in wanted.statuses for order in book.with_status(status)]
    kept = [order for order in found if wanted.keeps(order, day)]
    return sorted(kept, key=lambda order: order.created_at, reverse=True)


def _number(told: str) -> int:
    return max(1, int(told)) if told.isascii() and told.isdecimal() and len(told) < 7 else 1  # noqa: PLR2004 — nobody has a million pages
