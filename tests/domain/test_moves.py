"""Somebody moves from one address to another: a goodbye by any of them ends the letters."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from domain.moves import MOST_MOVES, earlier, lives, trail
from domain.subscribers import Standing, Subscriber, SubscriberChange
from tests.letters import AL, JO, Reading, reading
from tests.samples import NOON

NEW, NEWEST = "jo@elsewhere.example", "jo@newest.example"


@pytest.fixture
def shop() -> Reading:
    """With two readers, Jo and Al."""
    shop = reading()
    for address in (JO, AL):
        shop.newsletter.ask_to_join(address, "footer")
        shop.post()
        shop.newsletter.confirm(shop.token("confirm", address))
    return shop


def asks_to_move(shop: Reading, address: str, to: str) -> None:
    until = shop.clock() + timedelta(hours=1)
    token = shop.letter_links.sign("choices", shop.address_key.id_of(address), until)
    shop.newsletter.ask_to_move(token, to)
    shop.post()


def moves(shop: Reading, address: str, to: str) -> None:
    asks_to_move(shop, address, to)
    shop.newsletter.move(shop.token("move", to))


def standing(shop: Reading, address: str) -> Standing | None:
    record = shop.record(address)
    return record.standing if record else None


def test_a_goodbye_typed_with_an_address_of_before_ends_the_letters_where_they_come_now(
    shop: Reading,
) -> None:
    moves(shop, JO, NEW)
    moves(shop, NEW, NEWEST)

    shop.newsletter.leave_by_address(JO)
    shop.post()

    assert standing(shop, NEWEST) is Standing.LEFT
    assert NEWEST not in str(shop.tables.subscribers)
    assert standing(shop, AL) is Standing.SUBSCRIBED


def test_a_goodbye_typed_with_the_new_address_doesnt_touch_who_reads_at_the_old_one_now(
    shop: Reading,
) -> None:
    moves(shop, JO, NEW)
    shop.clock.forward(days=1)
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()
    shop.newsletter.confirm(shop.token("confirm", JO))

    shop.newsletter.leave_by_address(NEW)
    shop.post()

    assert (standing(shop, JO), standing(shop, NEW)) == (Standing.SUBSCRIBED, Standing.LEFT)


def test_who_signs_up_anew_after_a_goodbye_can_leave_by_the_old_address_again(
    shop: Reading,
) -> None:
    moves(shop, JO, NEW)
    shop.newsletter.leave_by_address(JO)
    shop.post()
    shop.clock.forward(days=1)
    shop.newsletter.ask_to_join(NEW, "footer")
    shop.post()
    shop.newsletter.confirm(shop.token("confirm", NEW))
    before = standing(shop, NEW)

    shop.newsletter.leave_by_address(JO)
    shop.post()

    assert (before, standing(shop, NEW)) == (Standing.SUBSCRIBED, Standing.LEFT)


def test_a_goodbye_that_is_sent_twice_at_once_is_no_trouble(shop: Reading) -> None:
    shop.newsletter.leave_by_address(JO)
    shop.newsletter.leave_by_address(JO)

    assert standing(shop, JO) is Standing.LEFT


def test_a_move_that_is_asked_for_is_known_by_the_hash_of_the_new_address_until_it_is_over(
    shop: Reading,
) -> None:
    new_id = shop.address_key.id_of(NEW)
    asks_to_move(shop, JO, NEW)
    waiting = [each.id for each in shop.subscribers.moving_here(new_id)]

    shop.newsletter.move(shop.token("move", NEW))

    assert waiting == [shop.address_key.id_of(JO)]
    assert list(shop.subscribers.moving_here(new_id)) == []


def test_a_move_that_lapsed_is_known_by_no_hash_either(shop: Reading) -> None:
    asks_to_move(shop, JO, NEW)

    shop.clock.forward(days=2)
    shop.lapsing.sweep()

    assert list(shop.subscribers.moving_here(shop.address_key.id_of(NEW))) == []
    assert standing(shop, JO) is Standing.SUBSCRIBED


def chain(shop: Reading, *ids: str, standing: Standing = Standing.LEFT) -> None:
    for here, there in itertools.pairwise(ids):
        record = Subscriber(here * 40, standing, NOON, moved_to=there * 40)
        shop.subscribers.commit(SubscriberChange(record))


def test_addresses_are_followed_to_the_newest_and_back_to_the_first(shop: Reading) -> None:
    chain(shop, "a", "b", "c", "d")

    assert [each[0] for each in trail(shop.subscribers, "b" * 40)] == ["b", "c", "d"]
    assert [each.id[0] for each in earlier(shop.subscribers, "d" * 40)] == ["c", "b", "a"]


def test_addresses_that_go_round_are_followed_once(shop: Reading) -> None:
    chain(shop, "a", "b", "c", "a")

    assert [each[0] for each in trail(shop.subscribers, "a" * 40)] == ["a", "b", "c"]
    assert {each.id[0] for each in earlier(shop.subscribers, "a" * 40)} == {"b", "c"}


def test_an_address_that_letters_go_to_again_is_somebody_elses_and_so_is_what_led_there(
    shop: Reading,
) -> None:
    chain(shop, "a", "b")
    chain(shop, "b", "c", standing=Standing.SUBSCRIBED)

    assert [each.id[0] for each in earlier(shop.subscribers, "c" * 40)] == ["b"]
    assert [each[0] for each in lives(shop.subscribers, "c" * 40)] == ["c"]


def test_a_chain_without_end_is_followed_so_far_and_no_farther(shop: Reading) -> None:
    chain(shop, *(chr(0x100 + number) for number in range(2 * MOST_MOVES)))

    assert len(trail(shop.subscribers, chr(0x100) * 40)) == MOST_MOVES + 1
