"""Everybody who has to do with privacy requests, around one book, with a fuse in front of it."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from domain.days import day_there
from domain.messages import State as Mail
from domain.order_book import BookUnavailableError
from domain.proof import Codes
from domain.request_appeals import (
    AppealError,
    UnprovenError,
    appeal,
    decide,
    investigate,
    reverse,
    uphold,
)
from domain.request_decisions import (
    ExtensionError,
    approve,
    begin,
    deny,
    extend,
    finish,
    hand_to_owner,
    record,
    repeat,
    revoke,
)
from domain.request_parts import Retained, Work
from domain.request_proof import (
    TooManyCodesError,
    confirm,
    prove,
    prove_order,
    send_code,
    wants_code,
    wants_confirmation,
    wants_order_fact,
)
from domain.request_receipt import receive
from domain.request_states import Reason, State, Type
from domain.request_watch import RequestWatch
from domain.requests import Asked, Contact, Request, RequestChange, StaleRequestError
from domain.seals import Seals
from functions.adapters.fake_requests import FakeLedger, FakeRequestBook
from functions.adapters.fake_tables import FakeTables
from functions.adapters.fakes import FakeOutbox, FakeShelf
from tests.proofs.power import DATABASE, Fault, Fuse, fused
from tests.samples import KEYS, RELEASE, Clock, PowerCutError

PERSON = "jo@reader.example"
TEXT = "Dear shop, my name is Jo."

Extend = Callable[[Request, str, datetime, date], RequestChange]


class Parts(NamedTuple):
    """What the office is built with; a proof puts a broken one in."""

    book: type[FakeRequestBook] = FakeRequestBook
    watch: type[RequestWatch] = RequestWatch
    codes: type[Codes] = Codes
    extend: Extend = extend


class Office:
    def __init__(self, parts: Parts, began: datetime, zone: str) -> None:
        self.zone = zone
        self.clock = Clock(began)
        self.tables = FakeTables()
        facts = msgspec.structs.replace(RELEASE.shop, time_zone=zone)
        self.tables.release = msgspec.structs.replace(RELEASE, shop=facts)
        self.fuse = Fuse()
        self.book = fused(parts.book(self.tables), self.fuse, DATABASE)
        self.outbox = fused(FakeOutbox(self.tables), self.fuse, DATABASE)
        self.ledger = fused(FakeLedger(self.tables), self.fuse, DATABASE)
        self.watch = parts.watch(self.book, self.outbox, FakeShelf(self.tables), self.clock)
        self.seals = Seals(self.ledger, self.clock)
        seeds = itertools.count(1)
        self.codes = parts.codes(KEYS, lambda: f"{next(seeds):032x}")
        self.extend = parts.extend
        self.numbers = itertools.count(1)
        self.terms: dict[str, int] = {"respond_within_days": 30}

    @property
    def today(self) -> date:
        return day_there(self.clock(), self.zone)

    @contextlib.contextmanager
    def troubled(self, fault: Fault | None) -> Iterator[None]:
        """Whatever the fault does to the one who acts, others go on."""
        with self.fuse.armed(fault, self.act):
            try:
                yield
            except (PowerCutError, BookUnavailableError):
                assert self.fuse.blown
            except StaleRequestError:
                # Told to try again: either somebody was quicker, or their own write had happened.
                pass

    def act(self, who: str) -> None:
        with contextlib.suppress(StaleRequestError):
            {
                "watch": self.look,
                "function": self.work,
                "owner": self.owner_answers,
                "person": self.take_back_one,
                "postman": self.post,
                "seal": self.seals.seal,
            }[who]()

    def look(self) -> None:
        self.watch.sweep()

    # The person

    def ask(self, asked: Asked) -> str:
        request_id = f"REQUEST{next(self.numbers)}"
        change = receive(asked, request_id, self.clock(), self.zone, self.terms)
        self.book.open(change)
        return request_id

    def mail_code(self, request: Request) -> None:
        if wants_code(request):
            with contextlib.suppress(TooManyCodesError):
                self.book.commit(send_code(request, self.codes, self.clock()))

    def type_code(self, request: Request, is_right: bool, has_orders: bool) -> None:
        code = request.verification.code
        if not wants_code(request) or code is None:
            return
        digits = Codes(KEYS, str).digits(request.id, code)
        typed = digits if is_right else f"{(int(digits) + 1) % 10**6:06}"
        tried = prove(request, typed, self.codes, self.clock(), lambda: has_orders)
        assert is_right or tried.result != "right"
        if tried.change:
            self.book.commit(tried.change)

    def go_on(self, request: Request, is_right: bool) -> None:
        """The order's number, then the button."""
        if wants_order_fact(request):
            change = prove_order(request, is_right, self.clock()).change
            assert change
            self.book.commit(change)
        elif wants_confirmation(request):
            self.book.commit(confirm(request, self.clock()))

    def take_back(self, request: Request) -> None:
        if request.is_open:
            self.book.commit(revoke(request, self.clock()))

    def take_back_one(self) -> None:
        for request in list(self.tables.requests.values())[:1]:
            self.take_back(request)

    def appeal(self, request: Request) -> None:
        if request.state in {State.DENIED, State.PARTIALLY_FULFILLED}:
            contact = Contact(PERSON, appeal=TEXT)
            with contextlib.suppress(AppealError):
                self.book.commit(appeal(request, contact, self.clock(), self.today, self.terms))

    # The functions

    def work(self) -> None:
        """One step for each request that goes on by itself, as the sweep would do it."""
        for request in list(self.tables.requests.values()):
            if request.runs_by_itself:
                self.book.commit(self._next(request))

    def _next(self, request: Request) -> RequestChange:
        now = self.clock()
        if request.state is State.RECEIVED:
            return finish(request, now)
        if request.state is State.EXECUTING:
            for each in request.work:
                change = record(request, each.name, "done", now)
                if change:
                    return change
            kept = (Retained("order totals", "tax law"),) if request.type is Type.ERASURE else ()
            return finish(request, now, retained=kept)
        earlier = self._same_as(request)
        if request.state is State.IN_REVIEW and earlier:
            return repeat(request, earlier, now)
        if request.type is Type.RESTRICTION and request.approved_at is None:
            return hand_to_owner(request, "unshipped_order", now)
        return begin(request, (Work("orders", "do"), Work("subscribers", "do")), now)

    def _same_as(self, request: Request) -> str | None:
        others = (
            each.id
            for each in self.book.of_subject(request.subject)
            if each.id != request.id
            and each.type is request.type
            and each.state in {State.IN_REVIEW, State.EXECUTING}
        )
        return next(others, None)

    def post(self) -> None:
        """Every mail that waits is sent."""
        for message in self.outbox.waiting(self.clock()):
            sent = msgspec.structs.replace(message, state=Mail.DONE, done_at=self.clock())
            self.outbox.swap(message, sent)

    # The owner

    def owner_answers(self, how: str = "approve") -> None:
        """She answers everything that waits for her, step by step."""
        for request in list(self.tables.requests.values()):
            change = self._answer(request, how)
            if change:
                self.book.commit(change)

    def _answer(self, request: Request, how: str) -> RequestChange | None:
        now = self.clock()
        match request.state:
            case State.ACKNOWLEDGED:
                return investigate(request, now)
            case State.INVESTIGATING:
                return decide(request, "You are right.", now)
            case State.APPEALED:
                denies = how == "deny"
                heard = uphold if denies else vouch
                return heard(request, "We looked again.", now)
            case State.IN_REVIEW if request.waits_for_owner:
                denies = how == "deny"
                return deny(request, Reason.NO_MATCH, now) if denies else approve(request, now)
        return None

    def put_off(self, request: Request) -> None:
        with contextlib.suppress(ExtensionError):
            self.book.commit(self.extend(request, "Much to read.", self.clock(), self.today))


def vouch(request: Request, says: str, now: datetime) -> RequestChange:
    """She has looked who it is."""
    try:
        return reverse(request, now, says)
    except UnprovenError:
        return reverse(request, now, says, vouched=True)
