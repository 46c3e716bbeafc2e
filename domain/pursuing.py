"""Somebody goes on with a request of theirs: the proof, and whatever else its page lets them do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.addresses import AddressKey
from domain.asking import TheShop
from domain.days import day_there
from domain.limits import Gate
from domain.order_book import Orders
from domain.order_facts import is_fact_of
from domain.proof import Codes
from domain.request_appeals import appeal
from domain.request_changing import changed, closed_if_repeated, kept, tried
from domain.request_decisions import deny, fetch, repeat, revoke
from domain.request_parts import Download
from domain.request_proof import (
    Result,
    Tried,
    confirm,
    prove,
    prove_order,
    send_code,
    wants_order_fact,
)
from domain.request_restriction import lift
from domain.request_states import NEXT, Reason, State, Type
from domain.request_steps import joined
from domain.requests import Contact, Request, RequestBook, RequestChange
from domain.restriction import Restriction

APPEALABLE = frozenset(state for state, following in NEXT.items() if State.APPEALED in following)


class NotTheirAddressError(Exception):
    """An address that the request isn't about."""


class NothingToFetchError(Exception):
    """A copy that is gone, or was fetched as often as it may be."""


class Pursuing(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError and NoSuchRequestError.

    Those that change the request raise RequestStateError where it has moved on meanwhile.
    """

    book: RequestBook
    orders: Orders
    gate: Gate
    codes: Codes
    key: AddressKey
    now: Callable[[], datetime]

    def get(self, request_id: str) -> Request:
        return kept(self.book, request_id)

    def mail_code(self, request_id: str, network: str | None) -> Request:
        """Raises TooManyTriesError or TooManyCodesError."""
        now = self.now()
        self.gate.proof(network, now)

        def decide(request: Request) -> RequestChange:
            change = send_code(request, self.codes, now)
            self.gate.code_mailed(request.subject, now)
            return change

        return changed(self.book, request_id, decide)

    def prove(
        self, request_id: str, typed: str, network: str | None, shop: TheShop
    ) -> tuple[Request, Result]:
        """Try a code. Raises TooManyTriesError."""
        now, automatic = self.now(), shop.facts.privacy.automatic
        self.gate.proof(network, now)

        def decide(request: Request) -> Tried:
            has_orders = lambda: bool(self.orders.of_subject(request.subject))  # noqa: E731 — asked of the proven only
            return prove(request, typed, self.codes, now, has_orders, automatic)

        request, result = tried(
            self.book, request_id, lambda each: self._settled(decide(each), shop)
        )
        if result == "right":
            request = closed_if_repeated(self.book, request, self.now)
        return request, result

    def prove_order(
        self, request_id: str, typed: str, network: str | None, shop: TheShop
    ) -> tuple[Request, Result]:
        """Try an order's number, or the postal code that it went to. Raises TooManyTriesError."""
        now, automatic = self.now(), shop.facts.privacy.automatic
        self.gate.proof(network, now)

        def decide(request: Request) -> Tried:
            if wants_order_fact(request):
                # Taken back and asked anew, a request would have its three tries again and again.
                self.gate.order_fact(request.subject, now)
            theirs = self.orders.of_subject(request.subject)
            return prove_order(request, is_fact_of(theirs, typed), now, automatic)

        return tried(self.book, request_id, decide)

    def confirm(self, request_id: str, shop: TheShop) -> Request:
        automatic = shop.facts.privacy.automatic
        return changed(self.book, request_id, lambda each: confirm(each, self.now(), automatic))

    def revoke(self, request_id: str) -> Request:
        return changed(self.book, request_id, lambda each: revoke(each, self.now()))

    def restriction(self, request: Request) -> Restriction | None:
        """The flag on their data, for a request to set it; a later one may have set it anew."""
        is_asked = request.type is Type.RESTRICTION
        return self.book.restriction(request.subject) if is_asked else None

    def lift(self, request_id: str) -> Request:
        """Raises NotSetAsideError."""
        return changed(
            self.book, request_id, lambda each: lift(each, self.restriction(each), self.now())
        )

    def appeal(self, request_id: str, address: str, words: str | None, shop: TheShop) -> Request:
        """Have it heard again. Raises NotTheirAddressError or AppealError."""
        now = self.now()
        today = day_there(now, shop.facts.time_zone)
        contact = Contact(address=address, appeal=words)

        def decide(request: Request) -> RequestChange:
            if self.key.id_of(address) != request.subject:
                raise NotTheirAddressError(request_id)
            return appeal(request, contact, now, today, shop.policies.terms)

        return changed(self.book, request_id, decide)

    def fetch(self, request_id: str) -> Download:
        """Spend one of the downloads; what it is of. Raises NothingToFetchError."""

        def decide(request: Request) -> RequestChange:
            change = fetch(request, self.now())
            if change is None:
                raise NothingToFetchError(request_id)
            return change

        copy = changed(self.book, request_id, decide).download
        if copy is None:
            raise NothingToFetchError(request_id)
        return copy

    def _settled(self, outcome: Tried, shop: TheShop) -> Tried:
        """An appeal that was sent as a form goes on as the appeal of the request that it names."""
        change = outcome.change
        if outcome.result != "right" or change is None or change.request.type is not Type.APPEAL:
            return outcome
        proven, now = change.request, self.now()
        named = self.book.get(proven.about or "")
        if named is None or named.subject != proven.subject:
            return Tried("right", joined(change, deny(proven, Reason.NO_MATCH, now)))
        if named.state in APPEALABLE and named.appeal is None and proven.contact:
            today = day_there(now, shop.facts.time_zone)
            contact = msgspec.structs.replace(proven.contact, text=None, appeal=proven.contact.text)
            self.book.commit(appeal(named, contact, now, today, shop.policies.terms))
        elif named.state is not State.APPEALED:
            return Tried("right", joined(change, deny(proven, Reason.CLAIM_NOT_COVERED, now)))
        return Tried("right", joined(change, repeat(proven, named.id, now)))
