"""The owner's notices as mails: written from what she posted, to whoever is concerned."""

from __future__ import annotations

import functools
from email.utils import formataddr
from pathlib import Path

from domain.errands import NothingToSendError
from domain.mail import Letter
from domain.messages import Message
from domain.order_book import Orders
from domain.shelf import Shelf
from domain.subscribers import SubscriberBook
from functions.web.pages import THEME, environment


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
        self._origin = origin
        self._environment = functools.cache(functools.partial(environment, theme / "mail"))

    def write(self, message: Message) -> Letter:
        shop = self._shelf.facts()
        notice = self._shelf.notice(message.notice or "")
        recipient = self._address(message)
        if shop is None or notice is None or recipient is None:
            raise NothingToSendError(message.id)
        jinja = self._environment(shop.locale)
        values = {
            "shop": shop,
            "origin": self._origin,
            "subject": notice.subject,
            "notice": notice,
            "bought": bool(message.order_id),
        }
        return Letter(
            sender=formataddr((shop.name, shop.mail_from)),
            recipient=recipient,
            reply_to=shop.mail,
            subject=notice.subject,
            text=jinja.get_template("notice.txt").render(values),
            html=jinja.get_template("notice.html").render(values),
            tags={"message": message.id},
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
