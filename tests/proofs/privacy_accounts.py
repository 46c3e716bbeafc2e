"""What is true of all privacy requests, whatever happened: worked out anew from what was asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec
from dateutil.relativedelta import relativedelta

from domain.days import day_there
from domain.ledger import BrokenChainError, Entry, verify
from domain.request_clock import Matter, Regime, deadline
from domain.request_states import CONFIRMED, NEXT, OURS, State, Type
from domain.requests import Phase, Request
from domain.seals import CHAIN, verify_all
from tests.proofs.privacy_office import PERSON, TEXT, Office

TOLD = {
    State.FULFILLED: {"privacy_done"},
    State.PARTIALLY_FULFILLED: {"privacy_partly"},
    State.DENIED: {"privacy_denied", "privacy_lapsed"},
    State.DECIDED: {"privacy_decided"},
    State.REVOKED: {"privacy_revoked"},
    State.DUPLICATE: {"privacy_duplicate"},
    State.UPHELD: {"privacy_upheld"},
}
"""Which mail tells a person of the end."""


class Given(NamedTuple):
    """What somebody was told had arrived."""

    kind: Type
    regime: Regime
    at: datetime
    days: int


def check_none_lost(office: Office, given: dict[str, Given]) -> None:
    """Each is there with its day, or was deleted two years after its end."""
    for request_id, asked in given.items():
        request = office.tables.requests.get(request_id)
        if request is None:
            entries = office.tables.ledger.get(f"request#{request_id}", [])
            assert entries, "nobody knows of it"
            assert _last_closing(entries) + relativedelta(months=24) <= office.clock()
            continue
        matter = Matter.COMPLAINT if asked.kind is Type.COMPLAINT else Matter.REQUEST
        day = day_there(asked.at, office.zone)
        assert request.deadline == deadline(asked.regime, day, asked.days, matter)


def _last_closing(entries: list[Entry]) -> datetime:
    closed = [
        entry.at
        for entry in entries
        if "state" in entry.facts and State(str(entry.facts["state"])) in TOLD
    ]
    return closed[-1]


def check_ledger(office: Office) -> None:
    try:
        verify_all(office.ledger)
    except BrokenChainError as error:
        raise AssertionError(str(error)) from error
    for request in office.tables.requests.values():
        entries = office.tables.ledger[request.chain]
        assert verify(entries) == request.head
        states = [State(str(e.facts["state"])) for e in entries if "state" in e.facts]
        for before, after in zip([State.RECEIVED, *states], states, strict=False):
            assert after in NEXT[before]
        assert (states or [State.RECEIVED])[-1] is request.state


def check_extensions(office: Office) -> None:
    """One at most, told to the person by the day that it moved."""
    for chain, entries in office.tables.ledger.items():
        moved = [entry for entry in entries if entry.what == "extended"]
        assert len(moved) <= 1
        for entry in moved:
            received = date.fromisoformat(str(entries[0].facts["due_on"]))
            assert day_there(entry.at, office.zone) <= received
            assert date.fromisoformat(str(entry.facts["until"])) > received
            assert _mailed(office, "privacy_extended", chain, entry.at)


def check_proofs(office: Office) -> None:
    """Nothing goes on before its proof, and nobody tries more often than they may."""
    for request in office.tables.requests.values():
        proof = request.verification
        passed = {State.IN_REVIEW, State.EXECUTING, State.PARTIALLY_FULFILLED}
        if request.state in passed:
            assert proof.verified_at
            assert proof.confirmed_at or request.type not in CONFIRMED
        assert proof.code is None or proof.code.tries <= 3
        assert proof.sends <= 5
        wrong = [e for e in office.tables.ledger[request.chain] if e.what == "code_wrong"]
        assert len(wrong) <= 3 * proof.sends


def check_ends(office: Office) -> None:
    """A refusal has its reason, and every end its mail."""
    for request in office.tables.requests.values():
        if request.is_open:
            continue
        if request.state in {State.DENIED, State.PARTIALLY_FULFILLED}:
            assert request.reason
        closed_at = request.closed_at
        assert closed_at
        assert any(
            _mailed(office, about, request.chain, closed_at) for about in TOLD[request.state]
        )


def check_nobody_is_named(office: Office) -> None:
    said = msgspec.json.encode((office.tables.ledger, list(office.tables.outbox.values())))
    kept = [each for each in office.tables.requests.values() if each.phase is Phase.KEPT]
    for personal in (PERSON, TEXT):
        assert personal not in said.decode()
        assert personal not in msgspec.json.encode(kept).decode()


def check_announced(office: Office, swept_at: datetime) -> None:
    """After the clock has looked: nothing is late, or soon, without the owner's knowing it."""
    today = day_there(swept_at, office.zone)
    for request in office.tables.requests.values():
        if request.state is State.IDENTITY_PENDING:
            assert today < request.lapses_on <= request.deadline.due_on
        if request.state in OURS:
            _check_reminded(office, request, today)
        if request.phase is Phase.PARTING:
            assert request.closed_at
            assert swept_at < request.closed_at + timedelta(days=2)


def _check_reminded(office: Office, request: Request, today: date) -> None:
    left = (request.due_on - today).days
    begun = request.received_at if request.extension is None else request.extension.at
    begun = request.appeal.at if request.appeal else begun
    if day_there(begun, office.zone) >= today:
        return
    urgent = [which for which, days in (("1", 1), ("3", 3), ("7", 7)) if left <= days]
    if left < 0:
        wanted = {"late"}
    elif urgent:
        wanted = {urgent[0]}
    else:
        return
    ids = {f"owner_privacy_due-{request.id}-{request.due_on}-{which}" for which in wanted}
    assert ids <= office.tables.outbox.keys()


def check_nothing_is_left(office: Office) -> None:
    """Years later there is no record of a request, but for a ledger that is about nobody."""
    assert office.tables.requests == {}
    check_nobody_is_named(office)
    verify_all(office.ledger)
    assert office.tables.ledger.get(CHAIN)


def _mailed(office: Office, about: str, chain: str, at: datetime) -> bool:
    request_id = chain.removeprefix("request#")
    return any(
        message.about == about and message.request == request_id and message.created_at == at
        for message in office.tables.outbox.values()
    )
