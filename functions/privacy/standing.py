"""The page of one request, and every button on it. Looking changes nothing; buttons do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime

from starlette.responses import RedirectResponse, Response

from domain.days import day_there
from domain.exports import ExportsUnavailableError
from domain.handing_over import looked_at, proof_key
from domain.mail_address import MailAddressError, read_mail_address
from domain.proof import TRIES
from domain.pursuing import NothingToFetchError, NotTheirAddressError
from domain.request_appeals import AppealError
from domain.request_form import LONGEST_WORDS
from domain.request_proof import (
    CODES_SENT,
    Result,
    TooManyCodesError,
    wants_code,
    wants_confirmation,
    wants_order_fact,
)
from domain.request_restriction import NotSetAsideError
from domain.request_states import NEXT, RequestStateError, State
from domain.request_words import (
    ASKED,
    AUTHORITIES,
    BASES,
    KEPT,
    PLACES,
    REASONS,
    title_of,
    why_then,
)
from domain.requests import Request
from functions.privacy.arriving import LONGEST_KEPT
from functions.privacy.parts import PrivacyParts
from functions.web.pages import HEADERS
from functions.web.said import Said

UNTYPED: Mapping[str, str] = {"mail": "", "says": ""}

CODE_WRONG: dict[Result, str] = {
    "wrong": "That isn’t the code. Look at the latest email and type its six digits again.",
    "expired": "That code has run out, because codes last ten minutes. Have a new one mailed.",
    "used_up": f"A code can be tried {TRIES} times. Have a new one mailed.",
}
ORDER_WRONG: dict[Result, str] = {
    "wrong": "That belongs to none of your orders. Try another order’s number, or a postal code.",
    "used_up": "That belongs to none of your orders either, so a person looks at it now.",
}
NO_MORE_CODES = Said(
    f"We mailed {CODES_SENT} codes for this request, which is as many as one may have. Write to us, "
    "or send the form again.",
    status=429,
)
MOVED_ON = Said("Nothing was changed: your request has moved on, and stands like this.", status=409)
HEARD = Said("An answer can be appealed once, and this one was before.", status=409)
GONE = Said(
    "The copy isn’t there any more: it is kept for seven days, and can be fetched five times. Ask "
    "for a new one whenever you like.",
    status=410,
)


class Standing:
    """Each visit comes with a signed link's token; a wrong one raises LinkError."""

    def __init__(self, parts: PrivacyParts) -> None:
        self._parts = parts
        self._pursuing = parts.pursuing

    def show(
        self, token: str, said: Said | None = None, typed: Mapping[str, str] = UNTYPED
    ) -> Response:
        return self._page(self._pursuing.get(self._id(token)), token, said, typed)

    def mail_code(self, token: str, network: str | None) -> Response:
        try:
            self._pursuing.mail_code(self._id(token), network)
        except RequestStateError:
            return self.show(token, MOVED_ON)
        except TooManyCodesError:
            return self.show(token, NO_MORE_CODES)
        return self._back(token)

    def prove(self, token: str, code: str, network: str | None) -> Response:
        if not code.strip():
            return self.show(token, Said("Type in the six digits of the code.", "code", 422))
        try:
            request, result = self._pursuing.prove(
                self._id(token), code, network, self._parts.shop()
            )
        except RequestStateError:
            return self.show(token, MOVED_ON)
        return self._tried(request, token, result, "code", CODE_WRONG)

    def prove_order(self, token: str, fact: str, network: str | None) -> Response:
        if not fact.strip():
            sentence = "Type in an order’s number, or the postal code that it went to."
            return self.show(token, Said(sentence, "fact", 422))
        try:
            request, result = self._pursuing.prove_order(
                self._id(token), fact, network, self._parts.shop()
            )
        except RequestStateError:
            return self.show(token, MOVED_ON)
        return self._tried(request, token, result, "fact", ORDER_WRONG)

    def confirm(self, token: str) -> Response:
        shop = self._parts.shop()
        return self._done(token, lambda id_: self._pursuing.confirm(id_, shop))

    def revoke(self, token: str) -> Response:
        return self._done(token, self._pursuing.revoke)

    def lift(self, token: str) -> Response:
        with contextlib.suppress(NotSetAsideError):  # It has ended already, as they wanted.
            return self._done(token, self._pursuing.lift)
        return self._back(token)

    def appeal(self, token: str, mail: str, words: str) -> Response:
        says = "\n".join(words.splitlines()).strip()
        typed = {"mail": mail[:LONGEST_KEPT], "says": says[:LONGEST_KEPT]}
        if len(says) > LONGEST_WORDS:
            sentence = f"Shorten it to {LONGEST_WORDS:,} characters."
            return self.show(token, Said(sentence, "says", 422), typed)
        try:
            address = read_mail_address(mail)
            shop = self._parts.shop()
            return self._done(
                token, lambda id_: self._pursuing.appeal(id_, address, says or None, shop)
            )
        except MailAddressError as error:
            return self.show(token, Said(str(error), "mail", 422), typed)
        except NotTheirAddressError:
            sentence = "That isn’t the address that the request is about. Enter that one."
            return self.show(token, Said(sentence, "mail", 422), typed)
        except AppealError:
            return self.show(token, HEARD)

    def fetch(self, token: str) -> Response:
        """One download less, and on to the copy itself, for a minute."""
        request_id = self._id(token)
        try:
            copy = self._pursuing.fetch(request_id)
        except NothingToFetchError:
            return self.show(token, GONE)
        address = self._parts.doors.fetch(copy.key, f"my-data-{request_id}.zip")
        return RedirectResponse(address, 303, HEADERS)

    def _id(self, token: str) -> str:
        return self._parts.links.read(token, self._parts.now())

    def _done(self, token: str, change: Callable[[str], Request]) -> Response:
        """Change it, and come back to its page by an address that changes nothing."""
        try:
            change(self._id(token))
        except RequestStateError:
            return self.show(token, MOVED_ON)
        return self._back(token)

    def _tried(
        self, request: Request, token: str, result: Result, field: str, words: dict[Result, str]
    ) -> Response:
        if result == "right":
            return self._back(token)
        return self._page(request, token, Said(words[result], field, 422))

    def _back(self, token: str) -> Response:
        return RedirectResponse(f"{self._parts.origin}{address_of(token)}", 303, HEADERS)

    def _page(
        self,
        request: Request,
        token: str,
        said: Said | None,
        typed: Mapping[str, str] = UNTYPED,
    ) -> Response:
        now = self._parts.now()
        copy = request.download
        facts = self._parts.pages.facts()
        return self._parts.pages.answer(
            "privacy_status.html",
            title_of(request),
            said.status if said else 200,
            request=request,
            token=token,
            said=said,
            typed=typed,
            received_on=day_there(request.received_at, facts.time_zone if facts else "UTC"),
            asked=ASKED[request.type],
            why=why_then(request),
            reason=REASONS[request.reason] if request.reason else None,
            places=PLACES,
            kept_words=KEPT,
            bases=BASES,
            authorities=AUTHORITIES,
            code=wants_code(request),
            code_sent=_is_on_its_way(request, now),
            fact=wants_order_fact(request),
            button=wants_confirmation(request),
            copy=copy if copy and copy.is_open(now) else None,
            appealable=State.APPEALED in NEXT[request.state] and request.appeal is None,
            automatic=facts is None or facts.privacy.automatic,
            flag=self._pursuing.restriction(request),
            upload=self._upload(request, token),
            longest=LONGEST_WORDS,
        )

    def _upload(self, request: Request, token: str) -> dict[str, object] | None:
        """Only where the owner insists on an ID, and while she is looking at the request."""
        facts = self._parts.pages.facts()
        insists = facts is not None and facts.privacy.insist_on_id
        if not insists or request.state is not State.IN_REVIEW or not request.waits_for_owner:
            return None
        key = proof_key(request.id, self._pursuing.key)
        then = f"{self._parts.origin}{address_of(token)}"
        return {"form": self._parts.doors.hand_in(key, then), "came": self._came(key)}

    def _came(self, key: str) -> str:
        """Whoever sent a picture comes back to this page. What is none is deleted by looking.

        That is no use to anybody, so the one thing that a look at the page takes away is missed by
        nobody. Where the bucket can't be reached, nothing is said of it.
        """
        try:
            return looked_at(self._parts.proofs, key)
        except ExportsUnavailableError:
            return "nothing"


def _is_on_its_way(request: Request, now: datetime) -> bool:
    code = request.verification.code
    return code is not None and now < code.until and code.tries < TRIES


def address_of(token: str) -> str:
    return f"/api/privacy/request?t={token}"
