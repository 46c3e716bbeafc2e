"""What the mail service tells of a mail that went out, and what follows from it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from domain import outbox
from domain.addresses import AddressKey
from domain.mailings import Happening, MailingBook, Send, SendState
from domain.messages import State
from domain.moves import trail
from domain.outbox import Outbox
from domain.subscribers import Standing, SubscriberBook

Kind = Literal["sent", "delivered", "rejected", "bounced", "soft", "complained"]
"""`rejected` is what the service took, and then wouldn't hand on: it found malware in it."""

ENDS: Mapping[Kind, Standing] = {"bounced": Standing.BOUNCED, "complained": Standing.COMPLAINED}
"""After which no letter goes to that address. Receipts still do."""

COUNTED: Mapping[Kind, Happening] = {
    "bounced": "bounced",
    "soft": "soft",
    "complained": "complained",
}

OPEN = (SendState.WAITING, SendState.SENDING, SendState.UNKNOWN)
"""What nobody has been told of yet."""

REJECTED = "rejected"

_ID = re.compile(r"[0-9a-f]{40}")
"""A reader's. What else stands beside them in a table is named otherwise."""

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
        letter, recipient = event.tags.get("letter", ""), event.tags.get("recipient", "")
        is_of_a_letter = letter and _ID.fullmatch(recipient)
        send = self.mailings.send(letter, recipient) if is_of_a_letter else None
        if standing := ENDS.get(event.kind):
            self._suppress(event, {recipient} if send else set(), standing)
        if message_id := event.tags.get("message"):
            self._settle_message(message_id, event)
        if send:  # others may write such tags too, and about nothing that we sent
            self._settle_send(letter, send, event)
            if what := COUNTED.get(event.kind):
                self.mailings.count_once(event.id, letter, what, self.now())

    def _suppress(self, event: MailEvent, ids: set[str], standing: Standing) -> None:
        """A complaint ends them where somebody has moved to, too; a bounce is an address's alone.

        There they have left, and may come back: the complaint came from elsewhere.
        """
        ids |= {self.key.id_of(address) for address in event.recipients}
        for each in ids:
            moved = trail(self.readers, each)[1:] if standing is Standing.COMPLAINED else []
            self.readers.suppress(each, standing, self.now())
            for other in moved:
                self.readers.suppress(other, Standing.LEFT, self.now())
        log.info("no more letters to an address", extra={"reason": standing.value})

    def _settle_message(self, message_id: str, event: MailEvent) -> None:
        """A mail that was cut off while it was sent has gone out after all, or hasn't."""
        message = self.outbox.get(message_id)
        if message is None:
            return
        if event.kind == "rejected":
            log.error("a mail was rejected", extra={"outbox": message_id})
            self.outbox.swap(message, outbox.failed(message, REJECTED, self.now()))
        elif message.state in (State.SENDING, State.UNKNOWN):
            self.outbox.swap(message, outbox.done(message, event.reference, self.now()))

    def _settle_send(self, letter: str, send: Send, event: MailEvent) -> None:
        """The same of a letter to many, and of one that was put back: SES may take what it refuses.

        One that was rejected counts as refused. That says nothing of its reader, who stays.
        """
        if event.kind == "rejected":
            log.error("a letter was rejected", extra={"letter": letter})
            refused = msgspec.structs.replace(
                send, state=SendState.FAILED, why=REJECTED, done_at=self.now()
            )
            self.mailings.settle(letter, send, refused)
        elif send.state in OPEN:
            self.mailings.settle(letter, send, self._arrived(send, event.reference))

    def _arrived(self, send: Send, reference: str) -> Send:
        return msgspec.structs.replace(
            send, state=SendState.SENT, reference=reference, done_at=self.now()
        )
