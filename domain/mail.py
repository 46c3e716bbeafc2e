"""A mail as it is handed to whoever sends it, and what can become of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec


class ListHeaders(msgspec.Struct, frozen=True):
    """What a mail to a list says of it: `id` as in RFC 2919, `leave` as in RFC 8058 (HTTPS).

    `name` is the list's for people.
    """

    id: str
    leave: str
    name: str = ""
    archive: str | None = None


class InlinePicture(msgspec.Struct, frozen=True):
    """A picture that a mail brings along, so that nothing is fetched; `cid` is its name in it."""

    cid: str
    filename: str
    content_type: str
    data: bytes = msgspec.field(name="base64")


class Letter(msgspec.Struct, frozen=True):
    """A mail as built: headers free of line breaks, both bodies said in full.

    `tags` are told to the mail service, which says them again in its events: `message` is an
    outbox message's id, `letter` and `recipient` name the record of a letter that is sent to many.
    What belongs to the newsletter has `list`. The HTML shows the `pictures` by their cid. What
    nobody wrote for the occasion is `automatic` (RFC 3834), so that no machine answers it.
    """

    sender: str
    recipient: str
    reply_to: str
    subject: str
    text: str
    html: str
    tags: Mapping[str, str]
    list: ListHeaders | None = None
    pictures: tuple[InlinePicture, ...] = ()
    automatic: bool = True


class MailRefusedError(Exception):
    """The mail service will not take this letter, now or later."""


class MailUnavailableError(Exception):
    """The mail service can't be reached or asks us to slow down; nothing was sent."""


class MailCutOffError(Exception):
    """The mail service stopped answering, or stumbled: whether the letter was sent is unknown."""


class Mailer(Protocol):
    def send(self, letter: Letter) -> str:
        """Send one letter; the service's message id.

        Raises MailRefusedError, MailUnavailableError or MailCutOffError.
        """
        ...
