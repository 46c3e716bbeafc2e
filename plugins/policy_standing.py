"""Where a version of a policy stands on the day of the build: what came before it, and after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from domain.policies import PolicyVersion, term_words
from plugins.policy_text import PolicyBook, PolicyText

Status = Literal["past", "current", "announced"]


class Standing(msgspec.Struct, frozen=True):
    """A version among those of its policy."""

    text: PolicyText
    status: Status
    before: PolicyText | None = None
    after: PolicyText | None = None

    @property
    def version(self) -> PolicyVersion:
        return self.text.version

    @property
    def last_day(self) -> date | None:
        """The day before the next version takes its place, where there is one."""
        return self.after.version.effective - timedelta(days=1) if self.after else None

    @property
    def new_terms(self) -> tuple[tuple[str, int | None, int | None], ...]:
        """Each term that the version before stated otherwise: in words, what it was, what it is."""
        if self.before is None:
            return ()
        old, new = self.before.version.terms, self.version.terms
        names = (name for name in sorted(old | new) if old.get(name) != new.get(name))
        return tuple((term_words(name), old.get(name), new.get(name)) for name in names)


def standings(book: PolicyBook, policy: str) -> tuple[Standing, ...]:
    """All versions of a policy, the newest first."""
    texts = book.of(policy)
    current = book.in_force.of(policy)
    found = []
    for number, text in enumerate(texts):
        before = texts[number - 1] if number else None
        after = texts[number + 1] if number + 1 < len(texts) else None
        found.append(Standing(text, _status(text.version, current, book.today), before, after))
    return tuple(reversed(found))


def _status(version: PolicyVersion, current: PolicyVersion | None, today: date) -> Status:
    if version == current:
        return "current"
    return "announced" if version.effective > today else "past"
