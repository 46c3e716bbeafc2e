"""Letters that are being sent, in memory, held to the same contract suite as the real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from domain.batons import Baton
from domain.letters import LetterContent
from domain.mailings import (
    ContentFixedError,
    Counts,
    Happening,
    Mailing,
    MailingState,
    Send,
    SendState,
    StaleMailingError,
)
from domain.messages import Message
from domain.sending_account import Account, Identity


class FakeMailings:
    def __init__(self, outbox: dict[str, Message], events: set[str]) -> None:
        self._outbox = outbox
        self._events = events
        self.mailings: dict[str, Mailing] = {}
        self.contents: dict[str, LetterContent] = {}
        self.sends: dict[tuple[str, str], Send] = {}
        self.counted: dict[str, Counter[Happening]] = {}

    def get(self, slug: str) -> Mailing | None:
        return self.mailings.get(slug)

    def every(self) -> list[Mailing]:
        return sorted(self.mailings.values(), key=lambda each: each.created_at, reverse=True)

    def prepare(self, mailing: Mailing, content: LetterContent) -> Mailing:
        stands = self.mailings.get(mailing.slug)
        if stands and stands.sha256 == mailing.sha256:
            return stands
        if stands and stands.state is not MailingState.PREPARING:
            raise ContentFixedError(mailing.slug)
        revision = stands.revision + 1 if stands else 1
        new = msgspec.structs.replace(mailing, parts=1, revision=revision)
        self.commit(new)
        self.contents[mailing.slug] = content
        return new

    def content(self, mailing: Mailing) -> LetterContent:
        return self.contents[mailing.slug]

    def commit(self, mailing: Mailing, messages: Sequence[Message] = ()) -> None:
        stands = self.mailings.get(mailing.slug)
        if (stands.revision if stands else 0) != mailing.revision - 1:
            raise StaleMailingError(mailing.slug)
        if any(message.id in self._outbox for message in messages):
            raise StaleMailingError(mailing.slug)
        self.mailings[mailing.slug] = mailing
        for message in messages:
            self._outbox[message.id] = message

    def add(self, slug: str, recipients: Sequence[str]) -> int:
        mailing = self.mailings.get(slug)
        if mailing is None or mailing.state is not MailingState.PREPARING:
            raise StaleMailingError(slug)
        missing = [each for each in dict.fromkeys(recipients) if (slug, each) not in self.sends]
        for recipient in missing:
            self.sends[slug, recipient] = Send(recipient)
        return len(missing)

    def open(self, slug: str, after: str = "") -> Iterator[Send]:
        """Each as it stands when it is asked for, as if every page had one."""
        theirs = sorted(who for letter, who in self.sends if letter == slug and who > after)
        for recipient in theirs:
            send = self.sends[slug, recipient]
            if send.state in (SendState.WAITING, SendState.SENDING):
                yield send

    def tally(self, slug: str) -> dict[SendState, int]:
        return dict(Counter(send.state for key, send in self.sends.items() if key[0] == slug))

    def send(self, slug: str, recipient: str) -> Send | None:
        return self.sends.get((slug, recipient))

    def earlier(self, slugs: Sequence[str], recipient: str) -> list[Send]:
        found = (self.sends.get((slug, recipient)) for slug in slugs)
        return [send for send in found if send]

    def claim(self, slug: str, send: Send, at: datetime) -> bool:
        stands = self.sends.get((slug, send.recipient))
        claimed = msgspec.structs.replace(send, state=SendState.SENDING, claimed_at=at)
        if stands is None or not (stands.state is SendState.WAITING or stands == claimed):
            return False
        self.sends[slug, send.recipient] = claimed
        return True

    def settle(self, slug: str, old: Send, new: Send) -> bool:
        stands = self.sends.get((slug, old.recipient))
        if stands is None or (stands.state, stands.claimed_at) != (old.state, old.claimed_at):
            return False
        self.sends[slug, old.recipient] = new
        return True

    def count(self, slug: str, what: Happening) -> None:
        self.counted.setdefault(slug, Counter())[what] += 1

    def count_once(self, event_id: str, slug: str, what: Happening, at: datetime) -> bool:
        del at
        if event_id in self._events:
            return False
        self._events.add(event_id)
        self.count(slug, what)
        return True

    def counts(self, slug: str) -> Counts:
        counted = self.counted.get(slug, Counter())
        return Counts(**{str(what): times for what, times in counted.items()})


class FakeBatons:
    def __init__(self) -> None:
        self.passed: list[Baton] = []
        self.fails: Exception | None = None

    def pass_on(self, baton: Baton) -> None:
        if self.fails:
            raise self.fails
        self.passed.append(baton)


class FakeSendingAccount:
    """An account in order, whose domain is in order, until a test says otherwise."""

    def __init__(self) -> None:
        self.stands = Account(rate=10, quota=50_000, sent=0, in_production=True, may_send=True)
        self.known = Identity(is_verified=True, is_signed=True, is_aligned=True, has_dmarc=True)
        self.fails: Exception | None = None

    def account(self) -> Account:
        if self.fails:
            raise self.fails
        return self.stands

    def identity(self, domain: str) -> Identity:
        del domain
        return self.known
