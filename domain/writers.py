"""Who writes the mails that the outbox asks for; each knows what a message of its kind is about."""

from __future__ import annotations

from typing import Protocol

from domain.mail import Letter
from domain.messages import Message
from domain.orders import Order


class NoLongerWantedError(Exception):
    """A reminder of what has been done meanwhile."""


class LetterWriter(Protocol):
    def write(self, message: Message, order: Order) -> Letter:
        """The mail about an order. Raises NothingToSendError, NoLongerWantedError."""
        ...


class MailWriter(Protocol):
    def write(self, message: Message) -> Letter:
        """The mail to whoever the message is for: somebody, whoever asks for them, or the owner.

        Raises NothingToSendError, NoLongerWantedError or BookUnavailableError.
        """
        ...


class Correspondence(MailWriter, Protocol):
    """The newsletter's side of the outbox."""

    def take_up(self, message: Message) -> str:
        """Do what an ask is for; what became of it, in a word.

        Raises NothingToSendError, NoLongerWantedError, StaleSubscriberError or
        BookUnavailableError.
        """
        ...


class NoticeWriter(MailWriter, Protocol):
    def kind_of(self, message: Message) -> str | None:
        """What the notice is for (`domain.announcing.Kind`). Raises BookUnavailableError."""
        ...


class WaitWriter(MailWriter, Protocol):
    def forget(self, message: Message) -> None:
        """Take whoever was told off the list. Raises BookUnavailableError."""
        ...
