"""The mail that leads somebody to their own things, whether there are any or not."""

from __future__ import annotations

import functools
from pathlib import Path

from domain.account_doors import LINK, Entrance
from domain.errands import NothingToSendError
from domain.letterhead import sender_line
from domain.mail import Letter
from domain.messages import Message
from domain.shelf import Shelf
from domain.writers import NoLongerWantedError
from functions.web.pages import THEME, environment

SUBJECT = "Your link to your things at {shop.name}"


class AccountMails:
    """It has nothing of what was typed: anybody can type anybody's address."""

    def __init__(self, shelf: Shelf, entrance: Entrance, origin: str, theme: Path = THEME) -> None:
        self._shelf = shelf
        self._entrance = entrance
        self._origin = origin
        self._environment = functools.cache(functools.partial(environment, theme / "mail"))

    def write(self, message: Message) -> Letter:
        shop = self._shelf.facts()
        if shop is None or message.about != LINK:
            raise NothingToSendError(message.id)
        door = self._entrance.doors.get(message.door or "")
        if door is None or not door.waits(self._entrance.now()):
            raise NoLongerWantedError(message.id)
        subject = SUBJECT.format(shop=shop)
        values = {
            "shop": shop,
            "origin": self._origin,
            "subject": subject,
            "wishes": len(door.wishes),
            "link": f"{self._origin}/api/account/open?t={self._entrance.mailed(door)}",
        }
        jinja = self._environment(shop.locale)
        return Letter(
            sender=sender_line(shop.name, shop.mail_from),
            recipient=door.address,
            reply_to=shop.mail,
            subject=subject,
            text=jinja.get_template(f"{LINK}.txt").render(values),
            html=jinja.get_template(f"{LINK}.html").render(values),
            tags={"message": message.id},
        )
