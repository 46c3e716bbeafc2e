"""Short marks of what a page is made from: the same mark, the same page.

A mark is a BLAKE2 hash of 16 bytes over MessagePack. A value that knows its own mark is taken by
that, so that a piece that stands on many pages is read through once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

SIZE = 16

WITHOUT = frozenset({bool, dict, float, int, list, str, tuple})
"""Types that have no mark of their own: to ask each of thousands takes longer than to know."""

_encode = msgspec.msgpack.Encoder().encode


def mark_of_bytes(*parts: bytes) -> bytes:
    """The mark of parts; where one ends and the next begins counts."""
    return hashlib.blake2b(_encode(parts), digest_size=SIZE).digest()


def mark_of(value: object) -> bytes:
    """The mark of anything that pages are made from; raises TypeError for what has none."""
    own: bytes | None = None if type(value) in WITHOUT else getattr(value, "mark", None)
    if own is not None:
        return own
    parts: list[bytes] = []
    _add(value, parts)
    return mark_of_bytes(*parts)


def _add(value: object, parts: list[bytes]) -> None:
    own = None if type(value) in WITHOUT else getattr(value, "mark", None)
    if own is not None:
        parts.append(own)
    elif isinstance(value, list | tuple):
        parts.append(b"list %d" % len(value))
        for item in value:
            _add(item, parts)
    elif isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101  the former is fast
        parts.append(b"mapping %d" % len(value))
        for name, item in value.items():
            parts.append(str(name).encode())
            _add(item, parts)
    else:
        parts.append(_encode_any(value))


def _plain(value: object) -> object:
    if isinstance(value, str | Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no mark. Give it one, or show something else.")


_encode_any = msgspec.msgpack.Encoder(enc_hook=_plain).encode
