"""Privacy requests for tests: as they arrive, and as far along as a test wants them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime

import msgspec

from domain.proof import Codes
from domain.request_clock import Regime
from domain.request_decisions import begin
from domain.request_parts import Work
from domain.request_proof import confirm, prove, send_code, wants_confirmation
from domain.request_receipt import receive
from domain.request_states import AskedBy, Type
from domain.requests import Asked, Contact, Request, RequestChange
from tests.policies import POLICIES
from tests.samples import FACTS, KEYS, NOON

JO = "a" * 40
CONTACT = Contact("jo@reader.example", "Jo")
TERMS: Mapping[str, int] = {"respond_within_days": 30, "unverified_request_lapses_days": 14}

_seeds = (f"{number:032x}" for number in itertools.count(1))
CODES = Codes(KEYS, lambda: next(_seeds))


def asked(kind: Type = Type.ACCESS, **facts: object) -> Asked:
    return msgspec.structs.replace(Asked(kind, JO, CONTACT, Regime.GDPR, "DE"), **facts)


def arrived(
    kind: Type = Type.ACCESS,
    now: datetime = NOON,
    *,
    request_id: str = "REQUEST1",
    terms: Mapping[str, int] = TERMS,
    **facts: object,
) -> RequestChange:
    what = asked(kind, **facts)
    return receive(what, request_id, now, FACTS.time_zone, terms, (POLICIES[0].ref,))


def pending(
    kind: Type = Type.ACCESS,
    now: datetime = NOON,
    *,
    request_id: str = "REQUEST1",
    terms: Mapping[str, int] = TERMS,
    **facts: object,
) -> Request:
    return arrived(kind, now, request_id=request_id, terms=terms, **facts).request


def by_agent(kind: Type = Type.ACCESS, asked_by: AskedBy = "agent") -> Request:
    contact = msgspec.structs.replace(CONTACT, asker="ag@agency.example", statement="Signed: Ag")
    return pending(kind, asked_by=asked_by, contact=contact)


def with_code(request: Request, now: datetime = NOON) -> tuple[Request, str]:
    """The request with a code mailed, and the code."""
    sent = send_code(request, CODES, now).request
    code = sent.verification.code
    assert code
    return sent, CODES.digits(request.id, code)


def proven(
    request: Request, now: datetime = NOON, *, has_orders: bool = False, automatic: bool = True
) -> Request:
    """As far as a right code and the confirming button bring it."""
    sent, digits = with_code(request, now)
    tried = prove(sent, digits, CODES, now, lambda: has_orders, automatic)
    assert tried.change
    found = tried.change.request
    return confirm(found, now, automatic).request if wants_confirmation(found) else found


def executing(kind: Type = Type.ERASURE, now: datetime = NOON) -> Request:
    work = (Work("orders", "erase"), Work("subscribers", "erase"))
    return begin(proven(pending(kind, now), now), work, now).request
