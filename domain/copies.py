"""What somebody gets who asks for a copy of their data: the shape of `data.json`.

Its schema is `docs/data.schema.json`. A field that is added is a new minor version, one that
changes its meaning or goes is a new major one. Amounts are in minor units of their currency;
moments are UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from domain.consent import Consent
from domain.gift import Gift
from domain.ordered import Address, Dispute, Invoice, Note, Refund, Shipment, Totals
from domain.policies import PolicyRef

VERSION = "1.2"


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


class EarlierStanding(msgspec.Struct, frozen=True):
    standing: str
    since: datetime
    consent: Consent | None = None
    confirmed_at: datetime | None = None


class LetterCopy(msgspec.Struct, frozen=True):
    """What the shop's letter knows of you. `topics` are missing where you want all of them.

    With `moved_away` you had the letter sent to another address.
    """

    standing: str
    since: datetime
    address: str | None = None
    name: str | None = None
    consent: Consent | None = None
    confirmed_at: datetime | None = None
    topics: tuple[str, ...] | None = None
    fewer: bool = False
    paused_until: datetime | None = None
    waits_until: datetime | None = None
    before: EarlierStanding | None = None
    moving_to: str | None = None
    moved_away: bool = False
    code_from_address: str | None = None


class MoveCopy(msgspec.Struct, frozen=True):
    """That a letter was to come to your address, or comes from one that you had before.

    Nothing of the other address is in it: who asked may have mistyped theirs.
    """

    what: Literal["asked_to_move_here", "moved_here"]
    address: str | None = None
    asked_at: datetime | None = None
    waits_until: datetime | None = None


class AskCopy(msgspec.Struct, frozen=True):
    """What you typed into a form of the letter, and nobody has taken up yet."""

    what: str
    address: str
    asked_at: datetime
    name: str | None = None
    consent: Consent | None = None


class SendCopy(msgspec.Struct, frozen=True):
    """A letter that went to you, or was to; `why` says what became of it if it didn't arrive."""

    letter: str
    state: str
    done_at: datetime | None = None
    why: str | None = None


class MailCopy(msgspec.Struct, frozen=True):
    """A mail that the shop wrote to you, or is going to; its words aren't kept."""

    about: str
    state: str
    written_at: datetime
    sent_at: datetime | None = None
    order: str | None = None
    request: str | None = None
    policy: PolicyRef | None = None


class RequestCopy(msgspec.Struct, frozen=True):
    """A request about your data. What was typed is here where it was proven to be yours."""

    id: str
    type: str
    state: str
    asked_by: str
    regime: str
    channel: str
    received_at: datetime
    due_on: date
    proof: str
    proven_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str | None = None
    answer: str | None = None
    address: str | None = None
    name: str | None = None
    text: str | None = None
    appeal: str | None = None
    signal: bool = False


class RestrictionCopy(msgspec.Struct, frozen=True):
    """That your data is set aside, so that nothing uses it until then."""

    since: datetime
    ends_at: datetime
    told_at: datetime | None = None
    request: str | None = None
    code_from_address: str | None = None


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


class SupportCopy(msgspec.Struct, frozen=True):
    """What was written with the shop's form under your address; other mail is in its mailbox."""

    at: datetime
    text: str
    topic: str | None = None
    address: str | None = None
    order: str | None = None
    code_from_address: str | None = None


class WaitCopy(msgspec.Struct, frozen=True):
    """That you are to hear when a piece is there again, or were asked by mail whether you want to."""

    piece: str
    state: str
    address: str
    since: datetime
    code_from_address: str | None = None


class KeptCopy(msgspec.Struct, frozen=True):
    """What you asked us to keep for you. `wishes` are pieces, by the names in their addresses.

    With `at_stripe` Stripe was told your address and `next_address`; `customer` is its number of you.
    """

    address: str
    since: datetime
    used_at: datetime
    addresses: tuple[Address, ...] = ()
    next_address: Address | None = None
    wishes: tuple[str, ...] = ()
    at_stripe: bool = False
    customer: str | None = None
    code_from_address: str | None = None


class LinkCopy(msgspec.Struct, frozen=True):
    """A link to your things that was asked for in the last hour, and when it was opened."""

    address: str
    asked_at: datetime
    ends_at: datetime
    opened_at: datetime | None = None
    wishes: tuple[str, ...] = ()
    code_from_address: str | None = None


class Copy(msgspec.Struct, frozen=True):
    """All that the shop holds of one person, wherever it is. `version` is the schema's."""

    version: str
    shop: str
    made_at: datetime
    request: str
    orders: tuple[OrderCopy, ...] = ()
    letter: tuple[LetterCopy, ...] = ()
    moves: tuple[MoveCopy, ...] = ()
    asks: tuple[AskCopy, ...] = ()
    letters_sent: tuple[SendCopy, ...] = ()
    mails: tuple[MailCopy, ...] = ()
    requests: tuple[RequestCopy, ...] = ()
    payments: tuple[PaymentCopy, ...] = ()
    customers: tuple[CustomerCopy, ...] = ()
    messages: tuple[SupportCopy, ...] = ()
    set_aside: tuple[RestrictionCopy, ...] = ()
    waiting: tuple[WaitCopy, ...] = ()
    kept: tuple[KeptCopy, ...] = ()
    links: tuple[LinkCopy, ...] = ()


AnyCopy = (
    OrderCopy
    | LetterCopy
    | MoveCopy
    | AskCopy
    | SendCopy
    | MailCopy
    | RequestCopy
    | PaymentCopy
    | CustomerCopy
    | SupportCopy
    | RestrictionCopy
    | WaitCopy
    | KeptCopy
    | LinkCopy
)

KINDS: dict[str, type[msgspec.Struct]] = {
    "orders": OrderCopy,
    "letter": LetterCopy,
    "moves": MoveCopy,
    "asks": AskCopy,
    "letters_sent": SendCopy,
    "mails": MailCopy,
    "requests": RequestCopy,
    "payments": PaymentCopy,
    "customers": CustomerCopy,
    "messages": SupportCopy,
    "set_aside": RestrictionCopy,
    "waiting": WaitCopy,
    "kept": KeptCopy,
    "links": LinkCopy,
}
"""Kinds of records, in the order in which they stand in a copy."""


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `data.json`."""
    said: dict[str, Any] = msgspec.json.schema(Copy)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A person's data at a Vitrine shop, version {VERSION}",
    } | said
