"""Two libraries read Markdown; whoever looks at a page can't tell which of them did."""

from __future__ import annotations

import random
from functools import cache

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.plain_markdown import is_plain
from plugins.prose import SETTINGS, plain_html
from tests.bench.descriptions import description
from tests.site.building import ROOT

FRAGMENTS = (
    *("The ring", "It's", ' "said" ', '"', "'", "*b*", "**b**", "*", "**", "_", "x", "é", "½", "5"),
    *("\n", "\n\n", "\n- one", "\n* one", "\n1. one", "\n2. two", "\n   x", "\n\n\n", "# ", "#"),
    *("\n| a | b |", "\n| --- | :-: |", "\n| c | d |", "| a | b |", "|", "\n===", "\n## Head"),
    *("> q", "\n> q", "--", "---", "...", "(", "[l](/x/)", "[l]", "`c`", " ", "  ", "  \n"),
    *("&", "&amp;", "<b>", ".", ",", "!", ":", "—", "“", "”", "1. ", "'90s", "'s", "*a b*c"),
    *("(*a*)", '"*a*"', "http://x.example", "+ a", "a-b", " - ", "a@b.example", "\\*", "C. "),
    *("**a *b* c**", "a:\n", "\n: d", "\N{NO-BREAK SPACE}", "\N{LINE SEPARATOR}", '"It\'s"'),
)
"""What the two libraries are known to read in their own ways, or might."""


@cache
def reader() -> markdown.Markdown:
    return markdown.Markdown(**SETTINGS)


def by_python(text: str) -> str:
    return reader().reset().convert(text)


def test_every_plain_file_of_the_shop_is_the_same_by_both() -> None:
    texts = [
        path.read_text(encoding="utf-8").split("\n---\n", 1)[-1].strip()
        for path in sorted((ROOT / "content").rglob("*.md"))
    ]

    plain = [text for text in texts if is_plain(text)]

    assert len(plain) > len(texts) / 2
    assert [plain_html(text) for text in plain] == [by_python(text) for text in plain]


def test_two_thousand_descriptions_are_the_same_by_both() -> None:
    words = random.Random(20261126)  # noqa: S311  the same every time
    texts = [description(words, least=60) for _ in range(2000)]

    plain = [text for text in texts if is_plain(text)]

    assert len(plain) == len(texts)
    assert [plain_html(text) for text in plain] == [by_python(text) for text in plain]


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=14).map("".join))
def test_whatever_is_taken_for_plain_is_the_same_by_both(text: str) -> None:
    if text.strip() and is_plain(text):
        assert plain_html(text) == by_python(text)


@pytest.mark.parametrize(
    "text",
    [
        *("<b>bold</b>", "- a\n  - b", "A line  \nbroken", "the '90s", "![x](/y.jpg)", "\\*"),
        *("- a\n\n- b", "> a\n\n> b", "```\ncode\n```", "[x]: /y", "a &copy; b", "* a", "2. b"),
    ],
)
def test_what_the_two_may_read_in_different_ways_is_not_plain(text: str) -> None:
    assert not is_plain(text)
