"""`shop letter send` says whom and how much, asks, writes them down, and hands the baton over."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from domain.letters import LetterContent, marked
from domain.mailings import Mailing, MailingState, Send, SendState
from domain.sending_account import Identity
from domain.subscribers import Standing, SubscriberChange
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.ses_account import OneMachine
from functions.settings import Tables
from functions.world import now
from infra.aws import session
from tests.letter_post import SPRING, reader
from tests.samples import SmallShop

PRETENDED = (
    "Mail on this machine is only pretended: whether the domain is in order (SPF, DKIM, DMARC) "
    "wasn't looked at."
)


class Desk:
    """A shop with its letter built, some readers, and its owner's commands."""

    def __init__(self, endpoint: str, tables: dict[str, str], stack: Path, queue_url: str) -> None:
        client = session().client("dynamodb", endpoint_url=endpoint)
        self.sqs = session().client("sqs", endpoint_url=endpoint)
        self.queue_url = queue_url
        self.stack = stack
        self.content = stack.parent / "content"
        self.mailings = DynamoMailings(client, Tables(**tables))
        self.readers = DynamoSubscriberBook(client, Tables(**tables), now)
        self.build(SPRING)

    def build(self, letter: LetterContent) -> None:
        source = self.content / "letters" / f"2026-03-02-{letter.slug}.md"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text("---\n---\n")
        built = self.stack.parent / "letters" / f"{letter.slug}.json"
        built.parent.mkdir(exist_ok=True)
        built.write_bytes(msgspec.json.encode(letter))

    def joined(self, *numbers: int, **facts: object) -> None:
        for number in numbers:
            self.readers.commit(SubscriberChange(reader(number, **facts)))

    def run(self, *arguments: str, typed: str = "") -> Result:
        command = ["letter", *arguments, "--stack", str(self.stack)]
        if arguments[0] == "send":
            command += ["--content", str(self.content)]
        return CliRunner().invoke(app, command, input=typed, env={"COLUMNS": "120"})

    def said(self, *arguments: str) -> Any:  # noqa: ANN401 — JSON
        result = self.run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    @property
    def batons(self) -> list[str]:
        """What lies in the queue, taken out of it."""
        found = []
        while messages := self.sqs.receive_message(QueueUrl=self.queue_url).get("Messages", []):
            for message in messages:
                found.append(message["Body"])
                self.sqs.delete_message(
                    QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"]
                )
        return found

    def mailing(self) -> Mailing:
        found = self.mailings.get("spring")
        assert found
        return found


@pytest.fixture
def queue_url(ministack: str) -> Iterator[str]:
    client = session().client("sqs", endpoint_url=ministack)
    name = f"letters-{uuid.uuid4().hex[:8]}.fifo"
    url = client.create_queue(QueueName=name, Attributes={"FifoQueue": "true"})["QueueUrl"]
    yield url
    client.delete_queue(QueueUrl=url)


@pytest.fixture
def desk(
    dynamo_shop: SmallShop,
    ministack: str,
    tables: dict[str, str],
    stack_file: Path,
    queue_url: str,
) -> Desk:
    del dynamo_shop  # published its release into the tables
    said = json.loads(stack_file.read_text()) | {
        "letters_queue": queue_url,
        "origin": SPRING.origin,
    }
    stack_file.write_text(json.dumps(said))
    return Desk(ministack, tables, stack_file, queue_url)


def test_a_dry_run_says_whom_how_long_and_how_much_and_writes_nothing(desk: Desk) -> None:
    desk.joined(1, 2, 3)
    desk.joined(4, topics=("workshop",))
    desk.joined(5, standing=Standing.PENDING)
    desk.joined(6, paused_until=now() + timedelta(days=3))
    desk.readers.suppress(reader(7).id, Standing.LEFT, now())

    result = desk.run("send", "spring", "--dry-run")

    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "“What is new on the bench”, on New pieces",
        "      3 get it",
        "      1 don't: chose other topics",
        "      1 don't: have paused their letters",
        "      1 don't: haven't confirmed yet",
        "      1 don't: left, bounced or complained",
        "It takes about 1 second at 12.6 letters a second, and SES asks for about $0.01.",
        PRETENDED,
        "Nothing was written, and nobody gets anything.",
    ]
    assert desk.mailings.every() == []
    assert desk.batons == []


def test_sending_writes_down_each_reader_and_hands_the_baton_over(desk: Desk) -> None:
    desk.joined(*range(1, 131))

    result = desk.run("send", "spring", "--yes")

    assert result.exit_code == 0, result.output
    assert "It goes out now." in result.output
    assert "example.org" not in result.output
    mailing = desk.mailing()
    assert (mailing.state, mailing.recipients) == (MailingState.SENDING, 130)
    assert desk.mailings.tally("spring") == {SendState.WAITING: 130}
    assert desk.mailings.content(mailing) == SPRING
    assert desk.batons == ['{"letter":"spring","number":1}']


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 4), ("", 4)])
def test_it_asks_before_it_writes(desk: Desk, typed: str, code: int) -> None:
    desk.joined(1, 2)

    result = desk.run("send", "spring", typed=typed)

    assert "Send 2 letters now?" in result.output
    assert result.exit_code == code
    assert len(desk.mailings.every()) == (code == 0)


def test_a_letter_for_later_waits_without_a_baton(desk: Desk) -> None:
    desk.joined(1)

    said = desk.said("send", "spring", "--yes", "--at", "2999-05-01T09:00")

    assert said["starts_at"] == "2999-05-01T14:00:00Z"
    assert desk.mailing().state is MailingState.SENDING
    assert desk.batons == []
    waiting, report = "waiting for 2999-05-01 09:00 CDT", desk.run("report", "spring").output
    assert waiting in desk.run("list").output
    assert report.startswith(f"“{SPRING.subject}” is {waiting}\n")
    desk.run("pause", "spring")
    paused = desk.run("report", "spring").output
    assert "is paused; it was to begin 2999-05-01 09:00 CDT\n" in paused
    assert desk.run("resume", "spring").output == "It goes on at 2999-05-01 09:00 CDT.\n"


def test_a_letter_that_waits_is_given_another_time_once_that_is_agreed(desk: Desk) -> None:
    desk.joined(1)
    desk.run("send", "spring", "--yes", "--at", "2999-05-01T09:00")

    without = desk.run("send", "spring", "--yes")
    unasked = desk.run("send", "spring", "--at", "2999-06-01T10:00")
    refused = desk.run("send", "spring", "--at", "2999-06-01T10:00", typed="n\n")
    tried = desk.run("send", "spring", "--at", "2999-06-01T10:00", "--dry-run")
    before = desk.mailing().start_at
    agreed = desk.run("send", "spring", "--at", "2999-06-01T10:00", typed="y\n")

    assert [each.exit_code for each in (without, unasked, refused, tried, agreed)] == [
        4,
        4,
        4,
        0,
        0,
    ]
    assert "waits for its time already. Give it another one with --at" in without.output
    assert before.isoformat() == "2999-05-01T14:00:00+00:00"
    assert "It would go out at 2999-06-01 10:00 CDT instead, to the same 1 reader" in agreed.output
    assert desk.mailing().start_at.isoformat() == "2999-06-01T15:00:00+00:00"
    assert desk.mailings.tally("spring") == {SendState.WAITING: 1}
    assert desk.batons == []


def test_a_letter_that_has_begun_keeps_its_time(desk: Desk) -> None:
    desk.joined(1)
    desk.run("send", "spring", "--yes")

    result = desk.run("send", "spring", "--yes", "--at", "2999-06-01T10:00")

    assert result.exit_code == 4
    assert "is on its way already" in result.output


def test_a_letter_isnt_moved_before_the_day_of_its_page(desk: Desk) -> None:
    desk.joined(1)
    desk.build(marked(msgspec.structs.replace(SPRING, written_on=date(2999, 5, 1))))
    desk.run("send", "spring", "--yes", "--at", "2999-05-01T09:00")

    result = desk.run("send", "spring", "--yes", "--at", "2999-04-30T09:00")

    assert result.exit_code == 4
    assert "which is there from 2999-05-01 on" in result.output
    assert desk.mailing().start_at.isoformat() == "2999-05-01T14:00:00+00:00"


def test_a_time_that_is_past_is_no_time_to_send(desk: Desk) -> None:
    desk.joined(1)

    result = desk.run("send", "spring", "--yes", "--at", "2020-05-01 09:00")

    assert result.exit_code == 4
    assert "2020-05-01 09:00 CDT is past." in result.output


@pytest.mark.parametrize("typed", ["tomorrow", "2999-05-01", "2999-05-01T09:00Z"])
def test_a_time_that_is_none_is_said_with_how_to_write_it(desk: Desk, typed: str) -> None:
    result = desk.run("send", "spring", "--at", typed)

    assert result.exit_code == 2
    assert f"“{typed}” is no time. Write day and time, as 2026-12-01T09:00." in result.output


def test_a_letter_doesnt_go_out_before_the_day_from_which_its_page_is_there(desk: Desk) -> None:
    desk.joined(1)
    desk.build(marked(msgspec.structs.replace(SPRING, written_on=date(2999, 5, 1))))

    early = desk.run("send", "spring", "--yes")
    in_time = desk.run("send", "spring", "--dry-run", "--at", "2999-05-01T09:00")
    desk.build(marked(msgspec.structs.replace(SPRING, written_on=date(2999, 5, 1), archive=False)))
    without = desk.run("send", "spring", "--dry-run")

    assert [each.exit_code for each in (early, in_time, without)] == [4, 0, 0]
    assert "which is there from 2999-05-01 on" in early.output
    assert "publish on 2999-05-01 or later, before it goes out." in in_time.output
    assert "page" not in without.output


def test_the_welcome_is_nothing_to_send(desk: Desk) -> None:
    result = desk.run("send", "welcome", "--yes")

    assert result.exit_code == 4
    assert result.output == "The welcome goes to each reader by itself, once they have confirmed.\n"


def test_what_was_sent_keeps_its_words_and_isnt_sent_again(desk: Desk) -> None:
    desk.joined(1)
    desk.run("send", "spring", "--yes")

    again = desk.run("send", "spring", "--yes")
    desk.build(marked(msgspec.structs.replace(SPRING, subject="Other words")))
    other = desk.run("send", "spring", "--yes")

    assert (again.exit_code, other.exit_code) == (4, 4)
    assert "“spring” is on its way already." in again.output
    assert "with other words" in other.output
    assert desk.mailing().subject == SPRING.subject


def test_ctrl_c_while_writing_leaves_nobody_written_to_and_the_next_run_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.joined(*range(1, 151))
    add = DynamoMailings.add
    calls: list[int] = []

    def interrupted(self: DynamoMailings, slug: str, recipients: list[str]) -> int:
        calls.append(len(recipients))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return add(self, slug, recipients)

    with monkeypatch.context() as patch:
        patch.setattr(DynamoMailings, "add", interrupted)
        stopped = desk.run("send", "spring", "--yes")
    half = desk.mailings.tally("spring")
    again = desk.run("send", "spring", "--yes")

    assert (stopped.exit_code, again.exit_code) == (130, 0)
    assert "Nobody gets anything yet" in stopped.output
    assert half == {SendState.WAITING: 99}
    assert desk.mailings.tally("spring") == {SendState.WAITING: 150}
    assert len(desk.batons) == 1


@pytest.mark.parametrize("option", ["--yes", "--dry-run"])
def test_nothing_is_written_while_the_domain_isnt_in_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    desk.joined(1)

    def unknown(self: OneMachine, domain: str) -> Identity:
        del self, domain
        return Identity()

    monkeypatch.setattr(OneMachine, "identity", unknown)

    result = desk.run("send", "spring", option)

    assert result.exit_code == 4
    assert "The letter can't go out yet." in result.output
    for part in (
        "SES doesn't know that juniperbend.example is yours",
        "(DKIM)",
        "(SPF)",
        "no DMARC record",
    ):
        assert part in result.output
    assert desk.mailings.every() == []


def test_a_letter_without_readers_goes_to_nobody(desk: Desk) -> None:
    result = desk.run("send", "spring", "--yes")

    assert result.exit_code == 4
    assert "Nobody would get it." in result.output
    assert desk.mailings.every() == []


def test_a_letter_that_isnt_written_cant_be_sent(desk: Desk) -> None:
    result = desk.run("send", "sprig", "--yes")

    assert result.exit_code == 4
    assert "sprig" in result.output


def test_pause_resume_and_cancel_each_do_what_they_say(desk: Desk) -> None:
    desk.joined(1, 2)
    desk.run("send", "spring", "--yes")
    first = desk.batons

    states = []
    for command in (["pause"], ["resume"], ["pause"], ["cancel", "--yes"]):
        result = desk.run(command[0], "spring", *command[1:])
        assert result.exit_code == 0, result.output
        states.append(desk.mailing().state)

    assert states == ["paused", "sending", "paused", "cancelled"]
    assert first == ['{"letter":"spring","number":1}']
    assert desk.batons == ['{"letter":"spring","number":2}']


@pytest.mark.parametrize(
    ("command", "words"),
    [("pause", "Go on with: ./shop letter resume spring"), ("resume", "on its way already")],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(
    desk: Desk, command: str, words: str
) -> None:
    desk.joined(1)
    desk.run("send", "spring", "--yes")
    if command == "pause":
        desk.run("pause", "spring")
    before = desk.mailing()

    result = desk.run(command, "spring")

    assert result.exit_code == 4
    assert words in result.output
    assert desk.mailing() == before


def test_cancelling_asks_and_stays(desk: Desk) -> None:
    desk.joined(1)
    desk.run("send", "spring", "--yes")

    refused = desk.run("cancel", "spring", typed="n\n")
    unasked = desk.run("cancel", "spring")
    done = desk.run("cancel", "spring", typed="y\n")
    resumed = desk.run("resume", "spring")

    assert [each.exit_code for each in (refused, unasked, done, resumed)] == [4, 4, 0, 4]
    assert desk.mailing().state is MailingState.CANCELLED
    assert "stays so" in resumed.output
    assert "      1 never get it" in desk.run("report", "spring").output


@pytest.mark.promise("newsletter/send-noted")
def test_the_report_counts_and_names_nobody(desk: Desk) -> None:
    desk.joined(*range(1, 8))
    desk.run("send", "spring", "--yes")
    ends = (SendState.SENT, SendState.SENT, SendState.UNKNOWN, SendState.FAILED, SendState.PASSED)
    for number, state in enumerate(ends, start=1):
        waiting = Send(reader(number).id)
        desk.mailings.settle("spring", waiting, msgspec.structs.replace(waiting, state=state))
    desk.mailings.count("spring", "bounced")
    for _ in range(2):
        desk.mailings.count("spring", "left")

    result = desk.run("report", "spring")
    said = desk.said("report", "spring")

    assert result.exit_code == 0, result.output
    numbers = [line for line in result.output.splitlines() if line.startswith("   ")]
    assert numbers == [
        "      7 to get it",
        "      2 sent",
        "      2 wait for their turn",
        "      1 unknown: cut off while being sent, and not repeated",
        "      1 refused by the mail service",
        "      1 didn't want it any more when their turn came",
        "      1 bounced: the address doesn't exist, and gets no more letters",
        "      2 left by its link",
    ]
    assert "There are no opens or clicks" in result.output
    assert "example.org" not in result.output
    counts = {name: said[name] for name in ("recipients", "sent", "waiting", "unknown", "failed")}
    assert counts == {"recipients": 7, "sent": 2, "waiting": 2, "unknown": 1, "failed": 1}
    later = {name: said[name] for name in ("passed", "bounced", "soft", "complained", "left")}
    assert later == {"passed": 1, "bounced": 1, "soft": 0, "complained": 0, "left": 2}


def test_a_letter_that_halted_says_why_and_what_to_do(desk: Desk) -> None:
    desk.joined(1)
    desk.run("send", "spring", "--yes")
    mailing = desk.mailing()
    desk.mailings.commit(
        msgspec.structs.replace(
            mailing, state=MailingState.HALTED, why="bounces", revision=mailing.revision + 1
        )
    )

    result = desk.run("report", "spring")

    assert "because too many of its addresses don't exist" in result.output
    assert "./shop letter resume spring" in result.output


@pytest.mark.parametrize("command", ["pause", "resume", "cancel", "report"])
def test_a_letter_that_was_never_sent_is_said_so(desk: Desk, command: str) -> None:
    result = desk.run(command, "summer")

    assert result.exit_code == 4
    assert "No letter “summer” has been sent." in result.output


@pytest.mark.parametrize(
    "command", [["send", "spring"], ["list"], ["report", "spring"], ["pause", "spring"]]
)
def test_without_a_running_shop_every_command_says_how_to_start_it(
    tmp_path: Path, command: list[str]
) -> None:
    result = CliRunner().invoke(
        app, ["letter", *command, "--stack", str(tmp_path / "stack.json")], env={"COLUMNS": "120"}
    )

    assert result.exit_code == 3
    assert "make dev" in result.output


def test_a_letter_whose_links_lead_elsewhere_stays_here(desk: Desk) -> None:
    desk.joined(1)
    home = "http://127.0.0.1:8000"
    desk.build(marked(msgspec.structs.replace(SPRING, origin=home)))

    result = desk.run("send", "spring", "--yes")

    assert result.exit_code == 4
    assert result.output == (
        f"The links in “spring” lead to {home}, and the shop that would send it is at "
        f"{SPRING.origin}. Save the letter again, and it is built anew.\n"
    )
    assert desk.mailings.every() == []
    assert desk.batons == []
