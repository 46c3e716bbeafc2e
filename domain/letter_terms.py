"""The shop's letter: what it says of it, and the terms that its policy states."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from domain.agreement import policies_at
from domain.policies import InForce
from domain.shelf import Shelf
from domain.shop import LetterFacts


class NoLetterError(Exception):
    """The shop writes no letters, or its policies don't say how."""


class LetterTerms(msgspec.Struct, frozen=True):
    """`confirm_within` is how long a wish waits; whoever wants fewer has `fewer_every` between two."""

    facts: LetterFacts
    time_zone: str
    confirm_within: timedelta
    fewer_every: timedelta
    policies: InForce


def letter_terms(shelf: Shelf, now: datetime) -> LetterTerms:
    """Raises NoLetterError, BookUnavailableError."""
    shop = shelf.facts()
    if shop is None or shop.letter is None:
        raise NoLetterError
    policies = policies_at(now, shop, shelf)
    stated = policies.terms
    if "confirm_within_days" not in stated or "fewer_letters_days" not in stated:
        raise NoLetterError
    return LetterTerms(
        shop.letter,
        shop.time_zone,
        timedelta(days=stated["confirm_within_days"]),
        timedelta(days=stated["fewer_letters_days"]),
        policies,
    )
