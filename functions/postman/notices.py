"""The owner's notices as mails: written from what she posted, to whoever is concerned."""

from __future__ import annotations

from pathlib import Path

from domain.errands import NothingToSendError
from domain.mail import Letter
from domain.messages import Message
from domain.order_book import Orders
from domain.shelf import Shelf
from domain.subscribers import SubscriberBook
from functions.postman.stationery import Stationery
from functions.web.pages import THEME


class NoticeMails:
    """`origin` is the shop's public address."""

    def __init__(
        self,
        shelf: Shelf,
        book: Orders,
        readers: SubscriberBook,
        origin: str,
        theme: Path = THEME,
    ) -> None:
        self._shelf = shelf
        self._book = book
        self._readers = readers
        self._stationery = Stationery(origin, theme)

    def write(self, message: Message) -> Letter:
        shop = self._shelf.facts()
        notice = self._shelf.notice(message.notice or "")
        recipient = self._address(message)
        if shop is None or notice is None or recipient is None:
            raise NothingToSendError(message.id)
        return self._stationery.letter(
            message,
            shop,
            to=recipient,
            subject=notice.subject,
            values={"notice": notice, "bought": bool(message.order_id)},
        )

    def kind_of(self, message: Message) -> str | None:
        notice = self._shelf.notice(message.notice or "")
        return notice.kind.value if notice else None

    def _address(self, message: Message) -> str | None:
        """Read as it stands now: whoever was erased meanwhile has none."""
        if message.order_id and (order := self._book.get(message.order_id)):
            return order.customer_mail
        reader = self._readers.get(message.subscriber or "")
        return reader.address if reader else None
