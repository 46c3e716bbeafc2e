"""Doors to the bucket that open for a moment: one to fetch a copy, one to hand in a proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

import msgspec

from domain.addresses import AddressKey

FETCH_WITHIN = timedelta(minutes=1)
HAND_IN_WITHIN = timedelta(minutes=10)

LARGEST_PROOF = 8 * 1024 * 1024
"""Bytes: a photo of a telephone."""

PROOF_TYPES = (("image/jpeg", "A photo (JPEG)"), ("image/png", "A picture of a screen (PNG)"))


def proof_key(request_id: str, key: AddressKey) -> str:
    """Where a request's picture lies: one, so that whoever knows the request can delete it."""
    return f"proofs/{request_id}/{key.of_proof(request_id)}"


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
