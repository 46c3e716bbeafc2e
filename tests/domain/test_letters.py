"""A letter as it was built: its mark, and whom of a topic's readers it is for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from domain.consent import Consent, Form
from domain.letters import LetterContent, Segment, marked
from domain.mail import InlinePicture
from domain.subscribers import Standing, Subscriber

LETTER = marked(
    LetterContent(
        slug="garnets",
        written_on=date(2026, 11, 20),
        subject="Two garnets",
        preheader="They are small.",
        topic="new-pieces",
        html="<p>Two.</p>",
        text="Two.",
        origin="https://shop.example",
        pictures=(InlinePicture("1@shop", "1.jpg", "image/jpeg", b"\xff\xd8"),),
    )
)


def reader(joined: datetime | None, form: Form = "footer") -> Subscriber:
    at = joined or datetime(2026, 3, 1, tzinfo=UTC)
    consent = Consent("newsletter", "Send me the letter", form, at)
    return Subscriber("r1", Standing.SUBSCRIBED, at, consent=consent, confirmed_at=joined)


def test_a_letter_comes_back_from_its_file_as_it_was_written() -> None:
    read = msgspec.json.decode(msgspec.json.encode(LETTER), type=LetterContent)

    assert read == LETTER
    assert read.is_whole


@pytest.mark.parametrize("change", [{"text": "Three."}, {"pictures": ()}, {"segment": Segment()}])
def test_a_letter_that_was_changed_by_hand_is_not_whole(change: dict[str, object]) -> None:
    assert not msgspec.structs.replace(LETTER, **change).is_whole


def test_a_file_says_its_day_and_its_pictures_as_other_programs_read_them() -> None:
    said = msgspec.json.decode(msgspec.json.encode(LETTER))

    assert said["date"] == "2026-11-20"
    assert said["pictures"] == [
        {"cid": "1@shop", "filename": "1.jpg", "content_type": "image/jpeg", "base64": "/9g="}
    ]


def test_a_letter_without_a_segment_is_for_all() -> None:
    assert LETTER.goes_to(reader(None), "UTC")


@pytest.mark.parametrize(
    ("joined", "is_for"),
    [
        # In Chicago it is still the 28th of February.
        (datetime(2026, 3, 1, 5, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 1, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 6, 1, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 6, 1, 5, 0, tzinfo=UTC), False),
        (None, False),
    ],
)
def test_days_of_a_segment_are_whole_days_where_the_shop_is(
    joined: datetime | None, is_for: bool
) -> None:
    spring = Segment(joined_from=date(2026, 3, 1), joined_until=date(2026, 5, 31))

    assert spring.includes(reader(joined), "America/Chicago") is is_for


def test_a_segment_may_ask_for_the_form_that_the_yes_was_given_in() -> None:
    buyers = Segment(asked_in=("cart", "piece"))

    assert buyers.includes(reader(None, "piece"), "UTC")
    assert not buyers.includes(reader(None, "footer"), "UTC")
    unproven = msgspec.structs.replace(reader(None, "cart"), consent=None)
    assert not buyers.includes(unproven, "UTC")
