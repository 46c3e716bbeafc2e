"""Which shop a command talks to: for now the one that `make dev` runs on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import boto3
import msgspec

from functions.adapters.dynamo_orders import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.settings import Tables
from functions.world import now

STACK_FILE = Path(".local/stack.json")


class StageError(Exception):
    """The shop can't be reached; the message says what to do."""


class _Aws(msgspec.Struct):
    endpoint: str
    region: str


class _Stack(msgspec.Struct):
    aws: _Aws
    tables: Tables


class Stage(msgspec.Struct, frozen=True):
    shelf: DynamoShelf
    book: DynamoOrderBook
    outbox: DynamoOutbox
    now: Callable[[], datetime] = now


def local_stage(stack_file: Path = STACK_FILE) -> Stage:
    """The running local stack. Raises StageError where none is running."""
    try:
        stack = msgspec.json.decode(stack_file.read_bytes(), type=_Stack)
    except FileNotFoundError as error:
        raise StageError("The shop isn't running. Start it with: make dev") from error
    except msgspec.MsgspecError as error:
        raise StageError(
            f"{stack_file} can't be read. Stop the shop and start it again."
        ) from error
    client = boto3.client(
        "dynamodb",
        endpoint_url=stack.aws.endpoint,
        region_name=stack.aws.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 — the emulator's, not a secret
    )
    return Stage(
        shelf=DynamoShelf(client, stack.tables.shelf),
        book=DynamoOrderBook(client, stack.tables, now),
        outbox=DynamoOutbox(client, stack.tables.outbox),
    )
