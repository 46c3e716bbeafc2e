"""Signed links in the newsletter's mails: each opens one thing for one subscriber."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import itsdangerous
import msgspec

from domain.links import LinkError

Purpose = Literal["confirm", "choices", "move"]


class Leaving(msgspec.Struct, frozen=True):
    """Who says goodbye, and by which letter (its slug; empty where it was another mail)."""

    subscriber: str
    letter: str


class LetterLinks:
    """`keys` come newest first, as for orders. `lasting_key` is the one that hashes addresses.

    It signs goodbyes: they have to work for as long as somebody keeps the mail, and token keys
    rotate. A token that ends the letters opens nothing else.
    """

    def __init__(self, keys: Sequence[str], lasting_key: str) -> None:
        if not lasting_key or not keys or not all(keys):
            raise ValueError("token keys and the lasting key are needed, and none may be empty")
        self._keys = list(reversed(keys))
        self._lasting_key = lasting_key

    def sign(self, purpose: Purpose, subscriber: str, until: datetime, about: str = "") -> str:
        """`about` narrows it further: when was asked, or which new address."""
        return self._serializer(purpose).dumps([subscriber, int(until.timestamp()), about])

    def read(self, purpose: Purpose, token: str, now: datetime) -> tuple[str, str]:
        """The subscriber's id and what it is about. Raises LinkError."""
        try:
            subscriber, until, about = self._serializer(purpose).loads(token)
        except (itsdangerous.BadData, TypeError, ValueError) as error:
            raise LinkError("broken") from error
        if now.timestamp() >= until:
            raise LinkError("expired")
        return str(subscriber), str(about)

    def sign_goodbye(self, subscriber: str, letter: str = "") -> str:
        return self._goodbyes().dumps([subscriber, letter])

    def read_goodbye(self, token: str) -> Leaving:
        """Raises LinkError."""
        try:
            subscriber, letter = self._goodbyes().loads(token)
        except (itsdangerous.BadData, TypeError, ValueError) as error:
            raise LinkError("broken") from error
        return Leaving(str(subscriber), str(letter))

    def _serializer(self, purpose: Purpose) -> itsdangerous.URLSafeSerializer:
        return itsdangerous.URLSafeSerializer(self._keys, salt=f"letter/{purpose}")

    def _goodbyes(self) -> itsdangerous.URLSafeSerializer:
        return itsdangerous.URLSafeSerializer(self._lasting_key, salt="letter/goodbye")
