"""Which shop a command talks to: for now the one that `make dev` runs on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import boto3
import msgspec
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from domain.addresses import AddressKey
from domain.batons import Relay
from domain.days import day_there
from domain.mail import Mailer
from domain.payments import Payments
from domain.reader_sends import forget_sends
from domain.sending_account import SendingAccount
from functions.adapters.dynamo_ledger import DynamoLedger
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.dynamo_orders import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_reader_sends import DynamoReaderSends
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_restrictions import DynamoRestrictions
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.s3_proofs import S3Proofs
from functions.adapters.ses_account import is_on_this_machine, sending_account
from functions.adapters.ses_mailer import SesMailer
from functions.adapters.sqs_batons import SqsBatons
from functions.settings import SettingError, Tables, secret
from functions.world import now

STACK_FILE = Path(".local/stack.json")


class StageError(Exception):
    """The shop can't be reached; the message says what to do."""


class _Aws(msgspec.Struct):
    endpoint: str
    region: str


class _Stripe(msgspec.Struct):
    """`base` is empty where Stripe itself takes the payments."""

    base: str
    secret_key_name: str


class _Stack(msgspec.Struct):
    origin: str
    aws: _Aws
    tables: Tables
    stripe: _Stripe | None = None
    letters_queue: str = ""
    exports_bucket: str = ""
    address_key_name: str = ""


class Stage(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address."""

    shelf: DynamoShelf
    book: DynamoOrderBook
    outbox: DynamoOutbox
    origin: str
    now: Callable[[], datetime] = now


def local_stage(stack_file: Path = STACK_FILE) -> Stage:
    """The running local stack. Raises StageError where none is running."""
    stack = _stack(stack_file)
    client = _client("dynamodb", stack.aws)
    return Stage(
        shelf=DynamoShelf(client, stack.tables.shelf),
        book=DynamoOrderBook(client, stack.tables, now),
        outbox=DynamoOutbox(client, stack.tables.outbox),
        origin=stack.origin,
    )


class Readers(msgspec.Struct, frozen=True):
    """Who gets the letter, and the key by which an address is found among them."""

    book: DynamoSubscriberBook
    restrictions: DynamoRestrictions
    key: AddressKey
    shelf: DynamoShelf
    sends: DynamoReaderSends
    now: Callable[[], datetime] = now

    def forget(self, address: str) -> None:
        """Them, and which letters they got."""
        known_by = self.key.id_of(address)
        forget_sends(self.sends, known_by)
        self.book.forget(known_by, self.now())


def local_readers(stack_file: Path = STACK_FILE) -> Readers:
    """The readers of the running local stack. Raises StageError."""
    stack = _stack(stack_file)
    key = _address_key(stack, stack_file)
    client = _client("dynamodb", stack.aws)
    return Readers(
        book=DynamoSubscriberBook(client, stack.tables, now),
        restrictions=DynamoRestrictions(client, stack.tables),
        key=key,
        shelf=DynamoShelf(client, stack.tables.shelf),
        sends=DynamoReaderSends(client, stack.tables.sends),
    )


class Asking(msgspec.Struct, frozen=True):
    """Privacy requests, and where the shop holds what they may be about."""

    book: DynamoRequestBook
    ledger: DynamoLedger
    orders: DynamoOrderBook
    readers: DynamoSubscriberBook
    shelf: DynamoShelf
    now: Callable[[], datetime] = now

    def time_zone(self) -> str:
        facts = self.shelf.facts()
        return facts.time_zone if facts else "UTC"

    def today(self) -> date:
        """Which day it is where the shop is."""
        return day_there(self.now(), self.time_zone())


def local_asking(stack_file: Path = STACK_FILE) -> Asking:
    """The privacy requests of the running local stack. Raises StageError."""
    stack = _stack(stack_file)
    client = _client("dynamodb", stack.aws)
    return Asking(
        book=DynamoRequestBook(client, stack.tables),
        ledger=DynamoLedger(client, stack.tables.ledger),
        orders=DynamoOrderBook(client, stack.tables, now),
        readers=DynamoSubscriberBook(client, stack.tables, now),
        shelf=DynamoShelf(client, stack.tables.shelf),
    )


def local_proofs(stack_file: Path = STACK_FILE) -> S3Proofs:
    """Pictures that were handed in to the running local stack. Raises StageError."""
    stack = _stack(stack_file)
    if not stack.exports_bucket:
        raise StageError(f"{stack_file} doesn't name the bucket of copies. Start the shop again.")
    return S3Proofs(_client("s3", stack.aws), stack.exports_bucket)


def local_address_key(stack_file: Path = STACK_FILE) -> AddressKey:
    """What addresses are known by in the running local stack. Raises StageError."""
    return _address_key(_stack(stack_file), stack_file)


def _address_key(stack: _Stack, stack_file: Path) -> AddressKey:
    if not stack.address_key_name:
        raise StageError(f"{stack_file} doesn't name the key of addresses. Start the shop again.")
    try:
        return AddressKey(secret(_client("ssm", stack.aws), stack.address_key_name))
    except (SettingError, BotoCoreError, ClientError) as error:
        raise StageError(
            "The key of addresses can't be read. Stop the shop and start it again."
        ) from error


def local_payments(stack_file: Path = STACK_FILE) -> Payments:
    """What takes the payments of the running local stack. Raises StageError."""
    # Stripe's library takes longer to import than the other commands take to answer.
    from functions.adapters.stripe_payments import STRIPE, StripePayments, stripe_client  # noqa: PLC0415

    stack = _stack(stack_file)
    if stack.stripe is None:
        raise StageError(f"{stack_file} doesn't say who takes the payments. Start the shop again.")
    try:
        key = secret(_client("ssm", stack.aws), stack.stripe.secret_key_name)
    except (SettingError, BotoCoreError, ClientError) as error:
        raise StageError(
            "The key to the payments can't be read. Stop the shop and start it again."
        ) from error
    return StripePayments(stripe_client(key, stack.stripe.base or STRIPE))


class PostRoom(msgspec.Struct, frozen=True):
    """What sends letters: their book, their readers, the account, and the batons.

    Where it `is_emulated`, nothing is known of the domain that letters come from.
    """

    shelf: DynamoShelf
    readers: DynamoSubscriberBook
    restrictions: DynamoRestrictions
    mailings: DynamoMailings
    account: SendingAccount
    relay: Relay
    is_emulated: bool
    now: Callable[[], datetime] = now


def local_post_room(stack_file: Path = STACK_FILE) -> PostRoom:
    """Raises StageError."""
    stack = _stack(stack_file)
    client, ses = _client("dynamodb", stack.aws), _client("sesv2", stack.aws)
    mailings = DynamoMailings(client, stack.tables)
    batons = SqsBatons(_client("sqs", stack.aws), stack.letters_queue)
    return PostRoom(
        shelf=DynamoShelf(client, stack.tables.shelf),
        readers=DynamoSubscriberBook(client, stack.tables, now),
        restrictions=DynamoRestrictions(client, stack.tables),
        mailings=mailings,
        account=sending_account(ses),
        relay=Relay(mailings, batons, now),
        is_emulated=is_on_this_machine(ses),
    )


def local_mailer(stack_file: Path = STACK_FILE) -> Mailer:
    """What sends the mails of the running local stack. Raises StageError."""
    # SES has no idempotency key: what is tried twice may arrive twice.
    once = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
    return SesMailer(_client("sesv2", _stack(stack_file).aws, once), now)


def _stack(stack_file: Path) -> _Stack:
    try:
        return msgspec.json.decode(stack_file.read_bytes(), type=_Stack)
    except FileNotFoundError as error:
        raise StageError("The shop isn't running. Start it with: make dev") from error
    except msgspec.MsgspecError as error:
        raise StageError(
            f"{stack_file} can't be read. Stop the shop and start it again."
        ) from error


def _client(service: Any, aws: _Aws, config: Config | None = None) -> Any:  # noqa: ANN401 — boto3 types each service by its own name
    return boto3.client(
        service,
        config=config,
        endpoint_url=aws.endpoint,
        region_name=aws.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 — the emulator's, not a secret
    )
