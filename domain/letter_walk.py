"""A walk along a letter's recipients, as far as one run comes, noted down as it goes."""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from domain.halting import halted, reason_to_halt
from domain.letter_turn import Outcome, Turn
from domain.mailings import Mailing, MailingBook, MailingState, Send, StaleMailingError
from domain.order_book import BookUnavailableError

NOTED_EVERY = 1.0
"""Seconds between two looks at whether the owner, or the letter itself, has stopped it."""

REFUSED_IN_A_ROW = 10
"""So many letters refused one after the other are no matter of their addresses."""

SAVE_TRIES = 5

End = Literal["end", "time", "quota", "trouble", "no answer", "stopped"]
log = logging.getLogger(__name__)


class Hands(Protocol):
    def submit(self, take: Callable[[Send], Outcome], send: Send, /) -> Future[Outcome]: ...


class OwnHands:
    """Does what it is given at once, which is quick enough for a slow account."""

    def submit(self, take: Callable[[Send], Outcome], send: Send, /) -> Future[Outcome]:
        done: Future[Outcome] = Future()
        done.set_result(take(send))
        return done


@contextlib.contextmanager
def hands(count: int) -> Iterator[Hands]:
    if count <= 1:
        yield OwnHands()
        return
    with ThreadPoolExecutor(count) as pool:
        yield pool


class Walk:
    """`budget` is how many may be sent (None: no limit), `until` when to stop, by `steady`."""

    def __init__(
        self,
        mailings: MailingBook,
        mailing: Mailing,
        turn: Turn,
        *,
        budget: int | None,
        until: float,
        steady: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._mailings = mailings
        self.mailing = mailing
        self._turn = turn
        self._budget = float("inf") if budget is None else budget
        self._until = until
        self._steady = steady
        self._now = now
        self._noted = steady()
        self._cursor, self._tried, self._resting = mailing.cursor, mailing.tried, mailing.resting
        self._sent = 0
        self._refused = 0
        self.sent = 0
        """How many letters this walk has sent."""

    def go(self, count: int) -> End:
        """Walk on from the mailing's cursor with so many hands; why it ended."""
        under_way: deque[tuple[Send, Future[Outcome]]] = deque()
        end: End = "end"
        with hands(count) as pool:
            for send in self._mailings.open(self.mailing.slug, self.mailing.cursor):
                if stop := self._reason_to_stop():
                    end = stop
                    break
                self._budget -= 1
                under_way.append((send, pool.submit(self._turn.take, send)))
                if len(under_way) >= count:
                    self._settle(*under_way.popleft())
                if self._steady() - self._noted >= NOTED_EVERY and not self.note():
                    end = "stopped"
                    break
            while under_way:
                self._settle(*under_way.popleft())
        if end == "end" and self._turn.pace.is_silent:
            end = "no answer"
        return end if self.note() else "stopped"

    def _reason_to_stop(self) -> End | None:
        if self._steady() >= self._until:
            return "time"
        if self._budget <= 0:
            return "quota"
        if self._turn.pace.is_silent:
            return "no answer"
        return "trouble" if self._turn.pace.is_hopeless else None

    def _settle(self, send: Send, future: Future[Outcome]) -> None:
        outcome = future.result()
        self._cursor = send.recipient
        if outcome in (Outcome.RESTING, Outcome.CUT_OFF):
            self._resting += 1
        else:
            self._tried += 1
        if outcome is Outcome.SENT:
            self._sent += 1
            self.sent += 1
        elif outcome is not Outcome.CUT_OFF:
            self._budget += 1
        self._refused = self._refused + 1 if outcome is Outcome.FAILED else 0

    def note(self) -> bool:
        """Write down how far it came; whether it may go on.

        The write fails where anybody changed the mailing: that is how a pause is noticed.
        """
        self._noted = self._steady()
        if not self._save():
            return False
        why = reason_to_halt(self.mailing, self._mailings.counts(self.mailing.slug))
        if self._refused >= REFUSED_IN_A_ROW:
            why = "refused"
        if why is None:
            return True
        stopped, message = halted(self.mailing, why, self._now())
        try:
            self._mailings.commit(stopped, [message])
        except StaleMailingError:
            return False  # Somebody stopped it in that moment, or the next run halts it.
        log.error("a letter has halted", extra={"letter": stopped.slug, "reason": why})
        self.mailing = stopped
        return False

    def _save(self) -> bool:
        number = self.mailing.baton
        for _ in range(SAVE_TRIES):
            noted = msgspec.structs.replace(
                self.mailing,
                cursor=self._cursor,
                tried=self._tried,
                resting=self._resting,
                sent=self.mailing.sent + self._sent,
                seen_at=self._now(),
                why=None if self.mailing.state is MailingState.SENDING else self.mailing.why,
                outages=0 if self._sent else self.mailing.outages,
                revision=self.mailing.revision + 1,
            )
            try:
                self._mailings.commit(noted)
            except StaleMailingError:
                found = self._mailings.get(self.mailing.slug)
                if found is None or found.baton != number:
                    return False
                self.mailing = found
                continue
            self.mailing = noted
            self._sent = 0
            return noted.may_send(self._now())
        raise BookUnavailableError("busy")
