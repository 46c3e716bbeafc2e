"""What a copy of somebody's data says of what Stripe has: their payments, and who they are there."""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.ordered import Address


class CardCopy(msgspec.Struct, frozen=True):
    brand: str | None = None
    last4: str | None = None
    expires: str | None = None
    country: str | None = None


class PaymentCopy(msgspec.Struct, frozen=True):
    """A payment as Stripe has it. Who paid and who it goes to stand there as they were typed."""

    payment: str
    order: str
    status: str
    amount: int
    refunded: int
    currency: str
    paid_at: datetime | None = None
    method: str | None = None
    card: CardCopy | None = None
    name: str | None = None
    mail: str | None = None
    phone: str | None = None
    address: Address | None = None
    sent_to: Address | None = None
    receipt_mail: str | None = None


class CustomerCopy(msgspec.Struct, frozen=True):
    """What Stripe keeps under your address beside the payments."""

    customer: str
    created_at: datetime
    name: str | None = None
    mail: str | None = None
    phone: str | None = None
    address: Address | None = None
