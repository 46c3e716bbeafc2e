"""`shop letter test`: one mail to one address, to see a letter where it will be read."""

from __future__ import annotations

from email.utils import formataddr
from typing import Annotated

import typer

from desk.letter_files import CONTENT, LetterFileError, built_letter, built_letters
from desk.letter_preview import Content, Slug, Stack
from desk.stage import STACK_FILE, StageError, local_mailer, local_stage
from desk.terminal import NOT_RUNNING, REFUSED, AsJson, print_json, say, stop
from domain.letters import LEAVE, LetterContent
from domain.mail_address import MailAddressError, read_mail_address
from domain.orders import BookUnavailableError
from domain.outbox import Letter, MailCutOffError, MailRefusedError, MailUnavailableError
from domain.shop import ShopFacts

TEST = "[Test] "


class TrialError(Exception):
    """The letter can't be tried; the message says what to do."""


def trial(
    slug: Slug,
    to: Annotated[str, typer.Option("--to", help="Your own address, such as me@example.com.")],
    as_json: AsJson = False,
    content: Content = CONTENT,
    stack: Stack = STACK_FILE,
) -> None:
    """Send a letter to yourself, with “[Test]” before its subject. No reader gets anything."""
    try:
        recipient = read_mail_address(to)
        stage = local_stage(stack)
        letter = built_letter(slug, built_letters(stack), content)
        mail = trial_mail(letter, stage.shelf.facts(), recipient)
        reference = local_mailer(stack).send(mail)
    except MailAddressError:
        stop(f"“{to}” is no mail address. Write it as me@example.com.", REFUSED)
    except (LetterFileError, TrialError) as error:
        stop(str(error), REFUSED)
    except MailRefusedError as error:
        stop(f"The mail service won't take it ({error}). Is {to} right?", REFUSED)
    except MailCutOffError:
        stop(
            "Whether it was sent is unknown. Look into your mailbox before you retry.", NOT_RUNNING
        )
    except (StageError, BookUnavailableError, MailUnavailableError) as error:
        stop(_unreachable(error), NOT_RUNNING)
    if as_json:
        print_json({"slug": slug, "to": recipient, "subject": mail.subject, "message": reference})
        return
    say(
        f"Sent “{mail.subject}” to {recipient}. Its link to end the letter leads to {_nowhere(letter)}"
    )


def trial_mail(letter: LetterContent, shop: ShopFacts | None, recipient: str) -> Letter:
    """The letter for one address: nobody's goodbye, and no word of a list. Raises TrialError."""
    if shop is None or shop.letter is None:
        raise TrialError(
            "The shop as it was last published writes no letters. Say who sends them under "
            "“letter” in shop.yaml, and publish."
        )
    return Letter(
        sender=formataddr((shop.name, shop.letter.mail_from)),
        recipient=recipient,
        reply_to=shop.mail,
        subject=TEST + letter.subject,
        text=letter.text.replace(LEAVE, _nowhere(letter)),
        html=letter.html.replace(LEAVE, _nowhere(letter)),
        tags={"test": letter.slug},
        pictures=letter.pictures,
    )


def _nowhere(letter: LetterContent) -> str:
    """Where the link to say goodbye leads in a test: to a page that knows nobody."""
    return f"{letter.origin}/letters/choices/"


def _unreachable(error: Exception) -> str:
    if isinstance(error, StageError):
        return str(error)
    if isinstance(error, MailUnavailableError):
        return f"The mail service isn't answering ({error}). Nothing was sent. Try again later."
    return "The shop's database isn't answering. Is `make dev` still running?"
