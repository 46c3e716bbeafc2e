"""Batons as messages of one group in a FIFO queue: the next comes when the last is put down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from domain.batons import Baton, BatonUnavailableError

if TYPE_CHECKING:
    from types_boto3_sqs.client import SQSClient

GROUP = "letters"
"""One for all letters: they share the account's rate."""


class SqsBatons:
    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._queue = queue_url

    def pass_on(self, baton: Baton) -> None:
        try:
            self._client.send_message(
                QueueUrl=self._queue,
                MessageBody=msgspec.json.encode(baton).decode(),
                MessageGroupId=GROUP,
                MessageDeduplicationId=f"{baton.letter}-{baton.number}",
            )
        except (ClientError, BotoCoreError) as error:
            raise BatonUnavailableError(type(error).__name__) from error
