"""What the shop's own policies say today, for tests that hold the software to it."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from pathlib import Path

from plugins.errors import ContentError
from plugins.policies import read_policies
from plugins.policy_text import PolicyBook, PolicyText

CONTENT = Path(__file__).parents[1] / "content"


@functools.cache
def book() -> PolicyBook:
    errors: list[ContentError] = []
    found = read_policies(CONTENT, datetime.now(UTC).date(), errors)
    assert found, errors
    return found


def policy(name: str) -> PolicyText:
    """The version that is in force."""
    found = book().current(name)
    assert found, name
    return found


def words_of(promise: str) -> str:
    """The passage that promises it."""
    text = policy(promise.partition("/")[0])
    return next(each.words for each in text.promises if each.id == promise)


def number_in(words: str) -> int:
    """The only number that a passage names."""
    (number,) = re.findall(r"\d+", words)
    return int(number)
