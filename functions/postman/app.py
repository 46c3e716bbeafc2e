"""Messages from the outbox: those that the stream names, or all that are due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from domain.delivery import Delivery

Event = dict[str, Any]


class Postman(msgspec.Struct, frozen=True):
    delivery: Delivery

    def ring(self, event: Event) -> dict[str, int]:
        """Act on a stream's batch or a schedule's call; how many messages were done.

        It never fails a batch: what couldn't be done stays in the outbox, and the next
        scheduled call finds it there. Letters to everybody are left to those calls: a stream
        keeps its order, and receipts would wait behind thousands of them.
        """
        if "Records" not in event:
            return {"done": self.delivery.sweep()}
        return {"done": self.delivery.deliver_each(_waiting(event))}


def _waiting(event: Event) -> Iterator[str]:
    """Ids of the records' messages that can't wait (DynamoDB Streams, NEW_IMAGE)."""
    for record in event["Records"]:
        image = record.get("dynamodb", {}).get("NewImage", {})
        to_everybody = image.keys() & {"policy", "notice"}
        if image.get("state", {}).get("S") == "waiting" and not to_everybody:
            yield image["id"]["S"]
