"""The newsletter's side of the outbox: what postman takes up, and the mails that come of it."""

from __future__ import annotations

from domain.delivery import NothingToSendError
from domain.outbox import Letter, Message


class LetterDesk:
    def write(self, message: Message) -> Letter:
        raise NothingToSendError(message.id)

    def take_up(self, message: Message) -> str:
        raise NothingToSendError(message.id)
