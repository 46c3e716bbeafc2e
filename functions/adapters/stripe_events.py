"""Stripe's signed events: verified on the raw body, then read no further than needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import stripe

from domain.payments import PaymentEvent, SignatureError

TOLERANCE = timedelta(minutes=5)
"""How old a signature may be (Stripe's own default)."""


SECONDS = re.compile(r"[0-9]{1,12}")


class _Object(msgspec.Struct):
    id: str = ""
    object: str = ""


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
    is_session = event.data.object.object == "checkout.session"
    return PaymentEvent(event.id, event.type, event.data.object.id if is_session else None)


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
