"""Rows of the owner's listings, the same for tables and for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_datetime

from desk.order_page import status_in_words
from desk.stage import Stage
from domain.days import day_there
from domain.disputes import is_disputed
from domain.money import format_money
from domain.orders import Order, Status
from domain.shelf import ShelfItem
from domain.shop import ShopFacts
from domain.today import is_late

LOW = 2


class Wanted(NamedTuple):
    """Which orders: of these statuses, and of those only what else is asked for."""

    statuses: Sequence[Status]
    late: bool = False
    refunded: bool = False
    disputed: bool = False

    def takes(self, order: Order, today: date) -> bool:
        return (
            (is_late(order, today) or not self.late)
            and (order.refunded_total > 0 or not self.refunded)
            and (bool(order.disputes) or not self.disputed)
        )


def order_rows(stage: Stage, wanted: Wanted) -> list[dict[str, Any]]:
    """Orders as they are wanted, the newest first; amounts in minor units."""
    shop = stage.shelf.facts()
    today = day_there(stage.now(), shop.time_zone if shop else "UTC")
    found = [
        order
        for status in wanted.statuses
        for order in stage.book.with_status(status)
        if wanted.takes(order, today)
    ]
    found.sort(key=lambda order: order.created_at, reverse=True)
    return [_order_row(order, shop) for order in found]


def stock_rows(stage: Stage, *, low: bool) -> list[dict[str, Any]]:
    """Every SKU with its counters: made = left + on hold + sold."""
    return [
        {
            "sku": item.sku,
            "piece": f"{item.title}, {item.label}" if item.label else item.title,
            "price": item.price,
            "currency": item.currency,
            "made": item.stock.made,
            "left": item.stock.available,
            "on_hold": item.stock.held,
            "sold": item.stock.sold,
            "listed": item.listed,
        }
        for item in stage.shelf.all_items()
        if not low or is_low(item)
    ]


def is_low(item: ShelfItem) -> bool:
    """What is made to order never runs out."""
    return not item.made_to_order and item.stock.available <= LOW


def _order_row(order: Order, shop: ShopFacts | None) -> dict[str, Any]:
    total = order.totals.total if order.totals else order.subtotal
    zone = ZoneInfo(shop.time_zone if shop else "UTC")
    locale = shop.locale if shop else "en_US"
    return {
        "id": order.id,
        "created_at": order.created_at.isoformat(),
        "when": format_datetime(order.created_at, "MMM d, h:mm a", tzinfo=zone, locale=locale),
        "status": order.status.value,
        "shown_status": _status(order),
        "why": order.why,
        "pieces": ", ".join(
            f"{line.quantity} × {line.title}{f' ({line.label})' if line.label else ''}"
            for line in order.lines
        ),
        "lines": [{"sku": line.sku, "quantity": line.quantity} for line in order.lines],
        "customer_name": order.customer_name,
        "address": msgspec.to_builtins(order.address),
        "delivery": order.delivery,
        "total": total,
        "shown_total": format_money(total, order.currency, locale),
        "refunded": order.refunded_total,
        "shown_refunded": _shown(order.refunded_total, order.currency, locale),
        "disputes": [each.status for each in order.disputes],
        "currency": order.currency,
    }


def _status(order: Order) -> str:
    disputed = "disputed" if is_disputed(order) else ""
    return ", ".join(filter(None, (status_in_words(order), disputed)))


def _shown(amount: int, currency: str, locale: str) -> str:
    return format_money(amount, currency, locale) if amount else ""
