"""What the owner can do to a letter on its way: pause it, go on, move it, give the rest up."""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.halting import BY_COUNTS
from domain.mailings import Counts, Mailing, MailingState


class NotInThatStateError(Exception):
    """What was asked for makes no sense as the mailing stands."""

    def __init__(self, state: MailingState) -> None:
        self.state = state
        super().__init__(state.value)


def paused(mailing: Mailing) -> Mailing:
    """Raises NotInThatStateError."""
    _check(mailing, MailingState.SENDING)
    return _moved(mailing, MailingState.PAUSED)


def resumed(mailing: Mailing, counts: Counts, now: datetime) -> Mailing:
    """Goes on where it stopped; what came so far is noted, so that only more of it halts it again.

    Where it stopped for another reason nobody has been told of them, and they count as before. With
    a new baton, which whoever resumes it hands over. Raises NotInThatStateError.
    """
    _check(mailing, MailingState.PAUSED, MailingState.HALTED)
    told = mailing.state is MailingState.HALTED and mailing.why in BY_COUNTS
    noted = counts if told else mailing.noted
    return msgspec.structs.replace(
        _moved(mailing, MailingState.SENDING),
        noted=noted,
        why=None,
        outages=0,
        rests_until=None,
        baton=mailing.baton + 1,
        seen_at=now,
    )


def moved_to(mailing: Mailing, start_at: datetime, now: datetime) -> Mailing:
    """Begins at another time, as long as it waits for the first. Raises NotInThatStateError."""
    if not mailing.waits(now):
        raise NotInThatStateError(mailing.state)
    return msgspec.structs.replace(mailing, start_at=start_at, revision=mailing.revision + 1)


def cancelled(mailing: Mailing, now: datetime) -> Mailing:
    """Nobody gets it any more who hasn't got it. Raises NotInThatStateError."""
    _check(
        mailing,
        MailingState.PREPARING,
        MailingState.SENDING,
        MailingState.PAUSED,
        MailingState.HALTED,
    )
    return msgspec.structs.replace(_moved(mailing, MailingState.CANCELLED), ended_at=now)


def _check(mailing: Mailing, *allowed: MailingState) -> None:
    if mailing.state not in allowed:
        raise NotInThatStateError(mailing.state)


def _moved(mailing: Mailing, state: MailingState) -> Mailing:
    return msgspec.structs.replace(mailing, state=state, revision=mailing.revision + 1)
