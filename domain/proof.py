"""Codes by which a person proves that they read the mail of an address: six digits, ten minutes."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

DIGITS = 6
LASTS = timedelta(minutes=10)
TRIES = 3


class Code(msgspec.Struct, frozen=True):
    """A code that was mailed: `seed` tells it to nobody who hasn't the key."""

    seed: str
    until: datetime
    tries: int = 0


class Codes:
    """`keys` are the token keys, newest first; `seed` gives 32 hex digits of the system's CSPRNG.

    A code is kept as its seed alone: the digits are a keyed hash of the seed and of what it opens
    (a request's id, or `order/` and an order's), so that the table tells nobody the code, and
    postman can write it into a mail without its having been written down. A key that is rotated
    out meanwhile still opens its codes.
    """

    def __init__(self, keys: Sequence[str], seed: Callable[[], str]) -> None:
        if not keys or not all(keys):
            raise ValueError("at least one token key is needed, and none may be empty")
        self._keys = [key.encode() for key in keys]
        self._seed = seed

    def new(self, now: datetime) -> Code:
        return Code(self._seed(), now + LASTS)

    def digits(self, opens: str, code: Code) -> str:
        """What is mailed."""
        return _digits(self._keys[0], opens, code)

    def is_right(self, opens: str, code: Code, typed: str) -> bool:
        """Compared in constant time; spaces and dashes between the digits don't matter."""
        written = re.sub(r"[\s-]", "", typed).encode()
        results = [
            hmac.compare_digest(_digits(key, opens, code).encode(), written) for key in self._keys
        ]
        return any(results)


def _digits(key: bytes, opens: str, code: Code) -> str:
    said = f"privacy/code/{opens}/{code.seed}".encode()
    number = int.from_bytes(hmac.new(key, said, hashlib.sha256).digest())
    return f"{number % 10**DIGITS:0{DIGITS}}"
