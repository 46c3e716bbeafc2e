"""The letter from the wish to the goodbye, on each engine: what the parts promise holds together."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.links import LinkError
from domain.messages import State
from domain.subscribers import Standing, Subscriber
from tests.samples import SmallShop

JO, NEW = "jo@reader.example", "jo@elsewhere.example"


def post(shop: SmallShop) -> None:
    while shop.delivery.sweep():
        pass


def token(shop: SmallShop, page: str) -> str:
    (found,) = re.findall(rf"/api/newsletter/{page}\?t=(\S+)", shop.mailer.sent[-1].text)
    return str(found)


def record(shop: SmallShop, address: str) -> Subscriber | None:
    return shop.subscribers.get(shop.address_key.id_of(address))


def joined(shop: SmallShop) -> Subscriber:
    shop.newsletter.ask_to_join(JO, "footer", name="Jo")
    post(shop)
    return shop.newsletter.confirm(token(shop, "confirm"))


def test_a_reader_comes_moves_and_goes(shop: SmallShop) -> None:
    came = joined(shop)
    old = token(shop, "leave")
    shop.newsletter.ask_for_choices(JO)
    post(shop)
    shop.newsletter.ask_to_move(token(shop, "choices"), NEW)
    post(shop)
    moved = shop.newsletter.move(token(shop, "move"))
    gone = [shop.newsletter.leave(old).changed for _ in range(2)]

    assert (came.address, moved.address) == (JO, NEW)
    assert moved.consent == came.consent
    assert gone == [True, False]
    kept = {each.id: (each.standing, each.address, each.name) for each in shop.subscribers.every()}
    assert kept == {
        came.id: (Standing.LEFT, None, None),
        moved.id: (Standing.LEFT, None, None),
    }


def test_a_wish_that_nobody_confirms_leaves_nothing(shop: SmallShop) -> None:
    shop.newsletter.ask_to_join(JO, "footer", name="Jo")
    post(shop)
    confirming = token(shop, "confirm")
    shop.clock.forward(days=7)

    lapsed = [shop.lapsing.sweep(), shop.lapsing.sweep()]
    post(shop)

    assert lapsed == [1, 0]
    assert list(shop.subscribers.every()) == []
    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.confirm(confirming)


def test_a_second_wish_of_the_day_is_silent_and_changes_nothing(shop: SmallShop) -> None:
    came = joined(shop)
    sent = len(shop.mailer.sent)

    shop.newsletter.ask_to_join(JO, "page")
    shop.newsletter.ask_to_join("jo+b@reader.example", "page")
    post(shop)

    assert len(shop.mailer.sent) == sent
    assert record(shop, JO) == came


def test_what_is_done_with_a_reminder_is_noted_and_it_isnt_sent_to_who_confirmed(
    shop: SmallShop,
) -> None:
    came = joined(shop)
    sent = len(shop.mailer.sent)
    shop.clock.at += timedelta(days=4)

    post(shop)

    reminder = shop.outbox.get(f"letter_confirm_reminder-{came.id}-20260302T180000")
    assert reminder
    assert (reminder.state, reminder.reference) == (State.DONE, "not wanted")
    assert len(shop.mailer.sent) == sent
