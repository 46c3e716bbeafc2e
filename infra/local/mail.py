"""The mails that the local shop has sent, as MiniStack keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec


class Mail(msgspec.Struct, frozen=True):
    id: str
    at: datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str | None


class _Kept(msgspec.Struct, rename="pascal"):
    """A mail in MiniStack's words."""

    message_id: str
    source: str
    to: tuple[str, ...]
    subject: str
    body_text: str | None
    body_html: str | None
    timestamp: float


class _Answer(msgspec.Struct):
    messages: dict[str, list[_Kept]]
    """By account."""


def mails(answer: bytes) -> list[Mail]:
    """The mails in MiniStack's answer to `/_ministack/ses/messages`, the newest first."""
    by_account = msgspec.json.decode(answer, type=_Answer).messages
    found = [
        Mail(
            id=mail.message_id,
            at=datetime.fromtimestamp(mail.timestamp, UTC),
            sender=mail.source,
            to=mail.to,
            subject=mail.subject,
            text=mail.body_text or "",
            html=mail.body_html,
        )
        for kept in by_account.values()
        for mail in kept
    ]
    # Reversed after sorting: of two at the same time, the one kept later is the newer.
    return sorted(found, key=lambda mail: mail.at)[::-1]
