"""Invoices and credit notes: numbered by year without gaps, whatever is cut off.

A number is counted in the transaction that writes it on its order. So none is lost, and none is
given twice; and nobody who pays waits for a counter that all orders share.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.days import day_there
from domain.ledger import Fact
from domain.order_book import Change, Counter
from domain.order_steps import recorded
from domain.ordered import Invoice, InvoiceKind, RefundState
from domain.orders import UNPAID, Order, rewritten

PREFIX = {InvoiceKind.INVOICE: "", InvoiceKind.CREDIT_NOTE: "C"}


def wanting(order: Order) -> tuple[str | None, ...]:
    """What has no number yet: None for the invoice, the id of each refund for its credit note.

    What was never begun has neither: its money came and went by itself.
    """
    if order.status in UNPAID or not order.paid_total or order.why == "piece_gone":
        return ()
    numbered = {each.refund for each in order.invoices}
    made = [each.id for each in order.refunds if each.state is RefundState.MADE]
    return tuple(each for each in (None, *made) if each not in numbered)


def counter_of(refund: str | None, now: datetime, time_zone: str) -> str:
    """The name of the counter: one a year (where the shop is) for each kind of paper."""
    kind = InvoiceKind.INVOICE if refund is None else InvoiceKind.CREDIT_NOTE
    return f"{kind.value}#{day_there(now, time_zone).year}"


def numbered(order: Order, refund: str | None, counter: Counter, now: datetime) -> Change:
    """The next number for the order's invoice, or for the credit note of one of its refunds."""
    kind_name, _, year = counter.name.partition("#")
    kind = InvoiceKind(kind_name)
    count = counter.last + 1
    amounts = {each.id: each.amount for each in order.refunds}
    amount = order.paid_total if refund is None else amounts[refund]
    invoice = Invoice(f"{PREFIX[kind]}{year}-{count:04}", kind, now, amount, refund)
    facts: dict[str, Fact] = {"number": invoice.number, "amount": amount}
    after = rewritten(order, invoices=(*order.invoices, invoice))
    change = recorded(Change(after), now, kind.value, facts)
    return msgspec.structs.replace(change, counter=counter)
