"""The one checker of mails finds what it is for, and nobody gets round it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.letter_links import LetterLinks
from domain.mail import Letter
from functions.adapters.mime import built
from tests.letters import JO, reading
from tests.mail_rules import MailRuleError, MailRules
from tests.samples import ADDRESS_KEY, FACTS, KEYS, NOON

RULES = MailRules(FACTS.postal_address, LetterLinks(KEYS, ADDRESS_KEY))
TESTS = Path(__file__).parents[1]


def a_mail() -> tuple[EmailMessage, Letter]:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()
    return built(shop.mailer.sent[0], NOON), shop.mailer.sent[0]


def replaced(name: str, value: str) -> Callable[[EmailMessage], None]:
    def spoil(message: EmailMessage) -> None:
        del message[name]
        if value:
            message[name] = value

    return spoil


def rewritten(kind: str, old: str, new: str) -> Callable[[EmailMessage], None]:
    def spoil(message: EmailMessage) -> None:
        (part,) = [each for each in message.iter_parts() if each.get_content_subtype() == kind]
        content = part.get_content()
        assert old in content
        part.set_content(content.replace(old, new), subtype=kind)

    return spoil


SPOILED = {
    "no From": replaced("From", ""),
    "no Date": replaced("Date", ""),
    "no Message-ID": replaced("Message-ID", ""),
    "somebody else's Message-ID": replaced("Message-ID", "<x@elsewhere.example>"),
    "no Subject": replaced("Subject", ""),
    "two recipients": replaced("To", "jo@reader.example, al@reader.example"),
    "a copy": replaced("Cc", "al@reader.example"),
    "no List-Id": replaced("List-Id", ""),
    "no List-Unsubscribe": replaced("List-Unsubscribe", ""),
    "no one click": replaced("List-Unsubscribe-Post", ""),
    "a mailto": replaced("List-Unsubscribe", "<mailto:leave@shop.example>"),
    "no HTTPS": replaced("List-Unsubscribe", "<http://shop.example/leave?t=x>"),
    "a link that doesn't open": replaced("List-Unsubscribe", "<https://shop.example/leave?t=x>"),
    "a pixel": rewritten("html", "</body>", '<img src="https://spy.example/p.gif"></body>'),
    "a picture that isn't there": rewritten("html", "</body>", '<img src="cid:1@x"></body>'),
    "a sheet": rewritten("html", "<style>", "<style>@import 'https://spy.example/x.css';"),
    "a background": rewritten("html", "background:", "background:url(https://spy.example/x) "),
    "a script": rewritten("html", "</body>", "<script>1</script></body>"),
    "no postal address in the text": rewritten("plain", "118 Granite Row", ""),
    "no postal address in the HTML": rewritten("html", "118 Granite Row", ""),
    "no link to leave in the text": rewritten("plain", "/api/newsletter/leave", "/elsewhere"),
    "no link to leave in the HTML": rewritten("html", "/api/newsletter/leave", "/elsewhere"),
    "something unfilled": rewritten("plain", "somebody", "@@name@@"),
}


def test_a_mail_as_it_should_be_passes() -> None:
    RULES.check(*a_mail())


@pytest.mark.parametrize("fault", SPOILED)
def test_each_fault_is_found(fault: str) -> None:
    message, letter = a_mail()

    SPOILED[fault](message)

    with pytest.raises(MailRuleError):
        RULES.check(message, letter)


def test_every_fake_mailer_is_made_with_the_checker_in_one_place() -> None:
    makers = [
        (path.name, node.lineno)
        for path in sorted(TESTS.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call | ast.ClassDef)
        and any("FakeMailer" in ast.dump(part) for part in _named(node))
    ]

    assert [name for name, _ in makers] == ["samples.py"]


def _named(node: ast.Call | ast.ClassDef) -> list[ast.expr]:
    return [node.func] if isinstance(node, ast.Call) else node.bases
