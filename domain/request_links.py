"""Signed links to a privacy request: they open its page, and nothing that they weren't made for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import itsdangerous

from domain.links import LinkError

HOLDS = timedelta(days=365)
"""For how long a link opens the page: an appeal can come late, and every mail has a new one."""


class RequestLinks:
    """`keys` come newest first: the first one signs, all of them are accepted."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or not all(keys):
            raise ValueError("at least one token key is needed, and none may be empty")
        self._serializer = itsdangerous.URLSafeSerializer(
            list(reversed(keys)), salt="privacy/status"
        )

    def sign(self, request_id: str, now: datetime) -> str:
        return self._serializer.dumps([request_id, int((now + HOLDS).timestamp())])

    def read(self, token: str, now: datetime) -> str:
        """The request's id. Raises LinkError."""
        try:
            request_id, until = self._serializer.loads(token)
        except (itsdangerous.BadData, TypeError, ValueError) as error:
            raise LinkError("broken") from error
        if now.timestamp() >= until:
            raise LinkError("expired")
        return str(request_id)
