"""Stripe's signed events: verified on the raw body, then read no further than needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import stripe

from domain.ordered import Dispute
from domain.payments import MONEY_EVENTS, PaymentEvent, RefundNews, SignatureError

TOLERANCE = timedelta(minutes=5)
"""How old a signature may be (Stripe's own default)."""


SECONDS = re.compile(r"[0-9]{1,12}")


class _Evidence(msgspec.Struct):
    due_by: int | None = None


class _Object(msgspec.Struct):
    """What is read of a session, a refund or a dispute; Stripe sends much more."""

    id: str = ""
    object: str = ""
    payment_intent: Any = None
    amount: int = 0
    status: str | None = None
    reason: str | None = None
    created: int = 0
    metadata: dict[str, str] | None = None
    evidence_details: _Evidence | None = None


class _Data(msgspec.Struct):
    object: _Object


class _Event(msgspec.Struct):
    id: str
    type: str
    data: _Data


class MalformedEventError(Exception):
    """A signed body that is no event; Stripe doesn't send these."""


def read_event(
    body: bytes, signature: str | None, secrets: Sequence[str], now: datetime
) -> PaymentEvent:
    """Read an event that is signed with one of the secrets.

    Raises SignatureError where Stripe didn't sign this body, or not within the tolerance.
    """
    header = signature if signature and signature.isascii() else ""
    signed_at = _signed_at(header)
    if not any(_is_signed(body, header, secret) for secret in secrets):
        raise SignatureError("tampered")
    if abs(now.timestamp() - signed_at) > TOLERANCE.total_seconds():
        raise SignatureError("stale")
    try:
        event = msgspec.json.decode(body, type=_Event)
    except msgspec.DecodeError as error:
        raise MalformedEventError from error
    return _told(event.id, event.type, event.data.object)


def event_of(event_id: str, kind: str, subject: object) -> PaymentEvent:
    """An event from Stripe's own list, whose `subject` is an object of Stripe's SDK."""
    plain = subject.to_dict() if isinstance(subject, stripe.StripeObject) else subject
    return _told(event_id, kind, msgspec.convert(plain, _Object))


def _told(event_id: str, kind: str, it: _Object) -> PaymentEvent:
    if it.object == "checkout.session":
        return PaymentEvent(event_id, kind, it.id)
    return PaymentEvent(event_id, kind, None, _news(kind, it))


def _news(kind: str, it: _Object) -> RefundNews | Dispute | None:
    """None for what isn't told of on an order, or is of a payment that isn't named."""
    intent = it.payment_intent
    if kind not in MONEY_EVENTS or not isinstance(intent, str):
        return None
    if it.object == "refund":
        ours = (it.metadata or {}).get("refund")
        status, reason = it.status or "succeeded", it.reason or ""
        return RefundNews(it.id, intent, it.amount, status, ours, reason)
    if it.object == "dispute":
        due = it.evidence_details.due_by if it.evidence_details else None
        opened = datetime.fromtimestamp(it.created, UTC)
        due_at = datetime.fromtimestamp(due, UTC) if due else None
        reason, status = it.reason or "general", it.status or "needs_response"
        return Dispute(it.id, intent, it.amount, reason, status, opened, due_at)
    return None


def _is_signed(body: bytes, header: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body.decode(), header, secret)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


def _signed_at(signature: str) -> int:
    """The header's one time. With two, what is verified and what is read could differ."""
    parts = [part.partition("=")[::2] for part in signature.split(",")]
    times = [value for name, value in parts if name == "t"]
    signed = any(name == "v1" for name, _ in parts)
    if not signed or len(times) != 1 or not SECONDS.fullmatch(times[0]):
        raise SignatureError("unsigned")
    return int(times[0])
