"""What the mail service tells of a mail that went out, and what follows from it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from domain import outbox
from domain.addresses import AddressKey
from domain.mailings import Happening, MailingBook, Send, SendState
from domain.outbox import Outbox, State
from domain.subscribers import Standing, SubscriberBook, trail

Kind = Literal["sent", "delivered", "bounced", "soft", "complained"]

ENDS: Mapping[Kind, Standing] = {"bounced": Standing.BOUNCED, "complained": Standing.COMPLAINED}
"""After which no letter goes to that address. Receipts still do."""

COUNTED: Mapping[Kind, Happening] = {
    "bounced": "bounced",
    "soft": "soft",
    "complained": "complained",
}

log = logging.getLogger(__name__)


class MailEvent(msgspec.Struct, frozen=True):
    """`id` is the same however often it is told, `recipients` are whom it is about.

    `tags` are the mail's own, `reference` the mail service's id of it.
    """

    id: str
    kind: Kind
    reference: str
    recipients: tuple[str, ...]
    tags: Mapping[str, str]


class MailEvents(msgspec.Struct, frozen=True):
    """Taking an event again changes nothing; its last step is what counts it."""

    readers: SubscriberBook
    mailings: MailingBook
    outbox: Outbox
    key: AddressKey
    now: Callable[[], datetime]

    def take(self, event: MailEvent) -> None:
        """Raises BookUnavailableError: the event comes again."""
        letter, recipient = event.tags.get("letter"), event.tags.get("recipient")
        if standing := ENDS.get(event.kind):
            self._suppress(event, recipient, standing)
        if message_id := event.tags.get("message"):
            self._settle_message(message_id, event.reference)
        if letter and recipient:
            self._settle_send(letter, recipient, event.reference)
            if what := COUNTED.get(event.kind):
                self.mailings.count_once(event.id, letter, what, self.now())

    def _suppress(self, event: MailEvent, recipient: str | None, standing: Standing) -> None:
        """A complaint is somebody's, wherever they have moved to since; a bounce is an address's."""
        ids = {self.key.id_of(address) for address in event.recipients}
        ids |= {recipient} if recipient else set()
        if standing is Standing.COMPLAINED:
            ids |= {moved for each in ids for moved in trail(self.readers, each)}
        for each in ids:
            self.readers.suppress(each, standing, self.now())
        log.info("no more letters to an address", extra={"reason": standing.value})

    def _settle_message(self, message_id: str, reference: str) -> None:
        """A mail that was cut off while it was sent has gone out after all."""
        message = self.outbox.get(message_id)
        if message and message.state in (State.SENDING, State.UNKNOWN):
            self.outbox.swap(message, outbox.done(message, reference, self.now()))

    def _settle_send(self, letter: str, recipient: str, reference: str) -> None:
        """The same of a letter to many; looked at first, for most are marked already."""
        send = self.mailings.send(letter, recipient)
        if send and send.state in (SendState.SENDING, SendState.UNKNOWN):
            self.mailings.settle(letter, send, self._arrived(send, reference))

    def _arrived(self, send: Send, reference: str) -> Send:
        return msgspec.structs.replace(
            send, state=SendState.SENT, reference=reference, done_at=self.now()
        )
