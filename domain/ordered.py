"""What an order is made of: its lines, what it came to, where it goes and what went back."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class Line(msgspec.Struct, frozen=True):
    """What was ordered: with `lead_days` it is made to order, and no stock is counted.

    `unit_amount` in minor units, engraving included, as it stood on the shelf at the checkout.
    An engraved piece is made for the buyer and exempt from the right of withdrawal
    (Directive 2011/83/EU, article 16 (c)). A way of paying that takes days is not offered for
    what is `one_of_a_kind`.
    """

    sku: str
    slug: str
    title: str
    label: str
    path: str
    unit_amount: int
    quantity: int
    tax_code: str | None = None
    engraving: str | None = None
    lead_days: int | None = None
    one_of_a_kind: bool = False

    @property
    def details(self) -> str:
        """“US 7. Engraved: For Ada”, or as much of it as there is."""
        engraved = f"Engraved: {self.engraving}" if self.engraving else ""
        return ". ".join(filter(None, (self.label, engraved)))

    @property
    def amount(self) -> int:
        return self.unit_amount * self.quantity


class Address(msgspec.Struct, frozen=True):
    name: str
    line1: str
    line2: str
    city: str
    state: str
    postal_code: str
    country: str


class Totals(msgspec.Struct, frozen=True):
    """As the payment provider states them; the shop recomputes none.

    `rate` is the id of the offered rate that the buyer chose.
    """

    subtotal: int
    shipping: int
    tax: int
    discount: int
    total: int
    rate: str | None = None


class DiscountCode(msgspec.Struct, frozen=True):
    """A code that the buyer typed, and the payment provider's own id of it."""

    text: str
    id: str


class Shipment(msgspec.Struct, frozen=True):
    """`carrier` is one of `domain.carriers`; without a number nobody can follow the parcel."""

    carrier: str
    number: str = ""


class RefundState(enum.StrEnum):
    """`owed` until the payment provider has taken it on, `failed` where the bank refused it."""

    OWED = "owed"
    MADE = "made"
    FAILED = "failed"


class Refund(msgspec.Struct, frozen=True):
    """Money that goes back. `amount` in minor units of the order's currency.

    `units` says how many of each line it is for, in the order's own order; a refund of a mere
    amount says nothing there. `reference` is the provider's id of it. `put_back` says that those
    are for sale again.
    """

    id: str
    amount: int
    reason: str
    asked_at: datetime
    units: tuple[int, ...] = ()
    state: RefundState = RefundState.OWED
    reference: str | None = None
    put_back: bool = False


class Dispute(msgspec.Struct, frozen=True):
    """A bank's question about a payment. `id`, `reason` and `status` are Stripe's own words.

    `amount` in minor units of the order's currency; `due_at` is when evidence has to be there.
    """

    id: str
    payment_intent: str
    amount: int
    reason: str
    status: str
    opened_at: datetime
    due_at: datetime | None = None


class InvoiceKind(enum.StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Invoice(msgspec.Struct, frozen=True):
    """A paper's number, “2026-0001”, and what it is for; a credit note names its `refund`.

    `amount` in minor units of the order's currency.
    """

    number: str
    kind: InvoiceKind
    at: datetime
    amount: int
    refund: str | None = None


class Note(msgspec.Struct, frozen=True):
    """What the owner wrote to herself."""

    at: datetime
    text: str
