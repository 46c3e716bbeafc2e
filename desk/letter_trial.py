"""`shop letter test`: one mail to one address, to see a letter where it will be read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, NoReturn

import typer

from desk.letter_files import CONTENT, LetterFileError, built_letter, check_origin
from desk.letter_preview import Content, Slug
from desk.places import STACK_FILE, Where
from desk.stage import mailer_at, stage_at
from desk.terminal import NOT_ANSWERING, NOT_RUNNING, REFUSED, AsJson, print_json, say, stop
from domain.letterhead import sender_line
from domain.letters import LEAVE, LetterContent
from domain.mail import Letter, MailCutOffError, MailRefusedError, MailUnavailableError
from domain.mail_address import MailAddressError, read_mail_address
from domain.order_book import BookUnavailableError
from domain.shop import ShopFacts
from infra.stages import StageError

TEST = "[Test] "


class TrialError(Exception):
    """The letter can't be tried; the message says what to do."""


FAILURES = (
    BookUnavailableError,
    LetterFileError,
    MailAddressError,
    MailCutOffError,
    MailRefusedError,
    MailUnavailableError,
    StageError,
    TrialError,
)


def trial(
    slug: Slug,
    to: Annotated[str, typer.Option("--to", help="Your own address, such as me@example.com.")],
    as_json: AsJson = False,
    content: Content = CONTENT,
    stack: Where = STACK_FILE,
) -> None:
    """Send a letter to yourself, with “[Test]” before its subject. No reader gets anything."""
    try:
        recipient = read_mail_address(to)
        stage = stage_at(stack)
        letter = built_letter(slug, stack, content, or_welcome=True)
        check_origin(letter, stage.origin, stack)
        mail = trial_mail(letter, stage.shelf.facts(), recipient, stage.now())
        reference = mailer_at(stack).send(mail)
    except FAILURES as error:
        _give_up(error, to)
    if as_json:
        print_json({"slug": slug, "to": recipient, "subject": mail.subject, "message": reference})
        return
    say(
        f"Sent “{mail.subject}” to {recipient}. Its link to end the letter leads to {_nowhere(letter)}"
    )


def trial_mail(
    letter: LetterContent, shop: ShopFacts | None, recipient: str, now: datetime
) -> Letter:
    """The letter for one address: nobody's goodbye, and no word of a list. Raises TrialError."""
    if shop is None or shop.letter is None:
        raise TrialError(
            "The shop as it was last published writes no letters. Say who sends them under "
            "“letter” in shop.yaml, and publish."
        )
    return Letter(
        sender=sender_line(shop.name, shop.letter.mail_from),
        recipient=recipient,
        reply_to=shop.mail,
        subject=TEST + letter.subject,
        text=letter.text.replace(LEAVE, _nowhere(letter)),
        html=letter.html.replace(LEAVE, _nowhere(letter)),
        # The time makes it another mail than the last test, which mail programs would fold into one.
        tags={"test": letter.slug, "at": f"{now:%Y%m%dT%H%M%SZ}"},
        automatic=False,
        pictures=letter.pictures,
    )


def _nowhere(letter: LetterContent) -> str:
    """Where the link to say goodbye leads in a test: to a page that knows nobody."""
    return f"{letter.origin}/letters/choices/"


def _give_up(error: Exception, to: str) -> NoReturn:
    """Say what went wrong, and whether anything was sent."""
    match error:
        case MailAddressError():
            stop(f"“{to}” is no mail address. Write it as me@example.com.", REFUSED)
        case MailRefusedError():
            advice = f"Does it know your sender, the letter's “mail_from”? Is {to} right?"
            stop(f"The mail service won't take it ({error}). {advice}", REFUSED)
        case MailCutOffError():
            advice = "Look into your mailbox before you send it again."
            stop(f"Whether it was sent is unknown. {advice}", NOT_RUNNING)
        case MailUnavailableError():
            advice = "Nothing was sent. Try again later."
            stop(f"The mail service isn't answering ({error}). {advice}", NOT_RUNNING)
        case BookUnavailableError():
            stop(NOT_ANSWERING, NOT_RUNNING)
        case StageError():
            stop(str(error), NOT_RUNNING)
        case _:
            stop(str(error), REFUSED)
