"""The conductor: whoever holds the baton sends letters for a while, and passes it on."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from datetime import datetime
from typing import Literal

import msgspec

from domain.agreement import policies_at
from domain.batons import Baton, Relay
from domain.halting import halted
from domain.letter_links import LetterLinks
from domain.letter_mail import PersonalCopies
from domain.letter_turn import Turn
from domain.letter_walk import Walk
from domain.mail import Mailer, MailUnavailableError
from domain.mailings import Mailing, MailingBook, MailingState, StaleMailingError, rest_after
from domain.order_book import BookUnavailableError
from domain.pace import SILENT_AFTER, Pace
from domain.readership import Readership, lately
from domain.readiness import unready
from domain.restriction import Restrictions
from domain.sending_account import Account, SendingAccount
from domain.shelf import Shelf
from domain.shop import ShopFacts
from domain.subscribers import SubscriberBook

RUN_FOR = 40.0
"""Seconds: a function has a minute, and the last letter's turn may take some of them."""

SECONDS_A_TURN = 0.25
"""What a turn takes at AWS, generously: so many hands are needed to keep up with the rate."""

MOST_HANDS = 16

Ended = Literal["void", "not ready", "done", "passed on", "resting", "stopped"]
log = logging.getLogger(__name__)


class LetterRun(msgspec.Struct, frozen=True):
    """`steady` tells seconds that only go forward, `pause` sleeps."""

    mailings: MailingBook
    readers: SubscriberBook
    restrictions: Restrictions
    shelf: Shelf
    account: SendingAccount
    mailer: Mailer
    relay: Relay
    links: LetterLinks
    origin: str
    now: Callable[[], datetime]
    steady: Callable[[], float]
    pause: Callable[[float], None]
    run_for: float = RUN_FOR
    most_hands: int = MOST_HANDS

    def take(self, baton: Baton) -> Ended:
        """Send for a while, if the baton is good. It may end anywhere, and be taken again.

        Raises BookUnavailableError: the baton comes again by itself.
        """
        began = self.steady()
        mailing = self.mailings.get(baton.letter)
        if mailing is None or not mailing.may_send(self.now()) or mailing.baton != baton.number:
            return "void"
        try:
            account = self.account.account()
            missing = self._missing(account)
        except MailUnavailableError as error:
            log.warning("SES isn't answering", extra={"letter": baton.letter, "why": str(error)})
            return "resting"
        if missing:
            return self._halt(mailing, missing)
        return self._send(mailing, account, began + self.run_for)

    def _facts(self) -> ShopFacts:
        facts = self.shelf.facts()
        if facts is None or facts.letter is None:
            raise BookUnavailableError("no letter")
        return facts

    def _missing(self, account: Account) -> list[str]:
        """What stands in the way of letters to many, looked at each time anew."""
        facts = self._facts()
        assert facts.letter  # noqa: S101 (looked at by _facts)
        domain = facts.letter.mail_from.rpartition("@")[2]
        return unready(facts, account, self.account.identity(domain))

    def _halt(self, mailing: Mailing, missing: list[str]) -> Ended:
        stopped, message = halted(mailing, "not ready", self.now())
        try:
            self.mailings.commit(stopped, [message])
        except StaleMailingError:
            return "stopped"
        log.error("a letter can't be sent", extra={"letter": mailing.slug, "missing": missing})
        return "not ready"

    def _send(self, mailing: Mailing, account: Account, until: float) -> Ended:
        # After an outage one letter goes first, and alone: if it gets no answer, only it is unknown.
        feels_its_way = mailing.outages > 0
        silences = 1 if feels_its_way else SILENT_AFTER
        pace = Pace(account.letters_a_second, self.steady, self.pause, silences=silences)
        walk = Walk(
            self.mailings,
            mailing,
            self._turn(mailing, pace),
            budget=account.letters_left,
            until=until,
            steady=self.steady,
            now=self.now,
        )
        end = walk.go(1 if feels_its_way else self._hands_for(account))
        log.info("a run has ended", extra={"letter": mailing.slug, "sent": walk.sent, "why": end})
        if end == "stopped":
            return "stopped"
        if end == "end":
            return self._after_a_whole_walk(walk.mailing)
        if end == "time":
            return self._pass_on(walk.mailing)
        if end == "no answer":
            return self._wait_for_an_answer(walk.mailing)
        return self._rest(walk.mailing, end)

    def _hands_for(self, account: Account) -> int:
        count = math.ceil(account.letters_a_second * SECONDS_A_TURN)
        return max(1, min(self.most_hands, count))

    def _turn(self, mailing: Mailing, pace: Pace) -> Turn:
        facts = self._facts()
        content = self.mailings.content(mailing)
        terms = policies_at(self.now(), facts, self.shelf).terms
        days = terms.get("fewer_letters_days", 0)
        every = self.mailings.every()
        return Turn(
            mailings=self.mailings,
            readers=self.readers,
            mailer=self.mailer,
            copies=PersonalCopies(content, facts, self.links, self.origin),
            readership=Readership(
                content,
                facts.time_zone,
                lately(self.mailings, every, mailing.slug, days, self.now()),
                self.restrictions.restriction,
            ),
            pace=pace,
            now=self.now,
        )

    def _after_a_whole_walk(self, mailing: Mailing) -> Ended:
        """Done where it met nobody; else it is walked again, for those who were put back."""
        if mailing.tried == mailing.resting == 0:
            return self._commit(
                mailing, "done", state=MailingState.DONE, ended_at=self.now(), why=None
            )
        again = {"cursor": "", "tried": 0, "resting": 0}
        if mailing.tried == 0:
            return self._commit(mailing, "resting", why="leases", **again)
        try:
            self.relay.pass_on(msgspec.structs.replace(mailing, **again))
        except StaleMailingError:
            return "stopped"
        return "passed on"

    def _pass_on(self, mailing: Mailing) -> Ended:
        try:
            self.relay.pass_on(mailing)
        except StaleMailingError:
            return "stopped"
        return "passed on"

    def _rest(self, mailing: Mailing, why: str) -> Ended:
        """Nothing can be sent just now: the schedule passes the baton anew in some minutes."""
        return self._commit(mailing, "resting", why=why)

    def _wait_for_an_answer(self, mailing: Mailing) -> Ended:
        """The same, for longer each time: whatever is tried meanwhile ends as unknown."""
        outages = mailing.outages + 1
        until = self.now() + rest_after(outages)
        changes = {"outages": outages, "rests_until": until}
        return self._commit(mailing, "resting", why="no answer", **changes)

    def _commit(self, mailing: Mailing, ended: Ended, **changes: object) -> Ended:
        revised = msgspec.structs.replace(mailing, revision=mailing.revision + 1, **changes)
        try:
            self.mailings.commit(revised)
        except StaleMailingError:
            return "stopped"
        return ended
