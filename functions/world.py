"""What the domain is told of the world: the time, and new ids."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 and O, 1, I and L, nor U: an order's id can be read out over the telephone."""


def now() -> datetime:
    return datetime.now(UTC)


def new_order_id() -> str:
    """Ten characters, 49 bits: enough that no two orders meet."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))


def new_request_id() -> str:
    """As an order's, and told from one at a glance."""
    return f"R-{new_order_id()}"


def new_seed() -> str:
    """What a code is made from: 128 bits."""
    return secrets.token_hex(16)
