"""What a copy of somebody's data says of the shop's letter: what it knows of them, and what went to them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from domain.consent import Consent


class EarlierStanding(msgspec.Struct, frozen=True):
    standing: str
    since: datetime
    consent: Consent | None = None
    confirmed_at: datetime | None = None


class LetterCopy(msgspec.Struct, frozen=True):
    """What the shop's letter knows of you. `topics` are missing where you want all of them.

    With `moved_away` you had the letter sent to another address.
    """

    standing: str
    since: datetime
    address: str | None = None
    name: str | None = None
    consent: Consent | None = None
    confirmed_at: datetime | None = None
    topics: tuple[str, ...] | None = None
    fewer: bool = False
    paused_until: datetime | None = None
    waits_until: datetime | None = None
    before: EarlierStanding | None = None
    moving_to: str | None = None
    moved_away: bool = False
    code_from_address: str | None = None


class MoveCopy(msgspec.Struct, frozen=True):
    """That a letter was to come to your address, or comes from one that you had before.

    Nothing of the other address is in it: who asked may have mistyped theirs.
    """

    what: Literal["asked_to_move_here", "moved_here"]
    address: str | None = None
    asked_at: datetime | None = None
    waits_until: datetime | None = None


class AskCopy(msgspec.Struct, frozen=True):
    """What you typed into a form of the letter, and nobody has taken up yet."""

    what: str
    address: str
    asked_at: datetime
    name: str | None = None
    consent: Consent | None = None


class SendCopy(msgspec.Struct, frozen=True):
    """A letter that went to you, or was to; `why` says what became of it if it didn't arrive."""

    letter: str
    state: str
    done_at: datetime | None = None
    why: str | None = None
