"""What is left of a SKU, what it costs and when it ships, in numbers and in the shop's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.bench import BenchFullError, plan
from domain.days import day_in_words
from domain.money import format_money
from domain.shelf import ShelfItem
from domain.shop import ShopFacts
from domain.workshop import ships_on

Row = dict[str, str | int | bool | None]


def stock_row(item: ShelfItem, facts: ShopFacts, today: date, taken: Mapping[str, int]) -> Row:
    """`left` is None where nothing is counted, `engraving` where nothing can be engraved.

    `taken` are the bench's weeks: what is made to order ships when there is room for it.
    """
    offered = item.engraving
    ready = _ready_on(item, facts, today, taken)
    return {
        "left": _left(item),
        "on_hold": item.stock.held,
        "listed": item.listed,
        "price": item.price,
        "price_words": format_money(item.price, item.currency, facts.locale),
        "currency": item.currency,
        "engraving": offered.price if offered else None,
        "engraving_words": format_money(offered.price, item.currency, facts.locale)
        if offered
        else None,
        "ships_on": ready.isoformat() if ready else None,
        "ships_words": day_in_words(ready, facts.locale) if ready else None,
    }


def _ready_on(
    item: ShelfItem, facts: ShopFacts, today: date, taken: Mapping[str, int]
) -> date | None:
    """None where the bench is full for as far as anybody looks."""
    first = ships_on(facts.workshop, today, item.lead_days)
    if not item.made_to_order:
        return first
    try:
        places = plan(facts.workshop, [(first, 1)], taken)
    except BenchFullError:
        return None
    return places.ready_on if places else first


def _left(item: ShelfItem) -> int | None:
    if not item.listed:
        return 0
    return None if item.made_to_order else item.stock.available
