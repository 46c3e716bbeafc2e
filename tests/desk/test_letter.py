"""`shop letter preview` shows a letter as it stands, and `shop letter test` sends it to one person."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.request import urlopen

import msgspec
import pytest
from typer.testing import CliRunner, Result

from desk import publish as publishing
from desk.cli import app
from desk.letter_files import built_letters
from desk.letter_preview import preview_page
from domain.letters import LEAVE, LetterContent, marked
from domain.mail import InlinePicture
from domain.publishing import publish
from infra.aws import session
from infra.stages import stage_file
from tests.samples import FACTS, RELEASE, SmallShop

ORIGIN = "https://shop.example"
FOOT = ", ".join(FACTS.postal_address)
SPRING = marked(
    LetterContent(
        slug="spring",
        written_on=date(2026, 5, 14),
        subject="Two garnets & a “twig”",
        preheader="Both are small.",
        topic="new-pieces",
        html='<html lang="en"><head><title>x</title></head><body><h1>Two garnets</h1>'
        f'<img src="cid:piece-1@shop.example" alt=""><a href="{LEAVE}">End it</a> {FOOT}</body></html>',
        text=f"Two <garnets>\n\n{FOOT}\n\nEnd the letter:\n{LEAVE}\n",
        origin=ORIGIN,
        pictures=(InlinePicture("piece-1@shop.example", "1.jpg", "image/jpeg", b"\xff\xd8\xff"),),
    )
)
HOUR = 3600


class Desk:
    """A letter that was written an hour ago and built just now, and its owner's commands."""

    def __init__(self, root: Path, stack: Path) -> None:
        self.content = root / "content"
        self.stack = stack
        self.built = stack.parent / "letters"
        self.built.mkdir()
        self.write("2026-05-14-spring")
        self.write("welcome")
        self.build(SPRING)

    def write(self, name: str) -> None:
        file = self.content / f"letters/{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("---\n---\n")
        os.utime(file, (file.stat().st_mtime - HOUR,) * 2)

    def build(self, letter: LetterContent) -> None:
        (self.built / f"{letter.slug}.json").write_bytes(msgspec.json.encode(letter))

    def letter(self, command: str, *arguments: str) -> Result:
        where = ["--stack", str(self.stack), "--content", str(self.content)]
        environment = {"COLUMNS": "120", "TERM": "dumb"}
        return CliRunner().invoke(app, ["letter", command, *arguments, *where], env=environment)

    def preview(self, *arguments: str) -> Result:
        return self.letter("preview", *arguments, "--no-open")

    @property
    def page(self) -> Path:
        return self.stack.parent / "preview/spring.html"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Beside a shop that is running, as far as the file says that it leaves."""
    stack = tmp_path / "stack.json"
    stack.write_text("{}")
    return Desk(tmp_path, stack)


def test_a_preview_shows_phone_desk_and_text_and_fetches_nothing(desk: Desk) -> None:
    result = desk.preview("spring")

    page = desk.page.read_text()
    assert result.exit_code == 0
    assert result.output == f"“{SPRING.subject}”, 0 KB in all: {desk.page}\n"
    assert re.findall(r'<iframe [^>]*width="(\d+)"', page) == ["360", "640"]
    assert page.count("data:image/jpeg;base64,/9j/") == 2
    assert "Two &lt;garnets&gt;" in page
    assert not re.search(r'(?:src|href)="?http', page)


def test_the_link_that_ends_the_letter_leads_nowhere_in_a_preview() -> None:
    page = preview_page(SPRING)

    assert page.count("href=&#34;#&#34;&gt;End it") == 2
    assert LEAVE not in page.partition("<pre>")[0]


def test_a_preview_tells_other_programs_what_it_made(desk: Desk) -> None:
    said = json.loads(desk.preview("spring", "--json").output)

    assert said == {
        "slug": "spring",
        "date": "2026-05-14",
        "subject": SPRING.subject,
        "page": str(desk.page),
        "kilobytes": 0,
        "pictures": ["1.jpg"],
        "sha256": SPRING.sha256,
    }


def test_the_welcome_can_be_looked_at_like_a_letter(desk: Desk) -> None:
    desk.build(marked(msgspec.structs.replace(SPRING, slug="welcome", pictures=())))

    assert desk.preview("welcome").exit_code == 0


def test_a_name_that_is_nearly_right_is_put_right(desk: Desk) -> None:
    result = desk.preview("sprung")

    assert result.exit_code == 4
    assert result.output == "There is no letter “sprung”. Write spring.\n"


def edited(desk: Desk) -> None:
    (desk.content / "letters/2026-05-14-spring.md").write_text("---\n---\nNew.\n")
    os.utime(desk.built / "spring.json", (1, 1))


def unbuilt(desk: Desk) -> None:
    (desk.built / "spring.json").unlink()


def tampered(desk: Desk) -> None:
    desk.build(msgspec.structs.replace(SPRING, text="Buy now"))


def cut_off(desk: Desk) -> None:
    (desk.built / "spring.json").write_bytes(b'{"slug": "spr')


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (edited, "“spring” isn't built as it is written now. `make dev` builds"),
        (unbuilt, "“spring” isn't built as it is written now. `make dev` builds"),
        (tampered, "spring.json was changed by hand. Save the letter again"),
        (cut_off, "spring.json can't be read. Save the letter again"),
    ],
)
@pytest.mark.parametrize("command", ["preview", "test"])
def test_only_what_is_built_as_it_is_written_is_shown_or_sent(
    desk: Desk, spoil: Callable[[Desk], None], said: str, command: str, stack_file: Path
) -> None:
    spoil(desk)
    desk.stack.write_bytes(stack_file.read_bytes())
    more = ["--to", "me@owner.example"] if command == "test" else ["--no-open"]

    result = desk.letter(command, "spring", *more)

    assert result.exit_code == 4
    assert said in result.output


@pytest.fixture
def running(tmp_path: Path, dynamo_shop: SmallShop, stack_file: Path, ministack: str) -> Desk:
    """A shop that runs, whose letter's sender the mail service knows."""
    del dynamo_shop
    assert FACTS.letter
    mail = session().client("sesv2", endpoint_url=ministack)
    with contextlib.suppress(mail.exceptions.AlreadyExistsException):
        mail.create_email_identity(EmailIdentity=FACTS.letter.mail_from)
    return Desk(tmp_path, at_origin(stack_file))


def at_origin(stack: Path) -> Path:
    """The running shop, where the letter's links lead."""
    stack.write_text(json.dumps(json.loads(stack.read_text()) | {"origin": ORIGIN}))
    return stack


def received(ministack: str, address: str) -> list[dict[str, str]]:
    with urlopen(f"{ministack}/_ministack/ses/messages") as answer:  # noqa: S310 — our own
        accounts = json.load(answer)["messages"]
    return [mail for mails in accounts.values() for mail in mails if mail["To"] == [address]]


def test_a_test_goes_to_one_person_and_its_goodbye_leads_to_nobodys_page(
    running: Desk, ministack: str
) -> None:
    result = running.letter("test", "spring", "--to", "me@owner.example")

    assert result.exit_code == 0, result.output
    assert result.output == (
        "Sent “[Test] Two garnets & a “twig”” to me@owner.example. "
        "Its link to end the letter leads to https://shop.example/letters/choices/\n"
    )
    (mail,) = received(ministack, "me@owner.example")
    assert "letter@juniperbend.example" in mail["Source"]
    assert mail["BodyText"].splitlines() == [
        "Two <garnets>",
        "",
        FOOT,
        "",
        "End the letter:",
        f"{ORIGIN}/letters/choices/",
    ]
    assert LEAVE not in mail["BodyHtml"]
    assert 'src="cid:piece-1@shop.example"' in mail["BodyHtml"]


def test_a_test_tells_other_programs_what_it_sent(running: Desk) -> None:
    result = running.letter("test", "spring", "--to", "json@owner.example", "--json")

    said = json.loads(result.output)
    assert said.pop("message")
    assert said == {
        "slug": "spring",
        "to": "json@owner.example",
        "subject": f"[Test] {SPRING.subject}",
    }


def test_a_letter_whose_links_lead_elsewhere_isnt_tried_either(
    running: Desk, ministack: str
) -> None:
    home = "http://127.0.0.1:8000"
    running.build(marked(msgspec.structs.replace(SPRING, origin=home)))

    result = running.letter("test", "spring", "--to", "elsewhere@owner.example")

    assert result.exit_code == 4
    assert result.output.startswith(f"The links in “spring” lead to {home}, and the shop")
    assert received(ministack, "elsewhere@owner.example") == []


@pytest.mark.parametrize("to", ["me@", "me", "a@x.example, b@x.example", "me@x.example\nBcc: a@x"])
def test_what_is_no_single_address_gets_nothing(running: Desk, to: str) -> None:
    result = running.letter("test", "spring", "--to", to)

    assert result.exit_code == 4
    assert result.output == f"“{to}” is no mail address. Write it as me@example.com.\n"


def test_a_test_needs_a_shop_that_runs(desk: Desk) -> None:
    desk.stack.unlink()

    result = desk.letter("test", "spring", "--to", "me@owner.example")

    assert result.exit_code == 3
    assert result.output == "The shop isn't running. Start it with: make dev\n"


def test_a_sender_that_the_mail_service_does_not_know_is_told_of(
    dynamo_shop: SmallShop, stack_file: Path, tmp_path: Path
) -> None:
    assert FACTS.letter
    stranger = msgspec.structs.replace(FACTS.letter, mail_from="letter@unknown.example")
    shop = msgspec.structs.replace(FACTS, letter=stranger)
    publish(msgspec.structs.replace(RELEASE, shop=shop), dynamo_shop.shelf)

    result = Desk(tmp_path, at_origin(stack_file)).letter(
        "test", "spring", "--to", "me@owner.example"
    )

    assert result.exit_code == 4
    assert result.output.startswith(
        "The mail service won't take it (MessageRejected). Does it know your sender"
    )


def test_a_stages_letters_are_looked_for_where_publishing_builds_them() -> None:
    built = publishing.BUILD / "live" / "letters"

    assert publishing.ROOT / built_letters(stage_file("live")) == built
