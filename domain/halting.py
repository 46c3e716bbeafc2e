"""When a letter stops by itself: too many complaints, or too many addresses that don't exist.

Gmail and Yahoo turn on senders with complaints above 0.3 %, and ask for less than 0.1 %; SES
reviews an account at 5 % bounces.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.mailings import Counts, Mailing, MailingState
from domain.messages import Message
from domain.outbox import of_the_letter

COMPLAINED_PER_MILLE = 1
COUNTED_AS_COMPLAINABLE = 1000
BOUNCED_PER_MILLE = 50
COUNTED_AS_BOUNCEABLE = 100
"""Fewer letters are counted as so many, or the first bounce of all would stop everything."""

BY_COUNTS = frozenset({"complaints", "bounces"})
"""Reasons that tell the owner of what has come back."""

OWNER_LETTER = "owner_letter_halted"


def reason_to_halt(mailing: Mailing, counts: Counts) -> str | None:
    """`complaints` or `bounces`, where too many came that the owner hasn't noted already."""
    complained = counts.complained - mailing.noted.complained
    bounced = counts.bounced - mailing.noted.bounced
    sent = mailing.sent
    if complained * 1000 >= COMPLAINED_PER_MILLE * max(sent, COUNTED_AS_COMPLAINABLE):
        return "complaints"
    if bounced * 1000 >= BOUNCED_PER_MILLE * max(sent, COUNTED_AS_BOUNCEABLE):
        return "bounces"
    return None


def halted(mailing: Mailing, why: str, now: datetime) -> tuple[Mailing, Message]:
    """The halted mailing's next revision, and the letter that tells its owner."""
    stopped = msgspec.structs.replace(
        mailing,
        state=MailingState.HALTED,
        why=why,
        halts=mailing.halts + 1,
        revision=mailing.revision + 1,
    )
    key = f"{mailing.slug}-{stopped.halts}"
    return stopped, of_the_letter(OWNER_LETTER, key, now, letter=mailing.slug, says=why)
