"""Where in a policy's text a promise can stand, and what is said where it can't."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.policies import PolicyVersion
from plugins.errors import ContentError, Notes
from plugins.policy_text import PolicyBook, PolicyText, Promise
from plugins.policy_words import mark_promises
from plugins.promise_places import IN_A_LINK, TAKEN, TORN, UNMARKED, check_promises
from plugins.prose import Prose
from tests.site.building import ROOT

CONTENT = ROOT / "content"
DAY = date(2026, 9, 1)

WHOLE = [
    "[We *do*.]{#a}",
    "**[We do.]{#a}** [[So](/contact/) there.]{#b}",
    "## [We answer]{#a}",
    "> [We do\n> it.]{#a}",
    "- [One]{#a}\n- [two]{#b}",
    "| A | B |\n| --- | --- |\n| [one]{#a} | [two<br>lines]{#b} |",
    '<div>[We <span lang="es">sí</span> do.]{#a}</div>',
    "<ul><li>[One]{#a}<li>two</ul>\n\n![x](/x.jpg) [We do.]{#b}",
]
FAULTY = {
    "`[We do.]{#a}`": UNMARKED,
    "So:\n\n    [We do.]{#a}": UNMARKED,
    "<!-- [We do.]{#a} -->\n\nYes.": UNMARKED,
    "[See [we do]{#a} here](/contact/)": IN_A_LINK,
    "- [one\n- two]{#a}": TORN,
    "| A | B |\n| --- | --- |\n| [one | two]{#a} |": TORN,
    "## [We answer\nsoon.]{#a}": TORN,
    "**[We** do.]{#a}": TORN,
    "[We **do.]{#a} So** there.": TORN,
    '<p id="a">One.</p>\n\n[Two.]{#a}': TAKEN,
}


def faults(text: str, cache: Path, *, sealed: bool = False) -> list[str]:
    errors: list[ContentError] = []
    notes = Notes(CONTENT / "home.md", ROOT, errors)
    marked, passages = mark_promises(text, CONTENT / "home.md", notes)
    promises = tuple(Promise(f"returns/{each.id}", each.words, 9) for each in passages)
    version = PolicyVersion("returns", DAY, "Returns", "New.", True, "0" * 64, sealed=sealed)
    book = PolicyBook((PolicyText(version, marked, b"", promises),), DAY)
    assert promises
    assert not errors
    return list(map(str, check_promises(book, CONTENT, Prose(cache).html)))


@pytest.mark.parametrize("text", WHOLE)
def test_a_promise_may_stand_wherever_words_do(text: str, tmp_path: Path) -> None:
    assert faults(text, tmp_path) == []


@pytest.mark.parametrize("text", FAULTY)
def test_a_promise_that_cannot_be_marked_is_told(text: str, tmp_path: Path) -> None:
    where = "content/policies/returns/2026-09-01.md:9: promise a: "

    assert faults(text, tmp_path) == [where + FAULTY[text]]


def test_what_was_published_is_let_be(tmp_path: Path) -> None:
    assert faults("- [one\n- two]{#a}", tmp_path, sealed=True) == []
