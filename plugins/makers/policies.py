"""The policies: each as it is in force, every version for ever, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import msgspec

from plugins import policy_files
from plugins.catalogue import Catalogue
from plugins.page import File, Page
from plugins.policy_ahead import Comparison, compare_ahead
from plugins.policy_diff import Difference, Differences
from plugins.policy_html import fitting, sheet
from plugins.policy_standing import Standing, standings
from plugins.policy_text import PolicyText
from plugins.prose import Prose

ON_THE_RAIL = 5
"""So many versions are named beside a policy; its history has them all."""


class PolicyPages:
    """What `prose` and `differences` make of the texts is kept for the next build."""

    def __init__(self, catalogue: Catalogue, prose: Prose, differences: Differences) -> None:
        self.catalogue = catalogue
        self.book = catalogue.policies
        self.prose = prose
        self.differences = differences

    def make(self) -> Iterator[Page | File]:
        found = {policy: standings(self.book, policy) for policy in self.book.policies}
        wanted = [each for versions in found.values() for each in _comparisons(versions)]
        compare_ahead(wanted, self.prose, self.differences)
        for versions in found.values():
            yield from self._policy(versions)
        every = tuple(chain(*found.values()))
        shown = [_shown(versions) for versions in found.values()]
        shown.sort(key=lambda standing: standing.version.title)
        values = {"standings": shown, "changes": policy_files.SUMS}
        yield Page("/policies/", "policies", values)
        yield File(policy_files.SUMS, policy_files.sums(self.book.texts))
        yield File(policy_files.INDEX, policy_files.index(every, self.catalogue.origin))
        yield File(policy_files.FEED, policy_files.feed(every, self.catalogue))

    def _policy(self, versions: tuple[Standing, ...]) -> Iterator[Page | File]:
        shown = _shown(versions)
        announced = [each for each in versions if each.status == "announced"]
        shared = {
            "current": shown.version if shown.status == "current" else None,
            "coming": announced[-1].version if announced else None,
            "rail": versions[:ON_THE_RAIL],
            "more": len(versions) > ON_THE_RAIL,
        }
        home = f"/policies/{shown.version.policy}/"
        yield Page(
            home,
            "policy",
            {**self._values(shown), **shared},
            indexed=shown.status == "current",
            changed_on=shown.version.effective,
        )
        for standing in versions:
            path = standing.version.path
            yield Page(path, "policy", {**self._values(standing), **shared}, indexed=False)
            yield File(policy_files.source_path(standing.text), standing.text.source)
            yield from self._compared(standing, shown.text, shared)
        yield from self._history(home, versions, shared)

    def _values(self, standing: Standing) -> dict[str, Any]:
        text = standing.text
        return {"standing": standing, "sheet": sheet(self.prose.html(text.text), text.promises)}

    def _history(
        self, home: str, versions: tuple[Standing, ...], shared: dict[str, Any]
    ) -> Iterator[Page | File]:
        """What each version changed, and the same to read as plain text."""
        changes = []
        for standing in versions:
            difference = None
            if standing.before:
                difference = self._between(standing.before, standing.text)
                path = f"{standing.version.path}changes.txt"
                yield self._plain(path, standing.before, standing.text, difference)
            changes.append((standing, difference))
        yield Page(
            f"{home}changes/", "policy_history", {"changes": changes, **shared}, indexed=False
        )

    def _compared(
        self, standing: Standing, current: PolicyText, shared: dict[str, Any]
    ) -> Iterator[Page | File]:
        """The whole text of a version with what is different."""
        before, after = _compared_with(standing, current)
        difference = self._between(before, after, whole=True) if before else None
        path = standing.version.path
        if before and difference:
            yield self._plain(f"{path}compared.txt", before, after, difference)
        values = {
            "standing": standing,
            "before": before,
            "after": after,
            "difference": difference,
            "text": fitting(self.prose.html(after.text)),
        }
        yield Page(f"{path}changes/", "policy_changes", {**values, **shared}, indexed=False)

    def _between(self, before: PolicyText, after: PolicyText, *, whole: bool = False) -> Difference:
        old, new = self.prose.html(before.text), self.prose.html(after.text)
        found = self.differences.between(old, new, whole=whole)
        return msgspec.structs.replace(found, html=fitting(found.html))

    def _plain(
        self, path: str, before: PolicyText, after: PolicyText, difference: Difference
    ) -> File:
        return File(path, policy_files.plain(before, after, difference, self.catalogue.origin))


def _compared_with(standing: Standing, current: PolicyText) -> tuple[PolicyText | None, PolicyText]:
    """A version and the one in force, the earlier first; that one itself with the one before it."""
    if standing.status == "past":
        return standing.text, current
    if standing.status == "announced" and current != standing.text:
        return current, standing.text
    return standing.before, standing.text


def _comparisons(versions: tuple[Standing, ...]) -> Iterator[Comparison]:
    """Everything that the pages of a policy compare."""
    current = _shown(versions).text
    for standing in versions:
        if standing.before:
            yield Comparison(standing.before.text, standing.text.text, whole=False)
        before, after = _compared_with(standing, current)
        if before:
            yield Comparison(before.text, after.text, whole=True)


def _shown(versions: tuple[Standing, ...]) -> Standing:
    """The version in force; where none is yet, the one that will be first."""
    return next((each for each in versions if each.status == "current"), versions[-1])
