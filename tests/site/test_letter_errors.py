"""Letters: what is said of one that is broken, and of words that can't be mailed."""

from __future__ import annotations

import pytest

from plugins.letter_text import check_letters
from plugins.prose import Prose
from tests.site.bench import RING, Bench
from tests.site.letters import LETTER, NAME
from tests.site.test_letter import WITHOUT


def said_of_text(bench: Bench, text: str) -> list[str]:
    bench.write(NAME, LETTER.replace("Both are small, see [the ring](/pieces/creek-ring/).", text))
    prose = Prose(bench.cache.with_name("prose"))
    found = check_letters(bench.catalogue(), bench.content, prose.html)
    return [str(error) for error in sorted(found)]


SPOILED = {
    "no subject": (
        ("subject: Two garnets\n", ""),
        "2: subject: It is missing. Write “subject: Two garnets, and a week of rain”.",
    ),
    "a subject that no mail program shows": (
        ("Two garnets", "Garnets " * 20),
        (
            f"2: subject: “{' '.join(['Garnets'] * 20)}” can't be used. "
            "Write 150 signs at most, all of which can be seen."
        ),
    ),
    "a sign that can't be seen": (
        ("Two garnets", '"Two\\0garnets"'),
        (
            "2: subject: “Two\0garnets” can't be used. "
            "Write 150 signs at most, all of which can be seen."
        ),
    ),
    "no preheader": (
        ("preheader: Both are small.\n", ""),
        "2: preheader: It is missing. Write “preheader: Both are small, and one is brown.”.",
    ),
    "no topic": (
        ("topic: new-pieces\n", ""),
        "2: topic: It is missing. Write “topic: new-pieces”.",
    ),
    "a topic of nobody's": (
        ("topic: new-pieces", "topic: weather"),
        (
            "4: topic: “weather” can't be used. Write one of new-pieces, workshop, "
            "or add it to the letter's topics in shop.yaml."
        ),
    ),
    "a SKU that there isn't": (
        ("- CREEK-RING", "- CREEK-RNG"),
        "6: pieces.1: There is no SKU “CREEK-RNG”. Write CREEK-RING.",
    ),
    "a SKU like none": (
        ("- CREEK-RING", "- ZZZ"),
        "6: pieces.1: There is no SKU “ZZZ”. Write one that ./shop stock lists.",
    ),
    "a folder in a SKU's place": (
        ("- CREEK-RING", "- creek-ring"),
        "6: pieces.1: “creek-ring” is a folder, and a letter names SKUs. Write CREEK-RING.",
    ),
    "a piece twice": (
        ("- CREEK-RING", "- CREEK-RING\n  - CREEK-RING"),
        "7: pieces.2: “CREEK-RING” is named twice. Remove one.",
    ),
    "a field that there isn't": (
        ("archive: true", "archived: true"),
        "12: archived: There is no such field. Write “archive”, or remove the line.",
    ),
    "neither yes nor no": (
        ("archive: true", "archive: maybe"),
        "12: archive: “maybe” is neither yes nor no. Write “archive: true” or remove it.",
    ),
    "days the wrong way round": (
        ("2026-05-31", "2025-05-31"),
        "9: segment.joined_until: It is before 2026-01-01, so nobody is meant. Write a later day.",
    ),
    "no day": (
        ("2026-01-01", "spring"),
        "8: segment.joined_from: “spring” is no date. Write year, month and day as 2026-05-14.",
    ),
    "a form that there isn't": (
        ("- cart", "- shop"),
        (
            "11: segment.asked_in.1: “shop” is no form. "
            "Write one of cart, piece, reminder, footer, page, import."
        ),
    ),
    "nobody in particular": (
        ("joined_from", "bought"),
        (
            "8: segment.bought: There is no such field. "
            "Write one of joined_from, joined_until, asked_in, or remove the line."
        ),
    ),
    "no text": (
        ("Both are small, see [the ring](/pieces/creek-ring/).\n", ""),
        "2: text: It is missing. Write it below the second ---.",
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED.values(), ids=SPOILED.keys())
def test_a_broken_letter_gives_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.write(NAME, LETTER.replace(*change))

    assert bench.errors() == [f"content/{NAME}:{said}"]


def test_a_letter_shows_six_pieces_at_most(bench: Bench) -> None:
    slugs = [f"ring-{number}" for number in range(7)]
    for slug in slugs:
        bench.piece(RING, slug)
    skus = "\n  - ".join(slug.upper() for slug in slugs)
    bench.write(NAME, LETTER.replace("CREEK-RING", skus))

    assert bench.errors() == [
        f"content/{NAME}:5: pieces: There are 7. Write 6 at most: each brings a picture."
    ]


def test_a_draft_is_not_shown_and_a_broken_piece_is_told_of_once(bench: Bench) -> None:
    bench.piece(RING.replace("made: 3", "made: 3\nstatus: draft"), "ember-ring")
    bench.piece(RING.replace("price: 640.00", "price: much"), "river-ring")
    bench.write(NAME, LETTER.replace("CREEK-RING", "EMBER-RING\n  - RIVER-RING"))

    errors = bench.errors()

    assert errors[0] == (
        f"content/{NAME}:6: pieces.1: “ember-ring” is a draft and has no page. "
        "Publish it, or name another piece."
    )
    assert [error.split(":")[0] for error in errors[1:]] == ["content/products/river-ring/index.md"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("spring.md", "“spring.md” doesn't begin with a day."),
        ("2026-13-14-spring.md", "“2026-13-14-spring.md” doesn't begin with a day."),
        ("2026-05-14-Spring.md", "“Spring” can't be in an address."),
        ("2026-05-14-join.md", "/letters/join/ is a page of the shop's own."),
        ("2026-05-14-welcome.md", "/letters/welcome/ is a page of the shop's own."),
        ("notes.txt", "It is no letter."),
    ],
)
def test_a_file_is_called_by_its_day_and_its_address(bench: Bench, name: str, said: str) -> None:
    bench.write(f"letters/{name}", LETTER)

    (error,) = bench.errors()

    assert error.startswith(f"content/letters/{name}:1: file: {said}")


def test_two_letters_can_not_have_one_address(bench: Bench) -> None:
    bench.write(NAME, LETTER)
    bench.write("letters/2026-06-14-spring.md", LETTER)

    assert bench.errors() == [
        f"content/{NAME}:1: file: 2026-06-14-spring.md is called “spring” too. Choose another name."
    ]


def test_a_shop_that_writes_no_letters_says_so_before_it_has_one(bench: Bench) -> None:
    bench.write("shop.yaml", WITHOUT)
    bench.write(NAME, LETTER)

    assert bench.errors() == [
        (
            f"content/{NAME}:1: file: shop.yaml says that the shop writes no letters. "
            "Write “letter:” there first, or move this away."
        )
    ]


def test_a_subject_is_one_line_whatever_was_typed(bench: Bench) -> None:
    bench.write(NAME, LETTER.replace("Two garnets", '"Two\\r\\nBcc: all@buyer.example\\u2028x"'))

    (letter,) = bench.catalogue().letters

    assert letter.subject == "Two Bcc: all@buyer.example x"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "![A ring](https://pixel.example/1.gif)",
            "A letter shows its “pieces” and no other picture. Take this one away.",
        ),
        (
            "# Loud",
            "The subject is the heading already. Begin the line with ## instead.",
        ),
        (
            '<iframe src="https://video.example"></iframe>',
            "“iframe” can't stand in a mail. Write it in plain Markdown, or take it away.",
        ),
        (
            '<p style="background: url(https://pixel.example)">x</p>',
            "“style” can't stand in a mail. Write it in plain Markdown, or take it away.",
        ),
        ("[x](pieces/x/)", "“pieces/x/” leads nowhere from a mail. Write /… or https://… instead."),
        ("[x](//evil.example)", "“//evil.example” leads nowhere from a mail."),
        ("[x](javascript:alert)", "“javascript:alert” leads nowhere from a mail."),
    ],
)
def test_what_a_mail_program_would_fetch_or_run_is_refused(
    bench: Bench, text: str, said: str
) -> None:
    found = said_of_text(bench, f"Words.\n\n{text}")

    assert found
    assert all(error.startswith(f"content/{NAME}:16: text: {said}") for error in found[:1])


def test_words_links_lists_and_tables_are_fine(bench: Bench) -> None:
    words = "**So** *it* [is](https://x.example).\n\n- one\n- two\n\na | b\n--|--:\n1 | 2\n"

    assert said_of_text(bench, words) == []
