"""One reader's turn: asked whether they still want the letter, claimed, sent, marked.

The order of the calls is what no crash can undo: nothing is sent that isn't claimed, and nothing
is claimed again that may have been sent.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.letter_mail import PersonalCopies
from domain.mail import MailCutOffError, Mailer, MailRefusedError, MailUnavailableError
from domain.mailings import MailingBook, Send, SendState
from domain.order_book import BookUnavailableError
from domain.pace import Pace
from domain.readership import Readership
from domain.subscribers import Subscriber, SubscriberBook

TRIES = 5
"""How often a letter that SES asks to be sent later is tried within a turn."""

CLAIM_TRIES = 3
MARK_TRIES = 4

log = logging.getLogger(__name__)


class Outcome(enum.Enum):
    """`resting` has to wait for another walk; `gone` was somebody else's by then."""

    SENT = "sent"
    PASSED = "passed"
    FAILED = "failed"
    LOST = "lost"
    CUT_OFF = "cut off"
    RESTING = "resting"
    GONE = "gone"


class Turn(msgspec.Struct, frozen=True):
    """Safe to be taken by several hands at once."""

    mailings: MailingBook
    readers: SubscriberBook
    mailer: Mailer
    copies: PersonalCopies
    readership: Readership
    pace: Pace
    now: Callable[[], datetime]

    def take(self, send: Send) -> Outcome:
        """Whatever happens, the record says what is known of the letter."""
        if send.state is SendState.SENDING:
            return self._look_after(send)
        for _ in range(TRIES):
            self.pace.wait()
            if self.pace.is_hopeless:
                return Outcome.RESTING  # Another hand found out meanwhile: this letter stays here.
            try:
                outcome = self._try(send)
            except BookUnavailableError:
                return Outcome.RESTING
            if outcome is not Outcome.RESTING:
                return outcome
        return Outcome.RESTING

    def _look_after(self, send: Send) -> Outcome:
        """Of a letter that another sender claimed: after its lease nobody will ever know."""
        if not send.is_lost(self.now()):
            return Outcome.RESTING
        unknown = msgspec.structs.replace(send, state=SendState.UNKNOWN, done_at=self.now())
        try:
            self.mailings.settle(self._slug, send, unknown)
        except BookUnavailableError:
            return Outcome.RESTING
        log.warning("a letter's end is unknown", extra={"letter": self._slug})
        return Outcome.LOST

    @property
    def _slug(self) -> str:
        return self.copies.content.slug

    def _try(self, send: Send) -> Outcome:
        reader = self.readers.get(send.recipient)
        why = self.readership.why_not(reader, self.now())
        if why or reader is None:
            return self._pass(send, str(why))
        claimed = msgspec.structs.replace(send, state=SendState.SENDING, claimed_at=self.now())
        if not self._claim(send, claimed):
            return Outcome.GONE
        return self._send(claimed, reader)

    def _pass(self, send: Send, why: str) -> Outcome:
        passed = msgspec.structs.replace(send, state=SendState.PASSED, done_at=self.now(), why=why)
        done = self.mailings.settle(self._slug, send, passed)
        return Outcome.PASSED if done else Outcome.GONE

    def _claim(self, send: Send, claimed: Send) -> bool:
        """Where the answer got lost it is asked for again: it may be claimed already, by us."""
        assert claimed.claimed_at  # noqa: S101 (set a line ago)
        for _ in range(CLAIM_TRIES - 1):
            try:
                return self.mailings.claim(self._slug, send, claimed.claimed_at)
            except BookUnavailableError:
                continue
        return self.mailings.claim(self._slug, send, claimed.claimed_at)

    def _send(self, claimed: Send, reader: Subscriber) -> Outcome:
        try:
            reference = self.mailer.send(self.copies.copy_for(reader))
        except MailUnavailableError as error:
            self.pace.slow_down()
            log.info("a letter is tried again", extra={"letter": self._slug, "reason": str(error)})
            back = msgspec.structs.replace(claimed, state=SendState.WAITING, claimed_at=None)
            self._mark(claimed, back)
            return Outcome.RESTING
        except MailRefusedError as error:
            why = str(error)[:100]
            self._mark(claimed, self._ended(claimed, SendState.FAILED, why=why))
            return Outcome.FAILED
        except MailCutOffError:
            self.pace.got_no_answer()
            log.warning("a letter got no answer", extra={"letter": self._slug})
            return Outcome.CUT_OFF
        self.pace.went_well()
        self._mark(claimed, self._ended(claimed, SendState.SENT, reference=reference))
        return Outcome.SENT

    def _ended(self, claimed: Send, state: SendState, **said: str) -> Send:
        return msgspec.structs.replace(claimed, state=state, done_at=self.now(), **said)

    def _mark(self, claimed: Send, marked: Send) -> None:
        """A mark that can't be made leaves the record claimed: unknown, and never repeated."""
        for _ in range(MARK_TRIES):
            try:
                self.mailings.settle(self._slug, claimed, marked)
            except BookUnavailableError:
                continue
            return
        log.error("a letter's mark wasn't made", extra={"letter": self._slug})
