"""Asking again where a form agreed to other policies than are in force: what changed, and when."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from domain.agreement import newest
from domain.checkout_form import AGREE_AGAIN, FormError
from domain.policies import PolicyVersion
from functions.web.forms import Pairs
from functions.web.pages import Pages
from functions.web.problems import Problem

_SINCE = "This changed since you opened the page. Nothing is held or charged yet."
_UNKNOWN = (
    "We can't tell which version of our policies your page showed you. Nothing is held or charged "
    "yet."
)
_LAST = f"{_UNKNOWN} This changed last."


class TermsAgain(msgspec.Struct, frozen=True):
    """`lead` says why it is asked; `changed` are the versions to look at, if it isn't all."""

    lead: str
    changed: tuple[PolicyVersion, ...]
    agreement: str

    def problem(self, further: Iterable[str]) -> Problem:
        """`further` are sentences on what else changed."""
        title = "Our policies have changed" if self.changed else "Please agree once more"
        asked = "Look at what changed" if self.changed else "Look at our policies"
        told = (f"{each.title}, since {each.effective}: {each.summary}" for each in self.changed)
        return Problem(
            409,
            "terms-changed",
            title,
            " ".join((self.lead, *told, *further)),
            errors={"terms": f"{asked}, and agree once more."},
            agreement=self.agreement,
        )


def ask_again(pages: Pages, agreed: str) -> TermsAgain:
    """For a form that agreed to something else, judged by the shelf as it is now.

    Raises BookUnavailableError.
    """
    pages.read_anew()
    policies = pages.policies()
    if changed := pages.changed_since(agreed):
        return TermsAgain(_SINCE, changed, policies.agreement)
    last = newest(policies)
    if len(last) < len(policies.versions):
        return TermsAgain(_LAST, last, policies.agreement)
    return TermsAgain(_UNKNOWN, (), policies.agreement)


def ask_again_beside(pages: Pages, pairs: Pairs, error: FormError) -> TermsAgain | None:
    """For a form with faults, where it agreed to something else too."""
    if error.errors.get("terms") != AGREE_AGAIN:
        return None
    return ask_again(pages, dict(reversed(pairs))["terms"].strip())


def agreement_asked(pages: Pages, error: FormError) -> str | None:
    """What a program is told to send once its person agrees, where that is a fault."""
    return pages.policies().agreement if "terms" in error.errors else None
