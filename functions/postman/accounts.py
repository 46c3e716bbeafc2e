"""The mail that leads somebody to their own things, whether there are any or not."""

from __future__ import annotations

from pathlib import Path

from domain.account_doors import LINK, Entrance
from domain.errands import NothingToSendError
from domain.mail import Letter
from domain.messages import Message
from domain.shelf import Shelf
from domain.writers import NoLongerWantedError
from functions.postman.stationery import Stationery
from functions.web.pages import THEME

SUBJECT = "Your link to your things at {shop.name}"


class AccountMails:
    """It has nothing of what was typed: anybody can type anybody's address."""

    def __init__(self, shelf: Shelf, entrance: Entrance, origin: str, theme: Path = THEME) -> None:
        self._shelf = shelf
        self._entrance = entrance
        self._origin = origin
        self._stationery = Stationery(origin, theme)

    def write(self, message: Message) -> Letter:
        shop = self._shelf.facts()
        if shop is None or message.about != LINK:
            raise NothingToSendError(message.id)
        door = self._entrance.doors.get(message.door or "")
        if door is None or not door.waits(self._entrance.now()):
            raise NoLongerWantedError(message.id)
        link = f"{self._origin}/api/account/open?t={self._entrance.mailed(door)}"
        return self._stationery.letter(
            message,
            shop,
            to=door.address,
            subject=SUBJECT.format(shop=shop),
            values={"wishes": len(door.wishes), "link": link},
        )
