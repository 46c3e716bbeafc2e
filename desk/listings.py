"""Rows of the owner's listings, the same for tables and for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_datetime

from desk.stage import Stage
from domain.money import format_money
from domain.orders import Order, Status
from domain.shelf import ShelfItem
from domain.shop import ShopFacts

LOW = 2


def order_rows(stage: Stage, statuses: Sequence[Status]) -> list[dict[str, Any]]:
    """Orders of these statuses, the newest first; amounts in minor units."""
    shop = stage.shelf.facts()
    found = [order for status in statuses for order in stage.book.with_status(status)]
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
        "currency": order.currency,
    }
