"""What an invoice and a credit note say: the numbers of `domain.invoices`, and what they are for."""

from __future__ import annotations

from datetime import date

import msgspec

from domain.days import day_there
from domain.ordered import Address, Invoice, InvoiceKind, Refund
from domain.orders import Order
from domain.refunds import find


class PaperLine(msgspec.Struct, frozen=True):
    """`amount` is what so many of them cost, in minor units."""

    title: str
    details: str
    quantity: int
    amount: int


class Paper(msgspec.Struct, frozen=True):
    """An invoice, or a credit note that names the `invoice` that it belongs to.

    Amounts are in minor units of `currency`. `sums` are what comes to the lines, by its label and
    in their order; `tax` is that of the whole, which is a part of the `total` where it is
    `tax_included`. Who it was for is gone with their data when it was erased.
    """

    number: str
    kind: InvoiceKind
    on: date
    order: str
    ordered_on: date
    currency: str
    lines: tuple[PaperLine, ...]
    sums: tuple[tuple[str, int], ...]
    tax: int
    tax_label: str
    tax_included: bool
    total: int
    buyer: str | None = None
    sent_to: Address | None = None
    invoice: str | None = None


def papers_of(order: Order, time_zone: str) -> tuple[Paper, ...]:
    """The order's papers as they were numbered: the invoice first, then what went back."""
    first = next((each for each in order.invoices if each.refund is None), None)
    if first is None or order.totals is None:
        return ()
    notes = [each for each in order.invoices if each.refund is not None]
    return (
        _invoice(order, first, time_zone),
        *(_credit_note(order, each, first.number, time_zone) for each in notes),
    )


def _invoice(order: Order, invoice: Invoice, time_zone: str) -> Paper:
    lines = tuple(
        PaperLine(line.title, line.details, line.quantity, line.amount) for line in order.lines
    )
    totals = order.totals
    sums: list[tuple[str, int]] = []
    if totals:
        sums.append((order.delivery or "Delivery", totals.shipping))
        sums += [("Discount", -totals.discount)] if totals.discount else []
    tax = totals.tax if totals else 0
    return _paper(order, invoice, time_zone, lines, tuple(sums), tax)


def _credit_note(order: Order, invoice: Invoice, of: str, time_zone: str) -> Paper:
    """By line where the refund was for lines, and what came to them or off them in one sum."""
    refund = find(order, invoice.refund or "")
    counted = zip(order.lines, refund.units if refund else (), strict=False)
    lines = tuple(
        PaperLine(line.title, line.details, count, line.unit_amount * count)
        for line, count in counted
        if count
    )
    tax = _tax_of(order, refund) if refund else 0
    beside = invoice.amount - sum(line.amount for line in lines) - _added(order, tax)
    label = "Its part of delivery and discount" if lines else "Amount returned"
    sums = ((label, beside),) if beside else ()
    paper = _paper(order, invoice, time_zone, lines, sums, tax)
    return msgspec.structs.replace(paper, invoice=of)


def _paper(  # noqa: PLR0917 — what both kinds of paper have
    order: Order,
    invoice: Invoice,
    time_zone: str,
    lines: tuple[PaperLine, ...],
    sums: tuple[tuple[str, int], ...],
    tax: int,
) -> Paper:
    return Paper(
        number=invoice.number,
        kind=invoice.kind,
        on=day_there(invoice.at, time_zone),
        order=order.id,
        ordered_on=day_there(order.paid_at or order.created_at, time_zone),
        currency=order.currency,
        lines=lines,
        sums=sums,
        tax=tax,
        tax_label=_tax_label(order),
        tax_included=order.tax.inclusive,
        total=invoice.amount,
        buyer=order.customer_name,
        sent_to=order.address if order.erased_at is None else None,
    )


def _tax_label(order: Order) -> str:
    """“VAT 19%” where the shop has a rate of its own for the country, or else “Tax”."""
    rate = order.tax.rate_of(order.address.country if order.address else order.country)
    return f"{rate.label} {rate.percent}%" if rate and order.tax.kind == "fixed" else "Tax"


def _added(order: Order, tax: int) -> int:
    """What of the tax stands beside the prices, and isn't in them."""
    return 0 if order.tax.inclusive else tax


def _tax_of(order: Order, refund: Refund) -> int:
    """A refund's part of the tax: what all up to it come to, less what came before.

    So the parts of all refunds together are exactly the tax when all of the money went back.
    """
    made = [each for each in order.refunds if _has_note(order, each)]
    before = sum(each.amount for each in made[: made.index(refund)]) if refund in made else 0
    return _tax_in(order, before + refund.amount) - _tax_in(order, before)


def _has_note(order: Order, refund: Refund) -> bool:
    return any(each.refund == refund.id for each in order.invoices)


def _tax_in(order: Order, amount: int) -> int:
    """The tax in so much of the total, to the nearest minor unit."""
    totals = order.totals
    if totals is None or not totals.total:
        return 0
    return (2 * totals.tax * amount + totals.total) // (2 * totals.total)
