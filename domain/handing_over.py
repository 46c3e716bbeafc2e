"""Doors to the bucket that open for a moment: one to fetch a copy, one to hand in a proof.

A proof is a picture of an ID, where the owner insists on one. S3 takes whatever is called one, so
its first bytes are looked at before anybody uses it, and what is no picture is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from domain.addresses import AddressKey

FETCH_WITHIN = timedelta(minutes=1)
HAND_IN_WITHIN = timedelta(minutes=10)

LARGEST_PROOF = 8 * 1024 * 1024
"""Bytes: a photo of a telephone."""

PROOF_KEPT = timedelta(days=29)
"""Thirty days at most: whoever deletes it has a day to come round."""

Picture = Literal["jpg", "png"]

BEGINNINGS: Mapping[bytes, Picture] = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
"""Photos and pictures of a screen, and nothing that has words, links or programs in it."""

LONGEST_BEGINNING = max(map(len, BEGINNINGS))


def picture_of(first: bytes) -> Picture | None:
    """What a file is by its first bytes, whatever it is called; None for what is no picture."""
    return next((kind for begins, kind in BEGINNINGS.items() if first.startswith(begins)), None)


PROOFS = "proofs/"


def proof_key(request_id: str, key: AddressKey) -> str:
    """Where a request's picture lies: one, so that whoever knows the request can delete it."""
    return f"{PROOFS}{request_id}/{key.of_proof(request_id)}"


def request_of(proof: str) -> str:
    """The number of the request that a picture's key is of."""
    return proof.removeprefix(PROOFS).partition("/")[0]


class Upload(msgspec.Struct, frozen=True):
    """A form that sends a file straight into the bucket: where it goes, and its hidden fields."""

    address: str
    fields: Mapping[str, str]


class Doors(Protocol):
    def fetch(self, key: str, name: str) -> str:
        """An address at which the copy can be had under that file name, for FETCH_WITHIN."""
        ...

    def hand_in(self, key: str, then: str) -> Upload:
        """A form for one picture under `key`; who has sent it comes to the address `then`."""
        ...


class Proof(msgspec.Struct, frozen=True):
    key: str
    came_at: datetime


class Proofs(Protocol):
    """What was handed in. Every call may raise ExportsUnavailableError."""

    def beginning(self, key: str) -> bytes | None:
        """The first LONGEST_BEGINNING bytes of what lies there; None where nothing does."""
        ...

    def whole(self, key: str) -> bytes | None: ...

    def delete(self, key: str) -> None:
        """What isn't there is deleted already."""
        ...

    def every(self) -> Iterator[Proof]: ...


def looked_at(proofs: Proofs, key: str) -> Literal["nothing", "picture", "no_picture"]:
    """What has been handed in under that key; what is no picture is gone then."""
    first = proofs.beginning(key)
    if first is None:
        return "nothing"
    if picture_of(first):
        return "picture"
    proofs.delete(key)
    return "no_picture"
