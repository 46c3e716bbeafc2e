"""What a command needs of a shop: its shelf and orders, its readers, its requests, its mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import msgspec
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from desk.places import Place, place_at
from domain.addresses import AddressKey
from domain.batons import Relay
from domain.days import day_there
from domain.forgetting import forget_reader
from domain.mail import Mailer
from domain.payments import Payments
from domain.sending_account import SendingAccount
from functions.adapters.dynamo_inquiries import DynamoInquiries
from functions.adapters.dynamo_ledger import DynamoLedger
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.dynamo_order_book import DynamoOrderBook
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
from functions.settings import SettingError, secret
from functions.world import now
from infra.stages import StageError


class Stage(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address."""

    shelf: DynamoShelf
    book: DynamoOrderBook
    outbox: DynamoOutbox
    inquiries: DynamoInquiries
    origin: str
    now: Callable[[], datetime] = now


def stage_at(file: Path) -> Stage:
    """The shop that a file tells of (see `desk.places`). Raises StageError."""
    place = place_at(file)
    client = place.client("dynamodb")
    return Stage(
        shelf=DynamoShelf(client, place.tables.shelf),
        book=DynamoOrderBook(client, place.tables, now),
        outbox=DynamoOutbox(client, place.tables.outbox),
        inquiries=DynamoInquiries(client, place.tables),
        origin=place.origin,
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
        """Them, which letters they got, and what leads to them. Raises StaleSubscriberError."""
        forget_reader(self.book, self.sends, self.key.id_of(address), self.now())


def readers_at(file: Path) -> Readers:
    """Raises StageError."""
    place = place_at(file)
    key = _address_key(place)
    client = place.client("dynamodb")
    return Readers(
        book=DynamoSubscriberBook(client, place.tables, now),
        restrictions=DynamoRestrictions(client, place.tables),
        key=key,
        shelf=DynamoShelf(client, place.tables.shelf),
        sends=DynamoReaderSends(client, place.tables.sends),
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


def asking_at(file: Path) -> Asking:
    """Raises StageError."""
    place = place_at(file)
    client = place.client("dynamodb")
    return Asking(
        book=DynamoRequestBook(client, place.tables),
        ledger=DynamoLedger(client, place.tables.ledger),
        orders=DynamoOrderBook(client, place.tables, now),
        readers=DynamoSubscriberBook(client, place.tables, now),
        shelf=DynamoShelf(client, place.tables.shelf),
    )


def proofs_at(file: Path) -> S3Proofs:
    """Pictures that were handed in. Raises StageError."""
    place = place_at(file)
    if not place.exports_bucket:
        raise StageError(f"It isn't said where copies and proofs are kept. {place.way_out}")
    return S3Proofs(lambda: place.client("s3"), place.exports_bucket)


def address_key_at(file: Path) -> AddressKey:
    """What addresses are known by. Raises StageError."""
    return _address_key(place_at(file))


def _address_key(place: Place) -> AddressKey:
    if not place.address_key_name:
        raise StageError(f"It isn't said where the key of addresses is. {place.way_out}")
    try:
        return AddressKey(secret(place.client("ssm"), place.address_key_name))
    except (SettingError, BotoCoreError, ClientError) as error:
        raise StageError(f"The key of addresses can't be read. {place.way_out}") from error


def payments_at(file: Path) -> Payments:
    """What takes the shop's payments. Raises StageError."""
    # Stripe's library takes longer to import than the other commands take to answer.
    from functions.adapters.stripe_payments import StripePayments, stripe_client  # noqa: PLC0415

    place = place_at(file)
    if not place.stripe:
        raise StageError(f"{file} doesn't say who takes the payments. Start the shop again.")
    try:
        key = secret(place.client("ssm"), place.stripe_key_name)
    except (SettingError, BotoCoreError, ClientError) as error:
        raise StageError(f"The key to the payments can't be read. {place.way_out}") from error
    return StripePayments(stripe_client(key, place.stripe))


class PostRoom(msgspec.Struct, frozen=True):
    """What sends letters: their book, their readers, the account, and the batons.

    Where it `is_emulated`, nothing is known of the domain that letters come from. `origin` is the
    shop's public address.
    """

    shelf: DynamoShelf
    readers: DynamoSubscriberBook
    restrictions: DynamoRestrictions
    mailings: DynamoMailings
    account: SendingAccount
    relay: Relay
    is_emulated: bool
    origin: str
    now: Callable[[], datetime] = now


def post_room_at(file: Path) -> PostRoom:
    """Raises StageError."""
    place = place_at(file)
    client, ses = place.client("dynamodb"), place.client("sesv2")
    mailings = DynamoMailings(client, place.tables)
    batons = SqsBatons(place.client("sqs"), place.letters_queue)
    return PostRoom(
        shelf=DynamoShelf(client, place.tables.shelf),
        readers=DynamoSubscriberBook(client, place.tables, now),
        restrictions=DynamoRestrictions(client, place.tables),
        mailings=mailings,
        account=sending_account(ses),
        relay=Relay(mailings, batons, now),
        is_emulated=is_on_this_machine(ses),
        origin=place.origin,
    )


def mailer_at(file: Path) -> Mailer:
    """What sends the shop's mails. Raises StageError."""
    # SES has no idempotency key: what is tried twice may arrive twice.
    once = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
    return SesMailer(place_at(file).client("sesv2", once), now)
