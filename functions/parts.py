"""What the composition roots share: clients made once when a handler is imported, clock, ids."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_sesv2.client import SESV2Client

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 and O, 1, I and L, nor U: an order's id can be read out over the telephone."""

_session = boto3.session.Session()
_PATIENT = Config(
    connect_timeout=2, read_timeout=4, retries={"mode": "standard", "total_max_attempts": 3}
)
_ONCE = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})

dynamodb = _session.client("dynamodb", config=_PATIENT)
ssm = _session.client("ssm", config=_PATIENT)


def ses() -> SESV2Client:
    """SES has no idempotency key: a send is tried once, and its outbox item knows the rest."""
    return _session.client("sesv2", config=_ONCE)


def now() -> datetime:
    return datetime.now(UTC)


def new_order_id() -> str:
    """Ten characters, 49 bits: enough that no two orders meet."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))
