"""`shop subscribers` counts, shows, writes out, takes in and forgets."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from domain.consent import Consent
from domain.letter_plan import new_mailing
from domain.mailings import SendState
from domain.publishing import publish
from domain.request_states import Type
from domain.requests import RequestChange
from domain.restriction import restricted
from domain.subscribers import Standing, Subscriber, SubscriberChange
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.settings import Tables
from tests.letter_post import SPRING
from tests.policies import POLICIES
from tests.privacy import pending
from tests.samples import RELEASE, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

ASKED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CONSENT = Consent("newsletter", "Send me the letter, please", "cart", ASKED, (POLICIES[1].ref,))


class Roll:
    def __init__(self, shop: SmallShop, stack: Path) -> None:
        self.shop = shop
        self.stack = stack
        publish(RELEASE, shop.shelf)

    def run(self, *arguments: str, typed: str = "") -> Result:
        command = ["subscribers", *arguments]
        at = 1 if arguments and not arguments[0].startswith("-") else 0
        command[1 + at : 1 + at] = ["--stack", str(self.stack)]
        return CliRunner().invoke(app, command, input=typed, env={"COLUMNS": "120"})

    def add(self, address: str, standing: Standing = Standing.SUBSCRIBED, **said: object) -> None:
        record = Subscriber(
            self.shop.address_key.id_of(address),
            standing,
            ASKED,
            address=address,
            consent=CONSENT,
            confirmed_at=ASKED,
            **said,  # type: ignore[arg-type]  # fields of the record
        )
        self.shop.subscribers.commit(SubscriberChange(record))

    def standing(self, address: str) -> Standing | None:
        found = self.shop.subscribers.get(self.shop.address_key.id_of(address))
        return found.standing if found else None


@pytest.fixture
def roll(dynamo_shop: SmallShop, stack_file: Path) -> Roll:
    return Roll(dynamo_shop, stack_file)


def test_the_list_is_told_in_numbers_and_nobodys_address(roll: Roll) -> None:
    roll.add("jo@a.example", topics=("workshop",), fewer=True)
    roll.add("li@a.example")
    roll.add("mo@a.example", Standing.PENDING)

    told = json.loads(roll.run("--json").output)
    words = roll.run().output

    assert told["standings"] == {
        "pending": 1, "subscribed": 2, "left": 0, "bounced": 0, "complained": 0
    }  # fmt: skip
    assert told["topics"] == {"new-pieces": 1, "workshop": 2}
    assert (told["paused"], told["fewer"]) == (0, 1)
    assert "2  get the letter" in words
    assert "@" not in words


@pytest.mark.promise("newsletter/yes-proven")
def test_the_record_of_a_reader_says_with_which_words_where_when_and_under_what(roll: Roll) -> None:
    roll.add("jo@a.example", name="Jo")

    told = roll.run("show", "JO@a.example").output

    version = POLICIES[1]
    for part in (
        "get the letter, since March 1, 2026",
        "2026-03-01 09:30 UTC",
        "cart",
        "“Send me the letter, please”",
        f"newsletter/{version.effective}, {version.sha256[:12]}",
    ):
        assert part in told
    assert told.count("2026-03-01 09:30 UTC") == 2, "asked and confirmed"


def test_nothing_is_told_of_an_address_that_nobody_has(roll: Roll) -> None:
    told = roll.run("show", "no@a.example")

    assert (told.exit_code, told.output) == (1, "Nothing is kept of that address.\n")


def test_a_list_is_written_for_the_owners_eyes_alone_and_never_over_another(
    roll: Roll, tmp_path: Path
) -> None:
    roll.add("jo@a.example")
    roll.add("mo@a.example", Standing.PENDING)
    file = tmp_path / "readers.csv"

    told = roll.run("export", str(file))
    again = roll.run("export", str(file))

    assert told.output.replace("\n", "").startswith("Wrote 1 reader to")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "jo@a.example" in file.read_text()
    assert "mo@a.example" not in file.read_text()
    assert again.exit_code == 4


def test_what_was_written_out_comes_back_into_an_empty_book_as_it_was(
    roll: Roll, tmp_path: Path
) -> None:
    roll.add("jo@a.example", name="Jo", topics=("workshop",))
    file = tmp_path / "readers.csv"
    roll.run("export", str(file))
    subscriber_id = roll.shop.address_key.id_of("jo@a.example")
    before = roll.shop.subscribers.get(subscriber_id)
    assert before
    roll.shop.subscribers.commit(SubscriberChange(None, forgets=(before,)))

    told = roll.run("import", str(file), "--yes")

    after = roll.shop.subscribers.get(subscriber_id)
    assert told.exit_code == 0, told.output
    assert after
    assert (after.name, after.topics, after.consent) == (before.name, before.topics, CONSENT)


def test_a_list_says_what_would_happen_asks_and_goes_on_where_it_was_stopped(
    roll: Roll, tmp_path: Path
) -> None:
    roll.add("mo@a.example")
    roll.shop.subscribers.suppress(
        roll.shop.address_key.id_of("no@a.example"), Standing.LEFT, ASKED
    )
    file = tmp_path / "list.csv"
    file.write_text(
        "address,asked_at,words\n"
        "jo@a.example,2026-01-03,Letters please\nli@a.example,,\n"
        "mo@a.example,,\nno@a.example,2026-01-03,Letters please\n"
    )
    evidence = ("--evidence", "Sign-up sheet")

    dry = roll.run("import", str(file), *evidence, "--dry-run")
    refused = roll.run("import", str(file), *evidence, typed="n\n")
    assert roll.standing("jo@a.example") is None
    done = roll.run("import", str(file), *evidence, typed="y\n")
    again = roll.run("import", str(file), *evidence, "--json")

    assert "1 become readers" in dry.output
    assert "1 are asked by mail" in dry.output
    assert "1 skipped: on the list already" in dry.output
    assert "1 skipped: they left" in dry.output
    assert dry.output.endswith("\nNothing was taken in.\n")
    assert "The list is taken in." in done.output
    assert refused.exit_code == 4
    assert done.exit_code == 0, done.output
    assert roll.standing("jo@a.example") is Standing.SUBSCRIBED
    assert roll.standing("li@a.example") is Standing.PENDING
    assert roll.standing("no@a.example") is Standing.LEFT
    assert json.loads(again.output) == {
        "reader": 0,
        "to_ask": 0,
        "known": 3,
        "suppressed": 1,
        "set_aside": 0,
    }


def test_a_list_with_mistakes_is_taken_in_not_at_all(roll: Roll, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("address\njo@a.example\nli\n")

    told = roll.run("import", str(file), "--yes")

    assert told.exit_code == 1
    assert "Line 3: “li” is no mail address." in told.output
    assert told.output.endswith("Nothing was taken in.\n")
    assert roll.standing("jo@a.example") is None


@pytest.mark.promise("newsletter/forgotten")
@pytest.mark.parametrize("address", ["jo@a.example", "jo..lee.@a.example"])
def test_forgetting_asks_first_and_leaves_a_code_alone(roll: Roll, address: str) -> None:
    """Whatever address our forms take."""
    roll.add(address, name="Jo")

    kept = roll.run("forget", address, typed="n\n")
    unasked = roll.run("forget", address)
    assert roll.standing(address) is Standing.SUBSCRIBED
    gone = roll.run("forget", address, "--yes")

    found = roll.shop.subscribers.get(roll.shop.address_key.id_of(address))
    assert (kept.exit_code, unasked.exit_code) == (4, 4)
    assert "Nothing was forgotten. Where nobody can be asked, say --yes." in unasked.output
    assert gone.exit_code == 0
    assert found
    assert found.standing is Standing.LEFT
    assert (found.address, found.name, found.consent, found.confirmed_at) == (None,) * 4


@pytest.mark.promise("newsletter/forgotten")
def test_forgetting_takes_along_which_letters_somebody_got(
    roll: Roll, dynamodb: DynamoDBClient, tables: dict[str, str]
) -> None:
    roll.add("jo@a.example")
    jo = roll.shop.address_key.id_of("jo@a.example")
    mailings = DynamoMailings(dynamodb, Tables(**tables))
    mailings.prepare(new_mailing(SPRING, ASKED, ASKED), SPRING)
    mailings.add("spring", [jo, "b" * 40])

    roll.run("forget", "jo@a.example", "--yes")

    assert mailings.send("spring", jo) is None
    assert mailings.tally("spring") == {SendState.WAITING: 1}


@pytest.mark.promise("newsletter/forgotten")
def test_forgetting_takes_along_what_led_there_and_ends_the_letters_where_they_moved_to(
    roll: Roll,
) -> None:
    before, now, later = (
        roll.shop.address_key.id_of(f"jo@{each}.example") for each in ("before", "now", "later")
    )
    for record in (
        Subscriber(before, Standing.LEFT, ASKED, moved_to=now),
        Subscriber(now, Standing.LEFT, ASKED, moved_to=later),
        Subscriber(later, Standing.SUBSCRIBED, ASKED, address="jo@later.example"),
    ):
        roll.shop.subscribers.commit(SubscriberChange(record))

    gone = roll.run("forget", "jo@now.example", "--yes")

    left = [roll.shop.subscribers.get(each) for each in (before, now, later)]
    assert gone.exit_code == 0, gone.output
    assert [each.moved_to if each else "gone" for each in left] == [None, None, None]
    assert roll.standing("jo@later.example") is Standing.LEFT


@pytest.mark.parametrize("command", ["show", "forget"])
def test_whoever_can_ask_for_the_letter_can_be_found_by_their_address(
    roll: Roll, command: str
) -> None:
    roll.add("jo..lee@a.example")

    found = roll.run(command, "jo..lee@a.example", *(["--yes"] if command == "forget" else []))
    wrong = roll.run(command, "jo")

    assert found.exit_code == 0, found.output
    assert (wrong.exit_code, wrong.output) == (
        1,
        "“jo” is no mail address. Write it as name@example.com.\n",
    )


def test_without_a_running_shop_it_says_how_to_start_it(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["subscribers", "--stack", str(tmp_path / "none.json")])

    assert told.exit_code == 3
    assert "make dev" in told.output


def set_aside(roll: Roll, address: str) -> None:
    subject = roll.shop.address_key.id_of(address)
    asked = pending(Type.RESTRICTION, subject=subject)
    roll.shop.requests.open(RequestChange(asked))
    stands = msgspec.structs.replace(asked, revision=2)
    flag = restricted(subject, asked.id, ASKED)
    roll.shop.requests.commit(RequestChange(stands, sets=flag))


def test_whose_data_is_set_aside_isnt_written_out_nor_taken_in_and_is_shown_as_that(
    roll: Roll, tmp_path: Path
) -> None:
    roll.add("jo@a.example")
    roll.add("li@a.example")
    set_aside(roll, "jo@a.example")
    out = tmp_path / "out.csv"

    roll.run("export", str(out))
    shown = roll.run("show", "jo@a.example").output
    as_json = json.loads(roll.run("show", "jo@a.example", "--json").output)
    counted = json.loads(roll.run("--json").output)

    assert "jo@a.example" not in out.read_text()
    assert "li@a.example" in out.read_text()
    assert "Their data is set aside since 2026-03-01" in shown
    assert as_json["set_aside"]["request"] == "REQUEST1"
    assert (counted["set_aside"], counted["topics"]) == (1, {"new-pieces": 1, "workshop": 1})


def test_a_list_brings_nobody_whose_data_is_set_aside(roll: Roll, tmp_path: Path) -> None:
    set_aside(roll, "mo@a.example")
    file = tmp_path / "list.csv"
    file.write_text("address\nmo@a.example\n")

    result = roll.run("import", str(file), "--yes")

    assert "1 skipped: they asked you to set their data aside" in result.output
    assert roll.standing("mo@a.example") is None
