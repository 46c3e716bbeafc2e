"""Messages from the outbox, those that the stream names or all that are due; and letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from domain.batons import Baton
from domain.delivery import Delivery
from domain.letter_run import LetterRun

Event = dict[str, Any]


class Postman(msgspec.Struct, frozen=True):
    delivery: Delivery
    letters: LetterRun

    def ring(self, event: Event) -> dict[str, int]:
        """Act on a stream's batch, a schedule's call or a baton; how many messages were done.

        It never fails a batch: what couldn't be done stays in the outbox, and the next
        scheduled call finds it there. Letters to everybody are left to those calls: a stream
        keeps its order, and receipts would wait behind thousands of them. A baton that can't be
        taken comes again by itself.
        """
        if "Records" not in event:
            return {"batons": self.letters.relay.ring(), "done": self.delivery.sweep()}
        if any(record.get("eventSource") == "aws:sqs" for record in event["Records"]):
            return {"runs": sum(self._take(record["body"]) for record in event["Records"])}
        return {"done": self.delivery.deliver_each(_waiting(event))}

    def _take(self, body: str) -> bool:
        """Send letters for as long as a run may take; whether the baton was good."""
        return self.letters.take(msgspec.json.decode(body, type=Baton)) != "void"


def _waiting(event: Event) -> Iterator[str]:
    """Ids of the records' messages that can't wait (DynamoDB Streams, NEW_IMAGE)."""
    for record in event["Records"]:
        image = record.get("dynamodb", {}).get("NewImage", {})
        to_everybody = image.keys() & {"policy", "notice"}
        if image.get("state", {}).get("S") == "waiting" and not to_everybody:
            yield image["id"]["S"]
