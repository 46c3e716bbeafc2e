"""Messages from the outbox: those that the stream names, or all that are due."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import msgspec

from domain.delivery import Delivery
from domain.orders import BookUnavailableError

log = logging.getLogger(__name__)

Event = dict[str, Any]


class Postman(msgspec.Struct, frozen=True):
    delivery: Delivery

    def ring(self, event: Event) -> dict[str, int]:
        """Act on a stream's batch or a schedule's call; how many messages were done.

        It never fails a batch: what couldn't be done stays in the outbox, and the next
        scheduled call finds it there.
        """
        if "Records" not in event:
            return {"done": self.delivery.sweep()}
        return {"done": sum(self._deliver(message_id) for message_id in _waiting(event))}

    def _deliver(self, message_id: str) -> bool:
        try:
            return self.delivery.deliver(message_id)
        except BookUnavailableError:
            log.warning("message left for the next sweep", extra={"outbox": message_id})
            return False


def _waiting(event: Event) -> Iterator[str]:
    """Ids of the records' messages that wait (DynamoDB Streams, NEW_IMAGE)."""
    for record in event["Records"]:
        image = record.get("dynamodb", {}).get("NewImage", {})
        if image.get("state", {}).get("S") == "waiting":
            yield image["id"]["S"]
