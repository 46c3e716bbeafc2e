"""Every kind of mail says whether it goes to whom whose data is set aside, and each use asks."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from domain import outbox
from domain.announcing import Announcing, Audience, Kind, Notice
from domain.held_back import ANSWERS, GOES, HELD, HeldBackError, HoldingBack
from domain.messages import Kind as Does
from domain.messages import Message
from domain.reminders import asked
from domain.restriction import restricted
from domain.subscribers import Standing, Subscriber, SubscriberChange
from functions.postman import letters, requests
from tests.letter_post import Post, a_post, reader
from tests.samples import NOON, SmallShop, buying

JO = "jo@buyer.example"
MAILS = Path("theme/mail")
FRAMES = {
    "base",
    "letter",
    "letter_asked",
    "letter_frame",
    "lines",
    "order_link",
    "return_lines",
    "notice",
    "privacy",
}
"""Templates that others are made of, and the two whose kind is told by what they carry."""
PARTS = {"appeal"}
SENDERS = {"domain/delivery.py", "domain/letter_turn.py", "desk/letter_trial.py"}
"""The outbox, the letter, and the owner's own trial of it, which goes where she says."""


def set_aside(shop: SmallShop, address: str = JO) -> str:
    subject = shop.address_key.id_of(address)
    shop.tables.restrictions[subject] = restricted(subject, "REQUEST1", shop.clock())
    return subject


def kinds_that_have_words() -> set[str]:
    """Every mail has a template, so every template is a kind of mail."""
    plain = {each.stem for each in MAILS.glob("*.txt")} - FRAMES
    about_requests = {each.stem for each in MAILS.glob("privacy/*.txt")} - PARTS
    return (
        plain
        | {f"notice_{kind}" for kind in Kind}
        | {"letter_welcome"}  # in the owner's own words
        | {
            each.replace("owner_", "owner_privacy_")
            if each.startswith("owner_")
            else f"privacy_{each}"
            for each in about_requests
        }
    )


def test_every_kind_of_mail_says_whether_it_goes_while_data_is_set_aside_and_why() -> None:
    said = [*GOES, *ANSWERS, *HELD]

    assert set(said) == kinds_that_have_words()
    assert len(said) == len(set(said))
    assert all(why.strip() for table in (GOES, ANSWERS, HELD) for why in table.values())
    assert set(letters.SUBJECTS) <= set(said)
    assert {f"privacy_{each}" for each in requests.SUBJECTS if "owner" not in each} <= set(said)


def test_nothing_sends_mail_but_what_asks_first() -> None:
    senders = set()
    for folder in ("domain", "functions", "desk", "plugins"):
        for file in Path(folder).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text())):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    target = ast.unparse(call.func)
                    if target.endswith(("mailer.send", "mailer_at(stack).send", "send_email")):
                        senders.add(str(file))

    assert senders == SENDERS | {"functions/adapters/ses_mailer.py"}


@pytest.mark.parametrize("about", sorted({*GOES, *ANSWERS, *HELD, "one_to_come"}))
def test_what_has_no_reason_to_go_is_held_back(about: str) -> None:
    shop = SmallShop()
    set_aside(shop)
    kind = about.removeprefix("notice_") if about.startswith("notice_") else None
    waited = Message("m", Does.MAIL, "notice" if kind else about, "", NOON - timedelta(days=1))

    if about in GOES:
        shop.delivery.holding_back.check(waited, JO, kind)
    else:
        with pytest.raises(HeldBackError):
            shop.delivery.holding_back.check(waited, JO, kind)
    shop.delivery.holding_back.check(waited, "somebody@else.example", kind)


@pytest.mark.parametrize("about", sorted(ANSWERS))
def test_what_answers_them_goes_if_they_asked_since(about: str) -> None:
    shop = SmallShop()
    subject = set_aside(shop)
    later = NOON + timedelta(minutes=1)

    shop.delivery.holding_back.check(outbox.of_the_letter(about, "x", later), JO)

    message = outbox.of_the_letter("letter_moving", "x", later, subscriber=subject)
    with pytest.raises(HeldBackError):
        shop.delivery.holding_back.check(message, "new@address.example")


def test_who_isnt_looked_up_is_whoever_gets_what_always_goes() -> None:
    class Never:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    holding = HoldingBack(Never(), SmallShop().address_key)  # type: ignore[arg-type]

    holding.check(outbox.mail("confirmation", "ORDER1", NOON), JO)


def test_a_reminder_that_waits_isnt_sent_and_its_address_is_forgotten() -> None:
    shop = SmallShop()
    order = shop.begin(buying("EMBER-RING"))
    change = asked(order, JO, shop.address_key.id_of(JO), shop.clock())
    assert change
    shop.book.commit(change)
    set_aside(shop)

    shop.clock.forward(days=2)
    shop.delivery.sweep()

    assert shop.mailer.sent == []
    assert shop.order(order.id).reminder_mail is None
    assert shop.tables.outbox[f"reminder-{order.id}"].reference == "set aside"


def test_what_was_paid_for_is_confirmed_and_made_all_the_same() -> None:
    shop = SmallShop()
    set_aside(shop)
    order = shop.begin(buying("EMBER-RING"))
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    address = shop.order(order.id).customer_mail
    assert address
    set_aside(shop, address)

    shop.delivery.sweep()

    assert {each.tags["message"] for each in shop.mailer.sent} == {
        f"confirmation-{order.id}",
        f"packing_list-{order.id}",
    }


def a_notice(kind: Kind) -> Notice:
    return Notice("2026-04-01-news", kind, Audience.EVERYONE, "News", "News", "<p>News</p>")


@pytest.mark.parametrize(("kind", "sent"), [(Kind.BREACH, 1), (Kind.DISRUPTION, 0)])
def test_a_notice_that_was_written_before_is_held_back_unless_the_law_wants_it(
    kind: Kind, sent: int
) -> None:
    shop = SmallShop()
    record = Subscriber(shop.address_key.id_of(JO), Standing.SUBSCRIBED, NOON, address=JO)
    shop.subscribers.commit(SubscriberChange(record))
    notice = a_notice(kind)
    announcing = Announcing(
        shop.book, shop.subscribers, shop.outbox, shop.requests, shop.address_key, shop.clock
    )
    shop.shelf.post_notice(notice)
    assert list(announcing.write(announcing.plan(notice))) == [True]
    set_aside(shop)

    shop.delivery.sweep()

    assert len(shop.mailer.sent) == sent


def restricted_reader(post: Post, number: int) -> None:
    subject = reader(number).id
    post.shop.tables.restrictions[subject] = restricted(subject, "REQUEST1", post.clock())


@pytest.mark.promise("privacy/set-aside")
def test_a_letter_that_is_on_its_way_passes_over_whose_data_is_set_aside_now() -> None:
    post = a_post(2)
    post.begin()
    restricted_reader(post, 1)

    post.take_all()

    assert list(post.arrived) == ["reader2@example.org"]
    passed = post.mailings.send("spring", reader(1).id)
    assert passed
    assert passed.why == "set aside"


def test_a_letter_is_planned_without_whose_data_is_set_aside() -> None:
    post = a_post(2)
    restricted_reader(post, 1)

    post.begin()

    assert post.mailings.send("spring", reader(1).id) is None


def test_a_yes_that_they_confirm_anew_brings_the_letter_again() -> None:
    post = a_post(1)
    restricted_reader(post, 1)
    anew = post.clock() + timedelta(minutes=1)
    post.joined(reader(1, revision=2, confirmed_at=anew))
    post.clock.forward(hours=1)

    post.begin()
    post.take_all()

    assert list(post.arrived) == ["reader1@example.org"]
