"""The queue of the local stack, handed to postman as Lambda's event source would."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from domain.batons import Baton
from functions.adapters.sqs_batons import SqsBatons
from infra.aws import session
from infra.local.queue import QueueSource

if TYPE_CHECKING:
    from types_boto3_sqs.client import SQSClient


@pytest.fixture
def sqs(ministack: str) -> SQSClient:
    return session().client("sqs", endpoint_url=ministack)


@pytest.fixture
def queue_url(sqs: SQSClient) -> Iterator[str]:
    name = f"letters-{uuid.uuid4().hex[:8]}.fifo"
    url = sqs.create_queue(
        QueueName=name, Attributes={"FifoQueue": "true", "VisibilityTimeout": "1"}
    )["QueueUrl"]
    yield url
    sqs.delete_queue(QueueUrl=url)


def test_batons_come_one_at_a_time_in_their_order_and_go(sqs: SQSClient, queue_url: str) -> None:
    events: list[dict[str, Any]] = []
    source = QueueSource(sqs, queue_url, lambda event, _: events.append(event), wait_seconds=0)
    batons = SqsBatons(sqs, queue_url)
    for number in (1, 2, 2):
        batons.pass_on(Baton("spring", number))

    taken = [source.take_one() for _ in range(3)]

    assert taken == [True, True, False]
    records = [event["Records"] for event in events]
    assert [[each["body"] for each in record] for record in records] == [
        ['{"letter":"spring","number":1}'],
        ['{"letter":"spring","number":2}'],
    ]
    assert {each["eventSource"] for record in records for each in record} == {"aws:sqs"}


def test_a_baton_that_was_stumbled_over_comes_again(
    sqs: SQSClient, queue_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[None] = []

    def stumble(_: dict[str, Any], context: None) -> None:
        calls.append(context)
        if len(calls) == 1:
            raise RuntimeError("the table is gone")

    source = QueueSource(sqs, queue_url, stumble, wait_seconds=5)
    SqsBatons(sqs, queue_url).pass_on(Baton("spring", 1))

    with caplog.at_level(logging.ERROR):
        taken = [source.take_one(), source.take_one()]

    assert (taken, len(calls)) == ([True, True], 2)
    assert "the table is gone" in caplog.text
