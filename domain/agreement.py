"""What the shop and a buyer agree on: the policies in force, and those an order began under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from domain.days import day_there
from domain.orders import Order
from domain.policies import TERMS, InForce, PolicyVersion, agreed_terms, in_force
from domain.shelf import Shelf
from domain.shop import ShopFacts

LETTER_TERMS = {"confirm_within_days", "fewer_letters_days"}
"""What a policy states of a letter that is sent."""

_AGREEMENT = re.compile(r"[0-9a-f]{16}")


def is_agreement(text: str) -> bool:
    """Whether it could name versions that somebody agreed to, if other ones than today's."""
    return _AGREEMENT.fullmatch(text) is not None


def has_letter(facts: ShopFacts, policies: InForce) -> bool:
    """Whether one can sign up: the shop writes a letter, and a policy says how (LETTER_TERMS)."""
    return facts.letter is not None and policies.terms.keys() >= LETTER_TERMS


def policies_at(at: datetime, facts: ShopFacts, shelf: Shelf) -> InForce:
    """What is in force at a moment: a version takes effect as its day begins where the shop is."""
    return in_force(shelf.policies(), day_there(at, facts.time_zone))


def states_all(policies: InForce) -> bool:
    """Whether every number that the shop obeys is written down."""
    stated = policies.terms.keys()
    return all(name in stated for name, term in TERMS.items() if term.needed)


def agreed_versions(order: Order, shelf: Shelf) -> tuple[PolicyVersion, ...]:
    """The versions that the order began under, as far as the shelf still has them as they were."""
    known = {each.ref: each for each in shelf.policies()}
    found = (known.get(ref) or shelf.policy(ref.policy, ref.version) for ref in order.policies)
    return tuple(each for each in found if each and each.ref in order.policies)


def order_terms(order: Order, shelf: Shelf, now: InForce) -> dict[str, int]:
    """The numbers that the order's buyer was told; today's where a version is unknown."""
    return agreed_terms(agreed_versions(order, shelf), now)


def link_ends_at(order: Order, terms: Mapping[str, int]) -> datetime:
    """For how long the order's page can be opened again."""
    return order.created_at + timedelta(days=terms["order_link_days"])


def changed_since(
    agreement: str, versions: tuple[PolicyVersion, ...], today: date
) -> tuple[PolicyVersion, ...]:
    """Versions in force today that the reader of that agreement wasn't shown; none if unknown.

    An agreement is a hash: it is found by going back through the days on which a version of
    those given took effect.
    """
    now = in_force(versions, today)
    for day in _days_back(versions, today):
        before = in_force(versions, day - timedelta(days=1))
        if before.agreement == agreement:
            return tuple(each for each in now.versions if each not in before.versions)
    return ()


def newest(policies: InForce) -> tuple[PolicyVersion, ...]:
    """What changed last: the versions of the latest day."""
    latest = max((each.effective for each in policies.versions), default=None)
    return tuple(each for each in policies.versions if each.effective == latest)


def _days_back(versions: Iterable[PolicyVersion], today: date) -> list[date]:
    return sorted({each.effective for each in versions if each.effective <= today}, reverse=True)
