"""A list of readers as a file: what proves a yes, and what is told of each line that is wrong."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from domain.consent import Consent
from domain.policies import PolicyRef
from domain.roll import Entry, write_roll
from domain.roll_reading import RollError, read_roll
from domain.subscribers import Standing, Subscriber
from tests.policies import POLICIES
from tests.samples import NOON

TOPICS = ("new-pieces", "workshop")
SHEET = "Sign-up sheet at the Llano market, in the blue binder"


def read(text: str, evidence: str | None = None) -> list[Entry]:
    return read_roll(io.StringIO(text), TOPICS, NOON, evidence)


def test_a_line_with_day_words_and_evidence_proves_a_yes() -> None:
    (entry,) = read(
        f'address,asked_at,words,evidence\njo@a.example,2026-01-03,Letters please,"{SHEET}"\n'
    )

    assert entry.consent == Consent(
        "newsletter", "Letters please", "import", datetime(2026, 1, 3, tzinfo=UTC), (), SHEET
    )


def test_evidence_for_the_whole_list_stands_in_where_a_line_has_none() -> None:
    first, second = read(
        "address,asked_at,words,evidence\n"
        "jo@a.example,2026-01-03,Letters please,\n"
        "li@a.example,2026-01-03,Letters please,An email\n",
        evidence=SHEET,
    )

    assert first.consent
    assert first.consent.evidence == SHEET
    assert second.consent
    assert second.consent.evidence == "An email"


@pytest.mark.parametrize(
    "line",
    [
        f'jo@a.example,,Letters please,"{SHEET}"',
        f'jo@a.example,2026-01-03,,"{SHEET}"',
        "jo@a.example,2026-01-03,Letters please,",
        "jo@a.example,,,",
    ],
)
def test_a_line_that_leaves_out_day_words_or_evidence_proves_nothing(line: str) -> None:
    (entry,) = read(f"address,asked_at,words,evidence\n{line}\n")

    assert entry.consent is None


def test_all_that_is_wrong_is_told_with_its_line_and_what_to_write() -> None:
    with pytest.raises(RollError) as told:
        read(
            "address,topics,asked_at\n"
            "jo.example,,\n"
            "li@a.example,weather,\n"
            "mo@a.example,,3 May\n"
            "no@a.example,,2999-01-01\n"
            "ok@a.example,workshop,2026-01-03\n"
            "pa@a.example,workshop,2026-01-03,more\n"
        )

    assert told.value.problems == [
        "Line 2: “jo.example” is no mail address. Write it as name@example.com, or remove the line.",
        "Line 3: There is no topic “weather”. Write one of new-pieces, workshop.",
        "Line 4: “3 May” is no day. Write asked_at as 2026-05-03.",
        "Line 5: “2999-01-01” is still to come. Write when it was.",
        'Line 7: There are more columns than headings. Write "…" around commas.',
    ]


def test_a_list_with_semicolons_reads_as_one_with_commas() -> None:
    (entry,) = read("address;name;words\njo@a.example;Jo;Letters, please\n")

    assert (entry.line, entry.address, entry.name) == (2, "jo@a.example", "Jo")
    assert entry.words == "Letters, please"


def test_an_address_that_can_ask_for_the_letter_can_stand_in_a_list() -> None:
    (entry,) = read("address\njo..lee@a.example\n")

    assert entry.address == "jo..lee@a.example"


def test_headings_that_nobody_knows_are_told_before_any_line_is_read() -> None:
    with pytest.raises(RollError) as told:
        read("mail,colour\njo@a.example,red\n")

    assert len(told.value.problems) == 3
    assert told.value.problems[0].startswith("The first line has no heading “address”.")


def test_what_is_written_out_reads_in_as_it_was_and_leaves_out_who_gets_no_letters() -> None:
    ref = PolicyRef("newsletter", POLICIES[1].effective, "ab" * 32)
    consent = Consent(
        "newsletter", "Send me the letter, please", "cart", NOON - timedelta(days=9), (ref,)
    )
    reader = Subscriber(
        "a" * 40,
        Standing.SUBSCRIBED,
        NOON,
        address="jo+ring@bücher.example",
        name="Jo, the first",
        consent=consent,
        confirmed_at=NOON - timedelta(days=8),
        topics=("workshop",),
        fewer=True,
        paused_until=NOON + timedelta(days=30),
    )
    left = Subscriber("b" * 40, Standing.LEFT, NOON, consent=consent)
    pending = Subscriber("c" * 40, Standing.PENDING, NOON, address="li@a.example", consent=consent)
    file = io.StringIO()

    count = write_roll([reader, left, pending], file)

    (entry,) = read(file.getvalue())
    assert count == 1
    assert entry.consent == consent
    assert (entry.address, entry.name, entry.topics) == (reader.address, reader.name, reader.topics)
    assert (entry.fewer, entry.paused_until) == (True, reader.paused_until)
    assert entry.confirmed_at == reader.confirmed_at


def test_a_name_isnt_written_out_as_a_spreadsheets_formula() -> None:
    name = '=HYPERLINK("https://bad.example")'
    reader = Subscriber("a" * 40, Standing.SUBSCRIBED, NOON, address="jo@a.example", name=name)
    file = io.StringIO()

    write_roll([reader], file)

    (entry,) = read(file.getvalue())
    assert entry.name == name.removeprefix("=")


@pytest.mark.parametrize(
    "address",
    ["=1+A2@a.example", "+jo@a.example", "-jo@a.example", '=H("x")@a.example', "a..b@a.example"],
)
def test_any_address_that_signed_up_is_written_as_no_formula_and_reads_in_as_it_was(
    address: str,
) -> None:
    reader = Subscriber("a" * 40, Standing.SUBSCRIBED, NOON, address=address)
    file = io.StringIO()

    write_roll([reader], file)

    (entry,) = read(file.getvalue())
    (_, line) = csv.reader(io.StringIO(file.getvalue()))
    assert line[0][0] not in "=+-@"
    assert entry.address == address


def test_a_moment_without_the_policies_that_the_shop_writes_with_it_proves_nothing() -> None:
    (entry,) = read(
        "address,asked_at,words,confirmed_at\njo@a.example,2026-01-03,Letters please,2026-01-04\n"
    )

    assert entry.consent is None
