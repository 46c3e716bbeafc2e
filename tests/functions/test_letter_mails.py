"""The newsletter's own mails: what they say, to whom, and what strangers can't put into them."""

from __future__ import annotations

import msgspec
import pytest

from domain import outbox
from domain.consent import Form
from domain.errands import NothingToSendError
from domain.mail import Letter, ListHeaders
from domain.messages import Message
from domain.publishing import publish
from domain.subscribers import Standing
from domain.writers import NoLongerWantedError
from functions.postman.correspondence import LetterDesk
from tests.letters import JO, Reading, reading
from tests.samples import FACTS, NOON, ORIGIN, WITH_LETTERS

WELCOME = {
    "subject": "Welcome",
    "html": '<p>Hello. <a href="@@leave@@">Enough</a> 118 Granite Row, Llano, TX 78643</p>',
    "text": "Hello. Enough: @@leave@@ 118 Granite Row, Llano, TX 78643",
}


def desk(shop: Reading) -> LetterDesk:
    return LetterDesk(shop.newsletter, shop.book, ORIGIN)


def asked(shop: Reading, name: str | None = None) -> Letter:
    shop.newsletter.ask_to_join(JO, "footer", name=name)
    shop.post()
    return shop.mailer.sent[-1]


def subscribed(shop: Reading) -> str:
    asked(shop)
    record = shop.newsletter.confirm(shop.token("confirm", JO))
    shop.post()
    return record.id


def owners(about: str, letter: str | None = None, says: str | None = None) -> Message:
    return outbox.of_the_letter(about, "today", NOON, letter=letter, says=says)


def test_the_confirmation_says_who_asked_where_and_until_when_and_asks_one_thing() -> None:
    mail = asked(reading())

    assert mail.recipient == JO
    assert mail.sender == "Juniper Bend Jewelry <letter@juniperbend.example>"
    assert mail.reply_to == "hello@juniperbend.example"
    for body in (mail.text, mail.html):
        assert "On March 2 somebody, hopefully you, asked at the foot of our pages" in body
        assert "A few times a year, it tells what is new on the bench." in body
        assert "works until March 9" in body
        assert "do nothing" in body
        assert body.count("/api/newsletter/confirm?t=") == 1
        assert body.count("/api/newsletter/") == 2


def test_the_mail_that_a_stranger_triggers_says_nothing_that_the_stranger_typed() -> None:
    typed = "Cheap pills http://spam.example"
    named = asked(reading(), name=typed)

    anonymous = asked(reading())

    assert "pills" not in named.subject + named.text + named.html
    assert (named.text, named.html) == (anonymous.text, anonymous.html)


def test_the_newsletters_mails_say_whose_list_it_is_and_how_to_leave_it() -> None:
    shop = reading()

    mail = asked(shop)

    assert mail.list == ListHeaders(
        id="letter.juniperbend.example",
        leave=f"{ORIGIN}/api/newsletter/leave?t={shop.token('leave', JO)}",
        name="Juniper Bend Jewelry",
        archive=f"{ORIGIN}/letters/",
    )


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("cart", "somebody, hopefully you, asked with an order in our shop for"),
        ("piece", "somebody, hopefully you, asked with an order in our shop for"),
        ("footer", "somebody, hopefully you, asked at the foot of our pages for"),
        ("page", "somebody, hopefully you, asked on our website for"),
        ("import", "we noted from a list of ours that you may want"),
    ],
)
def test_the_confirmation_says_where_it_was_asked_for(form: Form, words: str) -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, form)

    shop.post()

    assert words in shop.mailer.sent[-1].text
    assert words in shop.mailer.sent[-1].html


def test_who_has_the_letter_already_reads_since_when_and_has_a_link_to_their_choices() -> None:
    shop = reading()
    subscribed(shop)
    shop.clock.forward(days=2)

    mail = asked(shop)

    assert "It has come here since March 2, 2026, so nothing changes." in mail.text
    assert shop.newsletter.reader(shop.token("choices", JO)).address == JO


def test_the_welcome_letter_is_the_owners_own_with_the_readers_link() -> None:
    shop = reading()
    welcome = {"letter:welcome": msgspec.json.encode(WELCOME).decode()}
    publish(msgspec.structs.replace(WITH_LETTERS, frames=welcome), shop.shelf)

    reader = subscribed(shop)

    mail = shop.mailer.sent[-1]
    assert mail.list
    assert mail.subject == "Welcome"
    assert mail.text == WELCOME["text"].replace("@@leave@@", mail.list.leave)
    gone = shop.newsletter.leave(shop.token("leave", JO))
    assert (gone.subscriber, gone.letter) == (reader, "welcome")


def test_without_a_welcome_letter_none_is_sent() -> None:
    shop = reading()

    reader = subscribed(shop)

    assert len(shop.mailer.sent) == 1
    (message,) = [m for m in shop.tables.outbox.values() if m.about == "letter_welcome"]
    assert message.subscriber == reader
    assert message.reference == "not wanted"


@pytest.mark.parametrize("about", ["letter_welcome", "letter_choices", "letter_already"])
def test_who_left_before_a_mail_was_sent_doesnt_get_it(about: str) -> None:
    shop = reading()
    reader = subscribed(shop)
    shop.subscribers.suppress(reader, Standing.LEFT, NOON)

    with pytest.raises(NoLongerWantedError):
        desk(shop).write(outbox.of_the_letter(about, "x", NOON, subscriber=reader))


def test_the_owner_reads_why_the_form_rests_and_why_a_letter_stopped() -> None:
    shop = reading()
    rests = owners("owner_signups")
    halted = owners("owner_letter_halted", letter="2026-03-spring", says="complaints")
    for message in (rests, halted):
        shop.outbox.add(message)

    shop.post()

    first, second = shop.mailer.sent
    assert {first.recipient, second.recipient} == {FACTS.mail}
    assert first.list is second.list is None
    assert "More than 200 people, or one machine" in first.text
    assert second.subject == "Your letter “2026-03-spring” has stopped by itself"
    for body in (second.text, second.html):
        assert "too many of those who got it said that it is spam" in body
        assert "./shop letter resume 2026-03-spring" in body


def test_a_shop_without_a_letter_writes_none() -> None:
    shop = reading()
    facts = msgspec.structs.replace(FACTS, letter=None)
    publish(msgspec.structs.replace(WITH_LETTERS, shop=facts), shop.shelf)

    with pytest.raises(NothingToSendError):
        desk(shop).write(owners("owner_signups"))
