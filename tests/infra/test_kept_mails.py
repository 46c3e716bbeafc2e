"""What an emulator is handed is kept as it was, and a fault in it fails the test that sent it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from domain.letter_links import LetterLinks
from domain.mail import Letter, ListHeaders
from functions.adapters.ses_mailer import SesMailer
from infra.aws import session
from infra.emulator import KEPT_MAILS, running_emulator
from tests.fixtures.mails import KeptMails
from tests.mail_rules import MailRuleError
from tests.samples import ADDRESS_KEY, FACTS, KEYS, Clock

LEAVE = f"https://shop.example/leave?t={LetterLinks(KEYS, ADDRESS_KEY).sign_goodbye('a' * 40)}"
FOOT = "118 Granite Row, Llano, TX 78643"
LETTER = Letter(
    sender="Juniper Bend Jewelry <letter@juniperbend.example>",
    recipient="jo@reader.example",
    reply_to=FACTS.mail,
    subject="What is new",
    text=f"Three rings. {FOOT} {LEAVE}\n",
    html=f'<p>Three rings. {FOOT} <a href="{LEAVE}">No more</a></p>',
    tags={"letter": "spring", "recipient": "a" * 40},
    list=ListHeaders("letter.juniperbend.example", LEAVE),
)


class Post:
    """An emulator of this test's own, whose mails are looked at here alone."""

    def __init__(self, endpoint: str, folder: Path) -> None:
        client = session().client("sesv2", endpoint_url=endpoint)
        client.create_email_identity(EmailIdentity="juniperbend.example")
        self.mailer = SesMailer(client, Clock())
        self.kept = KeptMails(folder)

    def check(self, letter: Letter) -> int:
        self.mailer.send(letter)
        return self.kept.check_new()


def test_every_mail_that_an_emulator_takes_is_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEPT_MAILS, str(tmp_path))
    with running_emulator() as endpoint:
        post = Post(endpoint, tmp_path)

        counted = [post.check(LETTER), post.kept.check_new(), post.check(LETTER)]

        assert counted == [1, 0, 1]
        without = msgspec.structs.replace(LETTER, list=None)
        with pytest.raises(MailRuleError, match="What is new: List-Id stands once"):
            post.check(without)
        foot = msgspec.structs.replace(LETTER, text=f"Three rings. {LEAVE}\n")
        with pytest.raises(MailRuleError, match="the text lacks the postal address"):
            post.check(foot)


def test_this_runs_own_emulator_keeps_its_mails_for_the_checker(
    ministack: str, kept_mails: KeptMails
) -> None:
    before = kept_mails.check_new()

    Post(ministack, kept_mails.folder).mailer.send(LETTER)

    assert (before, kept_mails.check_new()) == (0, 1)
