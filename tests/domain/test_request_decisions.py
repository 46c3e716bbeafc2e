from datetime import date, timedelta

import msgspec
import pytest

from domain.ledger import verify
from domain.request_appeals import (
    AppealError,
    UnprovenError,
    appeal,
    decide,
    investigate,
    reverse,
    uphold,
)
from domain.request_clock import Regime
from domain.request_decisions import (
    ExtensionError,
    NoReasonError,
    UnfinishedError,
    approve,
    begin,
    deny,
    extend,
    fetch,
    finish,
    forget_contact,
    hand_to_owner,
    lapse,
    record,
    repeat,
    revoke,
)
from domain.request_parts import Download, Retained, Work
from domain.request_states import OPEN, Reason, RequestStateError, State, Type
from domain.requests import Phase, Request, RequestChange
from tests.privacy import CONTACT, JO, TERMS, arrived, by_agent, executing, pending, proven
from tests.samples import NOON

TODAY = NOON.date()
TAX = Retained("order totals", "tax law", date(2030, 3, 2))


def mails(change: RequestChange | None) -> list[str]:
    assert change
    return [message.about for message in change.messages]


def worked(request: Request) -> Request:
    for each in request.work:
        change = record(request, each.name, "done", NOON)
        assert change
        request = change.request
    return request


def denied(reason: Reason = Reason.NO_MATCH) -> Request:
    return deny(proven(pending()), reason, NOON).request


def appealed(request: Request | None = None) -> Request:
    return appeal(request or denied(), CONTACT, NOON, TODAY, TERMS).request


@pytest.mark.promise("privacy/stopped-at-once")
def test_marketing_stops_at_once_and_the_person_is_told() -> None:
    change = finish(pending(Type.OPT_OUT), NOON)

    assert change.request.state is State.FULFILLED
    assert mails(change) == ["privacy_done"]


def test_a_request_that_touches_an_open_order_waits_for_the_owner_until_she_lets_it_go_on() -> None:
    handed = hand_to_owner(proven(pending(Type.ERASURE)), "unshipped_order", NOON)
    let_go = approve(handed.request, NOON).request

    assert mails(handed) == ["privacy_waits", "owner_privacy_waits"]
    assert not handed.request.runs_by_itself
    assert let_go.runs_by_itself
    assert let_go.approved_at == NOON


def test_what_her_own_hands_do_doesnt_run_by_itself() -> None:
    request = proven(pending(Type.CORRECTION))

    begun = begin(request, [Work("orders", "correct")], NOON, by_owner=True).request

    assert begun.state is State.EXECUTING
    assert not begun.runs_by_itself


def test_one_system_that_fails_leaves_the_others_done_and_the_request_to_be_resumed() -> None:
    request = executing()
    done = record(request, "orders", "done", NOON)
    assert done
    failed = record(done.request, "subscribers", "failed", NOON, "BookUnavailableError")
    assert failed

    with pytest.raises(UnfinishedError, match="subscribers"):
        finish(failed.request, NOON)

    assert failed.request.runs_by_itself
    assert [each.status for each in failed.request.work] == ["done", "failed"]
    assert record(failed.request, "orders", "done", NOON) is None
    assert record(failed.request, "orders", "failed", NOON) is None
    assert record(failed.request, "nowhere", "done", NOON) is None
    again = record(failed.request, "subscribers", "nothing", NOON)
    assert again
    assert finish(again.request, NOON).request.state is State.FULFILLED


def test_what_was_kept_is_named_with_its_law_and_the_answer_is_partial() -> None:
    change = finish(worked(executing()), NOON, retained=(TAX,))

    assert change.request.state is State.PARTIALLY_FULFILLED
    assert change.request.reason is Reason.LEGAL_RETENTION
    assert change.request.retained == (TAX,)
    assert mails(change) == ["privacy_partly"]


def test_an_agent_hears_of_the_answer_too() -> None:
    request = proven(by_agent(Type.ACCESS))

    assert mails(deny(request, Reason.SUSPECTED_FRAUD, NOON)) == [
        "privacy_denied",
        "privacy_denied_asker",
    ]


@pytest.mark.parametrize("reason", sorted(Reason))
def test_a_refusal_has_a_reason_that_the_person_sees(reason: Reason) -> None:
    change = deny(proven(pending()), reason, NOON, "We never met.")

    assert change.request.reason is reason
    assert change.request.says == "We never met."
    assert mails(change) == ["privacy_denied"]
    assert change.entries[-1].facts["reason"] == reason.value


@pytest.mark.parametrize("says", [None, "", "  "])
def test_another_reason_needs_words_of_its_own(says: str | None) -> None:
    with pytest.raises(NoReasonError):
        deny(proven(pending()), Reason.OTHER, NOON, says)


def test_nothing_is_refused_before_the_proof() -> None:
    lapsed = lapse(pending(), NOON + timedelta(days=14), date(2026, 3, 16))

    assert lapsed
    assert (lapsed.request.state, lapsed.request.reason) == (
        State.DENIED,
        Reason.INSUF_VERIFICATION,
    )
    assert mails(lapsed) == ["privacy_lapsed"]
    assert lapse(pending(), NOON, date(2026, 3, 15)) is None
    assert lapse(proven(pending()), NOON, date(2026, 4, 30)) is None


@pytest.mark.promise("privacy/moved-once")
def test_a_day_is_moved_once_with_a_reason_and_told_before_it_comes() -> None:
    request = proven(pending())

    change = extend(request, "Nine years of letters.", NOON, date(2026, 4, 1))

    assert change.request.due_on == date(2026, 6, 2)
    assert change.request.state is State.IN_REVIEW
    assert mails(change) == ["privacy_extended"]
    with pytest.raises(ExtensionError, match="twice"):
        extend(change.request, "More letters.", NOON, TODAY)


@pytest.mark.parametrize(
    ("request_", "reason", "today", "until", "why"),
    [
        (proven(pending()), "Much.", date(2026, 4, 2), None, "late"),
        (proven(pending()), "Much.", TODAY, date(2026, 6, 3), "too_far"),
        (proven(pending()), "Much.", TODAY, date(2026, 4, 1), "too_far"),
        (proven(pending()), " ", TODAY, None, "no_reason"),
        (proven(pending(regime=Regime.VOLUNTARY)), "Much.", TODAY, None, "never"),
        (pending(Type.COMPLAINT), "Much.", TODAY, None, "never"),
        (denied(), "Much.", TODAY, None, "never"),
        (appealed(), "Much.", TODAY, None, "never"),
    ],
)
def test_a_day_that_cant_be_moved_stays(
    request_: Request, reason: str, today: date, until: date | None, why: str
) -> None:
    with pytest.raises(ExtensionError, match=why):
        extend(request_, reason, NOON, today, until)


@pytest.mark.parametrize(
    "request_",
    [
        pending(Type.OPT_OUT),
        pending(),
        proven(pending()),
        executing(),
        pending(Type.COMPLAINT),
        investigate(pending(Type.COMPLAINT), NOON).request,
        appealed(),
        reverse(appealed(), NOON).request,
    ],
    ids=lambda request: str(request.state),
)
def test_any_open_request_can_be_taken_back_or_be_a_duplicate(request_: Request) -> None:
    taken_back, duplicate = revoke(request_, NOON), repeat(request_, "REQUEST0", NOON)

    assert request_.state in OPEN
    assert taken_back.request.state is State.REVOKED
    assert mails(taken_back) == ["privacy_revoked"]
    assert (duplicate.request.state, duplicate.request.of) == (State.DUPLICATE, "REQUEST0")
    assert duplicate.request.closed_at == NOON


def test_what_is_closed_cant_be_taken_back() -> None:
    with pytest.raises(RequestStateError):
        revoke(denied(), NOON)


def test_a_complaint_is_decided_in_words() -> None:
    looked_at = investigate(pending(Type.COMPLAINT), NOON).request

    with pytest.raises(NoReasonError):
        decide(looked_at, " ", NOON)
    decided = decide(looked_at, "You are right.", NOON)
    assert (decided.request.state, decided.request.says) == (State.DECIDED, "You are right.")
    assert mails(decided) == ["privacy_decided"]


def test_an_answer_is_heard_again_once_by_a_person_with_a_clock_of_its_own() -> None:
    later = NOON + timedelta(days=40)
    contact = msgspec.structs.replace(CONTACT, appeal="I did buy here.")

    change = appeal(denied(), contact, later, later.date(), TERMS)

    assert change.request.state is State.APPEALED
    assert change.request.waits_for_owner
    assert change.request.due_on == date(2026, 5, 11)
    assert change.request.closed_at is None
    assert mails(change) == ["privacy_appealed", "owner_privacy_appeal"]
    upheld = uphold(change.request, "We looked again.", later)
    assert (upheld.request.state, mails(upheld)) == (State.UPHELD, ["privacy_upheld"])
    assert upheld.request.appeal
    assert upheld.request.appeal.decided_at == later


def test_an_answer_stays_only_with_a_reason() -> None:
    with pytest.raises(NoReasonError):
        uphold(appealed(), "", NOON)


def test_an_answer_that_was_wrong_goes_on_and_isnt_appealed_again() -> None:
    reversed_ = reverse(appealed(), NOON)

    assert mails(reversed_) == ["privacy_reversed"]
    assert reversed_.request.runs_by_itself
    assert reversed_.request.reason is None
    begun = begin(reversed_.request, [Work("orders", "erase")], NOON).request
    ended = finish(worked(begun), NOON, retained=(TAX,)).request
    assert ended.state is State.PARTIALLY_FULFILLED
    with pytest.raises(AppealError):
        appeal(ended, CONTACT, NOON, TODAY, TERMS)


def test_what_lapsed_unproven_goes_on_only_if_the_owner_knows_who_asks() -> None:
    lapsed = lapse(pending(Type.ERASURE), NOON, date(2026, 3, 16))
    assert lapsed
    heard = appealed(lapsed.request)

    with pytest.raises(UnprovenError):
        reverse(heard, NOON)

    proof = reverse(heard, NOON, vouched=True).request.verification
    assert (proof.method, proof.verified_at, proof.confirmed_at) == ("owner", NOON, NOON)


def test_what_lapsed_without_the_fact_of_an_order_shows_none_unless_the_owner_vouches() -> None:
    asked = proven(pending(Type.ACCESS), has_orders=True)
    lapsed = lapse(asked, NOON, date(2026, 3, 16))
    assert lapsed
    heard = appealed(lapsed.request)

    with pytest.raises(UnprovenError):
        reverse(heard, NOON)

    assert reverse(heard, NOON, vouched=True).request.verification.order_fact is None


def test_what_was_done_whole_has_nothing_to_appeal() -> None:
    with pytest.raises(RequestStateError):
        appeal(finish(worked(executing()), NOON).request, CONTACT, NOON, TODAY, TERMS)


@pytest.mark.promise("privacy/request-forgets-you")
def test_closing_keeps_the_address_for_its_last_mail_and_then_forgets_all_that_is_personal() -> (
    None
):
    closed = deny(proven(by_agent()), Reason.NO_MATCH, NOON)

    assert closed.request.phase is Phase.PARTING
    assert closed.request.parting == tuple(message.id for message in closed.messages)
    forgotten = forget_contact(closed.request, NOON)
    assert forgotten
    assert forgotten.request.phase is Phase.KEPT
    left = msgspec.json.encode(forgotten.request).decode()
    for personal in ("reader.example", "agency.example", "Signed", '"Jo"'):
        assert personal not in left
    assert JO in left
    assert forget_contact(forgotten.request, NOON) is None
    assert forget_contact(pending(), NOON) is None


def test_a_copy_is_fetched_five_times_within_its_week() -> None:
    week = NOON + timedelta(days=7)
    request = finish(
        worked(executing(Type.ACCESS)), NOON, download=Download("exports/5eed.zip", week)
    ).request

    assert fetch(request, week) is None
    for _ in range(5):
        change = fetch(request, NOON)
        assert change
        request = change.request
    assert fetch(request, NOON) is None
    assert fetch(pending(), NOON) is None


@pytest.mark.promise("privacy/request-ledger")
def test_a_whole_life_fits_together_in_its_ledger() -> None:
    arrival = arrived(Type.ERASURE)
    extended = extend(arrival.request, "Much.", NOON, TODAY)
    revoked = revoke(extended.request, NOON)
    forgotten = forget_contact(revoked.request, NOON)
    assert forgotten
    steps = [arrival, extended, revoked, forgotten]

    entries = [entry for step in steps for entry in step.entries]
    assert verify(entries) == steps[-1].request.head
    assert [entry.what for entry in entries] == [
        "received",
        "acknowledged",
        "extended",
        "revoked",
        "contact_forgotten",
    ]
