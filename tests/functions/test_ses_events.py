"""What SES tells of mails that went out, as SNS hands it to the newsletter's function."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from domain import outbox
from domain.mail import MailCutOffError
from domain.mail_events import MailEvents
from domain.mailings import Counts, SendState
from domain.messages import State
from domain.subscribers import Standing, Subscriber, SubscriberChange
from functions.adapters.mime import built, recipient_of
from functions.newsletter.ses_events import SesEvents
from tests.letter_post import Post, a_post, reader
from tests.samples import NOON

TOPIC = "arn:aws:sns:us-east-1:123456789012:vitrine-MailEvents-1"
REFERENCE = "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000"

BOUNCE: dict[str, Any] = {
    "eventType": "Bounce",
    "bounce": {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [
            {
                "emailAddress": "Jo Reader <Reader1@example.org>",
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            }
        ],
        "timestamp": "2026-03-02T18:01:02.669Z",
        "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
        "reportingMTA": "dsn; mta.example.com",
    },
}
COMPLAINT: dict[str, Any] = {
    "eventType": "Complaint",
    "complaint": {
        "complainedRecipients": [{"emailAddress": "reader1@example.org"}],
        "timestamp": "2026-03-02T18:01:02.669Z",
        "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000001",
        "userAgent": "Example.com",
        "complaintFeedbackType": "abuse",
        "arrivalDate": "2026-03-02T18:01:02.669Z",
    },
}
SEND: dict[str, Any] = {"eventType": "Send", "send": {}}
REJECT: dict[str, Any] = {"eventType": "Reject", "reject": {"reason": "Bad content"}}
DELIVERY: dict[str, Any] = {
    "eventType": "Delivery",
    "delivery": {
        "timestamp": "2026-03-02T18:01:02.669Z",
        "processingTimeMillis": 1832,
        "recipients": ["reader1@example.org"],
        "smtpResponse": "250 2.0.0 OK",
        "reportingMTA": "mta.example.com",
    },
}


def mail(**tags: str) -> dict[str, Any]:
    return {
        "timestamp": "2026-03-02T18:00:02.012Z",
        "source": "Juniper Bend Jewelry <letter@juniperbend.example>",
        "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/juniperbend.example",
        "sendingAccountId": "123456789012",
        "messageId": REFERENCE,
        "destination": ["reader1@example.org"],
        "headersTruncated": False,
        "tags": {
            "ses:configuration-set": ["letters"],
            "ses:source-ip": ["192.0.2.0"],
            **{name: [value] for name, value in tags.items()},
        },
    }


def told(said: dict[str, Any], topic: str = TOPIC, **tags: str) -> dict[str, Any]:
    message = {**said, "mail": mail(**tags)}
    return sns(json.dumps(message), topic)


def sns(message: str, topic: str = TOPIC) -> dict[str, Any]:
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": f"{topic}:0b6941c3-f04d-4d3e-a66d-b1df00e1e381",
                "Sns": {
                    "Type": "Notification",
                    "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
                    "TopicArn": topic,
                    "Subject": "Amazon SES Email Event Notification",
                    "Message": message,
                    "Timestamp": "2026-03-02T18:01:03.000Z",
                    "SignatureVersion": "1",
                    "Signature": "EXAMPLE",
                    "SigningCertUrl": "EXAMPLE",
                    "UnsubscribeUrl": "EXAMPLE",
                    "MessageAttributes": {},
                },
            }
        ]
    }


def a_sent_letter(count: int = 3) -> tuple[Post, SesEvents, dict[str, str]]:
    """A letter that has gone out; what takes its events, and the tags of reader 1's."""
    post = a_post()
    key = post.shop.address_key
    for number in range(1, count + 1):
        known = reader(number)
        post.joined(msgspec.structs.replace(known, id=key.id_of(known.address or "")))
    post.begin()
    post.take_all()
    events = MailEvents(post.readers, post.mailings, post.shop.outbox, key, post.clock)
    mine = key.id_of("reader1@example.org")
    return post, SesEvents(events, TOPIC), {"letter": "spring", "recipient": mine}


def standing_of(post: Post, number: int) -> Standing | None:
    found = post.readers.get(post.shop.address_key.id_of(f"reader{number}@example.org"))
    return found.standing if found else None


@pytest.mark.promise("newsletter/bounces-end", "newsletter/send-noted")
@pytest.mark.parametrize(
    ("said", "standing", "counts"),
    [
        (BOUNCE, Standing.BOUNCED, Counts(bounced=1)),
        (COMPLAINT, Standing.COMPLAINED, Counts(complained=1)),
    ],
)
def test_a_hard_bounce_or_a_complaint_ends_the_letters_and_counts_once(
    said: dict[str, Any], standing: Standing, counts: Counts
) -> None:
    post, events, tags = a_sent_letter()

    answers = [events.take(told(said, **tags)) for _ in range(3)]

    assert answers == [{"taken": 1}] * 3
    assert (standing_of(post, 1), standing_of(post, 2)) == (standing, Standing.SUBSCRIBED)
    assert post.mailings.counts("spring") == counts
    found = post.readers.get(tags["recipient"])
    assert found
    assert found.address is None


@pytest.mark.parametrize(
    ("said", "there"), [(COMPLAINT, Standing.LEFT), (BOUNCE, Standing.SUBSCRIBED)]
)
def test_a_complaint_follows_whoever_has_moved_since_and_a_bounce_stays(
    said: dict[str, Any], there: Standing
) -> None:
    post, events, tags = a_sent_letter()
    old = post.readers.get(tags["recipient"])
    new = post.readers.get(post.shop.address_key.id_of("reader2@example.org"))
    assert old
    assert new
    left = Subscriber(old.id, Standing.LEFT, NOON, old.revision + 1, moved_to=new.id)
    post.readers.commit(SubscriberChange(None, leaves=left))

    events.take(told(said, **tags))

    assert standing_of(post, 2) is there
    assert standing_of(post, 3) is Standing.SUBSCRIBED


def test_a_bounce_of_a_receipt_ends_the_letters_too_and_no_letter_is_blamed() -> None:
    post, events, _ = a_sent_letter()

    events.take(told(BOUNCE, message="confirmation-ORDER1"))

    assert standing_of(post, 1) is Standing.BOUNCED
    assert post.mailings.counts("spring") == Counts()


@pytest.mark.promise("newsletter/bounces-end")
def test_an_address_that_never_asked_for_letters_is_kept_from_them_as_a_hash() -> None:
    post, events, _ = a_sent_letter()
    bounce = BOUNCE["bounce"] | {"bouncedRecipients": [{"emailAddress": "jo@buyer.example"}]}

    events.take(told(BOUNCE | {"bounce": bounce}, message="confirmation-ORDER1"))

    found = post.readers.get(post.shop.address_key.id_of("jo@buyer.example"))
    assert found
    assert (found.standing, found.address) == (Standing.BOUNCED, None)


def test_a_soft_bounce_is_only_counted() -> None:
    post, events, tags = a_sent_letter()
    soft = BOUNCE | {"bounce": BOUNCE["bounce"] | {"bounceType": "Transient"}}

    events.take(told(soft, **tags))

    assert standing_of(post, 1) is Standing.SUBSCRIBED
    assert post.mailings.counts("spring") == Counts(soft=1)


def test_taking_a_mail_out_of_the_spam_folder_is_no_complaint() -> None:
    post, events, tags = a_sent_letter()
    kind = COMPLAINT["complaint"] | {"complaintFeedbackType": "not-spam"}

    events.take(told(COMPLAINT | {"complaint": kind}, **tags))

    assert standing_of(post, 1) is Standing.SUBSCRIBED
    assert post.mailings.counts("spring") == Counts()


def test_the_other_shape_of_ses_is_read_the_same() -> None:
    post, events, tags = a_sent_letter()
    other = {"notificationType": "Bounce", "bounce": BOUNCE["bounce"]}

    events.take(told(other, **tags))

    assert standing_of(post, 1) is Standing.BOUNCED


@pytest.mark.parametrize(
    "address", ["jo..lee@buyer.example", ".jo@buyer.example", 'jo"lee\\@buyer.example']
)
def test_an_odd_address_that_bounces_is_known_by_what_the_mail_was_sent_to(address: str) -> None:
    post, events, _ = a_sent_letter()
    letter = msgspec.structs.replace(post.letters[0], recipient=address)
    on_the_wire = recipient_of(built(letter, NOON))
    bounce = BOUNCE["bounce"] | {"bouncedRecipients": [{"emailAddress": on_the_wire}]}

    events.take(told(BOUNCE | {"bounce": bounce}, message="letter_confirm-1"))

    found = post.readers.get(post.shop.address_key.id_of(address))
    assert on_the_wire != address
    assert found
    assert found.standing is Standing.BOUNCED


@pytest.mark.parametrize(
    ("letter", "recipient"),
    [
        ("spring", "ab" * 20),
        ("autumn", f"{2:040x}"),
        ("spring", "#counts"),
        ("#mailings", "spring"),
        ("", ""),
        ("spring", "ask#join#1"),
    ],
)
def test_tags_of_a_stranger_end_and_count_nothing(letter: str, recipient: str) -> None:
    post, events, _ = a_sent_letter()
    post.joined(reader(2))
    before = set(post.shop.tables.subscribers)
    elsewhere = COMPLAINT["complaint"] | {"complainedRecipients": []}

    answer = events.take(
        told(COMPLAINT | {"complaint": elsewhere}, letter=letter, recipient=recipient)
    )

    assert answer == {"taken": 1}
    assert set(post.shop.tables.subscribers) == before
    assert not any(each.is_suppressed for each in post.readers.every())
    assert post.mailings.counts("spring") == Counts()
    assert post.mailings.counts(letter or "spring") == Counts()


def test_a_letter_that_ses_refused_and_sent_all_the_same_isnt_sent_again() -> None:
    post = a_post(1)
    post.begin()
    events = MailEvents(
        post.readers, post.mailings, post.shop.outbox, post.shop.address_key, post.clock
    )

    SesEvents(events, TOPIC).take(told(SEND, letter="spring", recipient=reader(1).id))
    post.take_all()

    assert post.letters == []
    assert post.state_of(1) is SendState.SENT


@pytest.mark.parametrize("said", [SEND, DELIVERY, BOUNCE, COMPLAINT])
def test_any_news_of_a_letter_settles_that_it_was_sent(said: dict[str, Any]) -> None:
    post = a_post(1)
    post.begin()
    post.shop.mailer.fails = MailCutOffError("ReadTimeoutError")
    post.take_all()
    before = post.state_of(1)
    key = post.shop.address_key
    events = MailEvents(post.readers, post.mailings, post.shop.outbox, key, post.clock)

    SesEvents(events, TOPIC).take(told(said, letter="spring", recipient=reader(1).id))

    send = post.mailings.send("spring", reader(1).id)
    assert before is SendState.UNKNOWN
    assert send
    assert (send.state, send.reference) == (SendState.SENT, REFERENCE)


def test_news_of_a_mail_that_was_cut_off_settles_its_message() -> None:
    post, events, _ = a_sent_letter()
    message = outbox.mail("confirmation", "ORDER1", NOON)
    claimed = outbox.claimed(message, NOON)
    post.shop.outbox.add(message)
    post.shop.outbox.swap(message, claimed)
    post.shop.outbox.swap(claimed, outbox.unsettled(claimed, NOON))

    events.take(told(SEND, message=message.id))

    found = post.shop.outbox.get(message.id)
    assert found
    assert (found.state, found.reference) == (State.DONE, REFERENCE)


def test_news_that_come_by_another_topic_change_nothing() -> None:
    post, events, tags = a_sent_letter()

    answer = events.take(told(COMPLAINT, topic=f"{TOPIC}-else", **tags))
    without = msgspec.structs.replace(events, topic="").take(told(COMPLAINT, topic="", **tags))

    assert (answer, without) == ({"taken": 0}, {"taken": 0})
    assert standing_of(post, 1) is Standing.SUBSCRIBED


@pytest.mark.parametrize(
    "message",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        '{"eventType": "Open", "mail": {"messageId": "m"}}',
        '{"eventType": "Bounce", "mail": {"messageId": "m"}}',
        "{}",
    ],
)
def test_what_says_nothing_of_a_mail_is_let_pass(message: str) -> None:
    _, events, _ = a_sent_letter()

    assert events.take(sns(message)) == {"taken": 0}


def test_a_letter_that_ses_rejects_counts_as_refused_and_its_reader_stays() -> None:
    post, events, tags = a_sent_letter()

    for said in (REJECT, SEND, REJECT):
        events.take(told(said, **tags))

    send = post.mailings.send("spring", tags["recipient"])
    assert send is not None
    assert (send.state, send.why) == (SendState.FAILED, "rejected")
    assert post.mailings.tally("spring") == {SendState.SENT: 2, SendState.FAILED: 1}
    assert standing_of(post, 1) is Standing.SUBSCRIBED


def test_a_receipt_that_ses_rejects_is_no_longer_done() -> None:
    post, events, _ = a_sent_letter()
    message = outbox.mail("confirmation", "ORDER1", NOON)
    post.shop.outbox.add(outbox.done(message, REFERENCE, NOON))

    events.take(told(REJECT, message=message.id))

    found = post.shop.outbox.get(message.id)
    assert found is not None
    assert (found.state, found.why) == (State.FAILED, "rejected")
