"""The yes at a new address: the letter moves there, with all that was chosen."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.links import LinkError
from domain.preferences import AddressSuppressedError
from functions.newsletter.choosing import Choosing
from functions.newsletter.parts import NewsletterParts
from functions.web.forms import Pairs
from functions.web.pages import HEADERS


class Moving:
    """Each call raises NoLetterError, StaleSubscriberError or BookUnavailableError."""

    def __init__(self, parts: NewsletterParts, choosing: Choosing) -> None:
        self._parts = parts
        self._choosing = choosing

    def show(self, token: str) -> Response:
        """Opening the link changes nothing, and shows nothing of the old address."""
        self._parts.newsletter.terms()
        try:
            self._parts.newsletter.to_move(token)
        except LinkError as error:
            return self._choosing.over(error)
        return self._parts.pages.answer(
            "letter/move.html", "Do you want the letter here?", token=token
        )

    def by_form(self, request: Request, pairs: Pairs) -> Response:
        """A new address, wished for among the choices, or the yes that came from there."""
        sent = dict(reversed(pairs))
        return (
            self._choosing.move(request, pairs) if "mail" in sent else self._move(sent.get("t", ""))
        )

    def _move(self, token: str) -> Response:
        self._parts.newsletter.terms()
        try:
            self._parts.newsletter.move(token)
        except LinkError as error:
            return self._choosing.over(error)
        except AddressSuppressedError:
            return self._parts.pages.answer("letter/not_here.html", "Not at this address", 409)
        return RedirectResponse(f"{self._parts.origin}/letters/moved/", 303, HEADERS)
