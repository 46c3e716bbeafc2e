"""Whom a letter goes to, how long that takes and what it costs; and writing them down."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import msgspec

from domain.letters import LetterContent
from domain.mailings import Mailing, MailingBook, MailingState
from domain.readership import Readership, Reason
from domain.sending_account import Account
from domain.subscribers import SubscriberBook

AT_ONCE = 99
"""Recipients written in one transaction, which has room for a hundred things."""

MICRODOLLARS_A_LETTER = 100
MICRODOLLARS_A_GIGABYTE = 120_000
"""What SES asks for: $0.10 a thousand letters, and $0.12 a gigabyte of attachments, as which it
counts what a letter brings along (https://aws.amazon.com/ses/pricing/, read in 2026).
"""


class Plan(msgspec.Struct, frozen=True):
    """`readers` would get it, `others` wouldn't, by the reason why; `known` were there already."""

    readers: int
    others: dict[Reason, int]
    known: int = 0


class Outlook(msgspec.Struct, frozen=True):
    """`seconds` of sending at the account's rate; `days` where one day's quota isn't enough."""

    seconds: int
    days: int
    microdollars: int


def plan(readers: SubscriberBook, readership: Readership, at: datetime) -> Plan:
    """Counted by reading every subscriber, page by page."""
    others = Counter[Reason]()
    count = 0
    for reader in readers.every():
        if why := readership.why_not(reader, at):
            others[why] += 1
        else:
            count += 1
    return Plan(count, dict(others))


def outlook(count: int, content: LetterContent, account: Account) -> Outlook:
    """What sending so many letters takes; the first day has what the quota still allows."""
    brought = sum(len(picture.data) for picture in content.pictures)
    cost = count * MICRODOLLARS_A_LETTER + count * brought * MICRODOLLARS_A_GIGABYTE // 10**9
    seconds = math.ceil(count / account.letters_a_second) if account.rate else 0
    daily, today = account.letters_a_day, account.letters_left
    if daily is None or today is None or count <= today:
        return Outlook(seconds, 1, cost)
    return Outlook(seconds, 1 + math.ceil((count - today) / max(1, daily)), cost)


def new_mailing(content: LetterContent, start_at: datetime, now: datetime) -> Mailing:
    return Mailing(
        slug=content.slug,
        sha256=content.sha256,
        subject=content.subject,
        topic=content.topic,
        state=MailingState.PREPARING,
        created_at=now,
        start_at=start_at,
    )


class Preparation(msgspec.Struct, frozen=True):
    """Writes down who gets the letter before anything is sent.

    It may end anywhere: done again, it goes on with who isn't written down yet.
    """

    mailings: MailingBook
    readers: SubscriberBook
    readership: Readership

    def write(self, slug: str, at: datetime) -> Iterator[int]:
        """Each step's number of readers. Raises StaleMailingError where it is being sent."""
        wanted = (
            reader.id
            for reader in self.readers.every()
            if self.readership.why_not(reader, at) is None
        )
        while batch := list(itertools.islice(wanted, AT_ONCE)):
            self.mailings.add(slug, batch)
            yield len(batch)

    def begin(self, mailing: Mailing, start_at: datetime, now: datetime) -> Mailing:
        """The mailing as it goes out, from then on, with its first baton to be handed over.

        Raises StaleMailingError.
        """
        recipients = sum(self.mailings.tally(mailing.slug).values())
        begun = msgspec.structs.replace(
            mailing,
            state=MailingState.SENDING,
            start_at=start_at,
            recipients=recipients,
            baton=mailing.baton + 1,
            seen_at=now,
            revision=mailing.revision + 1,
        )
        self.mailings.commit(begun)
        return begun
