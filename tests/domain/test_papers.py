"""What an invoice and credit notes say: amounts that add up, however the money went back."""

from datetime import timedelta

import msgspec
import pytest

from domain.kept_orders import bared
from domain.ordered import Address, Invoice, InvoiceKind, Line, Refund, RefundState, Totals
from domain.orders import Order, Status
from domain.papers import papers_of
from domain.refunds import amount_for
from domain.shop import Tax, TaxRate
from tests.samples import FACTS, NOON

RING = Line("RING-7", "ring", "River band", "US 7", "/pieces/ring/", 48000, 1)
HOOPS = Line("HOOPS", "hoops", "Dawn hoops", "", "/pieces/hoops/", 32000, 2)
VAT = Tax("fixed", inclusive=True, rates=(TaxRate("txr_1", "VAT", "19", ("US",)),))


PLAIN = Tax()


def an_order(tax: Tax = PLAIN, totals: Totals | None = None) -> Order:
    order = Order(
        id="ORDER1",
        status=Status.PAID,
        lines=(RING, HOOPS),
        currency="USD",
        country="US",
        rates=FACTS.zones[0].rates,
        countries=("US",),
        release="abc",
        created_at=NOON,
        expires_at=NOON + timedelta(minutes=31),
        paid_at=NOON,
        totals=totals or Totals(112000, 600, 9007, 1000, 120607, "ground"),
        customer_name="Jo Buyer",
        customer_mail="jo@buyer.example",
        address=Address("Al Quill", "1 Elm St", "", "Austin", "TX", "78701", "US"),
        tax=tax,
    )
    first = Invoice("2026-0001", InvoiceKind.INVOICE, NOON, order.paid_total)
    return msgspec.structs.replace(order, invoices=(first,))


def with_refund(order: Order, units: tuple[int, ...] = (), amount: int = 0) -> Order:
    """The order after so much of its money went back, with the credit note for it."""
    number = len(order.refunds) + 1
    asked = amount or amount_for(order, units)
    made = Refund(f"ORDER1-r{number}", asked, "", NOON, units, RefundState.MADE, "re_1")
    note = Invoice(f"C2026-{number:04}", InvoiceKind.CREDIT_NOTE, NOON, asked, made.id)
    return msgspec.structs.replace(
        order, refunds=(*order.refunds, made), invoices=(*order.invoices, note)
    )


def test_an_invoice_names_both_sides_and_every_line() -> None:
    (paper,) = papers_of(an_order(), "America/Chicago")

    assert (paper.buyer, paper.sent_to.name if paper.sent_to else "") == ("Jo Buyer", "Al Quill")
    assert [(line.title, line.quantity, line.amount) for line in paper.lines] == [
        ("River band", 1, 48000),
        ("Dawn hoops", 2, 64000),
    ]
    assert paper.sums == (("Ground", 600), ("Discount", -1000))
    assert (paper.tax, paper.tax_label, paper.total) == (9007, "Tax", 120607)


@pytest.mark.parametrize("steps", [[(0, 2), (1, 0)], [(1, 1), (0, 1)], [(1, 2)]])
@pytest.mark.parametrize(
    ("tax", "totals"),
    [
        (Tax(), Totals(112000, 600, 9007, 1000, 120607, "ground")),
        (VAT, Totals(112000, 600, 17823, 0, 112600, "ground")),
    ],
)
def test_all_credit_notes_together_are_the_invoice_tax_included(
    steps: list[tuple[int, ...]], tax: Tax, totals: Totals
) -> None:
    order = an_order(tax, totals)
    for units in steps:
        order = with_refund(order, units)

    invoice, *notes = papers_of(order, "UTC")

    assert sum(note.total for note in notes) == invoice.total
    assert sum(note.tax for note in notes) == invoice.tax
    for paper in (invoice, *notes):
        added = 0 if paper.tax_included else paper.tax
        parts = sum(line.amount for line in paper.lines) + sum(each for _, each in paper.sums)
        assert parts + added == paper.total
    assert {note.invoice for note in notes} == {"2026-0001"}


def test_a_tax_that_can_t_be_cut_in_three_is_whole_in_three_credit_notes() -> None:
    order = an_order(VAT, Totals(300, 0, 100, 0, 300, "ground"))
    for _ in range(3):
        order = with_refund(order, amount=100)

    _, *notes = papers_of(order, "UTC")

    assert [note.tax for note in notes] == [33, 34, 33]


def test_a_mere_amount_has_no_lines_and_its_part_of_the_tax() -> None:
    _, note = papers_of(with_refund(an_order(), amount=10000), "UTC")

    assert note.lines == ()
    assert note.sums == (("Amount returned", 9253),)
    assert (note.tax, note.total) == (747, 10000)


def test_a_rate_of_ones_own_stands_there_by_its_name() -> None:
    (paper,) = papers_of(an_order(VAT), "UTC")

    assert (paper.tax_label, paper.tax_included) == ("VAT 19%", True)


def test_the_invoice_of_an_erased_order_is_about_nobody() -> None:
    (paper,) = papers_of(bared(an_order(), NOON), "UTC")

    assert (paper.buyer, paper.sent_to, paper.total) == (None, None, 120607)


def test_before_the_number_there_is_no_paper() -> None:
    assert papers_of(msgspec.structs.replace(an_order(), invoices=()), "UTC") == ()
