"""Every way that a piece can be wrong: one clear sentence with file, line and field, all at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.site.bench import HOME, RING, RINGS, SHOP, SIZED, TWO_METALS, Bench
from tests.site.building import run_pelican


@pytest.mark.parametrize("text", [RING, SIZED, TWO_METALS], ids=["one", "sizes", "two options"])
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
        "11: made: “2.5” can't be used. Write a whole number from 1 up.",
    ),
    "a piece that takes forever": (
        ("made: 3", "made_to_order: 1000"),
        "11: made_to_order: “1000” can't be used. Write a whole number from 1 to 365.",
    ),
    "made, and made to order": (
        ("made: 3", "made: 3\nmade_to_order: 15"),
        "11: made: Made to order has no number. Remove this line.",
    ),
    "one of a kind, made to order": (
        ("made: 3", "one_of_a_kind: true\nmade_to_order: 15"),
        "12: made_to_order: One of a kind is made once. Remove this line.",
    ),
    "a price that was lower before": (
        ("made: 3", "made: 3\ncompare_at: 640.00"),
        "12: compare_at: It isn't above the price. Write what it cost before.",
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
    "a week in place of a day": (
        ("2026-08-21", "2026-W34-5"),
        "4: added: “2026-W34-5” is no date. Write year, month and day as 2026-05-14.",
    ),
    "a collection that isn't": (
        ("collections: rings", "collections: Fine Rings"),
        (
            "5: collections.1: There is no collection “Fine Rings”. Write one of rings, "
            "or make collections/Fine Rings.md."
        ),
    ),
    "a remark behind a value": (
        ("title: Creek ring", "title: Band #7"),
        (
            "2: title: Of “Band #7” all is lost from the # on. "
            "Put quotes around it, or the remark on a line of its own."
        ),
    ),
    "a value that begins as a remark does": (
        ("title: Creek ring", "title: #7 band"),
        (
            "2: title: Of “#7 band” all is lost from the # on. "
            "Put quotes around it, or the remark on a line of its own."
        ),
    ),
    "a remark in a text of two lines": (
        ("summary: A ring.", "summary: A ring\n  with a #1 hand."),
        (
            "7: summary: Of “with a #1 hand.” all is lost from the # on. "
            "Put quotes around it, or the remark on a line of its own."
        ),
    ),
    "a remark in a list": (
        ("  - A gold ring", "  - Ring #2 of gold"),
        (
            "10: alt.1: Of “Ring #2 of gold” all is lost from the # on. "
            "Put quotes around it, or the remark on a line of its own."
        ),
    ),
    "a tab before a field": (
        ("dimensions:", "\tdimensions:"),
        "8: front matter: There is a tab here. Use spaces instead.",
    ),
    "a tab before a hyphen": (
        ("  - A gold ring", "\t- A gold ring"),
        "10: front matter: There is a tab here. Use spaces instead.",
    ),
    "a tab before all": (
        ("title:", "\ttitle:"),
        "2: front matter: There is a tab here. Use spaces instead.",
    ),
    "a sign that nobody sees": (
        ("A ring.", "A\0 ring."),
        "6: front matter: There is a sign here that can't be seen (U+0000). Remove it.",
    ),
    "an end of a line that nobody sees": (
        ("A ring.", "A\u2028 ring."),
        "6: front matter: There is a sign here that can't be seen (U+2028). Remove it.",
    ),
    "a list as the name of a field": (
        ("metal:", "? [a, b]\n: c\nmetal:"),
        "7: ?: The field has no plain name. Write “name: value”.",
    ),
    "no name of a field": (
        ("metal:", "'': c\nmetal:"),
        "7: ?: The field has no plain name. Write “name: value”.",
    ),
    "a collection twice": (
        ("collections: rings", "collections:\n  - rings\n  - rings"),
        "7: collections.2: “rings” is named twice. Remove one.",
    ),
    "no collection": (
        ("collections: rings\n", ""),
        "2: collections: It is missing. Write “collections:”, then “- rings” below it.",
    ),
    "a metal that nobody can look for": (
        ("14k yellow gold", "Titanium"),
        (
            "7: metal: “Titanium” is none of the shop's metals. "
            "Add it to “metals” in shop.yaml, or write one with gold, rose gold, silver."
        ),
    ),
    "a status of one's own": (
        ("made: 3", "made: 3\nstatus: sold"),
        "12: status: “sold” can't be used. Write one of draft, published, retired.",
    ),
    "nickel perhaps": (
        ("made: 3", "made: 3\nnickel_free: almost"),
        (
            "12: nickel_free: “almost” is neither yes nor no. "
            "Write “nickel_free: true” or remove it."
        ),
    ),
    "an empty stone": (
        ("made: 3", "made: 3\nstones:\n  - Garnet\n  -"),
        "14: stones.2: It must be plain text. Write “- …”.",
    ),
    "a list with nothing in it": (
        ("made: 3", "made: 3\nmaterials:"),
        "12: materials: It must be a list. Write “materials:”, then “- …” below it.",
    ),
    "an empty field": (
        ("made: 3", "made: 3\ncare:"),
        "12: care: It is empty. Write it or remove the line.",
    ),
    "a shipping class in capitals": (
        ("made: 3", "made: 3\nshipping_class: Small parcels"),
        (
            "12: shipping_class: “Small parcels” can't be used. "
            "Write small letters, digits and hyphens, such as river-band."
        ),
    ),
    "options that nothing spans": (
        ("made: 3", "made: 3\noptions:\n  - label: Metal"),
        "12: options: Nothing spans them. Write “variants:” with a value each.",
    ),
    "an engraving in one word": (
        ("made: 3", "made: 3\nengraving: true"),
        "12: engraving: It has no fields. Write “engraving:”, then “longest: 20” below it.",
    ),
    "an engraving of no length": (
        ("made: 3", "made: 3\nengraving:\n  price: 25.00"),
        "13: engraving.longest: It is missing. Write “longest: 3”.",
    ),
    "an engraving that nobody can read": (
        ("made: 3", "made: 3\nengraving:\n  longest: 61"),
        "13: engraving.longest: “61” can't be used. Write a whole number from 1 to 60.",
    ),
    "an engraving for a share": (
        ("made: 3", "made: 3\nengraving:\n  longest: 6\n  price: 5%"),
        (
            "14: engraving.price: “5%” is no price. "
            "Write the price as a plain number such as 128.00."
        ),
    ),
    "letters that run backward": (
        ("made: 3", "made: 3\nengraving:\n  longest: 6\n  letters: Z–A 0–9"),
        "14: engraving.letters: “Z–A” runs backward. Write “A–Z”.",
    ),
    "letters with signs in between": (
        ("made: 3", "made: 3\nengraving:\n  longest: 6\n  letters: A–z"),
        ("14: engraving.letters: “A–z” has other signs in between. Write each part, as A–Z a–z."),
    ),
    "a heart in color": (
        ("made: 3", "made: 3\nengraving:\n  longest: 6\n  letters: A–Z ♥\N{VARIATION SELECTOR-16}"),
        ("14: engraving.letters: It has a sign that can't stand alone (U+FE0F). Remove it."),
    ),
    "a misspelled part of the engraving": (
        ("made: 3", "made: 3\nengraving:\n  longest: 6\n  leters: A–Z"),
        "14: engraving.leters: There is no such field. Write “letters”, or remove the line.",
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
        "11: alt.2: There is no 2.jpg. Remove a line, or add the picture.",
    ),
    "empty words for a picture": (
        ("  - A gold ring", "  - ''"),
        "10: alt.1: It must be plain text. Write “- The ring on pale linen, seen from above”.",
    ),
    "no text": (("It is round.\n", ""), "2: text: It is missing. Write it below the second ---."),
}


@pytest.mark.parametrize(("change", "said"), SPOILED.values(), ids=SPOILED.keys())
def test_broken_front_matter_gives_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.piece(RING.replace(*change))

    assert bench.errors() == [f"content/products/creek-ring/index.md:{said}"]


@pytest.mark.parametrize(
    "value", ["@home", "*new*", "{Gold} ring", "[Best] ring", "%", "`Band`", "& co"]
)
def test_a_value_that_begins_with_a_sign_of_yaml_needs_quotes(bench: Bench, value: str) -> None:
    bench.piece(RING.replace("Creek ring", value))
    assert bench.errors() == [
        (
            f"content/products/creek-ring/index.md:2: front matter: It begins with “{value[0]}”, "
            "a sign of YAML's own. Put quotes around it."
        )
    ]

    bench.piece(RING.replace("Creek ring", f"'{value}'"))
    assert bench.read().piece.title == value


@pytest.mark.parametrize("value", ["!Wear it", "&Wear it", "! it", "!!str it"])
def test_a_word_that_yaml_would_keep_for_itself_needs_quotes(bench: Bench, value: str) -> None:
    bench.piece(RING.replace("made: 3", f"care: {value}\nmade: 3"))
    assert bench.errors() == [
        (
            f"content/products/creek-ring/index.md:11: care: It begins with “{value[0]}”, "
            "a sign of YAML's own. Put quotes around it."
        )
    ]

    bench.piece(RING.replace("made: 3", f"care: '{value}'\nmade: 3"))
    assert bench.read().care == value


def test_an_unclosed_list_is_told_where_it_begins(bench: Bench) -> None:
    bench.piece(RING.replace("Creek ring", "[Creek"))

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:2: front matter: It begins with “[”, "
            "a sign of YAML's own. Put quotes around it."
        )
    ]


def test_remarks_on_lines_of_their_own_and_signs_within_words_stay(bench: Bench) -> None:
    remarked = RING.replace("alt:\n", "# Two of them.\nalt: # of each\n  # the first\n")
    block = "care: | # as it is\n  Wipe it # dry.\nmade: 3"
    bench.piece(remarked.replace("Creek ring", "Ring#7 & co").replace("made: 3", block))

    assert bench.errors() == []
    assert bench.read().piece.title == "Ring#7 & co"
    assert bench.read().care == "Wipe it # dry."


def test_the_shops_own_file_has_no_front_matter(bench: Bench) -> None:
    bench.write("shop.yaml", SHOP.replace("name: Juniper", "name: Plain: Juniper"))

    (said,) = bench.errors()

    assert said.startswith("content/shop.yaml:2: file: This is no YAML (")


def test_where_there_is_no_collection_none_is_offered(bench: Bench) -> None:
    (bench.content / "collections/rings.md").unlink()

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:5: collections.1: "
            "There is no collection “rings”. Make collections/rings.md."
        )
    ]


@pytest.mark.parametrize(
    "name",
    [
        "shop.yaml",
        "home.md",
        "collections/hats.md",
        "pages/press.md",
        "products/creek-ring/index.md",
    ],
)
def test_a_folder_where_a_file_belongs_is_named(bench: Bench, name: str) -> None:
    (bench.content / name).unlink(missing_ok=True)
    (bench.content / name).mkdir(parents=True)

    said = f"content/{name}:1: file: It is a folder. Call it something else, or move it away."
    assert bench.errors() == [said]


def test_a_folder_of_pieces_with_the_name_of_a_file_is_named(bench: Bench) -> None:
    (bench.content / "products/moon.md").mkdir()

    assert [said.split(": ")[:2] for said in bench.errors()] == [
        ["content/products/moon.md/index.md:1", "file"]
    ]


def test_a_file_that_can_not_be_opened_is_named(bench: Bench) -> None:
    home = bench.content / "home.md"
    home.unlink()
    home.symlink_to(home)

    assert bench.errors() == [
        (
            "content/home.md:1: file: It can't be opened (Too many levels of symbolic links). "
            "Let yourself read it, or move it away."
        )
    ]


def test_a_sku_is_no_longer_than_google_takes_it(bench: Bench) -> None:
    bench.piece(RING.replace("made: 3", f"made: 3\nsku: {'A' * 50}"))
    assert bench.errors() == []

    bench.piece(RING.replace("made: 3", f"made: 3\nsku: {'A' * 51}"))
    assert bench.errors() == [
        (
            f"content/products/creek-ring/index.md:12: sku: {'A' * 51} has 51 signs. "
            "Write a “sku” of 50 at most."
        )
    ]


@pytest.mark.parametrize("text", [RING, SIZED], ids=["one", "sizes"])
def test_a_folders_name_is_no_longer_than_google_takes_it(bench: Bench, text: str) -> None:
    bench.piece(text, "a" * 51)

    assert bench.errors() == [
        (
            f"content/products/{'a' * 51}/index.md:1: folder: “{'a' * 51}” has 51 signs. "
            "Choose a name of 50 at most."
        )
    ]


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


def test_a_file_by_itself_is_a_piece_whose_pictures_have_a_folder(bench: Bench) -> None:
    bench.write("products/moon-ring.md", RING)

    assert bench.errors() == [
        (
            "content/products/moon-ring.md:1: pictures: 1.jpg is missing. "
            "Put it at content/products/moon-ring/1.jpg."
        )
    ]

    bench.picture("moon-ring")

    assert [each.piece.slug for each in bench.catalogue().pieces] == ["creek-ring", "moon-ring"]


def test_a_piece_is_written_in_one_place(bench: Bench) -> None:
    bench.write("products/creek-ring.md", RING)

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:1: file: "
            "content/products/creek-ring.md is this piece too. Remove one."
        )
    ]


def test_a_picture_beside_the_folders_belongs_to_no_piece(bench: Bench) -> None:
    bench.write("products/creek.jpg", "")
    bench.write("products/.DS_Store", "")

    assert bench.errors() == [
        (
            "content/products/creek.jpg:1: file: It belongs to no piece. "
            "Move it into the folder of its piece, or away."
        )
    ]


def test_every_picture_needs_words(bench: Bench) -> None:
    bench.picture("creek-ring", 2)
    bench.picture("creek-ring", 3)

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:9: alt: Nothing is said of 2.jpg, 3.jpg. "
            "Write a line for each picture."
        )
    ]


@pytest.mark.parametrize("slug", ["2", "silver", "garnet"])
def test_a_piece_can_not_have_the_address_of_a_list(bench: Bench, slug: str) -> None:
    bench.piece(RING, slug)

    assert bench.errors() == [
        (
            f"content/products/{slug}/index.md:1: folder: "
            f"/pieces/{slug}/ is a page of the list of pieces. Choose another name."
        )
    ]


@pytest.mark.parametrize(
    ("currency", "price", "minor"), [("JPY", "95000", 95000), ("KWD", "195.250", 195250)]
)
def test_a_price_has_the_decimals_of_its_currency(
    bench: Bench, currency: str, price: str, minor: int
) -> None:
    free = re.sub(r"amount: .*", "amount: 0", re.sub(r"\n *free_from: .*", "", SHOP))
    bench.write("shop.yaml", free.replace("currency: USD", f"currency: {currency}"))
    bench.piece(RING.replace("640.00", price))

    assert bench.errors() == []
    assert bench.read().piece.lowest_price == minor


@pytest.mark.parametrize(("currency", "example"), [("JPY", "128"), ("KWD", "128.000")])
def test_too_many_decimals_for_its_currency_are_refused(
    bench: Bench, currency: str, example: str
) -> None:
    free = re.sub(r"amount: .*", "amount: 0", re.sub(r"\n *free_from: .*", "", SHOP))
    bench.write("shop.yaml", free.replace("currency: USD", f"currency: {currency}"))
    bench.piece(RING.replace("640.00", "640.0005"))

    (said,) = bench.errors()

    assert said.endswith(f"Write the price as a plain number such as {example}.")


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
    bench.piece(RING.replace("  - A gold ring", "  - A gold ring\n  - Its other side"))
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


BROKEN = {
    "no-price": ("price: 640.00\n", "", "2: price"),
    "dear-price": ("640.00", "$640", "3: price"),
    "no-title": ("title: Creek ring\n", "", "2: title"),
    "odd-day": ("2026-08-21", "21.8.2026", "4: added"),
    "lost-collection": ("collections: rings", "collections: hats", "5: collections.1"),
    "odd-metal": ("14k yellow gold", "Brass", "7: metal"),
    "no-words": ("alt:\n  - A gold ring\n", "", "2: alt"),
    "half-made": ("made: 3", "made: 0.5", "11: made"),
    "odd-status": ("made: 3", "made: 3\nstatus: gone", "12: status"),
    "typo": ("summary:", "sumary:", "6: sumary"),
    "twice": ("made: 3", "made: 3\nmade: 4", "12: made"),
    "no-yaml": ("summary: A ring.", "summary: A: ring.", "6: front matter"),
    "odd-size": ("made: 3", "@sizes", "15: variants.1.values"),
    "long-engraving": ("made: 3", "made: 3\nengraving:\n  longest: 99", "13: engraving.longest"),
    "odd-friend": ("made: 3", "made: 3\nrelated:\n  - nobody", "13: related.1"),
}
ODD_SIZE = (
    "options:\n  - label: Size\n    kind: ring_size\nvariants:\n  - values: US 6.5\n    made: 1"
)


def test_a_front_matter_broken_in_fifteen_ways_gives_fifteen_errors_at_once(
    bench: Bench, tmp_path: Path
) -> None:
    for slug, (old, new, _) in BROKEN.items():
        bench.piece(RING.replace(old, new.replace("@sizes", ODD_SIZE)), slug)
    bench.piece(RING, "sound")

    run = run_pelican(bench.content, tmp_path)

    places = [line.split(": ", 2)[:2] for line in run.stderr.splitlines()]
    assert run.returncode == 1
    assert places == sorted(
        [f"content/products/{slug}/index.md:{place.split(': ')[0]}", place.split(": ")[1]]
        for slug, (_, __, place) in BROKEN.items()
    )
    assert "Traceback" not in run.stdout + run.stderr
    assert not (tmp_path / "release.json").exists()
    assert not (tmp_path / "output").exists()


def test_all_errors_of_all_kinds_of_files_are_told_at_once(bench: Bench, tmp_path: Path) -> None:
    bench.write("shop.yaml", SHOP.replace("locale: en_US", "locale: texan"))
    bench.write("home.md", HOME.replace("sentence", "sentense"))
    bench.write("collections/rings.md", RINGS.replace("title: Rings\n", ""))
    bench.piece(RING.replace("640.00", "lots").replace("made: 3", "made: none"))
    bench.piece(RING.replace("title: Creek ring\n", ""), "moon-ring")

    run = run_pelican(bench.content, tmp_path)

    assert run.returncode == 1
    places = [line.split(": ")[0:2] for line in run.stderr.splitlines()]
    assert places == [
        ["content/collections/rings.md:2", "title"],
        ["content/home.md:2", "sentense"],
        ["content/products/creek-ring/index.md:3", "price"],
        ["content/products/creek-ring/index.md:11", "made"],
        ["content/products/moon-ring/index.md:2", "title"],
        ["content/shop.yaml:4", "locale"],
    ]
