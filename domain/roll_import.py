"""Taking in a list that the owner brings along: readers, where she can prove it, and questions."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from domain import joining
from domain.addresses import AddressKey
from domain.consent import Consent
from domain.restriction import Restrictions
from domain.roll import Entry
from domain.subscribers import (
    Ask,
    StaleSubscriberError,
    Standing,
    Subscriber,
    SubscriberBook,
    SubscriberChange,
)

WITHOUT_PROOF = "None yet: the address was on a list, and is asked by mail."
"""What a consent's words are until whoever is asked has pressed the button."""


class Arrival(enum.StrEnum):
    """What becomes of a line: a reader at once, one to ask by mail, or nothing.

    Nothing changes for who is known already, and nobody who left comes back.
    """

    READER = "reader"
    TO_ASK = "to_ask"
    KNOWN = "known"
    SUPPRESSED = "suppressed"
    SET_ASIDE = "set_aside"


class Importing(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError. Taking a line in twice changes nothing."""

    book: SubscriberBook
    restrictions: Restrictions
    key: AddressKey
    confirm_within: timedelta
    now: Callable[[], datetime]

    def plan(self, entries: Iterable[Entry]) -> Iterator[Arrival]:
        """What would become of each line; nothing is written."""
        met: set[str] = set()
        for entry in entries:
            subscriber_id = self.key.id_of(entry.address)
            arrival = self._arrival(entry, subscriber_id)
            yield Arrival.KNOWN if subscriber_id in met else arrival
            met.add(subscriber_id)

    def take_in(self, entry: Entry) -> Arrival:
        """Write what comes of the line, if anything does."""
        subscriber_id = self.key.id_of(entry.address)
        arrival = self._arrival(entry, subscriber_id)
        try:
            if arrival is Arrival.READER:
                self.book.commit(SubscriberChange(self._reader(entry, subscriber_id)))
            elif arrival is Arrival.TO_ASK:
                self.book.commit(self._asked(entry, subscriber_id))
        except StaleSubscriberError:
            # Somebody signed up, or left, or was taken in by another run in this very moment.
            return Arrival.KNOWN
        return arrival

    def _arrival(self, entry: Entry, subscriber_id: str) -> Arrival:
        record = self.book.get(subscriber_id)
        if record is not None:
            return Arrival.SUPPRESSED if record.is_suppressed else Arrival.KNOWN
        if self.restrictions.restriction(subscriber_id):
            return Arrival.SET_ASIDE
        return Arrival.READER if entry.consent else Arrival.TO_ASK

    def _reader(self, entry: Entry, subscriber_id: str) -> Subscriber:
        return Subscriber(
            id=subscriber_id,
            standing=Standing.SUBSCRIBED,
            since=self.now(),
            address=entry.address,
            name=entry.name,
            consent=entry.consent,
            confirmed_at=entry.confirmed_at,
            topics=entry.topics,
            fewer=entry.fewer,
            paused_until=entry.paused_until,
        )

    def _asked(self, entry: Entry, subscriber_id: str) -> SubscriberChange:
        now = self.now()
        consent = Consent("newsletter", WITHOUT_PROOF, "import", now, evidence=entry.evidence)
        mailbox = self.key.mailbox_of(entry.address)
        ask = Ask("join", subscriber_id, mailbox, entry.address, now, entry.name, consent)
        return joining.begun(None, ask, now, self.confirm_within)
