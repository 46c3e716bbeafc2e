"""The page of somebody's things: answered by the POST that opens it, and anew after each of its forms."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from domain.account_doors import AccountDoor
from domain.request_words import title_of
from domain.requests import Request
from domain.things import MOST_ADDRESSES
from functions.account.parts import AccountParts
from functions.account.shown import Gathering, ShownWish
from functions.web.said import Said

TITLE = "Your things"


class ThingsPage:
    """Each call raises BookUnavailableError."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts
        self._gathering = Gathering(parts)

    def show(
        self,
        door: AccountDoor,
        said: Said | None = None,
        *,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        editing: str | None = None,
    ) -> Response:
        """`editing` is the id of an address that is being corrected, or nothing for a new one."""
        entrance, things = self._parts.entrance, self._parts.things.get(door.subject)
        return self._parts.pages.answer(
            "account/things.html",
            TITLE,
            422 if errors else said.status if said else 200,
            door=door,
            token=entrance.form_token(door),
            known=entrance.checkout_token(door),
            things=things,
            orders=self._gathering.orders(door, things),
            wishes=self._gathering.wishes(reversed(things.wishes)) if things else [],
            letter=self._gathering.letter(door),
            requests=self._gathering.requests(door),
            most=MOST_ADDRESSES,
            said=said,
            typed=typed or {},
            errors=errors or {},
            editing=editing,
        )

    def before_erasing(self, door: AccountDoor) -> Response:
        """What it would do, and one button."""
        token = self._parts.entrance.form_token(door)
        return self._parts.pages.answer(
            "account/erase.html", "Delete all this?", door=door, token=token
        )

    def erasing(self, door: AccountDoor, request: Request) -> Response:
        link = self._gathering.status_page(request.id)
        return self._parts.pages.answer(
            "account/erasing.html", title_of(request), door=door, request=request, link=link
        )

    def closed(self) -> Response:
        return self._parts.pages.answer("account/closed.html", "The page is closed")

    def over(self) -> Response:
        """One text for a link that was used, that is too old, and that never was."""
        return self._parts.pages.answer(
            "account/link.html",
            "That link is over",
            410,
            lead="A link opens once, within half an hour, and its page can be used for half an hour. Have a new one mailed to you.",
            typed={},
            errors={},
            wishes=(),
        )

    def pieces(self, slugs: tuple[str, ...]) -> list[ShownWish]:
        return self._gathering.wishes(slugs)
