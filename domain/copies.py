"""What somebody gets who asks for a copy of their data: the shape of `data.json`.

Its schema is `docs/data.schema.json`. A field that is added is a new minor version, one that
changes its meaning or goes is a new major one. Amounts are in minor units of their currency;
moments are UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from domain.letter_copies import AskCopy, LetterCopy, MoveCopy, SendCopy
from domain.order_copies import OrderCopy
from domain.ordered import Address
from domain.payment_copies import CustomerCopy, PaymentCopy
from domain.policies import PolicyRef

VERSION = "1.2"


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
