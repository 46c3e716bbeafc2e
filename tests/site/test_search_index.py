"""The search: what can be found, by which words, and what an edit costs."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.ledger import Ledger
from plugins.prose import Prose
from plugins.search.cards import cards_of, put
from plugins.search.drawers import Cabinet, drawers_for, fill
from plugins.search.findable import Found
from plugins.search.index import CARD, DRAWER, ORDER, PAGE, SearchIndex
from plugins.search.words import drawer_of, plain, words_of
from tests.site.bench import RING, Bench
from tests.site.building import Site
from tests.site.searching import Searched

WORD = st.text("abc", min_size=1, max_size=3)
PAGES = st.lists(
    st.tuples(st.frozensets(WORD, max_size=4), st.frozensets(WORD, max_size=6)), max_size=9
)


def page(names: frozenset[str], words: frozenset[str], number: int = 0) -> Found:
    return Found(sorted(names), sorted(words - names), b'{"path":"/%d/"}' % number)


# --- what can be found ----------------------------------------------------------------------------


def test_every_piece_and_every_page_to_read_can_be_found_and_no_list(big_shop: Site) -> None:
    found = Searched(big_shop.output).paths

    pieces = {path for path in big_shop.pages if re.fullmatch(r"/pieces/[a-z0-9-]+/", path)}
    pieces = {path for path in pieces if '<article class="piece">' in big_shop.pages[path]}
    assert {path for path in found if path.startswith("/pieces/")} == pieces
    assert len(found) == len(set(found))
    assert {"/about/", "/faq/", "/policies/returns/", "/journal/river-sand/"} <= set(found)
    assert not {"/", "/pieces/", "/rings/", "/cart/", "/search/", "/journal/"} & set(found)
    assert all('content="noindex"' not in big_shop.pages[path] for path in found)


def test_a_piece_is_found_by_what_it_is_before_what_is_told_of_it(site: Site) -> None:
    search = Searched(site.output)
    piece = "/pieces/cedar-emerald-pendant/"

    by_name = {
        word for word in ("cedar", "emerald", "pendant", "necklaces") if piece in search.named(word)
    }

    assert by_name >= {"cedar", "emerald", "pendant"}
    assert piece in search.told("green")
    assert piece not in search.named("green")


def test_a_piece_is_not_found_by_its_price_or_by_what_its_buttons_say(site: Site) -> None:
    search = Searched(site.output)

    words = ("cart", "wishlist", "compare", "650")
    found = {path for word in words for path in search.told(word) | search.named(word)}

    assert not [path for path in found if path.startswith("/pieces/")]


def test_a_card_says_what_the_list_says(site: Site) -> None:
    search = Searched(site.output)
    ring = next(piece for piece in site.promises.pieces if piece.slug == "cedar-emerald-pendant")

    card = next(card for card in search.cards if card["path"] == ring.path)

    assert (card["title"], card["price"]) == (ring.title, "$2,650.00")
    assert site.file(card["picture"]).is_file()
    assert "text" not in card


def test_a_page_to_read_has_its_text_to_quote_from(site: Site) -> None:
    text = Searched(site.output).text("/policies/returns/")

    assert "<" not in text
    assert "30 days" in text


def test_a_first_search_weighs_less_than_a_picture(site: Site) -> None:
    script = next(site.output.glob("static/search.*.js")).read_bytes()
    search = Searched(site.output)
    names = ["/search/index.json", *search.head["words"], *search.head["cards"]]
    loaded = [site.file(name).read_bytes() for name in names]

    weight = sum(len(brotli.compress(each)) for each in (script, *loaded))

    assert weight < 20 * 1024


# --- words ----------------------------------------------------------------------------------------


def test_words_are_what_people_type() -> None:
    assert words_of("The maker’s Ēmerald, made-to-order in 14k (No. 7½)") == {
        *("the", "makers", "emerald", "made", "to", "order", "in", "14k", "no", "7½"),
    }


def test_a_word_goes_on_where_only_its_look_changes() -> None:
    html = "<p>Hand<em>made</em></p><p>in&nbsp;Texas &amp; <a href='/x'>sold</a></p>"

    assert plain(html) == "Handmade in Texas & sold"


def test_what_nobody_sees_is_no_text() -> None:
    html = "<!-- a > b --><style>b { c: d }</style><img alt='x > y'>gold<wbr>smith&shy;s"

    assert words_of(plain(html)) == {"goldsmiths"}


def test_vowels_of_other_scripts_are_no_accents() -> None:
    assert len({min(words_of(word)) for word in ("कि", "की", "के", "का")}) == 4


def test_words_that_begin_alike_are_in_one_drawer() -> None:
    drawers = 64

    assert drawer_of("emerald", drawers) == drawer_of("em", drawers) == drawer_of("ember", drawers)
    assert len({drawer_of(f"{a}{b}", drawers) for a in "abcdefgh" for b in "abcdefgh"}) > 40
    assert drawer_of("a", drawers) < drawers


def test_there_are_as_many_drawers_as_the_pages_need() -> None:
    assert [drawers_for(pages) for pages in (0, 1, 50, 51, 1000, 10_000)] == [1, 1, 1, 2, 32, 256]
    assert drawers_for(1_000_000) == 256


# --- going on from the last build -----------------------------------------------------------------


@given(before=PAGES, after=PAGES, drawers=st.sampled_from((1, 4)))
def test_drawers_that_were_changed_are_those_that_are_filled_anew(
    before: list[tuple[frozenset[str], frozenset[str]]],
    after: list[tuple[frozenset[str], frozenset[str]]],
    drawers: int,
) -> None:
    after += before[len(after) :]
    olds, news = [page(*each) for each in before], [page(*each) for each in after]
    cabinet = Cabinet(fill(olds, drawers))

    for number, new in enumerate(news):
        cabinet.change(number, olds[number] if number < len(olds) else None, new)

    assert cabinet.drawers() == fill(news, drawers)


@given(number=st.integers(0, 70), pages=st.integers(0, 70))
def test_cards_that_were_changed_are_those_that_are_written_anew(number: int, pages: int) -> None:
    shown = [b'{"path":"/%d/"}' % each for each in range(pages)]
    number = min(number, pages)
    cards = cards_of(shown)

    put(cards, number, b'{"path":"/new/"}')

    assert cards == cards_of([*shown[:number], b'{"path":"/new/"}', *shown[number + 1 :]])


class Watched(Ledger):
    """A ledger that tells what it was given to keep."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, folder, b"programs")
        self.given: list[tuple[str, str]] = []

    def keep(self, kind: str, name: str, mark: bytes, data: bytes) -> None:
        self.given.append((kind, name))
        super().keep(kind, name, mark, data)

    def names(self, kind: str) -> list[str]:
        return [name for given, name in self.given if given == kind]


class Workshop:
    """A shop of sixty pieces, whose search is made again and again."""

    def __init__(self, folder: Path, pictures: Path) -> None:
        self.folder = folder
        self.bench = Bench(folder, pictures)
        for number in range(60):
            self.bench.piece(RING.replace("Creek ring", f"Ring {number}"), f"ring-{number:02}")

    def make(self, ledger: str = "ledger") -> tuple[dict[str, object], Watched]:
        watched = Watched(self.folder / ledger)
        index = SearchIndex(self.bench.catalogue(), Prose(None), watched)
        files: dict[str, object] = {file.path: file.data for file in index.make()}
        watched.close()
        return files, watched

    def edit(self, slug: str, old: str, new: str) -> None:
        path = self.bench.content / f"products/{slug}/index.md"
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def workshop(tmp_path: Path, picture_cache: Path) -> Workshop:
    made = Workshop(tmp_path, picture_cache)
    made.make()
    return made


def test_a_piece_that_cannot_be_had_is_shown_as_sold(workshop: Workshop) -> None:
    workshop.edit("ring-30", "made: 3", "made: 3\nstatus: retired")

    files, _ = workshop.make()

    told = b"".join(data for data in files.values() if isinstance(data, bytes))
    assert told.count(b'"price":"Sold"') == 1
    assert b'"title":"Ring 30","words":"A ring.","price":"Sold"' in told


def test_new_words_cost_one_page_and_their_own_drawers(workshop: Workshop) -> None:
    workshop.edit("ring-30", "It is round.", "It is round and a zyzzyva.")

    files, ledger = workshop.make()

    assert ledger.names(PAGE) == ["/pieces/ring-30/"]
    assert ledger.names(CARD) == []
    assert ledger.names(DRAWER) == [str(drawer_of("zyzzyva", 2))]
    assert files == workshop.make("anew")[0]


def test_a_new_price_costs_one_page_and_its_card(workshop: Workshop) -> None:
    workshop.edit("ring-30", "price: 640.00", "price: 650.00")

    files, ledger = workshop.make()

    assert ledger.names(PAGE) == ["/pieces/ring-30/"]
    assert (len(ledger.names(CARD)), ledger.names(DRAWER)) == (1, [])
    assert files == workshop.make("anew")[0]


def test_a_new_piece_comes_last_and_leaves_the_others_alone(workshop: Workshop) -> None:
    workshop.bench.piece(RING.replace("2026-08-21", "2026-08-22"), "a-newer-ring")

    files, ledger = workshop.make()

    assert ledger.names(PAGE) == ["/pieces/a-newer-ring/"]
    assert len(ledger.names(CARD)) == 1
    assert files == workshop.make("anew")[0]


def test_where_numbers_move_no_page_is_read_again(workshop: Workshop) -> None:
    shutil.rmtree(workshop.bench.content / "products/ring-07")
    workshop.bench.piece(RING.replace("2026-08-21", "2026-08-20"), "an-older-ring")

    files, ledger = workshop.make()

    assert ledger.names(PAGE) == ["/pieces/an-older-ring/"]
    assert files == workshop.make("anew")[0]


def test_another_name_of_a_collection_is_told_of_all_its_pieces(workshop: Workshop) -> None:
    path = workshop.bench.content / "collections/rings.md"
    path.write_text(path.read_text("utf-8").replace("title: Rings", "title: Circles"), "utf-8")

    files, ledger = workshop.make()

    assert len(ledger.names(PAGE)) >= 60
    assert files == workshop.make("anew")[0]


@pytest.mark.parametrize("kind", [PAGE, ORDER, DRAWER, CARD])
@pytest.mark.parametrize(
    ("harm", "is_said"),
    [
        ("UPDATE kept SET data = x'00' WHERE kind = ?", True),
        # An index that was never kept is no damage.
        ("DELETE FROM kept WHERE kind = ?", False),
    ],
    ids=["damaged", "missing"],
)
def test_what_the_ledger_lost_is_made_anew(
    workshop: Workshop, kind: str, harm: str, *, is_said: bool
) -> None:
    (file,) = (workshop.folder / "ledger").glob("*.sqlite")
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute(harm, (kind,))
    workshop.edit("ring-30", "It is round.", "It is oval.")

    files, ledger = workshop.make()

    assert any("damaged" in note for note in ledger.notes) == is_said
    assert files == workshop.make("anew")[0]
    assert workshop.make()[1].names(DRAWER) == []
