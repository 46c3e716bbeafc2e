"""Lists of pieces: pages of 24, collections, metals and stones, and what the filters know."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import brotli  # type: ignore[import-untyped]  # has no types
import html5lib  # type: ignore[import-untyped]  # has no types
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.catalogue import Option, Piece, Variant
from plugins.catalogue import SourcePiece
from plugins.listing_choices import PriceRange, choices, range_words, size_order
from plugins.listing_words import fact
from plugins.makers.listings import near
from tests.site.building import ORIGIN, Site, build_site, copy_content

Lists = dict[str, Element]
METALS = ("gold", "rose-gold", "silver")


def parse(text: str) -> Element:
    root: Element = html5lib.parse(text, namespaceHTMLElements=False)
    return root


def cards(page: Element) -> list[tuple[str, ...]]:
    """Each card as address, title, price and fact."""
    found = []
    for card in page.findall(".//li[@class='card']"):
        link = card.find(".//a")
        assert link is not None
        texts = ["".join(each.itertext()).strip() for each in (link, *card.findall("p"))]
        found.append((link.attrib["href"], *texts))
    return found


@pytest.fixture(scope="module")
def lists(big_shop: Site) -> Lists:
    """Every page of every list, by its address."""
    texts = big_shop.pages.items()
    return {path: parse(text) for path, text in texts if "<listing-filter" in text}


def first_pages(lists: Lists) -> Lists:
    return {
        path: page for path, page in lists.items() if page.find("head/link[@rel='prev']") is None
    }


def walk(lists: Lists, path: str) -> list[Element]:
    """All pages of a list, by the link that leads to the next."""
    pages = [lists[path]]
    while (link := pages[-1].find(".//nav//a[@rel='next']")) is not None:
        pages.append(lists[link.attrib["href"]])
    return pages


def index(site: Site) -> list[dict[str, object]]:
    read: list[dict[str, object]] = json.loads((site.output / "pieces/index.json").read_bytes())
    return read


def test_a_list_shows_every_piece_once_in_pages_of_24_that_lead_to_each_other(
    big_shop: Site, lists: Lists
) -> None:
    pages = walk(lists, "/pieces/")

    shown = [card[0] for page in pages for card in cards(page)]

    assert [len(cards(page)) for page in pages] == [24, 24, 12]
    assert sorted(shown) == sorted(piece.path for piece in big_shop.promises.pieces)
    assert shown == [f"/pieces/{piece['slug']}/" for piece in index(big_shop)]
    assert not (big_shop.output / "pieces/4").exists()


def test_each_page_of_a_list_has_an_address_a_title_and_a_description_of_its_own(
    lists: Lists,
) -> None:
    heads = [page.find("head") for page in lists.values()]
    said = [
        (
            head.findtext("title"),
            head.find("meta[@name='description']").attrib["content"],  # type: ignore[union-attr]
        )
        for head in heads
        if head is not None
    ]

    assert len(lists) > 20
    assert len({title for title, _ in said}) == len({words for _, words in said}) == len(lists)
    for path, page in lists.items():
        canonical = page.find("head/link[@rel='canonical']")
        assert canonical is not None
        assert canonical.attrib["href"] == ORIGIN + path


def test_lists_by_metal_and_stone_hold_what_they_say_and_are_never_empty_nor_the_whole(
    big_shop: Site, lists: Lists
) -> None:
    known = {f"/pieces/{piece['slug']}/": piece for piece in index(big_shop)}
    found = 0

    for path in first_pages(lists):
        base, _, facet = path.strip("/").partition("/")
        if not facet:
            continue
        found += 1
        whole = [card[0] for page in walk(lists, f"/{base}/") for card in cards(page)]
        shown = [card[0] for page in walk(lists, path) for card in cards(page)]
        name = "metals" if facet in METALS else "stones"
        assert shown == [each for each in whole if facet in known[each][name]]  # type: ignore[operator]
        assert 0 < len(shown) < len(whole), path

    assert found > 15


def test_a_list_links_to_every_narrower_one_and_to_every_collection(lists: Lists) -> None:
    first = first_pages(lists)

    for path, page in first.items():
        links = {link.attrib["href"] for link in page.iter("a")}
        base = "/" + path.split("/")[1] + "/"
        assert {other for other in first if other.startswith(base)} <= links, path
        assert {other for other in first if other.count("/") == 2} <= links, path


def test_where_one_is_stands_first_among_the_collections_and_in_the_header(lists: Lists) -> None:
    for path, page in lists.items():
        collection = page.findall(".//nav[@aria-label='Collections']//a")
        header = page.find(".//nav[@aria-label='Shop']//a")

        current = [at for at, link in enumerate(collection) if link.get("aria-current")]
        assert current == [0 if path.startswith("/pieces/") else 1], path
        assert header is not None
        assert header.get("aria-current"), path


def test_the_word_that_narrows_a_list_can_be_taken_away_without_a_script(lists: Lists) -> None:
    for path, page in lists.items():
        chosen = page.find(".//ul[@class='chosen']")
        assert chosen is not None
        links = [(link.get("href"), link.get("aria-label")) for link in chosen.iter("a")]
        base, *facet = path.strip("/").split("/")

        if facet and not facet[0].isdigit():
            words = facet[0].replace("-", " ").capitalize()
            assert links == [(f"/{base}/", f"Remove {words}")]
            assert chosen.get("hidden") is None
        else:
            assert links == []
            assert chosen.get("hidden") is not None


def test_the_search_can_be_reached_from_the_row_that_filters(lists: Lists) -> None:
    for path, page in lists.items():
        assert page.find(".//listing-filter/div/a[@href='/search/']") is not None, path


def test_the_filters_know_of_every_piece_what_its_card_says(big_shop: Site, lists: Lists) -> None:
    told = {
        f"/pieces/{piece['slug']}/": (
            piece["title"],
            f"{piece['words']} was {piece['was']}" if piece["was"] else piece["words"],
            f"{piece['label']}{piece['fact']}",
        )
        for piece in index(big_shop)
    }

    shown = {
        card[0]: (card[1], card[2], card[3])
        for page in walk(lists, "/pieces/")
        for card in cards(page)
    }

    assert shown == told
    assert told["/pieces/rope-cuff/"][2] == "one of a kind, sold"
    assert told["/pieces/dawn-hoops/"][2] == "2 left"


def test_a_page_of_24_stays_within_its_bytes(big_shop: Site) -> None:
    style = next(big_shop.output.rglob("style.*.css")).read_bytes()

    lists = [text for text in big_shop.pages.values() if "<listing-filter" in text]
    heaviest = max(len(brotli.compress(text.encode())) for text in lists)

    assert all('action="/api/newsletter/join"' in text for text in lists)
    assert heaviest + len(brotli.compress(style)) <= 8 * 1024


def test_only_the_first_pictures_of_a_list_load_at_once(lists: Lists) -> None:
    images = lists["/pieces/"].findall(".//li[@class='card']//img")

    assert [image.get("loading") for image in images] == [None, None, *["lazy"] * 22]


def test_retired_pieces_are_in_no_list_and_what_is_left_is_not_narrowed_in_vain(
    tmp_path: Path,
) -> None:
    content = copy_content(tmp_path / "content")
    for path in (content / "products").glob("*/index.md"):
        text = path.read_text(encoding="utf-8")
        gold_earring = "  - earrings" in text and "metal: Sterling silver" not in text
        if "  - bracelets" in text or gold_earring:
            path.write_text(text.replace("\ntitle:", "\nstatus: retired\ntitle:", 1))

    site = build_site(content, tmp_path)

    pages = site.pages
    assert "There is nothing here just now" in pages["/bracelets/"]
    assert "/bracelets/silver/" not in pages
    assert "in silver" not in pages["/earrings/"], "all of them are"
    assert "/earrings/silver/" not in pages
    assert "Creek bangle" in pages["/pieces/creek-bangle/"]
    assert not [piece for piece in index(site) if piece["slug"] == "creek-bangle"]
    assert "creek-bangle" not in "".join(card[0] for card in cards(parse(pages["/pieces/"])))


def source(*variants: Variant, one_of_a_kind: bool = False, **told: object) -> SourcePiece:
    options = told.get("options", ())
    piece = Piece(
        "ring",
        "Ring",
        "/pieces/ring/",
        "",
        "USD",
        variants,
        one_of_a_kind,
        options=options,  # type: ignore[arg-type]
    )
    slugs = told.get("aliases", ())
    return SourcePiece(
        piece,
        date(2026, 1, 1),
        ("rings",),
        "",
        "Silver",
        (),
        None,
        "",
        (),
        aliases=slugs,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (source(Variant("A", "", 100, 1), one_of_a_kind=True), "one of a kind"),
        (source(Variant("A", "", 100, 1, left=0), one_of_a_kind=True), "one of a kind, sold"),
        (source(Variant("A", "", 100, 3, left=0)), "Sold"),
        (source(Variant("A", "", 100, 3, left=2)), "2 left"),
        (source(Variant("A", "", 100, 3, left=1), Variant("B", "", 100, 1, left=0)), "1 left"),
        (source(Variant("A", "", 100, 3, left=3)), "Silver"),
        (source(Variant("A", "", 100, 3)), "Silver"),
        (source(Variant("A", "", 100, lead_days=15)), "Made to order"),
        (
            source(Variant("A", "", 100, 1, left=0), Variant("B", "", 100, lead_days=15)),
            "Made to order",
        ),
        (source(Variant("A", "", 100, 9, left=1), Variant("B", "", 100, lead_days=15)), "Silver"),
    ],
)
def test_a_card_says_one_fact(given: SourcePiece, said: str) -> None:
    told = fact(given.piece, given.metal)

    assert told.label + told.words == said


def test_sizes_to_choose_are_those_left_in_their_order_and_a_metal_is_no_size() -> None:
    options = (Option("Ring size", "ring_size"), Option("Metal"))
    variants = [
        Variant(f"R{at}", "", 100, 1, left=left, values=(size, "Silver"))
        for at, (size, left) in enumerate([("US 10", 1), ("US 6½", 1), ("US 7", 0), ("US 6", 1)])
    ]

    found = choices([source(*variants, options=options)], "USD").sizes

    assert found == {"Ring size": ("US 6", "US 6½", "US 10")}
    assert sorted(["Large", "18 in", "½ in", "7½ in"], key=size_order) == [
        "½ in",
        "7½ in",
        "18 in",
        "Large",
    ]


@example(amounts=[1, 200, 300], currency="USD")
@given(
    amounts=st.lists(st.integers(1, 10**9), min_size=1, max_size=50),
    currency=st.sampled_from(["USD", "JPY"]),
)
def test_every_range_of_prices_holds_a_piece_and_every_piece_is_in_one(
    amounts: list[int], currency: str
) -> None:
    pieces = [source(Variant("A", "", amount, 1)) for amount in amounts]

    found = choices(pieces, currency)

    held = [
        sum(
            (each.low or 0) * found.unit <= amount < (each.high or 10**12) * found.unit
            for amount in amounts
        )
        for each in found.prices
    ]
    assert all(held)
    assert not held or sum(held) == len(amounts)


def test_a_range_of_prices_is_said_without_cents() -> None:
    said = [
        range_words(PriceRange(*bounds), "USD", "en_US")
        for bounds in [(None, 250), (250, 1000), (1000, None)]
    ]

    assert said == ["Under $250", "$250 to $1,000", "$1,000 and up"]


def test_a_long_list_links_to_its_ends_and_to_the_pages_around() -> None:
    assert near(1, 1) == [1]
    assert near(1, 9) == [1, 2, 9]
    assert near(5, 9) == [1, 4, 5, 6, 9]
