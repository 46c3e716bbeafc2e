"""The goodbye: by a mail program's button, by a letter's link, or by an address that is typed."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from domain.links import LinkError
from domain.order_book import BookUnavailableError
from domain.preferences import NoTopicError
from functions.newsletter.asking import Asking
from functions.newsletter.parts import NewsletterParts
from functions.newsletter.sent import read_sent
from functions.web.forms import Pairs
from functions.web.pages import HEADERS

log = logging.getLogger(__name__)

NO_TOPIC = "Choose what you still want, or end the letter."
NO_TOPIC_OF_THEIRS = (
    "You get no letters about that, and this link can't bring more. Choose something else, or end "
    "the letter."
)


class Leaving:
    def __init__(self, parts: NewsletterParts, asking: Asking) -> None:
        self._parts = parts
        self._asking = asking

    def show(self, token: str) -> Response:
        """Nothing is looked up: whoever has a forwarded letter sees nothing of its reader."""
        try:
            self._parts.newsletter.links.read_goodbye(token)
        except LinkError:
            return self._by_hand()
        return self._page(token)

    def at_once(self, token: str) -> Response:
        """A mail program's own button (RFC 8058): it is no browser, and it reads no pages.

        Raises BookUnavailableError.
        """
        try:
            self._leave(token)
        except LinkError:
            return self._by_hand(status=422)
        return PlainTextResponse("You get no more letters.\n", headers=HEADERS)

    def _leave(self, token: str) -> None:
        """Counted for the letter by which they left, if they got letters until now."""
        gone = self._parts.newsletter.leave(token)
        if gone.changed and gone.letter:
            try:
                self._parts.mailings.count(gone.letter, "left")
            except BookUnavailableError:
                # They have left, and hear nothing of a count that is one too low.
                log.warning("a goodbye wasn't counted", extra={"letter": gone.letter})

    def by_form(self, request: Request, pairs: Pairs) -> Response:
        """What a page of ours sent: the button of a letter's link, or an address that was typed."""
        if "t" in dict(pairs):
            return self._by_button(pairs)
        return self._by_address(request, pairs)

    def _by_button(self, pairs: Pairs) -> Response:
        """The end, or less. Raises NoLetterError as well."""
        sent = dict(reversed(pairs))
        token = sent.get("t", "")
        try:
            if sent.get("do") == "fewer":
                self._parts.newsletter.reduce(token, fewer=True)
                return self._less("From now on you get fewer letters.")
            if sent.get("do") == "topics":
                return self._only(token, [value for name, value in pairs if name == "topic"])
            self._leave(token)
        except LinkError:
            return self._by_hand()
        return self._left()

    def _by_address(self, request: Request, pairs: Pairs) -> Response:
        """The same answer and the same calls, whether letters go there or not.

        Raises TooManyTriesError or BookUnavailableError.
        """
        sent = read_sent(pairs)
        if "mail" in sent.errors:
            return self._asking.wrong_address(
                request, sent, "letter/leave_by_hand.html", "End the letter"
            )
        # Whatever fills in the field for robots too, a goodbye that we say is done is done.
        self._parts.gate.goodbye(self._parts.networks.of(request), self._parts.now())
        self._parts.newsletter.leave_by_address(sent.address)
        return self._left()

    def _only(self, token: str, topics: Iterable[str]) -> Response:
        chosen = tuple(topics)
        try:
            self._parts.newsletter.reduce(token, only=chosen)
        except NoTopicError:
            return self._page(token, {"topics": NO_TOPIC_OF_THEIRS if chosen else NO_TOPIC})
        return self._less("From now on you get nothing but what you chose.")

    def _page(self, token: str, errors: dict[str, str] | None = None) -> Response:
        return self._parts.pages.answer(
            "letter/leave.html",
            "End the letter",
            422 if errors else 200,
            token=token,
            errors=errors or {},
        )

    def _by_hand(self, status: int = 200) -> Response:
        """A link that is broken or cut is no dead end."""
        return self._parts.pages.answer(
            "letter/leave_by_hand.html",
            "End the letter",
            status,
            lead="That link is incomplete. Type the address that gets the letter: none goes there from now on.",
            typed={},
            errors={},
        )

    def _less(self, words: str) -> Response:
        return self._parts.pages.answer("letter/less.html", "It's noted", words=words)

    def _left(self) -> Response:
        return RedirectResponse(f"{self._parts.origin}/letters/left/", 303, HEADERS)
