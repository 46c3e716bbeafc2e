"""A queue on one machine, given to its function as Lambda's event source gives it.

A message that the function took is gone; one that it stumbled over comes again in its time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from types_boto3_sqs.client import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef

PATIENCE = 5.0
"""Seconds until a queue that doesn't answer is asked again."""

log = logging.getLogger("worker")


class QueueSource(msgspec.Struct, frozen=True):
    client: SQSClient
    queue_url: str
    handler: Callable[[dict[str, Any], None], object]
    wait_seconds: int = 2

    def take_one(self) -> bool:
        """Wait a little for a message, and hand it on; whether there was one."""
        answer = self.client.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=1, WaitTimeSeconds=self.wait_seconds
        )
        for message in answer.get("Messages", []):
            try:
                self.handler(_event(message), None)
            except Exception:
                log.exception("a message of the queue was stumbled over; it comes again")
                return True
            self.client.delete_message(
                QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"]
            )
            return True
        return False

    def run(self) -> None:
        """For ever, whether the queue answers or not."""
        while True:
            try:
                self.take_one()
            except (BotoCoreError, ClientError) as error:
                log.warning("the queue isn't answering (%s)", type(error).__name__)
                time.sleep(PATIENCE)

    def run_beside(self) -> None:
        """In a thread of its own: letters take their time, and receipts don't wait for them."""
        threading.Thread(target=self.run, name="letters", daemon=True).start()


def _event(message: MessageTypeDef) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
            }
        ]
    }
