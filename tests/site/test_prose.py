"""Markdown is read the same way everywhere, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.prose import Prose

TEXT = "A <em>round</em> ring."
HTML = f"<p>{TEXT}</p>"
"""What is not plain, and so is kept."""


def test_a_text_that_was_rendered_is_not_rendered_again(tmp_path: Path) -> None:
    assert Prose(tmp_path).html(TEXT) == HTML
    (kept,) = tmp_path.iterdir()
    before = kept.stat()

    assert Prose(tmp_path).html(TEXT) == HTML

    assert list(tmp_path.iterdir()) == [kept]
    assert kept.stat().st_mtime_ns == before.st_mtime_ns


def test_another_text_is_another(tmp_path: Path) -> None:
    prose = Prose(tmp_path)

    assert prose.html(TEXT) == HTML
    assert prose.html(TEXT.replace("round", "flat")) == HTML.replace("round", "flat")


@pytest.mark.parametrize("damaged", [b"", b"x", b"x" * 31, b"x" * 32, HTML.encode(), b"\xff" * 99])
def test_what_is_damaged_in_the_cache_is_rendered_anew(tmp_path: Path, damaged: bytes) -> None:
    prose = Prose(tmp_path)
    prose.html(TEXT)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()

    for spoiled in (damaged, whole[:-1], whole + b" ", whole.replace(b"round", b"wrong")):
        kept.write_bytes(spoiled)

        assert prose.html(TEXT) == HTML
        assert kept.read_bytes() == whole


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('It\'s "hers" -- and...', "<p>It’s “hers” – and…</p>"),
        ("4 x 6 mm", "<p>4 x 6 mm</p>"),
        ('<a href="/care/">care</a>', '<p><a href="/care/">care</a></p>'),
        ("1. one\n\n- other", "<ol>\n<li>one</li>\n</ol>\n<ul>\n<li>other</li>\n</ul>"),
    ],
)
def test_words_are_set_as_they_are_printed(tmp_path: Path, text: str, html: str) -> None:
    assert Prose(tmp_path).html(text) == html


def test_a_table_is_a_table(tmp_path: Path) -> None:
    assert "<td>US 7</td>" in Prose(tmp_path).html("Size | mm\n--- | ---\nUS 7 | 17.3")


def test_a_column_set_to_one_side_needs_no_style_of_its_own(tmp_path: Path) -> None:
    html = Prose(tmp_path).html("Size | mm\n--- | ---:\nUS 7 | 17.3")

    assert '<td align="right">17.3</td>' in html
    assert "style" not in html
