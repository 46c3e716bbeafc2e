"""Somebody writes to the shop. The answer and the calls are the same, whoever they are."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from domain.contact import FIELDS, TOPICS, ContactFormError, is_by_a_program, mails_of, read_words
from functions.orders.parts import OrderParts
from functions.web.forms import Pairs, read_form, wants_json
from functions.web.pages import HEADERS
from functions.web.problems import Problem, as_json, note

LONGEST_KEPT = 8000
"""Characters of a field that are given back to be corrected."""


class Writing:
    def __init__(self, parts: OrderParts) -> None:
        self._parts = parts

    async def visit(self, request: Request) -> Response:
        return await self._take(request) if request.method == "POST" else self._show(request)

    async def _take(self, request: Request) -> Response:
        """Nothing is looked up about anybody here: that is postman's, where nobody waits for it.

        Raises TooManyTriesError or BookUnavailableError.
        """
        pairs = await read_form(request, self._parts.origin)
        if is_by_a_program(pairs):
            return self._taken(request)
        try:
            words = read_words(pairs)
        except ContactFormError as error:
            return self._again(request, pairs, error)
        now = self._parts.now()
        mailbox = self._parts.networks.of_mailbox(words.mail)
        self._parts.gate.contact(self._parts.networks.of(request), mailbox, now)
        inquiry = words.inquiry(self._parts.new_id(), self._parts.address_key, now)
        self._parts.inquiries.open(inquiry, mails_of(inquiry))
        return self._taken(request)

    def _show(self, request: Request) -> Response:
        """After the form; otherwise where the form is."""
        if "sent" not in request.query_params:
            return RedirectResponse(f"{self._parts.origin}/contact/", 303, HEADERS)
        return self._parts.pages.answer("contact_sent.html", "Your message is on its way")

    def _taken(self, request: Request) -> Response:
        if wants_json(request):
            return JSONResponse({"sent": True}, 202, HEADERS)
        return RedirectResponse(f"{self._parts.origin}/api/orders/contact?sent", 303, HEADERS)

    def _again(self, request: Request, pairs: Pairs, error: ContactFormError) -> Response:
        title = "Before we can read it"
        detail = "Correct what is named, and send the form again."
        problem = Problem(422, "invalid-form", title, detail, error.errors)
        note(problem)
        if wants_json(request):
            return as_json(problem)
        return self._parts.pages.answer(
            "contact.html",
            "Write to us",
            422,
            topics=TOPICS,
            typed=_typed(pairs),
            errors=error.errors,
        )


def _typed(pairs: Pairs) -> Mapping[str, str]:
    return {name: value[:LONGEST_KEPT] for name, value in reversed(pairs) if name in FIELDS}
