"""Somebody asks about their data: from the form to the proof, and whatever the page lets them do.

Nothing is looked up about anybody before they have proven that they read the mail of an address:
until then every call is the same for everyone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.addresses import AddressKey
from domain.asked_before import is_repeated_by
from domain.days import day_there
from domain.limits import Gate
from domain.moves import end_letters
from domain.order_book import Orders
from domain.order_facts import is_fact_of
from domain.policies import InForce
from domain.proof import Codes
from domain.request_appeals import appeal
from domain.request_decisions import deny, fetch, finish, repeat, revoke
from domain.request_parts import Download
from domain.request_proof import (
    Result,
    Tried,
    confirm,
    prove,
    prove_by_link,
    prove_order,
    send_code,
    wants_order_fact,
)
from domain.request_reading import Wanted
from domain.request_receipt import PROMISED, receive
from domain.request_restriction import lift
from domain.request_states import AT_ONCE, NEXT, Reason, State, Type
from domain.request_steps import step
from domain.requests import Asked, Contact, Request, RequestBook, RequestChange, StaleRequestError
from domain.restriction import Restriction
from domain.shop import ShopFacts
from domain.subscribers import SubscriberBook

ATTEMPTS = 5
"""How often a request that somebody else is changing is read again."""

APPEALABLE = frozenset(state for state, following in NEXT.items() if State.APPEALED in following)

SIGNAL = "global_privacy_control"
"""In the ledger, where the browser that sent the form asks not to have its data sold or shared."""


class NoSuchRequestError(Exception):
    """A request that isn't kept any more."""


class NotTheirAddressError(Exception):
    """An address that the request isn't about."""


class NothingToFetchError(Exception):
    """A copy that is gone, or was fetched as often as it may be."""


class TheShop(msgspec.Struct, frozen=True):
    """What is true of the shop today."""

    facts: ShopFacts
    policies: InForce

    @property
    def is_open(self) -> bool:
        """Whether it has published by when it answers."""
        return PROMISED in self.policies.terms


class Asking(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError, and each but `receive` NoSuchRequestError.

    Those that change a request raise RequestStateError where it has moved on meanwhile.
    """

    book: RequestBook
    orders: Orders
    subscribers: SubscriberBook
    gate: Gate
    codes: Codes
    key: AddressKey
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def receive(
        self, wanted: Wanted, network: str | None, shop: TheShop, *, signal: bool = False
    ) -> Request:
        """Take it up, and do at once what needs no proof. Raises TooManyTriesError.

        A mailbox that was asked about too often isn't written to any more today, and neither is
        anybody while the forms are flooded, but letters end all the same.
        """
        now = self.now()
        asked = wanted.asked(self.key)
        if asked.type in AT_ONCE:
            self.gate.goodbye(network, now)
            end_letters(self.subscribers, asked.subject, now)
        self.gate.asking(network, now)
        for address in filter(None, (wanted.mail, wanted.own_mail)):
            self.gate.asked_about(self.key.mailbox_of(address), now)
        terms, policies = shop.policies.terms, shop.policies.refs
        change = receive(asked, self.new_id(), now, shop.facts.time_zone, terms, policies)
        if signal:
            change = _signalled(change, now)
        self.book.open(change)
        if asked.type in AT_ONCE:
            done = finish(change.request, now)
            self.book.commit(done)
            return done.request
        return change.request

    def erase_all(
        self, address: str, opened_at: datetime, network: str | None, shop: TheShop
    ) -> Request:
        """An erasure that is asked for and confirmed on the page of somebody's own things.

        A link that was mailed to the `address` led there, `opened_at` then. From here on it is as
        if it had come by the form, and a code had been typed in. Raises TooManyTriesError.
        """
        now = self.now()
        self.gate.asking(network, now)
        self.gate.asked_about(self.key.mailbox_of(address), now)
        asked = Asked(
            Type.ERASURE, self.key.id_of(address), Contact(address=address), channel="account"
        )
        terms, policies = shop.policies.terms, shop.policies.refs
        arrived = receive(asked, self.new_id(), now, shop.facts.time_zone, terms, policies)
        automatic = shop.facts.privacy.automatic
        proven = prove_by_link(arrived.request, opened_at, now, automatic)
        told = arrived.messages + proven.messages
        self.book.open(msgspec.structs.replace(_joined(arrived, proven), messages=told))
        return self._known(self.get(arrived.request.id))

    def get(self, request_id: str) -> Request:
        request = self.book.get(request_id)
        if request is None:
            raise NoSuchRequestError(request_id)
        return request

    def mail_code(self, request_id: str, network: str | None) -> Request:
        """Raises TooManyTriesError or TooManyCodesError."""
        now = self.now()
        self.gate.proof(network, now)

        def decide(request: Request) -> RequestChange:
            change = send_code(request, self.codes, now)
            self.gate.code_mailed(request.subject, now)
            return change

        return self._changed(request_id, decide)

    def prove(
        self, request_id: str, typed: str, network: str | None, shop: TheShop
    ) -> tuple[Request, Result]:
        """Try a code. Raises TooManyTriesError."""
        now, automatic = self.now(), shop.facts.privacy.automatic
        self.gate.proof(network, now)

        def decide(request: Request) -> Tried:
            has_orders = lambda: bool(self.orders.of_subject(request.subject))  # noqa: E731 — asked of the proven only
            return prove(request, typed, self.codes, now, has_orders, automatic)

        request, result = self._tried(request_id, lambda each: self._settled(decide(each), shop))
        if result == "right":
            request = self._known(request)
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

        return self._tried(request_id, decide)

    def confirm(self, request_id: str, shop: TheShop) -> Request:
        automatic = shop.facts.privacy.automatic
        return self._changed(request_id, lambda each: confirm(each, self.now(), automatic))

    def revoke(self, request_id: str) -> Request:
        return self._changed(request_id, lambda each: revoke(each, self.now()))

    def restriction(self, request: Request) -> Restriction | None:
        """The flag on their data, for a request to set it; a later one may have set it anew."""
        is_asked = request.type is Type.RESTRICTION
        return self.book.restriction(request.subject) if is_asked else None

    def lift(self, request_id: str) -> Request:
        """Raises NotSetAsideError."""
        return self._changed(
            request_id, lambda each: lift(each, self.restriction(each), self.now())
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

        return self._changed(request_id, decide)

    def fetch(self, request_id: str) -> Download:
        """Spend one of the downloads; what it is of. Raises NothingToFetchError."""

        def decide(request: Request) -> RequestChange:
            change = fetch(request, self.now())
            if change is None:
                raise NothingToFetchError(request_id)
            return change

        copy = self._changed(request_id, decide).download
        if copy is None:
            raise NothingToFetchError(request_id)
        return copy

    def _settled(self, tried: Tried, shop: TheShop) -> Tried:
        """An appeal that was sent as a form goes on as the appeal of the request that it names."""
        change = tried.change
        if tried.result != "right" or change is None or change.request.type is not Type.APPEAL:
            return tried
        proven, now = change.request, self.now()
        named = self.book.get(proven.about or "")
        if named is None or named.subject != proven.subject:
            return Tried("right", _joined(change, deny(proven, Reason.NO_MATCH, now)))
        if named.state in APPEALABLE and named.appeal is None and proven.contact:
            today = day_there(now, shop.facts.time_zone)
            contact = msgspec.structs.replace(proven.contact, text=None, appeal=proven.contact.text)
            self.book.commit(appeal(named, contact, now, today, shop.policies.terms))
        elif named.state is not State.APPEALED:
            return Tried("right", _joined(change, deny(proven, Reason.CLAIM_NOT_COVERED, now)))
        return Tried("right", _joined(change, repeat(proven, named.id, now)))

    def _known(self, request: Request) -> Request:
        """Closed, where whoever has just proven who they are has asked the same before."""
        before = next(
            (
                each
                for each in self.book.of_subject(request.subject)
                if is_repeated_by(each, request)
            ),
            None,
        )
        if before is None or not request.is_open:
            return request
        return self._changed(request.id, lambda each: repeat(each, before.id, self.now()))

    def _tried(self, request_id: str, decide: Callable[[Request], Tried]) -> tuple[Request, Result]:
        for attempt in range(ATTEMPTS):
            request = self.get(request_id)
            tried = decide(request)
            if tried.change is None:
                return request, tried.result
            try:
                self.book.commit(tried.change)
            except StaleRequestError:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                return tried.change.request, tried.result
        raise StaleRequestError(request_id)

    def _changed(self, request_id: str, decide: Callable[[Request], RequestChange]) -> Request:
        return self._tried(request_id, lambda each: Tried("right", decide(each)))[0]


def _signalled(change: RequestChange, now: datetime) -> RequestChange:
    """The change with the signal that came with it, in the record and in its ledger."""
    return _joined(change, step(change.request, now, SIGNAL, signal=True))


def _joined(first: RequestChange, second: RequestChange) -> RequestChange:
    """Two steps as one write; what the first would have told somebody is overtaken."""
    request = msgspec.structs.replace(second.request, revision=first.request.revision)
    messages = second.messages or first.messages
    return RequestChange(request, first.entries + second.entries, messages)
