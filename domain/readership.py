"""Whether a letter is for a reader, asked twice: when it is prepared, and when their turn comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from domain.letters import LetterContent
from domain.mailings import REACHED, Mailing, MailingBook
from domain.restriction import Restriction, is_left_alone
from domain.subscribers import Standing, Subscriber

Reason = Literal["pending", "suppressed", "set aside", "topic", "segment", "paused", "fewer"]


class Readership(msgspec.Struct, frozen=True):
    """`lately` says whether a reader has had another letter within the term for fewer letters.

    `restriction` is asked for the flag on each reader's data, before anything of it is used.
    """

    content: LetterContent
    time_zone: str
    lately: Callable[[str], bool]
    restriction: Callable[[str], Restriction | None]

    def why_not(self, reader: Subscriber | None, at: datetime) -> Reason | None:
        """Why the letter isn't for that reader; None where it is."""
        if reader is not None and reader.standing is Standing.PENDING:
            return "pending"
        if reader is None or reader.standing is not Standing.SUBSCRIBED or reader.address is None:
            return "suppressed"
        if is_left_alone(self.restriction(reader.id), reader):
            return "set aside"
        return self._unwanted(reader, at)

    def _unwanted(self, reader: Subscriber, at: datetime) -> Reason | None:
        if reader.topics is not None and self.content.topic not in reader.topics:
            return "topic"
        if not self.content.goes_to(reader, self.time_zone):
            return "segment"
        if reader.is_paused(at):
            return "paused"
        return "fewer" if reader.fewer and self.lately(reader.id) else None


class Lately(msgspec.Struct, frozen=True):
    """Looked up only for who asked for fewer letters, and only in letters of that time."""

    mailings: MailingBook
    slugs: tuple[str, ...]
    since: datetime

    def __call__(self, reader: str) -> bool:
        sends = self.mailings.earlier(self.slugs, reader) if self.slugs else []
        return any(
            send.state in REACHED and send.claimed_at is not None and send.claimed_at > self.since
            for send in sends
        )


def lately(
    mailings: MailingBook, every: Sequence[Mailing], slug: str, days: int, now: datetime
) -> Lately:
    """For the letter of that slug, of all mailings that there are."""
    since = now - timedelta(days=days)
    slugs = tuple(
        each.slug
        for each in every
        if each.slug != slug and (each.ended_at is None or each.ended_at > since)
    )
    return Lately(mailings, slugs, since)
