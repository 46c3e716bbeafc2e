"""The link of the mail: a look at it changes nothing, its button opens the page, once."""

from __future__ import annotations

import logging
from datetime import timedelta

import msgspec
from starlette.responses import Response

from domain.account_doors import AccountDoor, DoorGoneError
from domain.links import LinkError
from domain.things import StaleThingsError, used, with_wishes
from functions.account.keeping import Keeping
from functions.account.page import ThingsPage
from functions.account.parts import AccountParts
from functions.web.said import Said

log = logging.getLogger(__name__)

USED_AGAIN = timedelta(days=1)
"""How long after it was last noted it is noted again that somebody came for their things."""


class Opening:
    """Each call raises BookUnavailableError."""

    def __init__(self, parts: AccountParts, page: ThingsPage) -> None:
        self._parts = parts
        self._page = page
        self._keeping = Keeping(parts)

    def show(self, token: str) -> Response:
        try:
            door = self._parts.entrance.waiting(token)
        except (LinkError, DoorGoneError):
            return self._page.over()
        wishes = self._page.pieces(door.wishes)
        return self._parts.pages.answer(
            "account/open.html", "Your things", token=token, wishes=wishes
        )

    def open(self, token: str) -> Response:
        """All is read before the door is spent: where that fails, it can be tried again."""
        try:
            door = self._parts.entrance.waiting(token)
            shown = self._page.show(msgspec.structs.replace(door, spent_at=self._parts.now()))
            door = self._parts.entrance.enter(token)
            return self._with_wishes(door) if door.wishes else self._noted(door, shown)
        except (LinkError, DoorGoneError):
            return self._page.over()

    def _with_wishes(self, door: AccountDoor) -> Response:
        count = len(door.wishes)
        words = "One piece of your wishlist is" if count == 1 else "The pieces of your wishlist are"
        self._keeping.change(door, lambda things: with_wishes(things, door.wishes))
        return self._page.show(door, Said(f"{words} kept here now."))

    def _noted(self, door: AccountDoor, shown: Response) -> Response:
        """What is kept for somebody who comes for it stays."""
        now = self._parts.now()
        things = self._parts.things.get(door.subject)
        if things and now - things.used_at >= USED_AGAIN:
            try:
                self._parts.things.keep(used(things, now), door)
            except StaleThingsError:
                log.info("things are being used elsewhere")
        return shown
