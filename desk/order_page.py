"""One order as the owner sees it, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_datetime
from rich.table import Table

from desk.terminal import console, say
from domain.carriers import carrier_name, follow_link
from domain.contact import Inquiry
from domain.money import format_money
from domain.order_steps import WORDS, possible
from domain.ordered import Address, RefundState
from domain.orders import Order, Status
from domain.refunds import left_to_refund
from domain.shop import ShopFacts

REFUNDS = {
    RefundState.OWED: "on its way",
    RefundState.MADE: "made",
    RefundState.FAILED: "refused by the bank",
}


def page_of(order: Order) -> dict[str, Any]:
    """Amounts in minor units, times in UTC; what can be done is under `possible`."""
    plain: dict[str, Any] = msgspec.to_builtins(order)
    for name in ("head", "network", "subject"):
        plain.pop(name)
    return plain | {
        "paid_total": order.paid_total,
        "refunded_total": order.refunded_total,
        "left_to_refund": left_to_refund(order),
        "possible": [action.value for action in possible(order)],
    }


def about(order: Order, written: Iterable[Inquiry]) -> list[Inquiry]:
    """What was written with the form about this order, under its buyer's own address."""
    return [each for each in written if each.order == order.id]


def plain(inquiry: Inquiry) -> dict[str, Any]:
    return {"at": inquiry.created_at, "topic": inquiry.topic, "text": inquiry.text}


def describe(order: Order, shop: ShopFacts | None, written: Sequence[Inquiry] = ()) -> None:
    """Everything about the order, the state first."""
    say(f"Order {order.id} is {status_in_words(order)}.")
    for sentence in (*happened(order, shop), *_parcel(order)):
        say(sentence)
    console.print(_lines(order))
    blocks = (_to_whom, gift)
    dated = (money_back, _disputes, _papers, _notes)
    told = [f"Written, {moment(each.created_at, shop)}: {each.text}" for each in written]
    for block in (*(of(order) for of in blocks), *(of(order, shop) for of in dated), told):
        if block:
            say("")
            for sentence in block:
                say(sentence)
    can = [WORDS[action][1] for action in possible(order)]
    if can:
        say(f"\nYou can {', '.join(can)}.")


STATUSES = {
    Status.AWAITING_PAYMENT: "waiting for its payment",
    Status.MAKING: "in the workshop",
    Status.UNDER_REVIEW: "to be looked at",
    Status.CANCELLED: "canceled",
}
"""Those whose own name isn't the word for it."""


def status_in_words(order: Order) -> str:
    words = STATUSES.get(order.status, order.status.value)
    return f"{words} ({order.why.replace('_', ' ')})" if order.why else words


def moment(at: datetime, shop: ShopFacts | None) -> str:
    """“Mar 2, 12:00 PM”, where the shop is."""
    zone = ZoneInfo(time_zone_of(shop))
    locale = shop.locale if shop else "en_US"
    return format_datetime(at, "MMM d, h:mm a", tzinfo=zone, locale=locale)


def time_zone_of(shop: ShopFacts | None) -> str:
    return shop.time_zone if shop else "UTC"


def address_lines(address: Address) -> list[str]:
    place = ", ".join(filter(None, (address.city, address.state)))
    lines = (address.name, address.line1, address.line2, f"{place} {address.postal_code}")
    return [line for line in (*lines, address.country) if line.strip()]


def happened(order: Order, shop: ShopFacts | None) -> list[str]:
    """When what happened to it, in one sentence; none where nothing has."""
    moments = {
        "Paid": order.paid_at,
        "Started": order.making_at,
        "Shipped": order.shipped_at,
        "Delivered": order.delivered_at,
        "Canceled": order.cancelled_at,
    }
    told = [f"{what} {moment(at, shop)}" for what, at in moments.items() if at]
    if order.ships_on and not (order.shipped_at or order.cancelled_at):
        told.append(f"Promised to leave by {order.ships_on}")
    return [f"{', '.join(told)}."] if told else []


def left_with(order: Order) -> str | None:
    """The carrier and the number, as in “With USPS, 9400 1000 0000.” None before it ships."""
    if order.shipment is None:
        return None
    number = f", {order.shipment.number}" if order.shipment.number else ""
    return f"With {carrier_name(order.shipment)}{number}."


def _parcel(order: Order) -> list[str]:
    link = follow_link(order.shipment) if order.shipment else None
    told = left_with(order)
    return [f"{told}{f' {link}' if link else ''}"] if told else []


def _lines(order: Order) -> Table:
    table = Table(box=None, header_style="bold")
    table.add_column("Line", justify="right")
    table.add_column("SKU", no_wrap=True)
    for heading in ("Piece", "Details"):
        table.add_column(heading)
    table.add_column("Price", justify="right")
    for number, line in enumerate(order.lines, 1):
        price = format_money(line.amount, order.currency)
        made = "made to order" if line.lead_days is not None else ""
        details = "; ".join(filter(None, (line.details, made)))
        table.add_row(str(number), line.sku, f"{line.quantity} × {line.title}", details, price)
    for name, amount in sums(order):
        table.add_row("", "", name, "", format_money(amount, order.currency))
    return table


def sums(order: Order) -> list[tuple[str, int]]:
    if order.totals is None:
        return []
    return [
        (order.delivery or "Delivery", order.totals.shipping),
        *([("Discount", -order.totals.discount)] if order.totals.discount else []),
        *([("Tax", order.totals.tax)] if order.totals.tax else []),
        ("Total", order.totals.total),
    ]


def _to_whom(order: Order) -> list[str]:
    if order.address is None:
        return []
    return ["Goes to:", *(f"  {line}" for line in address_lines(order.address))]


def gift(order: Order) -> list[str]:
    if order.gift is None:
        return []
    receipt = ", with a receipt without prices" if order.gift.receipt else ""
    card = [f"  {line}" for line in (order.gift.message or "").splitlines()]
    return [f"It's a gift{receipt}.", *(["On the card:", *card] if card else [])]


def money_back(order: Order, shop: ShopFacts | None) -> list[str]:
    return [
        f"Refund {each.id}: {format_money(each.amount, order.currency)}, "
        f"{REFUNDS[each.state]}, {moment(each.asked_at, shop)}"
        f"{f': {each.reason}' if each.reason else ''}."
        for each in order.refunds
    ]


def _disputes(order: Order, shop: ShopFacts | None) -> list[str]:
    return [
        f"Dispute {each.id}: {format_money(each.amount, order.currency)}, "
        f"{each.reason.replace('_', ' ')}, {each.status.replace('_', ' ')}"
        f"{f', to be answered by {moment(each.due_at, shop)}' if each.due_at else ''}."
        for each in order.disputes
    ]


def _papers(order: Order, shop: ShopFacts | None) -> list[str]:
    return [
        f"{'Credit note' if each.refund else 'Invoice'} {each.number}: "
        f"{format_money(each.amount, order.currency)}, {moment(each.at, shop)}."
        for each in order.invoices
    ]


def _notes(order: Order, shop: ShopFacts | None) -> list[str]:
    return [f"Note, {moment(each.at, shop)}: {each.text}" for each in order.notes]
