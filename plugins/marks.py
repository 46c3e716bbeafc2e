"""Short marks of what a page is made from: the same mark, the same page.

A mark is a BLAKE2 hash of 16 bytes over MessagePack. A value that knows its own mark is taken by
that, so that a piece that stands on many pages is read through once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

SIZE = 16

_encode = msgspec.msgpack.Encoder().encode


def mark_of_bytes(*parts: bytes) -> bytes:
    """The mark of parts; where one ends and the next begins counts."""
    return hashlib.blake2b(_encode(parts), digest_size=SIZE).digest()


def mark_of(value: object) -> bytes:
    """The mark of anything that pages are made from; raises TypeError for what has none."""
    own: bytes | None = getattr(value, "mark", None)
    return mark_of_bytes(*_parts(value)) if own is None else own


def _parts(value: object) -> Iterator[bytes]:
    own: bytes | None = getattr(value, "mark", None)
    if own is not None:
        yield own
    elif isinstance(value, Mapping):
        yield b"mapping %d" % len(value)
        for name, item in value.items():
            yield str(name).encode()
            yield from _parts(item)
    elif isinstance(value, list | tuple):
        yield b"list %d" % len(value)
        for item in value:
            yield from _parts(item)
    else:
        yield msgspec.msgpack.encode(value, enc_hook=_plain)


def _plain(value: object) -> object:
    if isinstance(value, str | Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no mark. Give it one, or show something else.")
