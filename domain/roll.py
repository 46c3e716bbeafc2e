"""A list of readers as a file: its columns, what a line is, and how the shop writes it out."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable
from datetime import datetime
from typing import TextIO

import msgspec

from domain.consent import Consent, Form
from domain.policies import PolicyRef
from domain.subscribers import Standing, Subscriber

COLUMNS = (
    "address",
    "name",
    "topics",
    "fewer",
    "paused_until",
    "asked_at",
    "form",
    "words",
    "policies",
    "evidence",
    "confirmed_at",
)
"""Of a file that is written out; one that is read in needs the address alone."""

FORMULA = "=+-@\t\r"
"""What a spreadsheet takes for the beginning of a formula, in an address too."""


class Entry(msgspec.Struct, frozen=True):
    """A line of a list.

    `asked_at` and `words` prove a yes, with `evidence` for how the owner knows of it, or with what
    the shop wrote out itself: the moment in which it was confirmed, and under which policies.
    """

    line: int
    address: str
    name: str | None = None
    topics: tuple[str, ...] | None = None
    fewer: bool = False
    paused_until: datetime | None = None
    asked_at: datetime | None = None
    form: Form = "import"
    words: str | None = None
    policies: tuple[PolicyRef, ...] = ()
    evidence: str | None = None
    confirmed_at: datetime | None = None

    @property
    def consent(self) -> Consent | None:
        """The yes that the line proves, or None."""
        # What the shop itself wrote out says under which policies it was confirmed.
        known = self.evidence or (self.confirmed_at and self.policies)
        if self.asked_at is None or self.words is None or not known:
            return None
        return Consent(
            "newsletter", self.words, self.form, self.asked_at, self.policies, self.evidence
        )


def write_roll(
    subscribers: Iterable[Subscriber], file: TextIO, set_aside: Container[str] = frozenset()
) -> int:
    """Those who get letters, a line each, with the proof of their yes; how many.

    Whose data is `set_aside`, by their hash, isn't among them: a list is made to be used.
    """
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    count = 0
    for each in subscribers:
        if each.standing is Standing.SUBSCRIBED and each.address and each.id not in set_aside:
            writer.writerow(_row(each))
            count += 1
    return count


def _row(each: Subscriber) -> dict[str, str]:
    consent = each.consent
    return {
        "address": _as_text(each.address or ""),
        "name": _harmless(each.name or ""),
        "topics": " ".join(each.topics or ()),
        "fewer": "yes" if each.fewer else "",
        "paused_until": _said(each.paused_until),
        "asked_at": _said(consent.asked_at if consent else None),
        "form": consent.form if consent else "",
        "words": consent.words if consent else "",
        "policies": " ".join(f"{ref.policy}/{ref.version}#{ref.sha256}" for ref in consent.policies)
        if consent
        else "",
        "evidence": (consent.evidence or "") if consent else "",
        "confirmed_at": _said(each.confirmed_at),
    }


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _harmless(text: str) -> str:
    """A name that a spreadsheet would take for a formula loses its first signs."""
    return text.lstrip(FORMULA)


def _as_text(address: str) -> str:
    """An address that begins like a formula, with the sign by which a spreadsheet takes it as text."""
    return f"'{address}" if address.startswith(tuple(FORMULA)) else address
