"""What every book of privacy requests and every ledger promise: the fakes and DynamoDB alike."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain import outbox
from domain.ledger import BEGINNING, Entry, Head, head_of, next_entry, verify
from domain.proof import Code
from domain.request_clock import Regime, deadline
from domain.request_parts import (
    Appeal,
    Download,
    Extension,
    Retained,
    Verification,
    Work,
)
from domain.request_states import Reason, State, Type
from domain.requests import (
    CONTACT_KEPT,
    Contact,
    Phase,
    Request,
    RequestChange,
    StaleRequestError,
)
from domain.restriction import Restriction, restricted
from tests.policies import POLICIES
from tests.samples import NOON, SmallShop

JO, AL = "a" * 40, "b" * 40
DAY = timedelta(days=1)
DEADLINE = deadline(Regime.GDPR, NOON.date(), 30)

WHOLE = Request(
    id="REQUEST1",
    type=Type.CHILD,
    state=State.EXECUTING,
    subject=JO,
    asked_by="guardian",
    regime=Regime.GDPR,
    jurisdiction="DE",
    channel="form",
    received_at=NOON,
    deadline=DEADLINE,
    lapses_on=date(2026, 3, 16),
    changed_at=NOON + DAY,
    contact=Contact("jo@reader.example", "Jo", "pa@reader.example", "Pa", "=HYPERLINK()", "I am"),
    about="REQUEST0",
    verification=Verification(
        "address_and_order", "mail_code_and_order", 2, 1, NOON, NOON, Code("5eed", NOON, 1), "right"
    ),
    waits_for_owner=True,
    approved_at=NOON,
    extension=Extension(date(2026, 6, 2), "Two hundred letters to read.", NOON),
    work=(Work("orders", "erase", "failed", NOON, "BookUnavailableError"), Work("stripe", "ask")),
    retained=(Retained("order totals", "tax law", date(2030, 1, 1)), Retained("hash", "goodbye")),
    reason=Reason.LEGAL_RETENTION,
    says="Tax law makes us keep it.",
    of="REQUEST2",
    appeal=Appeal(NOON, DEADLINE, NOON),
    download=Download("exports/x.zip", NOON + DAY, 4),
    closed_at=NOON,
    parting=("privacy_done-REQUEST1-2",),
    reminded=("half", "7"),
    policies=(POLICIES[0].ref,),
    signal=True,
)


def a_request(number: int = 1, **facts: object) -> Request:
    plain = Request(
        id=f"REQUEST{number}",
        type=Type.ERASURE,
        state=State.IDENTITY_PENDING,
        subject=JO,
        asked_by="self",
        regime=Regime.GDPR,
        jurisdiction="DE",
        channel="form",
        received_at=NOON,
        deadline=DEADLINE,
        lapses_on=date(2026, 3, 16),
        changed_at=NOON,
        contact=Contact("jo@reader.example"),
    )
    return msgspec.structs.replace(plain, **facts)


def received(request: Request) -> Entry:
    return next_entry(request.chain, Head(), NOON, "received", {"type": "erasure", "days": 30})


def opened(shop: SmallShop, request: Request) -> Request:
    shop.requests.open(RequestChange(request))
    return request


def next_of(request: Request, **facts: object) -> Request:
    return msgspec.structs.replace(request, revision=request.revision + 1, **facts)


def closed(request: Request, at: datetime, contact: Contact | None = None) -> Request:
    return msgspec.structs.replace(request, state=State.FULFILLED, closed_at=at, contact=contact)


def test_a_request_comes_back_as_it_was_written(shop: SmallShop) -> None:
    opened(shop, WHOLE)

    assert shop.requests.get(WHOLE.id) == WHOLE
    assert shop.requests.get("NONE") is None


def test_a_request_is_opened_with_its_entries_and_its_mails(shop: SmallShop) -> None:
    request = a_request()
    mail = outbox.of_a_request("privacy_received", request.id, "1", NOON)

    shop.requests.open(RequestChange(request, (received(request),), (mail,)))

    assert shop.ledger.entries(request.chain) == [received(request)]
    assert shop.outbox.get(mail.id) == mail
    assert mail.request == request.id


def test_a_request_is_opened_once(shop: SmallShop) -> None:
    request = opened(shop, a_request())

    with pytest.raises(StaleRequestError):
        shop.requests.open(RequestChange(msgspec.structs.replace(request, subject=AL)))

    assert shop.requests.get(request.id) == request


def test_of_two_changes_to_the_same_revision_one_is_stale_and_writes_nothing(
    shop: SmallShop,
) -> None:
    request = opened(shop, a_request())
    first, second = next_of(request, of="A"), next_of(request, of="B")
    mail = outbox.of_a_request("privacy_done", request.id, "2", NOON)

    shop.requests.commit(RequestChange(first))
    with pytest.raises(StaleRequestError):
        shop.requests.commit(RequestChange(second, (received(request),), (mail,)))

    assert shop.requests.get(request.id) == first
    assert shop.ledger.entries(request.chain) == []
    assert shop.outbox.get(mail.id) is None


def test_a_change_to_a_request_that_isnt_there_is_stale(shop: SmallShop) -> None:
    with pytest.raises(StaleRequestError):
        shop.requests.commit(RequestChange(next_of(a_request())))

    assert shop.requests.get("REQUEST1") is None


@pytest.mark.parametrize("what", ["entry", "message"])
def test_what_stands_already_makes_the_whole_change_stale(shop: SmallShop, what: str) -> None:
    request = a_request()
    mail = outbox.of_a_request("privacy_received", request.id, "1", NOON)
    shop.requests.open(RequestChange(request, (received(request),), (mail,)))
    again = (received(request),) if what == "entry" else ()
    mails = (mail,) if what == "message" else ()

    with pytest.raises(StaleRequestError):
        shop.requests.commit(RequestChange(next_of(request), again, mails))

    assert shop.requests.get(request.id) == request


def test_open_requests_come_by_the_day_that_is_due(shop: SmallShop) -> None:
    late = opened(shop, a_request(1, deadline=deadline(Regime.GDPR, date(2026, 3, 9), 30)))
    soon = opened(shop, a_request(2))
    longer = Extension(date(2026, 6, 2), "It is much.", NOON)
    extended = opened(shop, a_request(3, extension=longer))
    opened(shop, closed(a_request(4), NOON))

    assert list(shop.requests.in_phase(Phase.OPEN)) == [soon, late, extended]
    assert list(shop.requests.in_phase(Phase.OPEN, soon.due_at)) == [soon]
    assert list(shop.requests.in_phase(Phase.OPEN, soon.due_at - DAY)) == []


def test_a_closed_request_waits_to_forget_its_contact_and_then_to_be_deleted(
    shop: SmallShop,
) -> None:
    at = NOON + timedelta(microseconds=250_000)
    parting = opened(shop, closed(a_request(1), at, Contact("jo@reader.example")))
    kept = opened(shop, closed(a_request(2), at))
    two_years = datetime(2028, 3, 2, 18, 0, 0, 250_000, tzinfo=NOON.tzinfo)

    assert list(shop.requests.in_phase(Phase.PARTING)) == [parting]
    assert list(shop.requests.in_phase(Phase.PARTING, at + CONTACT_KEPT)) == [parting]
    assert list(shop.requests.in_phase(Phase.PARTING, NOON + CONTACT_KEPT)) == []
    assert list(shop.requests.in_phase(Phase.KEPT, two_years)) == [kept]
    assert list(shop.requests.in_phase(Phase.KEPT, two_years - timedelta(microseconds=1))) == []


def test_a_persons_requests_are_found_the_latest_first(shop: SmallShop) -> None:
    earlier = opened(shop, a_request(1))
    later = opened(shop, a_request(2, received_at=NOON + timedelta(milliseconds=1)))
    opened(shop, a_request(3, subject=AL))

    assert shop.requests.of_subject(JO) == [later, earlier]
    assert shop.requests.of_subject("c" * 40) == []


def test_every_request_can_be_read(shop: SmallShop) -> None:
    requests = [opened(shop, a_request(1)), opened(shop, closed(a_request(2), NOON))]

    assert sorted(shop.requests.every(), key=lambda each: each.id) == requests


def test_a_deleted_request_leaves_its_ledger(shop: SmallShop) -> None:
    request = a_request()
    shop.requests.open(RequestChange(request, (received(request),)))

    shop.requests.purge(request)

    assert shop.requests.get(request.id) is None
    assert shop.ledger.entries(request.chain) == [received(request)]


def test_a_request_that_changed_meanwhile_isnt_deleted(shop: SmallShop) -> None:
    request = opened(shop, a_request())
    changed = next_of(request)
    shop.requests.commit(RequestChange(changed))

    with pytest.raises(StaleRequestError):
        shop.requests.purge(request)

    assert shop.requests.get(request.id) == changed


def test_a_chain_is_read_from_its_beginning_and_known_by_its_end(shop: SmallShop) -> None:
    entries, head = [], Head()
    for number in range(12):
        entries.append(next_entry("seal", head, NOON, "sealed", {"request#A": f"{number}"}))
        head = head_of(entries[-1])

    assert shop.ledger.append(entries)

    assert shop.ledger.entries("seal") == entries
    assert shop.ledger.head("seal") == head == verify(shop.ledger.entries("seal"))
    assert shop.ledger.head("request#A") == Head(0, BEGINNING)
    assert shop.ledger.heads() == {"seal": entries[-1]}


def test_an_entrys_place_is_taken_once_and_nothing_beside_it_is_written(shop: SmallShop) -> None:
    first = next_entry("seal", Head(), NOON, "sealed")
    other = next_entry("seal", Head(), NOON, "sealed otherwise")
    beyond = next_entry("seal", head_of(other), NOON, "sealed again")
    shop.ledger.append([first])

    assert not shop.ledger.append([other, beyond])

    assert shop.ledger.entries("seal") == [first]


def flag_of(request: Request, **facts: object) -> Restriction:
    return msgspec.structs.replace(restricted(request.subject, request.id, NOON), **facts)


def test_a_flag_is_set_and_lifted_in_one_write_with_its_request(shop: SmallShop) -> None:
    request = opened(shop, a_request())
    flag, before = flag_of(request, told_at=NOON), shop.requests.restriction(JO)

    shop.requests.commit(RequestChange(next_of(request), sets=flag))
    stands = shop.requests.restriction(JO)
    shop.requests.commit(RequestChange(next_of(next_of(request)), lifts=flag))

    assert (before, stands, shop.requests.restriction(JO)) == (None, flag, None)


def test_a_flag_that_another_request_has_set_isnt_lifted(shop: SmallShop) -> None:
    first, second = opened(shop, a_request(1)), opened(shop, a_request(2))
    shop.requests.commit(RequestChange(next_of(first), sets=flag_of(first)))
    shop.requests.commit(RequestChange(next_of(second), sets=flag_of(second)))

    change = RequestChange(next_of(next_of(first)), lifts=flag_of(first))
    with pytest.raises(StaleRequestError):
        shop.requests.commit(change)

    assert shop.requests.restriction(JO) == flag_of(second)
    assert shop.requests.get(first.id) == next_of(first)


def test_flags_are_found_when_they_are_due_and_are_no_requests(shop: SmallShop) -> None:
    first, second = opened(shop, a_request(1)), opened(shop, a_request(2, subject=AL))
    told = flag_of(first, ends_at=NOON + 9 * DAY, told_at=NOON)
    untold = flag_of(second)
    shop.requests.commit(RequestChange(next_of(first), sets=told))
    shop.requests.commit(RequestChange(next_of(second), sets=untold))

    assert list(shop.requests.restrictions()) == [told, untold]
    assert list(shop.requests.restrictions(NOON + 9 * DAY)) == [told]
    assert list(shop.requests.restrictions(NOON + 8 * DAY)) == []
    assert {each.id for each in shop.requests.every()} == {first.id, second.id}
    assert [each.id for each in shop.requests.of_subject(JO)] == [first.id]
    assert {each.id for each in shop.requests.in_phase(Phase.OPEN)} == {first.id, second.id}
