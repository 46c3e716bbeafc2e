"""A return as the owner sees it, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from desk.order_page import moment
from desk.terminal import say
from domain.orders import Order
from domain.return_rules import REASONS
from domain.return_steps import possible
from domain.returned import Return
from domain.shop import ShopFacts


def page_of(order: Order, it: Return) -> dict[str, Any]:
    """Times in UTC; what can be done is under `possible`."""
    plain: dict[str, Any] = msgspec.to_builtins(it)
    for named, line in zip(plain["lines"], it.lines, strict=True):
        bought = order.lines[line.place]
        named |= {"sku": bought.sku, "title": bought.title, "details": bought.details}
    return plain | {"order": order.id, "possible": list(possible(it))}


def describe(order: Order, it: Return, shop: ShopFacts | None) -> None:
    """All of it, the state first."""
    for sentence in _told(order, it, shop):
        say(sentence)


def pieces(order: Order, it: Return) -> str:
    """“1 × River band, US 7 for RIVER-BAND-6”."""
    told = []
    for line in it.lines:
        bought = order.lines[line.place]
        named = ", ".join(filter(None, (bought.title, bought.details)))
        told.append(f"{line.count} × {named}{f' for {line.instead}' if line.instead else ''}")
    return "; ".join(told)


def happened(it: Return, shop: ShopFacts | None) -> str:
    """As in “Asked Mar 2, 12:00, accepted Mar 3, 9:10”."""
    steps = {
        "Asked": it.asked_at,
        "accepted": it.accepted_at,
        "received": it.received_at,
        "ended": it.closed_at,
    }
    return ", ".join(f"{what} {moment(at, shop)}" for what, at in steps.items() if at) + "."


def _told(order: Order, it: Return, shop: ShopFacts | None) -> Iterator[str]:
    yield f"Return {it.id} is {it.state}."
    yield f"{pieces(order, it)}. {REASONS[it.reason]}."
    yield happened(it, shop)
    if it.is_open and it.held_until:
        yield f"What they want instead is held until {moment(it.held_until, shop)}."
    for heading, text in (
        ("The buyer writes", it.words),
        ("You wrote", it.instructions),
        ("You said no", it.why),
    ):
        if text:
            yield f"{heading}: {text}"
    if can := possible(it):
        yield f"You can {' or '.join(can)}."
