"""What every outbox promises of letters to everybody: the fake and DynamoDB alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain import outbox
from domain.messages import Message, State
from domain.policies import PolicyRef
from functions.adapters.dynamo_outbox import KEPT, DynamoOutbox
from tests.samples import NOON, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

APRIL = PolicyRef("privacy", date(2026, 4, 1), "f" * 64)


def test_a_letter_to_everybody_is_written_once_and_stands(shop: SmallShop) -> None:
    message = outbox.notice(APRIL, "ORDER1", NOON)
    later = msgspec.structs.replace(message, created_at=NOON + timedelta(days=1))

    written = [shop.outbox.add(message), shop.outbox.add(later)]

    assert written == [True, False]
    assert shop.outbox.get(message.id) == message
    assert shop.outbox.waiting(NOON) == [message]


def test_what_was_done_with_a_letter_isnt_undone_by_writing_it_again(shop: SmallShop) -> None:
    message = outbox.notice(APRIL, "ORDER1", NOON)
    shop.outbox.add(message)
    claimed = outbox.claimed(message, NOON)
    done = outbox.done(claimed, "ses-1", NOON)
    shop.outbox.swap(message, claimed)
    shop.outbox.swap(claimed, done)

    assert shop.outbox.add(message) is False
    assert shop.outbox.known([message.id, "no-such"]) == {message.id: done}


def test_more_messages_than_one_read_takes_are_all_known(shop: SmallShop) -> None:
    messages = [outbox.notice(APRIL, f"ORDER{number}", NOON) for number in range(130)]
    for message in messages:
        shop.outbox.add(message)

    found = shop.outbox.known(message.id for message in messages)

    assert found == {message.id: message for message in messages}
    assert shop.outbox.known([]) == {}


def test_letters_to_everybody_come_last_and_not_all_at_once(
    shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sweep has no time for ten thousand, and reading them would take what it has."""
    for outboxes in ("dynamo_outbox", "fakes"):
        monkeypatch.setattr(f"functions.adapters.{outboxes}.NOTICES_AT_ONCE", 2)
    *notices, resting = (
        outbox.notice(APRIL, f"ORDER{number}", NOON + timedelta(seconds=number))
        for number in range(1, 5)
    )
    resting = msgspec.structs.replace(resting, created_at=NOON, due_at=NOON + timedelta(hours=1))
    receipts = [
        outbox.mail("review", f"ORDER{number}", NOON + timedelta(minutes=number))
        for number in range(3)
    ]
    for message in (resting, *notices, *receipts):
        shop.outbox.add(message)

    waiting = shop.outbox.waiting(NOON)

    assert waiting == [*receipts, *notices[:2]]


def test_a_notice_to_everyone_comes_behind_receipts_as_well(shop: SmallShop) -> None:
    told = outbox.announcement("2026-04-01-closed", "f" * 40, "", NOON)
    receipt = outbox.mail("review", "ORDER1", NOON + timedelta(minutes=1))
    for message in (told, receipt):
        shop.outbox.add(message)

    waiting = shop.outbox.waiting(NOON + timedelta(minutes=2))

    assert waiting == [receipt, told]


@pytest.mark.promise("privacy/changes-mailed")
def test_a_receipt_is_forgotten_in_time_and_a_letter_to_everybody_never(
    dynamo_shop: SmallShop, dynamodb: DynamoDBClient, tables: dict[str, str]
) -> None:
    """Asked for again after months, it must not go out twice."""
    table = DynamoOutbox(dynamodb, tables["outbox"])
    letter, receipt = outbox.notice(APRIL, "ORDER1", NOON), outbox.mail("review", "ORDER1", NOON)
    told = outbox.announcement("2026-04-01-closed", "f" * 40, "ORDER1", NOON)
    for message in (letter, receipt, told):
        table.add(message)
        end_well(table, message)

    expiries = {
        message.about: dynamodb.get_item(TableName=tables["outbox"], Key={"id": {"S": message.id}})[
            "Item"
        ].get("expire_at")
        for message in (letter, receipt, told)
    }

    forgotten_at = str(int((NOON + KEPT).timestamp()))
    assert expiries == {"policy_changed": None, "notice": None, "review": {"N": forgotten_at}}
    assert dynamo_shop.outbox.known([letter.id])[letter.id].state is State.DONE


def end_well(table: DynamoOutbox, message: Message) -> None:
    claimed = outbox.claimed(message, NOON)
    assert table.swap(message, claimed)
    assert table.swap(claimed, outbox.done(claimed, "ses-1", NOON))
