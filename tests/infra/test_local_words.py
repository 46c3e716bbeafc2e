"""New words of a piece are seen at once, and nothing is that only a build can judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.words import Words

PIECE = "---\ntitle: River band\nprice: 128.00\n---\nIt is [round](/rings/).\n"
PAGE = (
    '<h1>River band</h1>\n<div class="prose">\n<p>It is <a href="/rings/">round</a>.</p>\n</div>\n'
)


class Bench:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "products/river-band/index.md"
        self.page = folder / "site/pieces/river-band/index.html"
        for path, text in ((self.file, PIECE), (self.page, PAGE)):
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        self.words = Words(folder / "products", folder / "site")
        self.words.learn()

    def save(self, text: str) -> bool:
        self.file.write_text(text, encoding="utf-8")
        return self.words.show(self.file)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_new_words_stand_where_the_old_ones_stood(bench: Bench) -> None:
    for said in ("is", "was", "will be"):
        assert bench.save(PIECE.replace("It is", f"It *{said}*"))

    assert bench.page.read_text() == PAGE.replace("It is", "It <em>will be</em>")
    assert [path.name for path in bench.page.parent.iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    "text",
    [
        PIECE.replace("128.00", "64.00").replace("is", "was"),
        PIECE.replace("/rings/", "/hats/"),
        PIECE.replace("---\nIt", "It"),
        "",
    ],
)
def test_whatever_else_is_new_waits_for_a_build(bench: Bench, text: str) -> None:
    assert not bench.save(text)

    assert bench.page.read_text() == PAGE


def test_words_that_a_page_has_twice_wait_for_a_build(bench: Bench) -> None:
    bench.page.write_text(PAGE + PAGE)

    assert not bench.save(PIECE.replace("is", "was"))

    assert bench.page.read_text() == PAGE + PAGE


def test_after_a_build_its_words_are_known(bench: Bench) -> None:
    cheaper = PIECE.replace("128.00", "64.00")
    assert not bench.save(cheaper)
    bench.words.learn([bench.file])

    assert bench.save(cheaper.replace("It is", "It was"))

    assert "It was" in bench.page.read_text()


def test_a_piece_that_is_gone_shows_nothing(bench: Bench) -> None:
    bench.file.unlink()
    bench.words.learn([bench.file])

    assert not bench.words.show(bench.file)
