"""What somebody writes to the shop with its form: read, kept for a while, and answered by its owner."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from domain import outbox
from domain.addresses import AddressKey
from domain.mail_address import MailAddressError, read_mail_address
from domain.messages import Message

TOPICS = {
    "order": "An order of mine",
    "piece": "A piece, or its size",
    "made": "Something made for me",
    "return": "Sending something back",
    "other": "Something else",
}
"""What it can be about, by the word that the form sends."""

FIELDS = ("topic", "order", "mail", "says")
"""In the order in which the form has them."""

LONGEST_WORDS = 4000
KEPT = timedelta(days=365)
"""For how long it can be looked up what somebody wrote: long enough for what it was about."""

TO_OWNER, RECEIVED = "owner_contact", "contact_received"
"""What the mails of it are about."""

_NUMBER = re.compile(r"[0-9A-Z]{1,16}")
_TWICE = "This was sent twice. Go back to the form, and send it once."


class Inquiry(msgspec.Struct, frozen=True):
    """`subject` is the keyed hash of the `address`. An `order` is the number that was typed.

    Anybody can type anybody's address, and any number: whoever reads it knows nothing from that.
    """

    id: str
    subject: str
    address: str
    topic: str
    text: str
    created_at: datetime
    order: str | None = None


class ContactFormError(Exception):
    """What to correct, a sentence a field."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(", ".join(errors))


class Words(msgspec.Struct, frozen=True):
    """A form without fault."""

    topic: str
    mail: str
    says: str
    order: str | None = None

    def inquiry(self, own_id: str, key: AddressKey, now: datetime) -> Inquiry:
        subject = key.id_of(self.mail)
        return Inquiry(own_id, subject, self.mail, self.topic, self.says, now, self.order)


class Inquiries(Protocol):
    """Every call may raise BookUnavailableError."""

    def open(self, inquiry: Inquiry, messages: Iterable[Message]) -> None:
        """Write it, with the mails that follow from it, or nothing of both."""
        ...

    def get(self, inquiry_id: str) -> Inquiry | None: ...

    def of_subject(self, subject: str) -> list[Inquiry]:
        """The oldest first."""
        ...

    def oldest(self) -> Iterator[Inquiry]:
        """All of them, the oldest first, read as they are asked for."""
        ...

    def remove(self, inquiry: Inquiry) -> None:
        """Doing it twice does nothing more."""
        ...


def is_by_a_program(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether the field that nobody sees was filled in."""
    return any(name == "website" and value for name, value in pairs)


def read_words(pairs: Sequence[tuple[str, str]]) -> Words:
    """Unknown fields are ignored. Raises ContactFormError with every fault."""
    sent: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in FIELDS:
        values = [value for known, value in pairs if known == name]
        sent[name] = values[0] if values else ""
        if len(values) > 1:
            errors[name] = _TWICE
    if sent["topic"] not in TOPICS:
        errors.setdefault("topic", "Choose what it is about.")
    order = re.sub(r"[\s#-]", "", sent["order"]).upper()
    if order and not _NUMBER.fullmatch(order):
        errors.setdefault(
            "order", "Enter the number as it stands in our emails, or leave it empty."
        )
    try:
        mail = read_mail_address(sent["mail"])
    except MailAddressError as error:
        mail = ""
        errors.setdefault("mail", str(error))
    says = _plain(sent["says"])
    if not says:
        errors.setdefault("says", "Write what you would like to know or tell us.")
    elif len(says) > LONGEST_WORDS:
        errors.setdefault("says", f"Shorten it to {LONGEST_WORDS:,} characters.")
    if errors:
        raise ContactFormError({name: errors[name] for name in FIELDS if name in errors})
    return Words(sent["topic"], mail, says, order or None)


def mails_of(inquiry: Inquiry) -> tuple[Message, Message]:
    """One to the owner, and one that tells whoever wrote that it has arrived."""
    at = inquiry.created_at
    return (
        outbox.of_an_inquiry(TO_OWNER, inquiry.id, inquiry.subject, at),
        outbox.of_an_inquiry(RECEIVED, inquiry.id, inquiry.subject, at),
    )


def _plain(text: str) -> str:
    """Lines of text, without what can't be seen."""
    lines = unicodedata.normalize("NFC", re.sub("\r\n|[\r\u2028\u2029]", "\n", text))
    seen = (sign for sign in lines if sign in "\n\t\u200d" or unicodedata.category(sign)[0] != "C")
    return "".join(seen).strip()
