"""What every readers' book promises: the fake and DynamoDB alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain import outbox
from domain.consent import LETTER_WORDS, Consent
from domain.messages import Message
from domain.subscribers import (
    ASK_KEPT,
    Ask,
    Before,
    StaleSubscriberError,
    Standing,
    Subscriber,
    SubscriberChange,
)
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from tests.policies import POLICIES
from tests.samples import NOON, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

JO, AL = "a" * 40, "b" * 40
DAY = timedelta(days=1)
CONSENT = Consent("newsletter", LETTER_WORDS, "footer", NOON, (POLICIES[0].ref,))
READER = Subscriber(
    id=JO,
    standing=Standing.SUBSCRIBED,
    since=NOON,
    address="jo@reader.example",
    name="Jo",
    consent=CONSENT,
    confirmed_at=NOON,
    topics=("workshop",),
    fewer=True,
    paused_until=NOON + DAY,
    due_at=NOON + DAY,
    before=Before(Standing.LEFT, NOON - DAY, CONSENT, NOON - 9 * DAY, "c" * 40),
    moving_to="jo@elsewhere.example",
    moving_id="e" * 40,
    moved_to="d" * 40,
)


def an_ask(key: str = "today", subscriber: str = JO) -> tuple[Ask, Message]:
    asked = Ask("join", subscriber, "m" * 40, "jo@reader.example", NOON, "Jo", CONSENT)
    return asked, outbox.ask("letter_join", key, NOON, subscriber=subscriber)


def a_mail(key: str = JO) -> Message:
    return outbox.of_the_letter("letter_confirm", key, NOON, subscriber=JO)


def written(shop: SmallShop, record: Subscriber = READER) -> Subscriber:
    shop.subscribers.commit(SubscriberChange(record))
    return record


def next_of(record: Subscriber, **facts: object) -> Subscriber:
    return msgspec.structs.replace(record, revision=record.revision + 1, **facts)


def test_a_record_comes_back_as_it_was_written(shop: SmallShop) -> None:
    written(shop)

    assert shop.subscribers.get(JO) == READER
    assert shop.subscribers.get(AL) is None


def test_an_ask_waits_with_its_message_until_it_is_taken_up(shop: SmallShop) -> None:
    ask, message = an_ask()
    shop.subscribers.ask(ask, message)

    waiting = shop.subscribers.asked("join", JO)
    shop.subscribers.commit(SubscriberChange(READER, (a_mail(),), takes=ask))

    assert waiting == ask
    assert shop.outbox.get(message.id) == message
    assert shop.outbox.get(a_mail().id) == a_mail()
    assert shop.subscribers.asked("join", JO) is None
    assert shop.subscribers.get(JO) == READER


def test_a_second_ask_under_the_same_message_changes_nothing_and_says_nothing(
    shop: SmallShop,
) -> None:
    ask, message = an_ask()
    shop.subscribers.ask(ask, message)

    shop.subscribers.ask(msgspec.structs.replace(ask, name="Mallory"), message)
    shop.subscribers.ask(an_ask(subscriber=AL)[0], message)

    assert shop.subscribers.asked("join", JO) == ask
    assert shop.subscribers.asked("join", AL) is None


def test_an_ask_for_one_thing_isnt_one_for_another(shop: SmallShop) -> None:
    shop.subscribers.ask(*an_ask())

    assert shop.subscribers.asked("choices", JO) is None


def test_an_ask_that_nobody_took_up_is_forgotten(shop: SmallShop) -> None:
    shop.subscribers.ask(*an_ask())

    shop.clock.at = NOON + ASK_KEPT

    assert shop.subscribers.asked("join", JO) is None


def test_an_ask_is_taken_up_once(shop: SmallShop) -> None:
    ask, message = an_ask()
    shop.subscribers.ask(ask, message)
    shop.subscribers.commit(SubscriberChange(None, takes=ask))

    with pytest.raises(StaleSubscriberError):
        shop.subscribers.commit(SubscriberChange(READER, takes=ask))

    assert shop.subscribers.get(JO) is None


def test_an_ask_that_was_replaced_meanwhile_isnt_lost(shop: SmallShop) -> None:
    first, message = an_ask()
    shop.subscribers.ask(first, message)
    second = msgspec.structs.replace(first, asked_at=NOON + DAY)
    shop.subscribers.ask(second, an_ask("tomorrow")[1])

    with pytest.raises(StaleSubscriberError):
        shop.subscribers.commit(SubscriberChange(None, takes=first))

    assert shop.subscribers.asked("join", JO) == second


def test_a_record_that_changed_meanwhile_isnt_written_over(shop: SmallShop) -> None:
    read = written(shop)
    now = written(shop, next_of(read, name="Joan"))

    with pytest.raises(StaleSubscriberError):
        shop.subscribers.commit(SubscriberChange(next_of(read, fewer=False), (a_mail(),)))
    with pytest.raises(StaleSubscriberError):
        written(shop, READER)

    assert shop.subscribers.get(JO) == now
    assert shop.outbox.get(a_mail().id) is None


def test_what_was_decided_before_isnt_decided_again(shop: SmallShop) -> None:
    read = written(shop)
    shop.outbox.add(a_mail())

    with pytest.raises(StaleSubscriberError):
        shop.subscribers.commit(SubscriberChange(next_of(read), (a_mail(),)))

    assert shop.subscribers.get(JO) == read


def test_a_record_that_is_forgotten_leaves_nothing(shop: SmallShop) -> None:
    old = written(shop)

    shop.subscribers.commit(SubscriberChange(None, forgets=(old,)))

    assert list(shop.subscribers.every()) == []


def test_a_record_that_changed_meanwhile_isnt_forgotten(shop: SmallShop) -> None:
    old = written(shop)
    shop.subscribers.suppress(JO, Standing.LEFT, NOON)

    with pytest.raises(StaleSubscriberError):
        shop.subscribers.commit(SubscriberChange(None, forgets=(old,)))

    assert [each.id for each in shop.subscribers.every()] == [JO]


def moving(old: Subscriber) -> SubscriberChange:
    new = msgspec.structs.replace(READER, id=AL, address="jo@elsewhere.example")
    left = Subscriber(JO, Standing.LEFT, NOON, old.revision + 1, moved_to=AL)
    return SubscriberChange(new, leaves=left)


def test_who_moves_is_here_and_was_there_at_once(shop: SmallShop) -> None:
    change = moving(written(shop))

    shop.subscribers.commit(change)

    assert shop.subscribers.get(AL) == change.subscriber
    assert shop.subscribers.get(JO) == change.leaves


def test_who_left_while_they_moved_has_left(shop: SmallShop) -> None:
    old = written(shop)
    shop.subscribers.suppress(JO, Standing.LEFT, NOON)

    with pytest.raises(StaleSubscriberError):
        shop.subscribers.commit(moving(old))

    assert [each.id for each in shop.subscribers.every()] == [JO]


def test_forgetting_who_moved_forgets_where_to(shop: SmallShop) -> None:
    shop.subscribers.commit(moving(written(shop)))

    shop.subscribers.forget(JO, NOON)

    record = shop.subscribers.get(JO)
    assert record
    assert record == Subscriber(JO, Standing.LEFT, NOON, record.revision)


def test_a_bounce_from_where_somebody_lived_keeps_where_they_have_moved_to(
    shop: SmallShop,
) -> None:
    shop.subscribers.commit(moving(written(shop)))

    shop.subscribers.suppress(JO, Standing.BOUNCED, NOON)

    record = shop.subscribers.get(JO)
    assert record
    assert (record.standing, record.moved_to) == (Standing.BOUNCED, AL)


@pytest.mark.parametrize("standing", [Standing.LEFT, Standing.BOUNCED, Standing.COMPLAINED])
def test_whoever_is_suppressed_stays_as_a_hash_with_the_proof_of_the_yes(
    shop: SmallShop, standing: Standing
) -> None:
    written(shop)

    changed = shop.subscribers.suppress(JO, standing, NOON + DAY)

    assert changed is True
    assert shop.subscribers.get(JO) == Subscriber(
        JO, standing, NOON + DAY, 2, consent=CONSENT, confirmed_at=NOON, moved_to=READER.moved_to
    )


def test_saying_goodbye_twice_changes_nothing_more(shop: SmallShop) -> None:
    written(shop)
    shop.subscribers.suppress(JO, Standing.LEFT, NOON)
    once = shop.subscribers.get(JO)

    changed = shop.subscribers.suppress(JO, Standing.LEFT, NOON + DAY)

    assert changed is False
    assert shop.subscribers.get(JO) == once


def test_a_goodbye_of_somebody_unknown_is_kept_too(shop: SmallShop) -> None:
    changed = shop.subscribers.suppress(JO, Standing.LEFT, NOON)

    assert changed is False
    assert shop.subscribers.get(JO) == Subscriber(JO, Standing.LEFT, NOON)


def test_a_complaint_isnt_softened_and_a_goodbye_is_hardened(shop: SmallShop) -> None:
    for standing in (Standing.LEFT, Standing.BOUNCED, Standing.COMPLAINED):
        shop.subscribers.suppress(JO, standing, NOON)
    for standing in (Standing.BOUNCED, Standing.LEFT):
        shop.subscribers.suppress(JO, standing, NOON + DAY)

    assert shop.subscribers.get(JO) == Subscriber(JO, Standing.COMPLAINED, NOON, 3)


def test_who_left_is_gone_for_whoever_read_them_before(shop: SmallShop) -> None:
    read = written(shop)
    shop.subscribers.suppress(JO, Standing.LEFT, NOON)

    with pytest.raises(StaleSubscriberError):
        written(shop, next_of(read, name="Joan"))


def test_forgetting_leaves_nothing_but_the_hash(shop: SmallShop) -> None:
    written(shop)
    shop.subscribers.ask(*an_ask())

    shop.subscribers.forget(JO, NOON + DAY)

    record = shop.subscribers.get(JO)
    assert record
    assert record == Subscriber(JO, Standing.LEFT, NOON + DAY, record.revision)
    assert shop.subscribers.asked("join", JO) is None


def test_forgetting_who_complained_keeps_the_complaint_and_nothing_else(shop: SmallShop) -> None:
    written(shop)
    shop.subscribers.suppress(JO, Standing.COMPLAINED, NOON)

    shop.subscribers.forget(JO, NOON + DAY)

    record = shop.subscribers.get(JO)
    assert record
    assert record == Subscriber(JO, Standing.COMPLAINED, NOON, record.revision)


def test_forgetting_somebody_unknown_keeps_them_away_too(shop: SmallShop) -> None:
    shop.subscribers.forget(JO, NOON)

    record = shop.subscribers.get(JO)
    assert record
    assert record.standing is Standing.LEFT


def test_those_whose_time_is_up_are_found_and_no_others(shop: SmallShop) -> None:
    for letter, standing, due_in in (
        ("a", Standing.PENDING, timedelta(0)),
        ("b", Standing.PENDING, timedelta(microseconds=1)),
        ("c", Standing.SUBSCRIBED, -DAY),
        ("d", Standing.PENDING, -DAY),
    ):
        written(shop, Subscriber(letter * 40, standing, NOON, due_at=NOON + due_in))
    written(shop, Subscriber("e" * 40, Standing.SUBSCRIBED, NOON))

    found = {record.id[0] for record in shop.subscribers.lapsing(NOON)}

    assert found == {"a", "c", "d"}


def test_who_wants_to_move_to_an_address_or_has_is_found_by_its_hash(shop: SmallShop) -> None:
    written(shop)
    for letter, moving_id, moved_to in (("f", "e", None), ("g", None, "d"), ("h", "d", "e")):
        record = Subscriber(
            *(letter * 40, Standing.SUBSCRIBED, NOON),
            moving_id=moving_id and moving_id * 40,
            moved_to=moved_to and moved_to * 40,
        )
        written(shop, record)

    moving, moved = shop.subscribers.moving_here("e" * 40), shop.subscribers.moved_here("d" * 40)

    assert {each.id[0] for each in moving} == {"a", "f"}
    assert {each.id[0] for each in moved} == {"a", "g"}
    assert list(shop.subscribers.moving_here(JO)) == list(shop.subscribers.moved_here(JO)) == []


@pytest.mark.parametrize("end", ["ended", "forgotten", "another address"])
def test_a_move_that_is_over_isnt_found_any_more(shop: SmallShop, end: str) -> None:
    read = written(shop)
    if end == "ended":
        shop.subscribers.suppress(JO, Standing.LEFT, NOON)
    elif end == "forgotten":
        shop.subscribers.forget(JO, NOON)
    else:
        written(shop, next_of(read, moving_id=AL, moved_to=AL))

    assert list(shop.subscribers.moving_here("e" * 40)) == []
    assert bool(list(shop.subscribers.moved_here("d" * 40))) == (end == "ended")


def test_every_record_is_read_and_no_ask_among_them(shop: SmallShop) -> None:
    for number in range(30):
        written(shop, Subscriber(f"{number:040}", Standing.SUBSCRIBED, NOON))
    shop.subscribers.suppress(JO, Standing.LEFT, NOON)
    shop.subscribers.ask(*an_ask())

    found = {record.id for record in shop.subscribers.every()}

    assert found == {JO, *(f"{number:040}" for number in range(30))}


def test_dynamodb_forgets_an_ask_by_itself_and_keeps_what_is_there_for_ever(
    dynamo_shop: SmallShop, dynamodb: DynamoDBClient, tables: dict[str, str]
) -> None:
    dynamo_shop.subscribers.ask(*an_ask())
    written(dynamo_shop)

    items = dynamodb.scan(TableName=tables["subscribers"])["Items"]

    expiries = {item["id"]["S"]: item.get("expire_at") for item in items}
    day_after_tomorrow = str(int((NOON + ASK_KEPT).timestamp()))
    assert expiries == {f"ask#join#{JO}": {"N": day_after_tomorrow}, JO: None}


def test_a_record_that_cant_be_read_doesnt_hide_the_others(
    dynamo_shop: SmallShop, dynamodb: DynamoDBClient, tables: dict[str, str]
) -> None:
    written(dynamo_shop)
    broken = {"id": {"S": AL}, "standing": {"S": "enthusiastic"}}
    dynamodb.put_item(TableName=tables["subscribers"], Item=broken)

    assert isinstance(dynamo_shop.subscribers, DynamoSubscriberBook)
    assert list(dynamo_shop.subscribers.every()) == [READER]
