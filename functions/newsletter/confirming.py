"""The yes by mail: opening its link changes nothing, the button on the page does."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from domain.links import LinkError
from domain.subscribers import Standing
from functions.newsletter.parts import NewsletterParts
from functions.web.pages import HEADERS


class Confirming:
    def __init__(self, parts: NewsletterParts) -> None:
        self._parts = parts

    def show(self, token: str) -> Response:
        """Raises NoLetterError or BookUnavailableError."""
        self._parts.newsletter.terms()
        try:
            record = self._parts.newsletter.to_confirm(token)
        except LinkError as error:
            return self._over(error)
        if record.standing is Standing.SUBSCRIBED:
            return self._joined()
        return self._parts.pages.answer(
            "letter/confirm.html", "Do you want the letter?", token=token
        )

    def confirm(self, token: str) -> Response:
        """Raises NoLetterError, StaleSubscriberError or BookUnavailableError."""
        self._parts.newsletter.terms()
        try:
            self._parts.newsletter.confirm(token)
        except LinkError as error:
            return self._over(error)
        return self._joined()

    def _joined(self) -> Response:
        return RedirectResponse(f"{self._parts.origin}/letters/joined/", 303, HEADERS)

    def _over(self, error: LinkError) -> Response:
        """What doesn't open any more is asked for anew, on the same page."""
        cut = error.reason == "broken"
        return self._parts.pages.answer(
            "letter/join.html",
            "That link is incomplete" if cut else "That link is over",
            400 if cut else 410,
            lead="Copy the whole link, or sign up again here."
            if cut
            else "It was for a few days, or something has changed since. If you want the letter, sign up again here.",
            form="page",
            stamp=self._parts.stamps.make(self._parts.now()),
            typed={},
            errors={},
        )
