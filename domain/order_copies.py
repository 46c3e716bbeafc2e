"""What a copy of somebody's data says of their orders, and of what comes back of them."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from domain.consent import Consent
from domain.gift import Gift
from domain.ordered import Address, Dispute, Invoice, Note, Refund, Shipment, Totals
from domain.policies import PolicyRef


class LineCopy(msgspec.Struct, frozen=True):
    sku: str
    title: str
    choice: str
    quantity: int
    unit_amount: int
    engraving: str | None = None


class ReturnedCopy(msgspec.Struct, frozen=True):
    """So many of a line that come back, and the SKU that you want for each, if not your money."""

    sku: str
    title: str
    quantity: int
    instead: str | None = None


class ReturnCopy(msgspec.Struct, frozen=True):
    """What comes back of an order. `words` are yours, `instructions` and `refusal` ours.

    `pictures` says how many of yours are there: they are deleted with our decision.
    """

    number: str
    state: str
    reason: str
    asked_at: datetime
    lines: tuple[ReturnedCopy, ...]
    words: str = ""
    pictures: int = 0
    instructions: str = ""
    refusal: str = ""
    held_until: datetime | None = None
    accepted_at: datetime | None = None
    received_at: datetime | None = None
    closed_at: datetime | None = None


class OrderCopy(msgspec.Struct, frozen=True):
    """`code_from_address` is how the shop finds what is yours without storing it by your address.

    `notes` are what the owner wrote to herself about it. While a code that was mailed can be typed
    in, `code_mailed_until` says how long; the code itself is known to nobody. With `erased_at`, no
    more than the law wants to see is left of the order.
    """

    number: str
    status: str
    ordered_at: datetime
    currency: str
    country: str
    lines: tuple[LineCopy, ...]
    agreed_at: datetime | None = None
    policies: tuple[PolicyRef, ...] = ()
    paid_at: datetime | None = None
    totals: Totals | None = None
    payment: str | None = None
    payment_page: str | None = None
    name: str | None = None
    mail: str | None = None
    address: Address | None = None
    delivery: str | None = None
    ships_on: date | None = None
    returns: tuple[ReturnCopy, ...] = ()
    gift: Gift | None = None
    discount_code: str | None = None
    consent: Consent | None = None
    reminder_mail: str | None = None
    code_from_address: str | None = None
    code_from_network: str | None = None
    why: str | None = None
    making_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    shipment: Shipment | None = None
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    notes: tuple[Note, ...] = ()
    code_mailed_until: datetime | None = None
    erased_at: datetime | None = None
