"""What a reader chooses and sees by the link that was mailed to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.days import day_there
from domain.forgetting import forget_reader
from domain.links import LinkError
from domain.newsletter import WrittenAlreadyError
from domain.preferences import Choices, NoTopicError, PauseError, SameAddressError
from domain.subscribers import Subscriber
from functions.newsletter.asking import Asking
from functions.newsletter.parts import NewsletterParts
from functions.newsletter.sent import read_sent
from functions.newsletter.stored import as_file, kept_of
from functions.web.forms import Pairs
from functions.web.pages import HEADERS

DONE = {
    "saved": "Saved. It holds for the next letter already.",
    "moving": "We've written to the new address. Press the button behind the link there, and the letter moves.",
}
NO_TOPIC = "Choose at least one topic, or end the letter."
NO_DAY = "Write the day on which letters may come again, or leave it out."
PAUSES = {
    "past": "Choose a day after today.",
    "too_long": "Choose a day within a year, or end the letter.",
}
SAME = "The letter goes to that address already."
WRITTEN = "We wrote to that address today. Look for our email there, or try again tomorrow."


class Choosing:
    """Each call raises NoLetterError, StaleSubscriberError or BookUnavailableError."""

    def __init__(self, parts: NewsletterParts, asking: Asking) -> None:
        self._parts = parts
        self._asking = asking

    def show(self, token: str, done: str = "") -> Response:
        try:
            record = self._parts.newsletter.reader(token)
        except LinkError as error:
            return self.over(error)
        return self._page(token, record, said=DONE.get(done, ""))

    def change(self, _: Request, pairs: Pairs) -> Response:
        """Topics, fewer letters, a pause and a name, all at once."""
        sent = read_sent(pairs)
        token = sent.typed.get("t", "")
        errors = {"name": sent.errors["name"]} if "name" in sent.errors else {}
        until = _day(sent.typed.get("paused_until", ""), errors)
        topics = tuple(value for name, value in pairs if name == "topic")
        choices = Choices(topics, sent.typed.get("fewer") == "yes", until, sent.name)
        try:
            record = self._parts.newsletter.reader(token)
            if not errors:
                self._parts.newsletter.choose(token, choices)
                return self._saved(token, "saved")
        except LinkError as error:
            return self.over(error)
        except NoTopicError:
            errors["topics"] = NO_TOPIC
        except PauseError as error:
            errors["paused_until"] = PAUSES[error.reason]
        typed = dict(sent.typed) | {"topics": " ".join(topics)}
        return self._page(token, record, typed=typed, errors=errors)

    def move(self, request: Request, pairs: Pairs) -> Response:
        """Write to the new address. Raises TooManyTriesError as well."""
        sent = read_sent(pairs)
        token = sent.typed.get("t", "")
        try:
            record = self._parts.newsletter.reader(token)
            if "mail" in sent.errors:
                return self._page(
                    token, record, typed=sent.typed, errors={"mail": sent.errors["mail"]}
                )
            self._asking.let_pass(request)
            self._parts.newsletter.ask_to_move(token, sent.address)
        except LinkError as error:
            return self.over(error)
        except SameAddressError:
            return self._page(token, record, typed=sent.typed, errors={"mail": SAME})
        except WrittenAlreadyError:
            return self._page(token, record, typed=sent.typed, errors={"mail": WRITTEN})
        return self._saved(token, "moving")

    def export(self, token: str) -> Response:
        try:
            record = self._parts.newsletter.reader(token)
        except LinkError as error:
            return self.over(error)
        headers = HEADERS | {"Content-Disposition": 'attachment; filename="the-letter.json"'}
        return Response(as_file(record), 200, headers, "application/json")

    def forget(self, token: str) -> Response:
        try:
            record = self._parts.newsletter.reader(token)
        except LinkError as error:
            return self.over(error)
        book = self._parts.newsletter.book
        forget_reader(book, self._parts.sends, record.id, self._parts.now())
        return RedirectResponse(f"{self._parts.origin}/letters/forgotten/", 303, HEADERS)

    def over(self, error: LinkError) -> Response:
        """What doesn't open any more is mailed anew."""
        cut = error.reason == "broken"
        return self._parts.pages.answer(
            "letter/link.html",
            "That link is incomplete" if cut else "That link is over",
            400 if cut else 410,
            lead="Copy the whole link, or have it mailed to you again."
            if cut
            else "It was for a while, or something has changed since. If you get the letter, we mail you a new link.",
            typed={},
            errors={},
        )

    def _page(
        self,
        token: str,
        record: Subscriber,
        *,
        said: str = "",
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        terms, now = self._parts.newsletter.terms(), self._parts.now()
        topics = tuple(topic.id for topic in terms.facts.topics)
        today = day_there(now, terms.time_zone)
        return self._parts.pages.answer(
            "letter/choices.html",
            "Your choices",
            422 if errors else 200,
            token=token,
            goodbye=self._parts.newsletter.links.sign_goodbye(record.id),
            kept=kept_of(record, topics, now, terms.time_zone),
            first_day=today + timedelta(days=1),
            said=said,
            typed=typed or {},
            errors=errors or {},
        )

    def _saved(self, token: str, done: str) -> Response:
        address = f"{self._parts.origin}/api/newsletter/choices?t={token}&done={done}"
        return RedirectResponse(address, 303, HEADERS)


def _day(text: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors["paused_until"] = NO_DAY
        return None
