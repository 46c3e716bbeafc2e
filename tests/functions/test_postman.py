"""What rings for postman, and what waits for its next round."""

from __future__ import annotations

from datetime import date

import msgspec

from domain import outbox
from domain.messages import Message
from domain.policies import PolicyRef
from functions.adapters.dynamo import to_item
from functions.postman.app import Postman
from tests.samples import NOON, SmallShop

APRIL = PolicyRef("privacy", date(2026, 4, 1), "f" * 64)


def rings(message: Message) -> dict[str, object]:
    """The stream's record of a message that was just written."""
    return {"eventName": "INSERT", "dynamodb": {"NewImage": to_item(message)}}


def test_a_receipt_goes_out_at_once_and_letters_to_everybody_with_the_next_round() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    letters = [outbox.notice(APRIL, f"ORDER{number}", NOON) for number in range(9)]
    letters.append(outbox.announcement("2026-04-01-closed", "f" * 40, "ORDER1", NOON))
    for letter in letters:
        shop.outbox.add(letter)
    asked: list[str] = []
    receipt = shop.outbox.get(f"confirmation-{order.id}")
    assert receipt

    class Watched:
        """The outbox, and which messages were asked for."""

        def get(self, message_id: str) -> Message | None:
            asked.append(message_id)
            return shop.outbox.get(message_id)

        def __getattr__(self, name: str) -> object:
            return getattr(shop.outbox, name)

    postman = Postman(msgspec.structs.replace(shop.delivery, outbox=Watched()), shop.letters)
    at_once = postman.ring({"Records": [rings(each) for each in (*letters, receipt)]})
    asked_at_once = list(asked)
    postman.ring({"detail": {}})

    assert (at_once, asked_at_once) == ({"done": 1}, [receipt.id])
    waiting = [f"packing_list-{order.id}", f"invoice-{order.id}"]
    swept = [*waiting, *(each.id for each in letters)]
    assert asked == [receipt.id, *swept]
