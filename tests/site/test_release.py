"""What the build promises to buyers is what its pages show, and the same content says the same."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import msgspec
import pytest

from domain.catalogue import Piece
from domain.money import format_money
from domain.shop import Rate, Tax
from tests.site.bench import RINGS, Bench
from tests.site.building import ORIGIN, Site, build_site, run_pelican


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_a_page_shows_the_price_that_the_release_promises(site: Site) -> None:
    for piece in site.promises.pieces:
        text = site.pages[piece.path]
        seen = " ".join(f"{variant.sku}:{variant.price}" for variant in piece.variants)
        if piece.engraving:
            seen += f" engraving:{piece.engraving.price}" if piece.engraving.price else ""

        assert f'name="seen" value="{seen}"' in text
        for variant in piece.variants:
            assert format_money(variant.price, piece.currency) in words(text)


def test_the_listing_shows_every_piece_with_its_lowest_price(site: Site) -> None:
    listing = words(site.pages["/pieces/"])

    for piece in site.promises.pieces:
        start = "from " if piece.price_varies else ""
        price = format_money(piece.lowest_price, piece.currency)
        assert f"{piece.title} {start}{price}" in listing


def test_the_release_carries_the_shop_as_its_file_says(site: Site) -> None:
    shop = site.promises.shop

    assert (shop.name, shop.currency, shop.country) == ("Juniper Bend Jewelry", "USD", "US")
    assert shop.zones[0].rates == (
        Rate("ground", "USPS Ground Advantage", 600, 3, 6, free_from=15000),
        Rate("priority", "USPS Priority Mail", 1200, 2, 3),
        Rate("pickup", "Pick up in Llano, by appointment", 0, 1, 5),
    )
    assert (shop.tax, shop.codes, shop.workshop.made_a_week) == (Tax(), True, 4)


def test_the_release_leaves_stock_to_the_shelf(site: Site) -> None:
    variants = [variant for piece in site.promises.pieces for variant in piece.variants]

    assert {variant.left for variant in variants} == {None}
    assert all((variant.made >= 1) != variant.made_to_order for variant in variants)
    assert len({variant.sku for variant in variants}) == len(variants)


def test_there_are_one_offs_and_pieces_in_sizes_of_four_kinds(site: Site) -> None:
    pieces = site.promises.pieces

    assert len([piece for piece in pieces if piece.one_of_a_kind]) >= 3
    assert len([piece for piece in pieces if len(piece.variants) > 1]) >= 3
    assert all(piece.variants[0].made == 1 for piece in pieces if piece.one_of_a_kind)


def test_two_builds_of_the_same_content_are_the_same_bytes(
    site: Site, content: Path, tmp_path: Path
) -> None:
    again = build_site(content, tmp_path)

    assert again.release == site.release
    assert files(again.output) == files(site.output)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def after_sales(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site built once some pieces are gone."""
    folder = tmp_path_factory.mktemp("sold")
    left = {"EMBER-RING": 0, "DAWN-HOOPS": 3, "RIVER-BAND-US-7": 0, "RIVER-BAND-US-6": 1}
    (folder / "left.json").write_text(json.dumps(left))
    return build_site(content, folder, VITRINE_STOCK=str(folder / "left.json"))


def piece_page(site: Site, slug: str) -> str:
    return site.pages[f"/pieces/{slug}/"]


def test_a_piece_that_is_gone_is_sold_and_has_no_form(after_sales: Site) -> None:
    page = piece_page(after_sales, "ember-ring")

    assert '<p class="sold">Sold</p>' in page
    assert "/api/checkout" not in page
    assert "working days" not in page
    assert "https://schema.org/SoldOut" in page
    assert "Ember ring $1,150.00 one of a kind , sold" in words(after_sales.pages["/pieces/"])


def test_a_size_that_is_gone_says_so(after_sales: Site) -> None:
    page = words(piece_page(after_sales, "river-band"))

    assert "US 7 sold" in page
    assert "US 6 sold" not in page


def test_a_page_says_how_many_were_left_when_it_was_built(after_sales: Site) -> None:
    assert "3 left" in words(piece_page(after_sales, "dawn-hoops"))


def test_what_an_earlier_build_wrote_and_this_one_does_not_is_taken_away(
    content: Path, tmp_path: Path
) -> None:
    old = tmp_path / "output/pieces/sold-long-ago/index.html"
    old.parent.mkdir(parents=True)
    old.write_text("A page of a piece whose folder is gone.")
    other = tmp_path / "output/hand-made.html"
    other.write_text("A page that this build knows nothing of.")

    built = build_site(content, tmp_path)

    assert not old.parent.exists()
    assert other.exists()
    assert built.file("/pieces/").exists()


def test_a_removed_page_and_a_removed_collection_leave_the_site_and_nothing_else_does(
    bench: Bench, tmp_path: Path
) -> None:
    for slug in ("contact", "press"):
        bench.write(f"pages/{slug}.md", "---\ntitle: Press\ndescription: Words.\n---\nHello.\n")
    bench.write("collections/hats.md", RINGS)
    before = build_site(bench.content, tmp_path).pages.keys()
    for path in ("hand-made.html", "rings/hand-made.html", "hats/hand-made.html"):
        (tmp_path / "output" / path).write_text("A page that no build knows of.")
    for name in ("pages/press.md", "collections/hats.md"):
        (bench.content / name).unlink()

    after = build_site(bench.content, tmp_path)

    assert not (tmp_path / "output/press").exists()
    assert before - after.pages.keys() == {"/hats/", "/press/"}
    assert after.pages.keys() - before == {
        "/hand-made.html",
        "/hats/hand-made.html",
        "/rings/hand-made.html",
    }


def test_what_sells_does_not_change_the_release(after_sales: Site, site: Site) -> None:
    assert after_sales.release == site.release


def test_the_release_is_json_that_sorts_its_keys(site: Site) -> None:
    decoded = json.loads(site.release)

    assert list(decoded) == sorted(decoded)
    assert msgspec.json.encode(site.promises, order="sorted") == site.release


@pytest.mark.parametrize("origin", ["", "http://127.0.0.1:8000"])
def test_a_shop_is_not_built_to_be_published_without_its_address(
    origin: str, content: Path, tmp_path: Path
) -> None:
    run = run_pelican(content, tmp_path, "publishconf.py", VITRINE_ORIGIN=origin)

    assert run.returncode == 1
    assert "VITRINE_ORIGIN must be the shop's address." in run.stderr
    assert not (tmp_path / "output").exists()


def test_a_shared_link_shows_the_piece_with_its_whole_address(site: Site) -> None:
    piece: Piece = next(p for p in site.promises.pieces if p.slug == "river-band")
    page = site.pages[piece.path]

    assert f'<link rel="canonical" href="{ORIGIN}{piece.path}">' in page
    assert f'<meta property="og:image" content="{ORIGIN}{piece.picture}">' in page
    assert '<meta property="product:price:amount" content="980.00">' in page
