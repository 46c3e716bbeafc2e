"""What every book promises of one person's records: the fakes and the real engines alike."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest
from botocore.config import Config

from domain import outbox
from domain.exports import Exports
from domain.order_book import Change, StaleOrderError
from domain.orders import Status, advance
from domain.reader_sends import ReaderSend, ReaderSends
from functions.adapters.dynamo import to_item
from functions.adapters.dynamo_reader_sends import DynamoReaderSends
from functions.adapters.dynamo_sends import send_key
from functions.adapters.fake_exports import FakeExports
from functions.adapters.fake_reader_sends import FakeReaderSends
from functions.adapters.fake_tables import FakeTables
from functions.adapters.s3_exports import PART, S3Exports
from infra.aws import session
from tests.fixtures.aws import functions_client
from tests.samples import NOON, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

JO, AL = "a" * 40, "b" * 40


class Sending(NamedTuple):
    sends: ReaderSends
    write: Callable[[ReaderSend], None]
    begin: Callable[[str, int], None]


@pytest.fixture(params=["fake", "dynamodb"])
def sending(request: pytest.FixtureRequest) -> Sending:
    if request.param == "fake":
        return _fake_sending(FakeTables())
    tables = request.getfixturevalue("tables")
    return _real_sending(request.getfixturevalue("dynamodb"), tables["sends"])


def _fake_sending(tables: FakeTables) -> Sending:
    def write(send: ReaderSend) -> None:
        tables.sends[send.letter, send.recipient] = send

    def begin(letter: str, days: int) -> None:
        tables.letters[letter] = NOON + timedelta(days=days)

    return Sending(FakeReaderSends(tables), write, begin)


def _real_sending(client: DynamoDBClient, table: str) -> Sending:
    """As the sender of letters writes them: the letter's own items beside its readers'."""

    def write(send: ReaderSend) -> None:
        item = to_item(send) | send_key(send.letter, send.recipient)
        client.put_item(TableName=table, Item=item)

    def begin(letter: str, days: int) -> None:
        began: str = msgspec.to_builtins(NOON + timedelta(days=days))
        for key in ({"letter": "#mailings", "recipient": letter, "created_at": began},
                    {"letter": letter, "recipient": "#counts"}):  # fmt: skip
            client.put_item(TableName=table, Item=to_item(key))

    return Sending(DynamoReaderSends(client, table), write, begin)


def test_a_readers_letters_are_found_the_latest_first_and_nobody_elses(sending: Sending) -> None:
    for number, letter in enumerate(("one", "two", "three")):
        sending.begin(letter, number)
        sending.write(ReaderSend(letter, AL, "sent", NOON))
    for letter in ("one", "three"):
        sending.write(ReaderSend(letter, JO, "sent", NOON, "bounced"))

    found = list(sending.sends.of_reader(JO))

    assert found == [
        ReaderSend("three", JO, "sent", NOON, "bounced"),
        ReaderSend("one", JO, "sent", NOON, "bounced"),
    ]
    assert list(sending.sends.of_reader("c" * 40)) == []


def test_a_send_is_forgotten_once_and_for_all(sending: Sending) -> None:
    sending.begin("one", 0)
    for reader in (JO, AL):
        sending.write(ReaderSend("one", reader, "sent", NOON))

    for _ in range(2):
        sending.sends.forget(ReaderSend("one", JO, "sent", NOON))

    assert list(sending.sends.of_reader(JO)) == []
    assert [send.letter for send in sending.sends.of_reader(AL)] == ["one"]


def test_old_letters_are_found_with_all_their_readers(sending: Sending) -> None:
    for letter, days in (("old", 0), ("new", 10)):
        sending.begin(letter, days)
        for reader in (JO, AL):
            sending.write(ReaderSend(letter, reader, "sent", NOON))

    found = sending.sends.before(NOON + timedelta(days=10))

    assert sorted((send.letter, send.recipient) for send in found) == [("old", JO), ("old", AL)]


def test_mails_that_concern_somebody_are_found_by_order_request_and_hash(shop: SmallShop) -> None:
    theirs = (
        outbox.mail("confirmation", "ORDER1", NOON),
        outbox.of_the_letter("welcome", "a", NOON, subscriber=JO),
        outbox.of_a_request("privacy_done", "REQUEST1", "3", NOON),
    )
    others = (
        outbox.mail("confirmation", "ORDER2", NOON),
        outbox.of_the_letter("welcome", "b", NOON, subscriber=AL),
        outbox.of_a_request("privacy_done", "REQUEST2", "3", NOON),
    )
    for message in (*theirs, *others):
        shop.outbox.add(message)

    found = shop.outbox.concerning([JO], ["ORDER1"], ["REQUEST1"])

    assert sorted(each.id for each in found) == sorted(each.id for each in theirs)


def test_a_message_is_removed_as_it_was_read_and_not_under_somebodys_hands(
    shop: SmallShop,
) -> None:
    message = outbox.mail("confirmation", "ORDER1", NOON)
    shop.outbox.add(message)
    shop.outbox.swap(message, outbox.claimed(message, NOON))

    while_sending = shop.outbox.remove(message)
    claimed = shop.outbox.get(message.id)

    assert not while_sending
    assert claimed
    assert shop.outbox.remove(claimed)
    assert shop.outbox.get(message.id) is None
    assert not shop.outbox.remove(claimed)


def test_an_order_is_purged_as_it_was_read(shop: SmallShop) -> None:
    order = shop.buy("DAWN-HOOPS")
    later = advance(order, Status.AWAITING_PAYMENT, subject=JO)
    shop.book.commit(Change(later))

    with pytest.raises(StaleOrderError):
        shop.book.purge(order)
    shop.book.purge(later)

    assert shop.book.get(order.id) is None
    assert shop.book.of_subject(JO) == []
    with pytest.raises(StaleOrderError):
        shop.book.purge(later)


class Store(NamedTuple):
    exports: Exports
    read: Callable[[str], bytes | None]


@pytest.fixture(params=["fake", "s3"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "fake":
        fake = FakeExports()
        return Store(fake, fake.files.get)
    endpoint = request.getfixturevalue("ministack")
    client = session().client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket="copies-of-a-contract")
    theirs = functions_client("s3", endpoint, Config(signature_version="s3v4"))

    def read(key: str) -> bytes | None:
        try:
            return client.get_object(Bucket="copies-of-a-contract", Key=key)["Body"].read()
        except client.exceptions.NoSuchKey:
            return None

    return Store(S3Exports(theirs, "copies-of-a-contract"), read)


@pytest.mark.parametrize("length", [0, 10, PART, 2 * PART + 10])
def test_a_copy_is_there_as_it_was_written_however_long_it_is(store: Store, length: int) -> None:
    key = f"exports/REQUEST1/{length}.zip"

    with store.exports.writing(key) as file:
        for start in range(0, length, 1_000_000):
            file.write(bytes(min(1_000_000, length - start)))

    assert store.read(key) == bytes(length)


def test_a_zip_can_be_written_where_nothing_can_be_gone_back_to(store: Store) -> None:
    with (
        store.exports.writing("exports/REQUEST1/zip.zip") as file,
        zipfile.ZipFile(file, "w") as archive,
    ):
        archive.writestr("a.txt", "Ada")

    written = store.read("exports/REQUEST1/zip.zip")
    assert written
    assert zipfile.ZipFile(io.BytesIO(written)).read("a.txt") == b"Ada"


def test_a_copy_that_was_broken_off_isnt_there(store: Store) -> None:
    with contextlib.suppress(ZeroDivisionError), store.exports.writing("exports/B/b.zip") as file:
        file.write(bytes(PART + 1))
        raise ZeroDivisionError

    assert store.read("exports/B/b.zip") is None


def test_a_copy_is_deleted_once_and_for_all(store: Store) -> None:
    with store.exports.writing("exports/C/c.zip") as file:
        file.write(b"Ada")

    for _ in range(2):
        store.exports.delete("exports/C/c.zip")

    assert store.read("exports/C/c.zip") is None
