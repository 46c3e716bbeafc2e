"""The shop's policies: versions that stay for ever, and the numbers in them that the code obeys."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

KeptBy = Literal["functions", "site", "people"]


class Term(msgspec.Struct, frozen=True):
    """A whole number that a policy states: in which one, from `least` to `most`, and who obeys it.

    A term that functions or the site obey must stand in every version that is in force or to come.
    `words` tell a reader what is counted. What is `optional` belongs to a capability that a shop
    may do without: it has it if its policy states the term.
    """

    words: str
    policy: str
    least: int
    most: int
    kept_by: KeptBy = "functions"
    optional: bool = False

    @property
    def needed(self) -> bool:
        return self.kept_by != "people" and not self.optional


TERMS: Mapping[str, Term] = {
    # Stripe keeps a payment page open for half an hour at least and for less than a day. A minute
    # at either end lets no clock skew make it invalid.
    "hold_minutes": Term("minutes that a piece is held", "terms", 31, 24 * 60 - 1),
    "order_link_days": Term("days that an order's link works", "terms", 1, 365),
    "return_window_days": Term("days to send a piece back", "returns", 1, 365),
    "refund_within_days": Term("days until you have your money back", "returns", 1, 30, "people"),
    # More columns than six don't fit beside each other.
    "compare_at_most": Term("pieces to compare at a time", "cookies", 2, 6, "site"),
    "confirm_within_days": Term(
        "days to confirm that you want the letter", "newsletter", 1, 30, optional=True
    ),
    "fewer_letters_days": Term(
        "days between letters for who wants fewer", "newsletter", 7, 365, optional=True
    ),
    # The strictest law gives a calendar month and the laxest 45 days.
    "respond_within_days": Term("days until you have an answer", "privacy", 1, 45),
    "order_retention_years": Term("years that an order's record stays", "privacy", 1, 30),
    "unverified_request_lapses_days": Term(
        "days until an unconfirmed request is closed", "privacy", 1, 90, optional=True
    ),
    "minimum_age": Term("age from which the shop is for you", "privacy", 13, 21, "people"),
}
"""Every term that a policy may state; each is at home in one policy."""

NEEDED_POLICIES = tuple(sorted({term.policy for term in TERMS.values() if term.needed}))
"""Policies that a shop can't open without."""


def term_words(name: str) -> str:
    """What a term counts, for a reader; its own name where no code knows it any more."""
    return TERMS[name].words if name in TERMS else name.replace("_", " ")


class PolicyRef(msgspec.Struct, frozen=True):
    """Which version of a policy was shown to somebody, so that it can be proven later."""

    policy: str
    version: date
    sha256: str

    @property
    def path(self) -> str:
        return f"/policies/{self.policy}/{self.version}/"


class PolicyVersion(msgspec.Struct, frozen=True):
    """A version of a policy, which takes effect as its day begins where the shop is.

    `sha256` is of the canonical source, `summary` says for people what changed. A `sealed`
    version was published: nothing of it may change any more.
    """

    policy: str
    effective: date
    title: str
    summary: str
    material: bool
    sha256: str
    terms: dict[str, int] = {}
    sealed: bool = False

    @property
    def key(self) -> str:
        """“privacy/2026-09-01”."""
        return f"{self.policy}/{self.effective}"

    @property
    def path(self) -> str:
        """Its own page, which stays for ever."""
        return self.ref.path

    @property
    def ref(self) -> PolicyRef:
        return PolicyRef(self.policy, self.effective, self.sha256)


class PolicyRewrittenError(Exception):
    """A published version that reads differently now; `key` names it."""

    def __init__(self, key: str, published: str, found: str) -> None:
        self.key = key
        self.published = published
        self.found = found
        super().__init__(
            f"The policy {key} was published with the hash {published} and has {found} now. "
            "Bring back what was published, and write a new version instead."
        )


class PolicyWithdrawnError(Exception):
    """A published version that is in force or to come, and that a release doesn't have."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"The policy {key} was published, and isn't there now. Bring its file back, also where "
            "the rest of the site goes back to an earlier day."
        )


class InForce(msgspec.Struct, frozen=True):
    """The versions that are in force on one day, one a policy, by the policies' names."""

    versions: tuple[PolicyVersion, ...]

    @property
    def terms(self) -> dict[str, int]:
        """All their terms, each of which is at home in one policy."""
        return {name: value for each in self.versions for name, value in each.terms.items()}

    @property
    def refs(self) -> tuple[PolicyRef, ...]:
        return tuple(each.ref for each in self.versions)

    @property
    def agreement(self) -> str:
        """What a form sends to say which versions its reader was shown: 16 hex digits.

        It names all policies at once: a page that is older than one of them is noticed.
        """
        lines = (f"{ref.sha256}  {ref.policy}/{ref.version}\n" for ref in self.refs)
        return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]

    def of(self, policy: str) -> PolicyVersion | None:
        return next((each for each in self.versions if each.policy == policy), None)


def in_force(versions: tuple[PolicyVersion, ...], day: date) -> InForce:
    """Of each policy the latest version that has taken effect by that day."""
    latest: dict[str, PolicyVersion] = {}
    for version in sorted(versions, key=lambda each: each.effective):
        if version.effective <= day:
            latest[version.policy] = version
    return InForce(tuple(latest[policy] for policy in sorted(latest)))


def announced(versions: tuple[PolicyVersion, ...], day: date) -> tuple[PolicyVersion, ...]:
    """Versions that take effect after that day, the soonest first."""
    coming = (each for each in versions if each.effective > day)
    return tuple(sorted(coming, key=lambda each: (each.effective, each.policy)))


def agreed_terms(agreed: tuple[PolicyVersion, ...], now: InForce) -> dict[str, int]:
    """The terms of what began under other versions; today's where those stated none."""
    return now.terms | {name: value for each in agreed for name, value in each.terms.items()}
