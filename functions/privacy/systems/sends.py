"""Which letters went to a reader: shown, and deleted; how many went out in all stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from domain.holdings import Held, Name, Outcome, Subject
from domain.letter_copies import SendCopy
from domain.moves import lives
from domain.reader_sends import ReaderSend, ReaderSends
from domain.request_parts import Retained
from domain.subscribers import SubscriberBook


class SendsSystem(msgspec.Struct, frozen=True):
    sends: ReaderSends
    readers: SubscriberBook

    name: Name = "sends"

    def held(self, subject: Subject) -> Iterator[Held]:
        for send in self._theirs(subject):
            copy = SendCopy(send.letter, send.state, send.done_at, send.why)
            yield Held("letters_sent", f"sends/{send.letter}/{send.recipient}", copy)

    def erase(self, subject: Subject, at: datetime) -> Outcome:
        del at
        sent = list(self._theirs(subject))
        for send in sent:
            self.sends.forget(send)
        return Outcome(len(sent))

    def kept(self, subject: Subject) -> Iterator[Retained]:
        del subject
        yield from ()

    def _theirs(self, subject: Subject) -> Iterator[ReaderSend]:
        """What went to an address before they moved from there is theirs as well."""
        for reader in lives(self.readers, subject.id):
            yield from self.sends.of_reader(reader)
