"""`shop returns` and `shop return …`: said first and asked, written once, and told with what can be."""

from __future__ import annotations

import json
import stat
import uuid
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from typer.testing import CliRunner, Result

from desk.cli import app
from domain.ledger import verify
from domain.return_pictures import picture_keys
from domain.returned import Reason, Return, ReturnedLine, ReturnState
from domain.returns import Asked, request
from infra.aws import session
from tests.domain.test_returns import LAST, SIX, TODAY, delivered
from tests.samples import SmallShop

JPEG = b"\xff\xd8\xff\xe0 a photo"


class Counter:
    def __init__(self, shop: SmallShop, stack: Path, bucket: str, client: Any) -> None:  # noqa: ANN401 — boto3's own
        self.shop, self.stack, self.bucket, self.client = shop, stack, bucket, client

    def run(self, *arguments: str, typed: str = "") -> Result:
        command = [*arguments, "--stack", str(self.stack)]
        return CliRunner().invoke(app, command, input=typed, env={"COLUMNS": "160"})

    def asked(self, *lines: ReturnedLine, reason: Reason = Reason.SIZE) -> None:
        shop = self.shop
        asked = Asked(reason, lines, "Too wide")
        shop.book.commit(request(shop.order("ORDER1"), asked, LAST, TODAY, shop.clock()))

    def stands(self) -> Return:
        return self.shop.order("ORDER1").returns[-1]

    def keys(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=self.bucket)
        return [each["Key"] for each in found.get("Contents", [])]

    def hand_in(self, number: int, picture: bytes) -> None:
        key = picture_keys("ORDER1-B1", self.shop.address_key)[number]
        self.client.put_object(Bucket=self.bucket, Key=key, Body=picture)


@pytest.fixture
def counter(stack_file: Path, ministack: str, dynamo_shop: SmallShop) -> Counter:
    client = session().client("s3", endpoint_url=ministack, config=Config(signature_version="s3v4"))
    bucket = f"returns-{uuid.uuid4().hex[:8]}"
    client.create_bucket(Bucket=bucket)
    facts = json.loads(stack_file.read_text()) | {"exports_bucket": bucket}
    stack_file.write_text(json.dumps(facts))
    delivered(dynamo_shop)
    return Counter(dynamo_shop, stack_file, bucket, client)


def test_returns_are_listed_and_shown_with_what_can_be_done(counter: Counter) -> None:
    assert counter.run("returns").output == "No open returns.\n"
    counter.asked(SIX)

    listed = counter.run("returns").output
    told = counter.run("return", "order1-b1").output

    assert "ORDER1-B1" in listed
    assert "1 × River band, US 7 for RIVER-BAND-6" in listed
    for words in (
        *("Return ORDER1-B1 is requested.", "It doesn’t fit.", "The buyer writes: Too wide"),
        *("is held until", "You can accept it or reject it."),
    ):
        assert words in told


def test_programs_read_the_same(counter: Counter) -> None:
    counter.asked(ReturnedLine(0, 1))

    (listed,) = json.loads(counter.run("returns", "--json").output)
    shown = json.loads(counter.run("return", "ORDER1-B1", "--json").output)

    assert listed == shown
    assert (shown["state"], shown["order"], shown["possible"]) == (
        *("requested", "ORDER1", ["accept it", "reject it"]),
    )
    assert shown["lines"][0]["sku"] == "RIVER-BAND-7"


def test_a_return_is_accepted_with_the_address_and_its_money_goes_back_by_line(
    counter: Counter,
) -> None:
    counter.asked(ReturnedLine(0, 1))

    yes = counter.run("return", "accept", "ORDER1-B1", typed="y\n")
    back = counter.run("return", "receive", "ORDER1-B1", "--restock", typed="y\n")

    assert "1 mail to the buyer." in yes.output
    assert "Return ORDER1-B1 is accepted." in yes.output
    assert "Send it to:\nJuniper Bend Jewelry" in counter.stands().instructions
    assert "$482.25 goes back to the buyer for 1 × River band." in back.output
    assert "1 × RIVER-BAND-7 is for sale again." in back.output
    assert "Return ORDER1-B1 is closed." in back.output
    after = counter.shop.order("ORDER1")
    assert after.refunds[0].amount == 48225
    assert counter.shop.counters("RIVER-BAND-7") == (1, 0, 1)
    assert verify(counter.shop.ledger.entries(after.chain)) == after.head
    assert counter.run("returns").output == "No open returns.\n"
    assert "ORDER1-B1" in counter.run("returns", "--all").output


def test_an_exchange_is_sold_when_the_other_is_back(counter: Counter) -> None:
    counter.asked(SIX)
    counter.run("return", "accept", "ORDER1-B1", "--yes")

    told = counter.run("return", "receive", "ORDER1-B1", "--yes").output

    assert "1 × RIVER-BAND-6 is sold, and yours to pack." in told
    assert counter.shop.counters("RIVER-BAND-6") == (2, 0, 1)
    assert not counter.shop.order("ORDER1").refunds


def test_what_is_here_can_be_closed_later_and_with_less(counter: Counter) -> None:
    counter.asked(ReturnedLine(0, 1))
    counter.run("return", "accept", "ORDER1-B1", "--yes")

    first = counter.run("return", "receive", "ORDER1-B1", "--later", "--yes")
    second = counter.run("return", "receive", "ORDER1-B1", "--amount", "400.00", "--yes")

    assert "Return ORDER1-B1 is received." in first.output
    assert "$400.00 goes back" in second.output
    assert counter.shop.order("ORDER1").refunds[0].units == (1, 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("accept", "ORDER1-B1"),
        ("reject", "ORDER1-B1", "--why", "Worn"),
    ],
)
def test_a_dry_run_and_a_no_change_nothing(counter: Counter, arguments: tuple[str, ...]) -> None:
    counter.asked(SIX)

    dry = counter.run("return", *arguments, "--dry-run")
    no = counter.run("return", *arguments, typed="n\n")

    assert (dry.exit_code, no.exit_code) == (0, 4)
    assert "Nothing was changed." in dry.output
    assert counter.stands().state is ReturnState.REQUESTED


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("NOBODYS-B1",), 4, "There is no return NOBODYS-B1."),
        (("ORDER1-B7",), 4, "There is no return ORDER1-B7."),
        (("ORDER1",), 4, "There is no return ORDER1."),
        (("receive", "ORDER1-B1", "--yes"), 4, "is requested, so it can't be received."),
        (("reject", "ORDER1-B1", "--why", " ", "--yes"), 4, "Say why"),
        (("accept", "ORDER1-B1", "--instructions", "x" * 1001, "--yes"), 4, "At most 1,000"),
        (("accept", "ORDER1-B1", "--json"), 2, "say --yes too"),
        (("receive", "ORDER1-B1", "--later", "--amount", "5"), 2, "not with --later"),
    ],
)
def test_what_can_t_be_is_said_with_what_can_and_changes_nothing(
    counter: Counter, arguments: tuple[str, ...], code: int, says: str
) -> None:
    counter.asked(ReturnedLine(0, 1))

    result = counter.run("return", *arguments)

    assert (result.exit_code, says in result.output) == (code, True), result.output
    assert counter.stands().state is ReturnState.REQUESTED


def test_too_much_isn_t_paid_back(counter: Counter) -> None:
    counter.asked(ReturnedLine(0, 1))
    counter.run("return", "accept", "ORDER1-B1", "--yes")

    result = counter.run("return", "receive", "ORDER1-B1", "--amount", "5000.00", "--yes")

    assert result.exit_code == 4
    assert "5000.00 USD can't be refunded" in result.output
    assert counter.stands().state is ReturnState.ACCEPTED


def test_pictures_are_saved_for_her_alone_and_deleted_with_her_decision(
    counter: Counter, tmp_path: Path
) -> None:
    counter.asked(ReturnedLine(0, 1), reason=Reason.DAMAGED)
    counter.hand_in(0, JPEG)
    counter.hand_in(1, b"<script>")
    folder = tmp_path / "seen"

    told = counter.run("return", "pictures", "ORDER1-B1", "--into", str(folder))
    (file,) = folder.iterdir()
    assert "1 picture in" in told.output
    assert (file.name, file.read_bytes()) == ("ORDER1-B1-1.jpg", JPEG)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(counter.keys()) == 2

    counter.run("return", "reject", "ORDER1-B1", "--why", "It was worn for a month.", "--yes")

    assert counter.keys() == []
    again = counter.run("return", "pictures", "ORDER1-B1", "--into", str(folder))
    assert (again.exit_code, "There are no pictures" in again.output) == (4, True)


def test_today_says_which_returns_wait(counter: Counter) -> None:
    counter.asked(ReturnedLine(0, 1))

    assert "To take back or answer (1): returns that wait for you" in counter.run("today").output
    counter.run("return", "accept", "ORDER1-B1", "--yes")
    assert json.loads(counter.run("today", "--json").output)["returns"] == []
