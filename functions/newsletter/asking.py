"""Forms that lead to a mail: whoever the address belongs to, the answer and the calls are the same."""

from __future__ import annotations

from datetime import UTC

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from domain import outbox
from domain.consent import ADDRESS_WORDS
from domain.limits import ALL_JOINS, TooManyTriesError
from domain.stamps import StampError
from functions.newsletter.parts import NewsletterParts
from functions.newsletter.sent import Sent, read_sent
from functions.web.forms import Pairs, wants_json
from functions.web.pages import HEADERS
from functions.web.problems import Problem, as_json, note


class Asking:
    def __init__(self, parts: NewsletterParts) -> None:
        self._parts = parts

    def stamp(self) -> Response:
        """For the script of a page that is being filled in."""
        return JSONResponse({"stamp": self._new_stamp()}, headers=HEADERS)

    def join(self, request: Request, pairs: Pairs) -> Response:
        """Raises NoLetterError, TooManyTriesError or BookUnavailableError."""
        self._parts.newsletter.terms()
        sent = read_sent(pairs)
        if sent.by_a_program:
            return self.asked()
        if sent.errors:
            return self._again(request, sent)
        try:
            self._parts.stamps.check(sent.typed.get("stamp", ""), self._parts.now())
        except StampError as error:
            return self._once_more(request, sent, error)
        self.let_pass(request)
        self._parts.newsletter.ask_to_join(
            sent.address, sent.form, name=sent.name, words=ADDRESS_WORDS
        )
        return self.asked()

    def link(self, request: Request, pairs: Pairs) -> Response:
        """A link to what is stored is wished for. Raises as `join` does."""
        self._parts.newsletter.terms()
        sent = read_sent(pairs)
        if sent.by_a_program:
            return self.asked()
        if "mail" in sent.errors:
            return self.wrong_address(request, sent, "letter/link.html", "Your choices")
        self.let_pass(request)
        self._parts.newsletter.ask_for_choices(sent.address)
        return self.asked()

    def let_pass(self, request: Request) -> None:
        """Count the try; where too many people try at once, the owner is told, once a day."""
        now = self._parts.now()
        try:
            self._parts.gate.join(self._parts.networks.of(request), now)
        except TooManyTriesError as error:
            if error.allowance is ALL_JOINS:
                day = f"{now.astimezone(UTC):%Y-%m-%d}"
                self._parts.outbox.add(outbox.of_the_letter("owner_signups", day, now))
            raise

    def asked(self) -> Response:
        return RedirectResponse(f"{self._parts.origin}/letters/asked/", 303, HEADERS)

    def wrong_address(self, request: Request, sent: Sent, template: str, title: str) -> Response:
        """The form once more, with what was typed and what to do."""
        problem = Problem(422, "form", title, sent.errors["mail"], errors=dict(sent.errors))
        note(problem)
        if wants_json(request):
            return as_json(problem)
        return self._parts.pages.answer(
            template, title, 422, lead="", typed=sent.typed, errors=sent.errors
        )

    def _again(self, request: Request, sent: Sent) -> Response:
        title = "Please check what you wrote"
        problem = Problem(
            422, "form", title, " ".join(sent.errors.values()), errors=dict(sent.errors)
        )
        note(problem)
        if wants_json(request):
            return as_json(problem)
        return self._form(sent, title, 422, self._stamp_after(sent))

    def _once_more(self, request: Request, sent: Sent, error: StampError) -> Response:
        """A page that was open for too long, or one without scripts: one more click, nothing lost."""
        if wants_json(request):
            return as_json(
                Problem(
                    422,
                    "stamp",
                    "A stamp is missing",
                    "Get /api/newsletter/stamp, show your person the form, and send the stamp with it.",
                )
            )
        stamp = sent.typed.get("stamp", "") if error.young else self._new_stamp()
        return self._form(sent, "One more click", 200, stamp)

    def _form(self, sent: Sent, title: str, status: int, stamp: str) -> Response:
        return self._parts.pages.answer(
            "letter/join.html",
            title,
            status,
            lead="",
            form=sent.form,
            stamp=stamp,
            typed=sent.typed,
            errors=sent.errors,
        )

    def _stamp_after(self, sent: Sent) -> str:
        """The stamp that came, if it counts or soon will; whoever corrects a slip needn't wait."""
        stamp = sent.typed.get("stamp", "")
        try:
            self._parts.stamps.check(stamp, self._parts.now())
        except StampError as error:
            return stamp if error.young else self._new_stamp()
        return stamp

    def _new_stamp(self) -> str:
        return self._parts.stamps.make(self._parts.now())
