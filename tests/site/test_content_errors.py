"""Every way that content can be wrong: one clear sentence with file, line and field, all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from plugins.content import read_content
from plugins.errors import ContentInvalidError
from tests.site.building import ROOT, paint, run_pelican

SHOP = (ROOT / "content/shop.yaml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 22)
HOME = "---\nsentence: Made slowly.\ndescription: Rings.\npiece: creek-ring\n---\nThree lines.\n"
RING = """\
---
title: Creek ring
price: 640.00
added: 2026-08-21
collection: rings
summary: A ring.
metal: 14k yellow gold
dimensions: 0.16 in (4 mm)
alt:
  - A gold ring
made: 3
---
It is round.
"""
SIZED = RING.replace(
    "made: 3\n", "variants:\n  - label: US 6\n    made: 1\n  - label: US 7\n    made: 2\n"
)


class Bench:
    """A content folder with one good piece; tests spoil it and read what is said."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.write("shop.yaml", SHOP)
        self.write("home.md", HOME)
        self.piece(RING)

    def write(self, path: str, text: str) -> None:
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def piece(self, text: str, slug: str = "creek-ring") -> None:
        self.write(f"products/{slug}/index.md", text)
        paint(self.content / f"products/{slug}/1.jpg")

    def errors(self) -> list[str]:
        try:
            read_content(
                self.content, None, self.content.parent / "cache", "https://shop.example", TODAY
            )
        except ContentInvalidError as invalid:
            return [str(error) for error in invalid.errors]
        return []


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("text", [RING, SIZED])
def test_a_piece_in_order_has_no_errors(bench: Bench, text: str) -> None:
    bench.piece(text)

    assert bench.errors() == []


SPOILED = {
    "no front matter": (
        ("---\ntitle", "title"),
        "1: front matter: It is missing. Write --- as the first line, then the fields.",
    ),
    "no end of it": (
        ("made: 3\n---\n", "made: 3\n"),
        "1: front matter: It has no end. Write --- on a line of its own after it.",
    ),
    "no YAML": (
        ("summary: A ring.", "summary: Plain: a ring."),
        (
            "6: front matter: This is no YAML (mapping values are not allowed in this context). "
            "Write “name: value”, with quotes around a value that contains a colon and a space."
        ),
    ),
    "no fields": (
        (RING, "---\njust words\n---\nText.\n"),
        "2: front matter: It has no fields. Write “name: value”, one a line.",
    ),
    "no title": (
        ("title: Creek ring\n", ""),
        "2: title: It is missing. Write “title: River band”.",
    ),
    "an empty title": (
        ("title: Creek ring", "title:"),
        "2: title: It is missing. Write “title: River band”.",
    ),
    "a title that is a list": (
        ("title: Creek ring", "title: [Creek, ring]"),
        "2: title: It must be plain text. Write “title: River band”.",
    ),
    "a field written twice": (
        ("metal: 14k yellow gold", "metal: Silver\nmetal: Gold"),
        "8: metal: It is written twice. Keep line 7 or this one.",
    ),
    "a misspelled field": (
        ("dimensions:", "dimension:"),
        "8: dimension: There is no such field. Write “dimensions”, or remove the line.",
    ),
    "a price with a symbol": (
        ("640.00", "$640.00"),
        "3: price: “$640.00” is no price. Write the price as a plain number such as 128.00.",
    ),
    "a price with a comma": (
        ("640.00", "640,00"),
        "3: price: “640,00” is no price. Write the price as a plain number such as 128.00.",
    ),
    "a price with too many decimals": (
        ("640.00", "640.005"),
        (
            "3: price: “640.005” has more than 2 decimals. "
            "Write the price as a plain number such as 128.00."
        ),
    ),
    "a price of nothing": (
        ("640.00", "0"),
        "3: price: “0” can't be charged. Write a price above zero.",
    ),
    "half a ring made": (
        ("made: 3", "made: 2.5"),
        "11: made: “2.5” is no number of pieces. Write a whole number from 1 up.",
    ),
    "no number made": (("made: 3\n", ""), "2: made: It is missing. Write “made: 3”."),
    "one of a kind made thrice": (
        ("made: 3", "made: 3\none_of_a_kind: true"),
        "11: made: One of a kind is made once. Remove this line.",
    ),
    "one of a kind perhaps": (
        ("made: 3", "made: 3\none_of_a_kind: perhaps"),
        (
            "12: one_of_a_kind: “perhaps” is neither yes nor no. "
            "Write “one_of_a_kind: true” or remove it."
        ),
    ),
    "a day that never was": (
        ("2026-08-21", "2026-02-30"),
        "4: added: “2026-02-30” is no date. Write year, month and day as 2026-05-14.",
    ),
    "a collection in capitals": (
        ("collection: rings", "collection: Fine Rings"),
        "5: collection: “Fine Rings” can't be used. Write small letters, such as rings.",
    ),
    "a SKU with a space": (
        ("made: 3", "made: 3\nsku: creek 1"),
        (
            "12: sku: “creek 1” can't be used. "
            "Write capitals, digits and hyphens, such as RIVER-BAND-7."
        ),
    ),
    "a tax code of one's own": (
        ("made: 3", "made: 3\ntax_code: jewelry"),
        "12: tax_code: “jewelry” can't be used. Write Stripe's code: txcd_99999999.",
    ),
    "no words for the picture": (
        ("alt:\n  - A gold ring\n", ""),
        (
            "2: alt: It is missing. Write “alt:”, then “- The ring on pale linen, seen from above” "
            "below it."
        ),
    ),
    "words for a picture that isn't there": (
        ("  - A gold ring", "  - A gold ring\n  - Its other side"),
        (
            "9: alt: There are 1 pictures and 2 texts. "
            "Write one line for each picture, in their order."
        ),
    ),
    "no text": (("It is round.\n", ""), "2: text: It is missing. Write it below the second ---."),
}


@pytest.mark.parametrize(("change", "said"), SPOILED.values(), ids=SPOILED.keys())
def test_broken_front_matter_gives_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.piece(RING.replace(*change))

    assert bench.errors() == [f"content/products/creek-ring/index.md:{said}"]


SPOILED_VARIANTS = {
    "no list": (
        ("variants:\n  - label: US 6\n    made: 1\n  - label: US 7\n    made: 2", "variants: US 6"),
        "11: variants: It must be a list. Write “variants:”, then “- label: US 7” below it.",
    ),
    "no fields": (
        ("- label: US 6\n    made: 1", "- US 6"),
        "11: variants: Entry 1 has no fields. Write “- label: US 7”.",
    ),
    "no label": (
        ("- label: US 7\n    made: 2", "- made: 2\n    sku: CREEK-RING-7"),
        "14: variants.2.label: It is missing. Write “label: US 7”.",
    ),
    "the same label": (
        ("label: US 7", "label: US 6\n    sku: CREEK-RING-7"),
        "14: variants.2.label: “US 6” is taken. Write a label that tells it apart.",
    ),
    "the same SKU": (
        ("label: US 7", "label: US 7\n    sku: CREEK-RING-US-6"),
        (
            "15: variants.2.sku: CREEK-RING-US-6 is taken by "
            "content/products/creek-ring/index.md:12. Write a “sku” of its own."
        ),
    ),
    "no number made": (
        ("    made: 2\n", ""),
        "14: variants.2.made: It is missing. Write “made: 3”.",
    ),
    "a misspelled field": (
        ("made: 2", "made: 2\n    prise: 12.00"),
        "16: variants.2.prise: There is no such field. Write “price”, or remove the line.",
    ),
    "a label that makes no SKU": (
        ("label: US 7", "label: ♥"),
        (
            "14: variants.2.sku: “♥” makes no SKU. "
            "Write capitals, digits and hyphens, such as RIVER-BAND-7."
        ),
    ),
    "a number for the whole piece too": (
        ("variants:", "made: 3\nvariants:"),
        "11: made: Each variant has its own number. Write “made” there.",
    ),
    "one of a kind in sizes": (
        ("variants:", "one_of_a_kind: true\nvariants:"),
        "12: variants: One of a kind has no variants. Remove them.",
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED_VARIANTS.values(), ids=SPOILED_VARIANTS.keys())
def test_broken_variants_give_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.piece(SIZED.replace(*change))

    assert bench.errors() == [f"content/products/creek-ring/index.md:{said}"]


SPOILED_SHOPS = {
    "no currency of this world": (
        ("currency: USD", "currency: XXQ"),
        "3: currency: “XXQ” is no currency code. Write one such as USD, EUR or JPY.",
    ),
    "no locale": (
        ("locale: en_US", "locale: texan"),
        "4: locale: “texan” is no locale. Write one such as en_US.",
    ),
    "no time zone": (
        ("America/Chicago", "Texas"),
        "5: time_zone: “Texas” is no time zone. Write one such as America/Chicago.",
    ),
    "no mail address": (
        ("mail: hello@juniperbend.example", "mail: juniperbend.example"),
        (
            "7: mail: “juniperbend.example” can't be used. "
            "Write a mail address such as hello@example.com."
        ),
    ),
    "a rate that ends before it begins": (
        ("days_from: 3", "days_from: 9"),
        "24: zones.1.rates.1.days_to: It is less than days_from. Write 9 or more.",
    ),
    "an amount in words": (
        ("amount: 6.00", "amount: six"),
        (
            "22: zones.1.rates.1.amount: “six” is no price. "
            "Write the price as a plain number such as 128.00."
        ),
    ),
    "a field that isn't": (
        ("name: ", "nmae: x\nname: "),
        "2: nmae: There is no such field. Write “name”, or remove the line.",
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED_SHOPS.values(), ids=SPOILED_SHOPS.keys())
def test_a_broken_shop_file_gives_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.write("shop.yaml", SHOP.replace(*change))

    assert bench.errors() == [f"content/shop.yaml:{said}"]


def test_the_home_page_names_a_piece_that_there_is(bench: Bench) -> None:
    bench.write("home.md", HOME.replace("creek-ring", "moon-ring"))

    assert bench.errors() == [
        "content/home.md:4: piece: There is no piece “moon-ring”. Write a folder's name."
    ]


def test_two_pieces_can_not_share_a_sku(bench: Bench) -> None:
    bench.piece(RING.replace("made: 3", "made: 3\nsku: CREEK-RING"), "moon-ring")

    assert bench.errors() == [
        (
            "content/products/moon-ring/index.md:12: sku: CREEK-RING is taken by "
            "content/products/creek-ring/index.md:2. Write a “sku” of its own."
        )
    ]


def test_a_folder_without_a_text_is_a_piece_that_someone_forgot(bench: Bench) -> None:
    (bench.content / "products/moon-ring").mkdir()

    assert bench.errors() == [
        (
            "content/products/moon-ring/index.md:1: file: It is missing. "
            "Write content/products/moon-ring/index.md."
        )
    ]


def test_a_text_without_a_folder_is_told_where_to_go(bench: Bench) -> None:
    bench.write("products/moon-ring.md", RING)

    assert bench.errors() == [
        (
            "content/products/moon-ring.md:1: file: A piece has a folder. "
            "Move it to products/moon-ring/index.md."
        )
    ]


def test_a_folder_that_can_not_be_an_address_is_refused(bench: Bench) -> None:
    bench.piece(RING.replace("made: 3", "made: 3\nsku: MOON"), "Moon Ring")

    assert bench.errors() == [
        (
            "content/products/Moon Ring/index.md:1: folder: “Moon Ring” can't be in an address. "
            "Write small letters, digits and hyphens, such as river-band."
        )
    ]


def test_a_text_in_another_encoding_is_refused(bench: Bench) -> None:
    path = bench.content / "products/creek-ring/index.md"
    path.write_bytes(RING.replace("Creek", "Crèek").encode("latin-1"))

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:1: file: It isn't UTF-8 text. "
            "Save it with the encoding UTF-8."
        )
    ]


def test_a_piece_needs_its_first_picture(bench: Bench) -> None:
    (bench.content / "products/creek-ring/1.jpg").unlink()

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:1: pictures: 1.jpg is missing. "
            "Put it beside index.md."
        )
    ]


def test_a_picture_that_is_none_and_one_with_another_name_are_named(bench: Bench) -> None:
    folder = bench.content / "products/creek-ring"
    (folder / "1.jpg").write_bytes(b"no picture")
    Image.new("RGB", (4, 5)).save(folder / "side.png")

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:1: pictures: 1.jpg can't be read. "
            "Save it again as a JPEG."
        ),
        (
            "content/products/creek-ring/index.md:1: pictures: “side.png” is no picture. "
            "Call pictures 1.jpg, 2.jpg …"
        ),
    ]


def test_all_errors_of_all_files_end_the_build_at_once(bench: Bench, tmp_path: Path) -> None:
    bench.write("shop.yaml", SHOP.replace("locale: en_US", "locale: texan"))
    bench.write("home.md", HOME.replace("sentence", "sentense"))
    bench.piece(RING.replace("640.00", "lots").replace("made: 3", "made: none"))
    bench.piece(RING.replace("title: Creek ring\n", ""), "moon-ring")

    run = run_pelican(bench.content, tmp_path)

    assert run.returncode == 1
    places = [line.split(": ")[0:2] for line in run.stderr.splitlines()]
    assert places == [
        ["content/home.md:2", "sentense"],
        ["content/products/creek-ring/index.md:3", "price"],
        ["content/products/creek-ring/index.md:11", "made"],
        ["content/products/moon-ring/index.md:2", "title"],
        ["content/shop.yaml:4", "locale"],
    ]
    assert not (tmp_path / "release.json").exists()
