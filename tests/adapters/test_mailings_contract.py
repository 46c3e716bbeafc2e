"""What every book of mailings promises: the fake and DynamoDB alike."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.letter_plan import new_mailing
from domain.letters import LetterContent, marked
from domain.mail import InlinePicture
from domain.mailings import (
    ContentFixedError,
    Counts,
    Mailing,
    MailingBook,
    MailingState,
    Send,
    SendState,
    StaleMailingError,
)
from domain.outbox import of_the_letter
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.fake_mailings import FakeMailings
from functions.settings import Tables
from tests.letter_post import SPRING
from tests.samples import NOON

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

LATER = NOON + timedelta(minutes=1)


@pytest.fixture(params=["fake", "dynamodb"])
def book(request: pytest.FixtureRequest) -> MailingBook:
    if request.param == "fake":
        return FakeMailings({}, set())
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return DynamoMailings(client, Tables(**request.getfixturevalue("tables")))


def ids(count: int) -> list[str]:
    """As keyed hashes are: each digit may come first."""
    return sorted(hashlib.sha1(bytes([number])).hexdigest() for number in range(count))  # noqa: S324 (no secret)


def begun(book: MailingBook, count: int, content: LetterContent = SPRING) -> Mailing:
    mailing = book.prepare(new_mailing(content, NOON, NOON), content)
    book.add(content.slug, ids(count))
    return moved(book, mailing, MailingState.SENDING)


def moved(book: MailingBook, mailing: Mailing, state: MailingState) -> Mailing:
    changed = msgspec.structs.replace(mailing, state=state, revision=mailing.revision + 1)
    book.commit(changed)
    return changed


def taken(book: MailingBook, recipient: str) -> Send:
    waiting = Send(recipient)
    assert book.claim("spring", waiting, NOON)
    return msgspec.structs.replace(waiting, state=SendState.SENDING, claimed_at=NOON)


def test_a_letter_says_what_it_was_begun_with_however_large_it_is(book: MailingBook) -> None:
    pictures = tuple(
        InlinePicture(f"p{number}", f"p{number}.jpg", "image/jpeg", os.urandom(400_000))
        for number in range(2)
    )
    large = marked(msgspec.structs.replace(SPRING, pictures=pictures))

    mailing = book.prepare(new_mailing(large, NOON, NOON), large)

    assert book.get("spring") == mailing
    assert book.content(mailing) == large
    assert book.get("no-such") is None


def test_a_letter_that_goes_out_keeps_its_words(book: MailingBook) -> None:
    other = marked(msgspec.structs.replace(SPRING, subject="Something else"))
    mailing = begun(book, 1)

    with pytest.raises(ContentFixedError):
        book.prepare(new_mailing(other, NOON, NOON), other)

    again = book.prepare(new_mailing(SPRING, LATER, LATER), SPRING)
    assert again == mailing
    assert book.content(again) == SPRING


def test_words_may_change_until_the_letter_goes_out(book: MailingBook) -> None:
    other = marked(msgspec.structs.replace(SPRING, subject="Something else"))
    book.prepare(new_mailing(SPRING, NOON, NOON), SPRING)

    mailing = book.prepare(new_mailing(other, NOON, NOON), other)

    assert (mailing.subject, book.content(mailing)) == ("Something else", other)


def test_all_mailings_are_found_the_newest_first(book: MailingBook) -> None:
    summer = marked(msgspec.structs.replace(SPRING, slug="summer"))
    book.prepare(new_mailing(SPRING, NOON, NOON), SPRING)
    book.prepare(new_mailing(summer, LATER, LATER), summer)

    assert [each.slug for each in book.every()] == ["summer", "spring"]


def test_each_recipient_is_written_down_once(book: MailingBook) -> None:
    book.prepare(new_mailing(SPRING, NOON, NOON), SPRING)

    added = [book.add("spring", ids(60)), book.add("spring", ids(99)), book.add("spring", ids(99))]

    assert added == [60, 39, 0]
    assert book.tally("spring") == {SendState.WAITING: 99}
    assert [send.recipient for send in book.open("spring")] == ids(99)


def test_nobody_is_added_once_the_letter_goes_out(book: MailingBook) -> None:
    begun(book, 1)

    with pytest.raises(StaleMailingError):
        book.add("spring", ids(5))

    assert book.tally("spring") == {SendState.WAITING: 1}


def test_a_mailing_that_somebody_changed_meanwhile_isnt_written_over(book: MailingBook) -> None:
    mailing = begun(book, 1)
    moved(book, mailing, MailingState.PAUSED)

    with pytest.raises(StaleMailingError):
        moved(book, mailing, MailingState.DONE)

    stands = book.get("spring")
    assert stands
    assert stands.state is MailingState.PAUSED


def test_a_mailing_and_its_message_are_written_together_or_not_at_all(book: MailingBook) -> None:
    mailing = begun(book, 1)
    message = of_the_letter("owner_letter_halted", "spring-1", NOON, letter="spring")
    halted = msgspec.structs.replace(
        mailing, state=MailingState.HALTED, revision=mailing.revision + 1
    )
    book.commit(halted, [message])
    once_more = msgspec.structs.replace(
        halted, state=MailingState.DONE, revision=halted.revision + 1
    )

    with pytest.raises(StaleMailingError):
        book.commit(once_more, [message])

    assert book.get("spring") == halted


def test_a_record_is_claimed_once_and_the_same_claim_can_be_said_again(book: MailingBook) -> None:
    begun(book, 2)
    send = Send(ids(1)[0])

    claims = [book.claim("spring", send, at) for at in (NOON, NOON, LATER)]

    assert claims == [True, True, False]
    assert book.send("spring", send.recipient) == msgspec.structs.replace(
        send, state=SendState.SENDING, claimed_at=NOON
    )


def test_what_isnt_among_the_recipients_cant_be_claimed(book: MailingBook) -> None:
    begun(book, 1)

    assert book.claim("spring", Send("f" * 40), NOON) is False
    assert book.send("spring", "f" * 40) is None


def test_a_record_is_settled_by_who_has_it_as_it_stands(book: MailingBook) -> None:
    begun(book, 1)
    claimed = taken(book, ids(1)[0])
    sent = msgspec.structs.replace(claimed, state=SendState.SENT, done_at=LATER, reference="ses-1")
    lost = msgspec.structs.replace(claimed, state=SendState.UNKNOWN, done_at=LATER)

    settled = [book.settle("spring", claimed, sent), book.settle("spring", claimed, lost)]

    assert settled == [True, False]
    assert book.send("spring", claimed.recipient) == sent
    assert book.settle("spring", Send("f" * 40), sent) is False


def test_the_walk_meets_who_waits_or_is_being_sent_after_the_last_one(book: MailingBook) -> None:
    begun(book, 5)
    claimed = taken(book, ids(5)[1])
    other = taken(book, ids(5)[2])
    book.settle("spring", other, msgspec.structs.replace(other, state=SendState.SENT))

    met = [send.recipient for send in book.open("spring")]
    rest = list(book.open("spring", ids(5)[0]))

    assert met == [ids(5)[0], ids(5)[1], ids(5)[3], ids(5)[4]]
    assert rest == [claimed, Send(ids(5)[3]), Send(ids(5)[4])]
    assert book.tally("spring") == {
        SendState.WAITING: 3,
        SendState.SENDING: 1,
        SendState.SENT: 1,
    }


def test_what_became_of_other_letters_is_found_for_one_reader(book: MailingBook) -> None:
    summer = marked(msgspec.structs.replace(SPRING, slug="summer"))
    begun(book, 2)
    begun(book, 1, summer)

    assert book.earlier(["spring", "summer", "no-such"], ids(2)[1]) == [Send(ids(2)[1])]
    assert len(book.earlier(["spring", "summer"], ids(2)[0])) == 2
    assert book.earlier([], ids(2)[0]) == []


@pytest.mark.promise("newsletter/send-noted")
def test_an_event_counts_once_and_a_goodbye_each_time(book: MailingBook) -> None:
    counted = [book.count_once("ses-1", "spring", "bounced", NOON) for _ in range(2)]
    book.count_once("ses-2", "spring", "soft", NOON)
    book.count_once("ses-3", "spring", "complained", NOON)
    for _ in range(2):
        book.count("spring", "left")

    assert counted == [True, False]
    assert book.counts("spring") == Counts(bounced=1, soft=1, complained=1, left=2)
    assert book.counts("no-such") == Counts()
