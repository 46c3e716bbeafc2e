"""`shop policies notify` counts first, writes when told to, and says how many and never who."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from domain.messages import Message
from domain.order_book import Change
from domain.orders import Status
from domain.policies import PolicyVersion
from domain.publishing import publish
from functions.adapters.dynamo_outbox import DynamoOutbox
from tests.policies import POLICIES, a_version, hashed
from tests.samples import RELEASE, SmallShop

IN_FORCE = date(2026, 2, 1)
"""Began before every day on which this can run, as the other one is to come."""

TO_COME = date(2999, 1, 1)


def privacy(day: date, **said: object) -> PolicyVersion:
    changed = msgspec.structs.replace(a_version("privacy", day), summary="We ask for less.", **said)
    return hashed(changed)


class Counter:
    """A shop with two customers and somebody who never paid, and its owner's command."""

    def __init__(self, shop: SmallShop, stack: Path) -> None:
        self.shop = shop
        self.stack = stack
        self.publish(privacy(TO_COME))
        self.bought_by("ada@one.example")
        self.bought_by("ben@two.example")
        shop.buy("DAWN-HOOPS")

    def publish(self, *versions: PolicyVersion) -> None:
        policies = (*POLICIES, *versions)
        publish(msgspec.structs.replace(RELEASE, policies=policies), self.shop.shelf)

    def bought_by(self, mail: str) -> None:
        order = self.shop.buy("DAWN-HOOPS")
        session = order.session_id or ""
        self.shop.payments.pay(session)
        self.shop.payments.move(session, customer_mail=mail)
        self.shop.settlement.handle(self.shop.event(order, number=len(self.shop.payments.sessions)))
        self.shop.clock.forward(minutes=1)

    def notify(self, *arguments: str, policy: str = "privacy", typed: str = "") -> Result:
        command = ["policies", "notify", policy, "--stack", str(self.stack), *arguments]
        return CliRunner().invoke(app, command, input=typed, env={"COLUMNS": "120"})

    @property
    def letters(self) -> int:
        waiting = self.shop.outbox.waiting(self.shop.clock())
        return sum(message.about == "policy_changed" for message in waiting)


@pytest.fixture
def counter(dynamo_shop: SmallShop, stack_file: Path) -> Counter:
    return Counter(dynamo_shop, stack_file)


def test_without_being_told_to_it_only_counts(counter: Counter) -> None:
    result = counter.notify()

    assert result.exit_code == 0
    assert result.output == (
        "privacy/2999-01-01: We ask for less.\n"
        "     2 with a mail address\n"
        "     2 to write to\n"
        "Nothing was written. To write: ./shop policies notify privacy --send\n"
    )
    assert counter.letters == 0


def test_it_writes_once_to_each_customer_and_names_none(counter: Counter) -> None:
    first = counter.notify("--send", "--yes")
    counter.bought_by("Ada@one.example")
    counter.bought_by("cleo@three.example")
    again = counter.notify("--send", "--yes")
    last = counter.notify("--send", "--yes")

    assert (first.exit_code, again.exit_code, counter.letters) == (0, 0, 3)
    assert "Wrote 2 letters." in first.output
    assert "Wrote 1 letter." in again.output
    assert last.output.splitlines()[1:] == [
        "     3 with a mail address",
        "     3 skipped: have their letter already (3 waiting)",
        "     0 to write to",
    ]
    assert "example" not in first.output + again.output + last.output


@pytest.mark.promise("privacy/changes-mailed")
def test_the_letters_go_out_and_are_not_written_again(counter: Counter) -> None:
    counter.notify("--send", "--yes")
    counter.shop.delivery.sweep()

    result = counter.notify("--send", "--yes")

    told = [each for each in counter.shop.mailer.sent if "We ask for less." in each.text]
    assert sorted(each.recipient for each in told) == ["ada@one.example", "ben@two.example"]
    assert "2 skipped: have their letter already (2 sent)" in result.output


def test_who_orders_under_the_new_version_needs_no_letter(counter: Counter) -> None:
    paid, _ = counter.shop.book.with_status(Status.PAID)
    agreed = msgspec.structs.replace(
        paid, policies=(privacy(TO_COME).ref,), revision=paid.revision + 1
    )
    counter.shop.book.commit(Change(agreed))

    result = counter.notify()

    assert "1 skipped: ordered under this version already" in result.output
    assert "     1 to write to" in result.output


@pytest.mark.parametrize(("typed", "code", "letters"), [("y\n", 0, 2), ("n\n", 4, 0), ("", 4, 0)])
def test_it_asks_before_it_writes(counter: Counter, typed: str, code: int, letters: int) -> None:
    result = counter.notify("--send", typed=typed)

    assert "Write 2 letters now?" in result.output
    assert (result.exit_code, counter.letters) == (code, letters)


def test_ctrl_c_leaves_what_was_written_and_the_next_run_goes_on(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = DynamoOutbox.add

    def interrupted(self: DynamoOutbox, message: Message) -> bool:
        if counter.letters == 1:
            raise KeyboardInterrupt
        return write(self, message)

    monkeypatch.setattr(DynamoOutbox, "add", interrupted)
    stopped = counter.notify("--send", "--yes")
    monkeypatch.undo()

    resumed = counter.notify("--send", "--yes")

    assert stopped.exit_code == 130
    assert "Stopped after 1 letter." in stopped.output
    assert "Wrote 1 letter." in resumed.output
    assert counter.letters == 2


def test_what_is_announced_is_written_about_before_what_is_in_force(counter: Counter) -> None:
    counter.publish(privacy(IN_FORCE), privacy(TO_COME))

    announced, named = counter.notify(), counter.notify("--version", str(IN_FORCE))

    assert announced.output.startswith("privacy/2999-01-01: ")
    assert named.output.startswith("privacy/2026-02-01: ")


def test_the_command_that_it_tells_to_run_next_is_about_the_same_version(counter: Counter) -> None:
    counter.publish(privacy(IN_FORCE), privacy(TO_COME))

    counted = counter.notify("--version", str(IN_FORCE))
    (command,) = re.findall(r"\./shop policies notify privacy (.*)", counted.output)
    written = counter.notify(*command.split(), "--yes")

    assert written.output.startswith("privacy/2026-02-01: ")
    assert "Wrote 2 letters." in written.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--version", "2026-01-01"], "privacy/2026-01-01 isn't in force or announced"),
        (["--version", "2999-01-02"], "there is privacy/2999-01-01, privacy/2026-02-01"),
    ],
)
def test_nobody_is_written_to_about_what_isnt_published_or_was_replaced(
    counter: Counter, arguments: list[str], said: str
) -> None:
    counter.publish(privacy(IN_FORCE), privacy(TO_COME))

    result = counter.notify("--send", "--yes", *arguments)

    assert (result.exit_code, counter.letters) == (4, 0)
    assert said in result.output


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"material": False}, "says “material: false”"), ({"sealed": False}, "isn't sealed")],
)
def test_nobody_is_written_to_about_a_small_change_or_one_that_may_change_again(
    counter: Counter, said: dict[str, bool], refusal: str
) -> None:
    counter.publish(privacy(date(2998, 1, 1), **said), privacy(TO_COME))

    result = counter.notify("--send", "--yes")

    assert (result.exit_code, counter.letters) == (4, 0)
    assert refusal in result.output


def test_a_policy_that_isnt_there_is_said_kindly(counter: Counter) -> None:
    result = counter.notify(policy="privcy")

    assert result.exit_code == 4
    assert "privcy isn't in force or announced" in result.output


def test_without_a_running_shop_nothing_is_counted(tmp_path: Path) -> None:
    command = ["policies", "notify", "privacy", "--stack", str(tmp_path / "none.json")]

    result = CliRunner().invoke(app, command)

    assert result.exit_code == 3
    assert "make dev" in result.output
