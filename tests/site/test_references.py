"""What names a piece names one that there is, and an address leads to one piece."""

from __future__ import annotations

import pytest

from tests.site.bench import HOME, RING, RINGS, Bench

MOON = RING.replace("Creek ring", "Moon ring")


def naming(field: str, *slugs: str, text: str = RING) -> str:
    lines = "".join(f"  - {slug}\n" for slug in slugs)
    sku = f"sku: {text.split()[2].upper()}\n"
    return text.replace("made: 3\n", f"made: 3\n{field}:\n{lines}{sku}")


@pytest.mark.parametrize(
    ("field", "slug", "said"),
    [
        ("related", "moonring", "There is no piece “moonring”. Write “moon-ring”."),
        ("related", "zzz", "There is no piece “zzz”. Write a folder's name."),
        ("related", "creek-ring", "That is this piece. Remove it."),
        (
            "related",
            "Moon ring",
            "“Moon ring” can't be used. Write small letters, digits and hyphens, such as river-band.",
        ),
        ("related", "new-moon", "“new-moon” has another name now. Write “moon-ring”."),
        (
            "aliases",
            "Old ring",
            "“Old ring” can't be used. Write small letters, digits and hyphens, such as river-band.",
        ),
        ("aliases", "creek-ring", "“creek-ring” is the address of this piece. Remove it."),
        ("aliases", "moon-ring", "“moon-ring” is the address of another piece. Remove it."),
        ("aliases", "silver", "/pieces/silver/ is a page of the list of pieces. Remove it."),
        ("aliases", "7", "/pieces/7/ is a page of the list of pieces. Remove it."),
    ],
)
def test_a_wrong_name_gives_one_clear_error(bench: Bench, field: str, slug: str, said: str) -> None:
    bench.piece(naming("aliases", "new-moon", text=MOON), "moon-ring")
    bench.piece(naming(field, slug))

    assert bench.errors() == [f"content/products/creek-ring/index.md:13: {field}.1: {said}"]


def test_two_pieces_can_not_claim_one_old_address(bench: Bench) -> None:
    bench.piece(naming("aliases", "old-ring"))
    bench.piece(naming("aliases", "older-ring", "old-ring", text=MOON), "moon-ring")

    assert bench.errors() == [
        (
            "content/products/moon-ring/index.md:14: aliases.2: "
            "“old-ring” leads to creek-ring already. Remove one."
        )
    ]


def test_a_renamed_piece_keeps_its_sku_so_that_what_is_sold_stays_sold(bench: Bench) -> None:
    bench.piece(naming("aliases", "old-ring").replace("sku: CREEK\n", ""))

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:12: aliases: A piece that was renamed needs its "
            "SKU, or what was sold would be for sale again. "
            "Write “sku: OLD-RING”, or the SKU that it has now."
        )
    ]


def test_a_name_twice_is_one_too_many(bench: Bench) -> None:
    bench.piece(MOON, "moon-ring")
    bench.piece(naming("related", "moon-ring", "moon-ring"))

    assert bench.errors() == [
        (
            "content/products/creek-ring/index.md:14: related.2: "
            "“moon-ring” is named twice. Remove one."
        )
    ]


def test_what_is_named_is_kept(bench: Bench) -> None:
    bench.piece(MOON, "moon-ring")
    bench.piece(naming("related", "moon-ring"))
    assert bench.read().related == ("moon-ring",)

    bench.piece(naming("aliases", "old-ring", "older-ring"))
    assert bench.read().aliases == ("old-ring", "older-ring")


def test_a_draft_is_read_for_its_errors_and_shown_nowhere(bench: Bench) -> None:
    draft = MOON.replace("made: 3", "made: 3\nstatus: draft")
    bench.piece(draft, "moon-ring")
    bench.piece(naming("related", "moon-ring"))

    assert [each.piece.slug for each in bench.catalogue().pieces] == ["creek-ring"]

    bench.piece(draft.replace("640.00", "lots"), "moon-ring")

    assert [said.split(": ")[1] for said in bench.errors()] == ["price"]


def test_home_and_collections_show_a_piece_that_has_a_page(bench: Bench) -> None:
    bench.piece(MOON.replace("made: 3", "made: 3\nstatus: draft"), "moon-ring")
    bench.write("home.md", HOME.replace("creek-ring", "moon-ring"))
    bench.write("collections/rings.md", RINGS.replace("creek-ring", "creekring"))

    assert bench.errors() == [
        (
            "content/collections/rings.md:4: piece: There is no piece “creekring”. "
            "Write “creek-ring”. Or put a picture beside this file, as rings.jpg."
        ),
        (
            "content/home.md:4: piece: “moon-ring” is a draft and has no page. "
            "Publish it, or name another piece."
        ),
    ]


def test_who_names_a_broken_piece_is_not_told_that_it_is_missing(bench: Bench) -> None:
    bench.piece(RING.replace("640.00", "lots"))

    assert [said.split(": ")[:2] for said in bench.errors()] == [
        ["content/products/creek-ring/index.md:3", "price"]
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "journal",
            "/journal/ is a page of the shop's own. Choose another name, such as rings.md.",
        ),
        ("hallo", "/hallo/ is a page of the shop's own. Choose another name, such as rings.md."),
        (
            "Fine Rings",
            (
                "“Fine Rings” can't be in an address. "
                "Write small letters, digits and hyphens, such as river-band."
            ),
        ),
    ],
)
def test_a_collection_has_an_address_of_its_own(bench: Bench, name: str, said: str) -> None:
    bench.write("pages/hallo.md", "---\ntitle: Hello\ndescription: A greeting.\n---\nHello.\n")
    bench.write(f"collections/{name}.md", RINGS)

    assert bench.errors() == [f"content/collections/{name}.md:1: file: {said}"]


def test_words_for_a_picture_that_a_collection_does_not_have_are_too_many(bench: Bench) -> None:
    bench.write("collections/rings.md", RINGS.replace("piece:", "alt: Three rings\npiece:"))

    assert bench.errors() == [
        (
            "content/collections/rings.md:4: alt: There is no rings.jpg. "
            "Remove this line, or add the picture."
        )
    ]
