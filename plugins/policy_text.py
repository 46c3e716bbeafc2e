"""A version of a policy as its file says it: the text, and the promises in it."""

from __future__ import annotations

from datetime import date

import msgspec

from domain.policies import InForce, PolicyVersion, announced, in_force


class Promise(msgspec.Struct, frozen=True):
    """A passage that promises something: `id` is “privacy/respond-within”, `words` its plain text.

    Tests prove it, unless people keep it: then `kept_by` says who, and `how`.
    """

    id: str
    words: str
    line: int
    kept_by: str | None = None
    how: str | None = None


class PolicyText(msgspec.Struct, frozen=True):
    """`text` is Markdown in which the terms stand already, `source` the canonical bytes.

    Canonical is UTF-8 without a mark, lines that end in LF, and one LF at the end.
    """

    version: PolicyVersion
    text: str
    source: bytes
    promises: tuple[Promise, ...] = ()


class PolicyBook(msgspec.Struct, frozen=True):
    """Every version of every policy, by policy and then by day, as seen on `today`."""

    texts: tuple[PolicyText, ...]
    today: date

    @property
    def versions(self) -> tuple[PolicyVersion, ...]:
        return tuple(each.version for each in self.texts)

    @property
    def in_force(self) -> InForce:
        return in_force(self.versions, self.today)

    @property
    def announced(self) -> tuple[PolicyVersion, ...]:
        return announced(self.versions, self.today)

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies' names, by the alphabet."""
        return tuple(sorted({each.version.policy for each in self.texts}))

    def of(self, policy: str) -> tuple[PolicyText, ...]:
        """A policy's versions, the oldest first."""
        return tuple(each for each in self.texts if each.version.policy == policy)

    def current(self, policy: str) -> PolicyText | None:
        """The text in force; None where the first version is still to come."""
        version = self.in_force.of(policy)
        return next((each for each in self.texts if each.version == version), None)
