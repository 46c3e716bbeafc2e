from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from domain.ledger import verify
from domain.request_clock import Regime
from domain.request_states import AT_ONCE, NEXT, OPEN, State, Type
from tests.policies import POLICIES
from tests.privacy import CONTACT, arrived, by_agent, pending
from tests.samples import NOON

PROVEN = [kind for kind in Type if kind not in AT_ONCE | {Type.COMPLAINT}]

DRAWING = """
received -> fulfilled acknowledged identity_pending revoked duplicate
acknowledged -> investigating revoked duplicate
investigating -> decided revoked duplicate
identity_pending -> in_review denied revoked duplicate
in_review -> executing denied revoked duplicate
executing -> fulfilled partially_fulfilled revoked duplicate
denied -> appealed
partially_fulfilled -> appealed
appealed -> upheld reversed revoked duplicate
reversed -> executing revoked duplicate
"""


def test_the_table_of_states_is_the_drawing() -> None:
    drawn = {
        before.strip(): set(after.split())
        for before, after in (line.split("->") for line in DRAWING.strip().splitlines())
    }

    assert {state: set(following) for state, following in NEXT.items() if following} == drawn
    assert set(NEXT) == set(State)
    assert set(drawn) - {"denied", "partially_fulfilled"} == OPEN


@pytest.mark.promise("privacy/acknowledged-at-once")
@pytest.mark.parametrize("kind", PROVEN)
def test_what_needs_proof_waits_for_it_and_is_acknowledged_at_once(kind: Type) -> None:
    change = arrived(kind)

    assert change.request.state is State.IDENTITY_PENDING
    assert change.request.revision == 1
    assert [message.about for message in change.messages] == ["privacy_received"]
    assert [entry.what for entry in change.entries] == ["received", "acknowledged"]


@pytest.mark.parametrize("kind", sorted(AT_ONCE))
def test_what_needs_no_proof_goes_on_by_itself(kind: Type) -> None:
    change = arrived(kind)

    assert change.request.state is State.RECEIVED
    assert change.request.runs_by_itself
    assert change.messages == ()


def test_a_complaint_is_acknowledged_and_the_owner_told() -> None:
    change = arrived(Type.COMPLAINT, regime=Regime.UK)

    assert change.request.state is State.ACKNOWLEDGED
    assert change.request.deadline.acknowledge_on == date(2026, 4, 1)
    assert [message.about for message in change.messages] == [
        "privacy_received",
        "owner_privacy_complaint",
    ]


@pytest.mark.promise("privacy/agents-see-nothing")
def test_an_agent_is_written_to_as_well_and_never_instead() -> None:
    change = by_agent()

    assert change.contact
    mails = arrived(asked_by="agent", contact=change.contact).messages
    assert [message.about for message in mails] == ["privacy_received", "privacy_received_asker"]


def test_the_days_are_counted_where_the_shop_is() -> None:
    """Still the first of March in Llano, Texas."""
    request = pending(now=datetime(2026, 3, 2, 5, 30, tzinfo=UTC))

    assert request.deadline.due_on == date(2026, 3, 31)
    assert request.lapses_on == date(2026, 3, 15)


def test_nobody_is_asked_for_proof_beyond_the_day_that_is_due() -> None:
    terms = {"respond_within_days": 10, "unverified_request_lapses_days": 90}

    request = pending(terms=terms)

    assert request.lapses_on == request.due_on == date(2026, 3, 12)


def test_without_a_term_of_its_own_an_unproven_request_lapses_after_two_weeks() -> None:
    assert pending(terms={"respond_within_days": 30}).lapses_on == date(2026, 3, 16)


def test_a_request_says_under_which_policy_it_came() -> None:
    assert pending().policies == (POLICIES[0].ref,)


@pytest.mark.promise("privacy/request-ledger")
def test_the_ledger_and_the_mails_say_nothing_about_anybody() -> None:
    contact = msgspec.structs.replace(CONTACT, text="My name is wrong", asker="ag@agency.example")
    change = arrived(Type.CORRECTION, contact=contact, jurisdiction="US-TX")

    said = msgspec.json.encode((change.entries, change.messages)).decode()
    for personal in ("reader.example", "agency.example", "Jo", "wrong", change.request.subject):
        assert personal not in said
    verify(change.entries)
    assert change.entries[-1].hash == change.request.head.hash


def test_the_record_knows_when_the_clock_has_to_look() -> None:
    request = pending()

    assert request.due_at == datetime(2026, 4, 1, tzinfo=UTC)
    assert request.received_at == NOON
    assert request.due_at - NOON < timedelta(days=30)
