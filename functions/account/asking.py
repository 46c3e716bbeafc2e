"""A link is asked for: whoever the address belongs to, the answer and the calls are the same."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from domain.mail_address import MailAddressError, read_mail_address
from domain.things import read_wishes
from functions.account.parts import AccountParts
from functions.web.forms import Pairs, wants_json
from functions.web.pages import HEADERS
from functions.web.problems import Problem, as_json, note

WISHES = "p"
"""What a list's link calls its pieces as well."""

LONGEST_KEPT = 300
_TWICE = "This was sent twice. Go back to the form, and send it once."


class Asking:
    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    def take(self, request: Request, pairs: Pairs) -> Response:
        """Nothing is looked up about anybody. Raises TooManyTriesError or BookUnavailableError."""
        if any(name == "website" and value for name, value in pairs):
            return self._asked(request)
        typed = [value for name, value in pairs if name == "mail"]
        wishes = read_wishes(value for name, value in pairs if name == WISHES)
        try:
            address = read_mail_address(typed[0] if typed else "")
        except MailAddressError as error:
            return self._again(request, "".join(typed[:1]), wishes, str(error))
        if len(typed) > 1:
            return self._again(request, "", wishes, _TWICE)
        mailbox = self._parts.networks.of_mailbox(address)
        self._parts.gate.account_link(self._parts.networks.of(request), mailbox, self._parts.now())
        self._parts.entrance.ask(self._parts.address_key.id_of(address), address, wishes)
        return self._asked(request)

    def _asked(self, request: Request) -> Response:
        if wants_json(request):
            return JSONResponse({"sent": True}, 202, HEADERS)
        return RedirectResponse(f"{self._parts.origin}/account/asked/", 303, HEADERS)

    def _again(self, request: Request, typed: str, wishes: tuple[str, ...], wrong: str) -> Response:
        title = "Before we can mail it"
        problem = Problem(422, "invalid-form", title, wrong, {"mail": wrong})
        note(problem)
        if wants_json(request):
            return as_json(problem)
        return self._parts.pages.answer(
            "account/link.html",
            "Your things",
            422,
            lead="",
            typed={"mail": typed[:LONGEST_KEPT]},
            errors={"mail": wrong},
            wishes=wishes,
        )
