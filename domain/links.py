"""Signed links to an order: scoped to one purpose, expiring, readable by any accepted key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import itsdangerous

Purpose = Literal[
    "thanks",
    "back",
    "order",
    "gift",
    "again",
    "whole",
    "invoice",
    "stock",
    "account",
    "account-form",
    "account-checkout",
]


class LinkError(Exception):
    """A link that is broken or too old; `reason` says which."""

    def __init__(self, reason: Literal["broken", "expired"]) -> None:
        self.reason = reason
        super().__init__(reason)


class OrderLinks:
    """Keys come newest first: the first one signs, all of them are accepted."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or not all(keys):
            raise ValueError("at least one token key is needed, and none may be empty")
        self._keys = list(reversed(keys))

    def sign(self, purpose: Purpose, order_id: str, until: datetime) -> str:
        return self._serializer(purpose).dumps([order_id, int(until.timestamp())])

    def read(self, purpose: Purpose, token: str, now: datetime) -> str:
        """The order's id. Raises LinkError."""
        try:
            order_id, until = self._serializer(purpose).loads(token)
        except itsdangerous.BadData as error:
            raise LinkError("broken") from error
        if now.timestamp() >= until:
            raise LinkError("expired")
        return str(order_id)

    def _serializer(self, purpose: Purpose) -> itsdangerous.URLSafeSerializer:
        return itsdangerous.URLSafeSerializer(self._keys, salt=f"order/{purpose}")
