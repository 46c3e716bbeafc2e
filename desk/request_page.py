"""One privacy request as the owner sees it: how it stands, what is asked, and by whom while it is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec
from rich.table import Table

from desk.request_orders import ERASES, say_unfinished
from desk.request_words import PLACES, REASONS, STATES, TYPES, days_left, what_to_do, why_that_day
from desk.stage import Asking
from desk.terminal import console
from domain.ordered import Address
from domain.places import country_name
from domain.proof import TRIES
from domain.request_states import State, Type
from domain.requests import Request
from domain.restriction import Restriction

PROVEN = {
    "none": "nothing yet",
    "address": "a code that was mailed to the address",
    "address_and_order": "a code that was mailed to the address, and a fact of an order",
}
ASKED_BY = {"self": "the person", "guardian": "a parent or guardian", "agent": "somebody for them"}
SIGNALLED = ", from a browser that asks not to be sold (Global Privacy Control)"


def page_of(request: Request) -> dict[str, Any]:
    """All that is kept of it but what proves anything: no code, and no hash."""
    hidden = {"head", "parting", "subject"}
    said = {
        name: value for name, value in msgspec.to_builtins(request).items() if name not in hidden
    }
    del said["verification"]["code"]
    return said | {"due_on": str(request.due_on), "to_do": what_to_do(request)}


def describe(request: Request, asking: Asking) -> None:
    today = asking.today()
    _print(_lines(request, today))
    if request.work:
        console.print()
        _print((f"{each.action} in {each.name}", _work(each.status)) for each in request.work)
    if request.retained:
        console.print()
        kept = request.retained
        _print((f"kept: {each.category}", f"{each.basis}, {_until(each.until)}") for each in kept)
    if request.contact:
        console.print()
        _print(_contact(request))
    say_unfinished(request, asking)
    if flag := asking.book.restriction(request.subject):
        console.print()
        console.print(set_aside_words(flag))
    if _is_hers_to_weigh(request):
        console.print("\nWhat you hold of them now:")
        _print([*_held(request, asking)] or [("nothing", "under the address that it is about")])


def _is_hers_to_weigh(request: Request) -> bool:
    """Whether she needs to see what is held: to put it right, or to know what would be erased."""
    if request.type is Type.CORRECTION:
        return request.state in {State.IN_REVIEW, State.EXECUTING}
    waits = request.state is State.IN_REVIEW and request.waits_for_owner
    return waits and request.type in ERASES


def _lines(request: Request, today: date) -> Iterator[tuple[str, str]]:
    yield "Request", request.id
    yield "They want to", TYPES[request.type]
    yield "State", STATES[request.state]
    if request.is_open:
        yield "For you to do", what_to_do(request)
        yield "By", f"{request.due_on} ({days_left(request, today)})"
        yield "Because", why_that_day(request, today)
    how = f"by the form{SIGNALLED if request.signal else ''}"
    yield "Received", f"{request.received_at:%Y-%m-%d %H:%M} UTC, {how}"
    yield "Asked by", ASKED_BY[request.asked_by]
    yield "They live", PLACES[request.regime]
    yield "Proof", _proof(request)
    if request.extension:
        yield "Moved because", request.extension.reason
    if request.reason:
        yield "Reason", f"{request.reason}: {REASONS[request.reason]}"
    if request.says:
        yield "Your answer", f"“{request.says}”"
    if request.of:
        yield "The same as", request.of
    if request.closed_at:
        yield "Closed", f"{request.closed_at:%Y-%m-%d %H:%M} UTC"


def _proof(request: Request) -> str:
    """What is missing is said: she may be about to hand over orders."""
    proof = request.verification
    if proof.method == "owner":
        return "your own word"
    missing = {"asked": "not yet a fact of an order", "wrong": f"{TRIES} wrong facts of an order"}
    but = missing.get(proof.order_fact or "")
    return f"{PROVEN[proof.level]}, but {but}" if but else PROVEN[proof.level]


def _contact(request: Request) -> Iterator[tuple[str, str]]:
    """Forgotten once the request is closed and its last mail has gone."""
    contact = request.contact
    if contact is None:
        return
    yield "Address", contact.address
    for label, said in (
        ("Name", contact.name),
        ("Asker", contact.asker),
        ("Asker's name", contact.asker_name),
        ("What they say", contact.text),
        ("What they signed", contact.statement),
        ("Why they appeal", contact.appeal),
    ):
        if said:
            yield label, said


def _held(request: Request, asking: Asking) -> Iterator[tuple[str, str]]:
    """The side “before” of a correction; of an erasure, what would go, and what hasn't left yet."""
    for order in asking.orders.of_subject(request.subject):
        who = (order.customer_name, order.customer_mail, _one_line(order.address))
        stands = f"{order.status.replace('_', ' ')}{_ships(order.ships_on)}"
        yield f"Order {order.id}", "\n".join((stands, *filter(None, who)))
    reader = asking.readers.get(request.subject)
    if reader and reader.address:
        yield "Letter", "\n".join(filter(None, (reader.name, reader.address)))


def set_aside_words(flag: Restriction) -> str:
    """Wherever the owner sees something of somebody whose data is set aside."""
    return (
        f"Their data is set aside since {flag.since:%Y-%m-%d}, until {flag.ends_at:%Y-%m-%d} "
        f"(request {flag.request}). Use it for nothing but what they bought, and the law."
    )


def _ships(day: date | None) -> str:
    return f", ships by {day}" if day else ""


def _one_line(address: Address | None) -> str:
    if address is None:
        return ""
    country = country_name(address.country)
    parts = (address.name, address.line1, address.line2, address.city, address.state)
    return ", ".join(filter(None, (*parts, address.postal_code, country)))


def _work(status: str) -> str:
    return {
        "nothing": "nothing was there",
        "failed": "failed; it is tried again",
        "left": "given up",
    }.get(status, status)


def _until(until: date | None) -> str:
    return f"until {until}" if until else "for as long as that holds"


def _print(lines: Iterable[tuple[str, str]]) -> None:
    table = Table(box=None, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, words in lines:
        table.add_row(name, words)
    console.print(table)
