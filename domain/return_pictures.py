"""Pictures of what arrived damaged: a few for each return, gone with the decision about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.addresses import AddressKey
from domain.handing_over import Proofs, looked_at
from domain.return_rules import FAULTS
from domain.returned import Return, ReturnState

PICTURES = "returns/"
MOST_PICTURES = 3

KEPT = timedelta(days=89)
"""Ninety days at most, whatever becomes of the return: the bucket's own rule, rounded up by S3."""


def takes_pictures(it: Return) -> bool:
    """While the owner may still look at them, and where there is something to see."""
    return it.reason in FAULTS and it.state in (ReturnState.REQUESTED, ReturnState.ACCEPTED)


def picture_keys(return_id: str, key: AddressKey) -> tuple[str, ...]:
    """Where a return's pictures lie: so many, under names that nobody guesses."""
    return tuple(
        f"{PICTURES}{return_id}/{number}-{key.of_picture(return_id, number)}"
        for number in range(1, MOST_PICTURES + 1)
    )


def look(pictures: Proofs, keys: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """Where pictures lie, and whether something was none; that is deleted by looking.

    Raises ExportsUnavailableError.
    """
    found = {key: looked_at(pictures, key) for key in keys}
    return tuple(key for key in keys if found[key] == "picture"), "no_picture" in found.values()


def forget(pictures: Proofs, it: Return, key: AddressKey) -> None:
    """Repeating it changes nothing more. Raises ExportsUnavailableError."""
    for each in _of_faults(it, key):
        pictures.delete(each)


def _of_faults(it: Return, key: AddressKey) -> Iterator[str]:
    yield from picture_keys(it.id, key) if it.reason in FAULTS else ()
