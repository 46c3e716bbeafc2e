"""`shop notify` counts first, sends when told to, and says how many and never who."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from domain.messages import Message
from domain.subscribers import Standing, Subscriber, SubscriberChange
from functions.adapters.dynamo_outbox import DynamoOutbox
from tests.samples import SmallShop

CLOSED = """\
---
subject: The shop stands still for a week
kind: disruption
to: everyone
---
We move from June 1 to June 7. Nothing is sent in these days.

**Your order** keeps [its day](/pages/care/).
"""


class Counter:
    """A shop with a customer, a reader, one who is both, and its owner's command."""

    def __init__(self, shop: SmallShop, stack: Path, root: Path) -> None:
        self.shop = shop
        self.stack = stack
        self.content = root / "content"
        self.write(CLOSED)
        self.bought_by("ada@one.example")
        self.bought_by("Cleo@Three.example")
        self.read_by("ben@two.example")
        self.read_by("cleo@three.example")

    def write(self, text: str, name: str = "2026-06-01-closed") -> None:
        path = self.content / "notices" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def bought_by(self, mail: str) -> None:
        order = self.shop.buy("DAWN-HOOPS")
        session = order.session_id or ""
        self.shop.payments.pay(session)
        self.shop.payments.move(session, customer_mail=mail)
        self.shop.settlement.handle(self.shop.event(order, number=len(self.shop.payments.sessions)))
        self.shop.clock.forward(minutes=1)

    def read_by(self, mail: str) -> None:
        person = self.shop.address_key.id_of(mail)
        reader = Subscriber(person, Standing.SUBSCRIBED, self.shop.clock(), address=mail)
        self.shop.subscribers.commit(SubscriberChange(reader))

    def notify(self, *arguments: str, name: str = "2026-06-01-closed", typed: str = "") -> Result:
        command = ["notify", name, "--stack", str(self.stack), "--content", str(self.content)]
        return CliRunner().invoke(app, [*command, *arguments], input=typed, env={"COLUMNS": "120"})

    @property
    def notices(self) -> int:
        waiting = self.shop.outbox.waiting(self.shop.clock())
        return sum(message.about == "notice" for message in waiting)


@pytest.fixture
def counter(
    dynamo_shop: SmallShop, stack_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Counter:
    monkeypatch.chdir(tmp_path)
    return Counter(dynamo_shop, stack_file, tmp_path)


def test_without_being_told_to_it_only_counts(counter: Counter) -> None:
    result = counter.notify()

    assert result.exit_code == 0
    assert result.output == (
        "2026-06-01-closed, a disruption of service: “The shop stands still for a week”\n"
        "     3 with a mail address, who bought from you or gets the letter\n"
        "     3 to write to\n"
        "Nothing was written. To write: ./shop notify 2026-06-01-closed --send\n"
    )
    assert counter.notices == 0
    assert counter.shop.shelf.notice("2026-06-01-closed") is None


def test_it_writes_once_to_each_and_names_none(counter: Counter) -> None:
    first = counter.notify("--send", "--yes", name="2026-06-01-closed.md")
    counter.read_by("ada@one.example")
    counter.bought_by("dora@four.example")
    again = counter.notify("--send", "--yes")
    last = counter.notify("--send", "--yes")

    assert (first.exit_code, again.exit_code, counter.notices) == (0, 0, 4)
    assert "Wrote 3 letters." in first.output
    assert "Wrote 1 letter." in again.output
    assert last.output.splitlines()[2:] == [
        "     4 skipped: have their letter already (4 waiting)",
        "     0 to write to",
    ]
    assert "@" not in first.output + again.output + last.output


def test_the_mails_go_out_with_links_that_lead_somewhere(counter: Counter) -> None:
    counter.notify("--send", "--yes")

    counter.shop.delivery.sweep()

    told = [each for each in counter.shop.mailer.sent if "We move from June 1" in each.text]
    assert sorted(each.recipient for each in told) == [
        "Cleo@Three.example",
        "ada@one.example",
        "ben@two.example",
    ]
    assert "[its day](http://127.0.0.1:8000/pages/care/)" in told[0].text
    assert '<strong>Your order</strong> keeps <a href="http://127.0.0.1:8000/pages/care/">' in (
        told[0].html
    )


def test_what_some_have_read_isnt_said_to_others_in_other_words(counter: Counter) -> None:
    counter.notify("--send", "--yes")
    counter.bought_by("dora@four.example")
    counter.write(CLOSED.replace("June 7", "June 9"))

    changed = counter.notify("--send", "--yes")
    counter.write(CLOSED)
    restored = counter.notify("--send", "--yes")

    assert changed.exit_code == 4
    assert "in other words" in changed.output
    assert "Wrote 1 letter." in restored.output


@pytest.mark.parametrize(("typed", "code", "written"), [("y\n", 0, 3), ("n\n", 4, 0), ("", 4, 0)])
def test_it_asks_before_it_writes(counter: Counter, typed: str, code: int, written: int) -> None:
    result = counter.notify("--send", typed=typed)

    assert "Write 3 letters now?" in result.output
    assert (result.exit_code, counter.notices) == (code, written)


def test_ctrl_c_leaves_what_was_written_and_the_next_run_goes_on(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = DynamoOutbox.add

    def interrupted(self: DynamoOutbox, message: Message) -> bool:
        if counter.notices == 1:
            raise KeyboardInterrupt
        return write(self, message)

    monkeypatch.setattr(DynamoOutbox, "add", interrupted)
    stopped = counter.notify("--send", "--yes")
    monkeypatch.undo()
    monkeypatch.chdir(counter.content.parent)

    resumed = counter.notify("--send", "--yes")

    assert stopped.exit_code == 130
    assert "Stopped after 1 letter." in stopped.output
    assert "Wrote 2 letters." in resumed.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("kind: disruption", "kind: news"),
            "3: kind: “news” can't be used. Write one of disruption, transfer, breach.",
        ),
        (("to: everyone\n", ""), "2: to: It is missing. Write “to: everyone”."),
        (("We move", "![](van.jpg) We move"), "6: text: There is a picture or a program in it."),
        (("subject:", "title:"), "2: title: There is no such field."),
    ],
)
def test_a_notice_with_a_mistake_goes_to_nobody(
    counter: Counter, change: tuple[str, str], said: str
) -> None:
    counter.write(CLOSED.replace(*change))

    result = counter.notify("--send", "--yes")

    assert (result.exit_code, counter.notices) == (1, 0)
    assert f"content/notices/2026-06-01-closed.md:{said}" in result.output


@pytest.mark.parametrize("name", ["closed", "2026-6-1-closed", "2026-02-30-closed", "2026-06-01-"])
def test_a_notice_has_its_day_in_its_name(counter: Counter, name: str) -> None:
    counter.write(CLOSED, name)

    result = counter.notify(name=name)

    assert result.exit_code == 1
    assert f"“{name}.md” isn't a notice's name. Name it by its day" in result.output


def test_a_notice_that_isnt_there_is_said_with_those_that_are(counter: Counter) -> None:
    result = counter.notify(name="2026-06-02-open")

    assert result.exit_code == 4
    assert "There is no notice content/notices/2026-06-02-open.md." in result.output
    assert "There is 2026-06-01-closed." in result.output


def test_without_a_running_shop_nobody_is_counted(tmp_path: Path) -> None:
    command = ["notify", "2026-06-01-closed", "--stack", str(tmp_path / "none.json")]

    result = CliRunner().invoke(app, command)

    assert result.exit_code == 3
    assert "make dev" in result.output
