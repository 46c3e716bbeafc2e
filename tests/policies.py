"""The small shop's policies: a version of each, and others made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

import msgspec

from domain.policies import TERMS, PolicyVersion, in_force

FIRST_DAY = date(2026, 1, 1)

VALUES = {
    "hold_minutes": 31,
    "order_link_days": 90,
    "return_window_days": 30,
    "refund_within_days": 14,
    "compare_at_most": 4,
    "respond_within_days": 30,
    "order_retention_years": 4,
    "unverified_request_lapses_days": 14,
    "minimum_age": 13,
    "confirm_within_days": 7,
    "fewer_letters_days": 90,
}
LETTER_VALUES = {"confirm_within_days": 14, "fewer_letters_days": 60}
"""Terms of a shop that writes letters."""

TITLES = {
    "cookies": "Cookies and storage",
    "newsletter": "The letter",
    "privacy": "Privacy",
    "returns": "Returns",
    "terms": "Terms of sale",
}
LETTER_TITLE = {"newsletter": "The letter"}


def a_version(policy: str, effective: date, **changed: int) -> PolicyVersion:
    """A sealed version with the terms of the first one, but for those given."""
    stated = VALUES | LETTER_VALUES
    terms = {name: value for name, value in stated.items() if TERMS[name].policy == policy}
    version = PolicyVersion(
        policy=policy,
        effective=effective,
        title=(TITLES | LETTER_TITLE)[policy],
        summary=f"New words on {policy}.",
        material=True,
        sha256="",
        terms=terms | changed,
        sealed=True,
    )
    return hashed(version)


def hashed(version: PolicyVersion) -> PolicyVersion:
    """As the source's hash does, it changes with whatever the version says."""
    digest = hashlib.sha256(msgspec.json.encode(version, order="sorted")).hexdigest()
    return msgspec.structs.replace(version, sha256=digest)


def agreement(versions: Iterable[PolicyVersion], day: date) -> str:
    """What a page of that day asks to agree to."""
    return in_force(tuple(versions), day).agreement


POLICIES = tuple(a_version(policy, FIRST_DAY) for policy in TITLES)
LETTER_POLICY = a_version("newsletter", FIRST_DAY)
"""With it, a shop writes letters; most tests are of one that doesn't."""

AGREEMENT = agreement(POLICIES, FIRST_DAY)
