"""What a bank does after a payment, and what each movement of money leaves in the balance."""

from typing import Any

import pytest
import stripe

from infra.local.stripe.reading import buttons
from infra.local.stripe.settings import StandInSettings
from infra.local.stripe.testing import (
    RunningStandIn,
    an_order,
    running_receiver,
    running_standin,
    wait_until,
)

PAID = 8900
FEE = 288
"""2.9 % of $89.00 and 30 cents."""


def a_payment(standin: RunningStandIn, how: str = "pay", **changes: object) -> tuple[str, str]:
    """The id of a session that is paid for, and of its payment."""
    sessions = standin.client().v1.checkout.sessions
    session = sessions.create(an_order(**changes))
    standin.pay(str(session.url), how)
    return session.id, str(sessions.retrieve(session.id).payment_intent)


def movements(standin: RunningStandIn, **asked: Any) -> list[tuple[str, str, int, int]]:  # noqa: ANN401  the SDK's own parameters
    every: Any = {"limit": 100, **asked}
    listed = standin.client().v1.balance_transactions.list(every)
    return [(each.type, each.reporting_category, each.amount, each.fee) for each in listed.data]


def test_a_dispute_takes_the_money_at_once_and_says_until_when_to_answer() -> None:
    with running_standin() as standin:
        _, intent = a_payment(standin)

        told = standin.dispute(intent, reason="fraudulent", days=7)

        dispute = standin.client().v1.disputes.retrieve(told["id"])
        assert (dispute.amount, dispute.reason) == (PAID, "fraudulent")
        assert (dispute.status, dispute.payment_intent) == ("needs_response", intent)
        assert dispute.evidence_details.due_by == dispute.created + 7 * 24 * 3600
        assert [each.net for each in dispute.balance_transactions] == [-PAID - 1500]
        assert movements(standin) == [
            ("adjustment", "dispute", -PAID, 1500),
            ("charge", "charge", PAID, FEE),
        ]


@pytest.mark.parametrize(("end", "comes_back"), [("won", [PAID]), ("lost", [])])
def test_the_shop_is_told_of_a_dispute_from_its_first_day_to_its_last(
    end: str, comes_back: list[int]
) -> None:
    with (
        running_receiver() as shop,
        running_standin(StandInSettings(endpoints=(shop.endpoint,))) as standin,
    ):
        _, intent = a_payment(standin)

        dispute = standin.dispute(intent)["id"]
        standin.decide(dispute, "under_review")
        standin.decide(dispute, end)

        told = [
            "charge.dispute.created",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.updated",
            "charge.dispute.closed",
            *(["charge.dispute.funds_reinstated"] if comes_back else []),
        ]
        wait_until(lambda: len(shop.received) == len(told) + 1)
        assert shop.types[1:] == told
        stands = [each.body["data"]["object"]["status"] for each in shop.received[1:5]]
        assert stands == ["needs_response", "needs_response", "under_review", end]
        reversals = [row for row in movements(standin) if row[1] == "dispute_reversal"]
        assert [amount for _, _, amount, _ in reversals] == comes_back


def test_what_is_disputed_cannot_be_refunded_or_disputed_again() -> None:
    with running_standin() as standin:
        _, intent = a_payment(standin)
        standin.dispute(intent)

        with pytest.raises(stripe.InvalidRequestError) as refused:
            standin.client().v1.refunds.create({"payment_intent": intent})
        again = standin.dispute(intent)

        assert refused.value.code == "charge_disputed"
        assert "can be disputed" in again["error"]


def test_a_decision_is_the_last_word() -> None:
    with running_standin() as standin:
        _, intent = a_payment(standin)
        dispute = standin.dispute(intent)["id"]
        standin.decide(dispute, "lost")

        again = standin.decide(dispute, "won")

        assert again == {"error": "This dispute is lost; it can't become won."}
        assert standin.client().v1.disputes.retrieve(dispute).status == "lost"


def test_disputes_are_listed_by_payment() -> None:
    with running_standin() as standin:
        (_, first), (_, second) = a_payment(standin), a_payment(standin)
        standin.dispute(first)
        standin.dispute(second)

        listed = standin.client().v1.disputes.list({"payment_intent": first}).data

        assert [each.payment_intent for each in listed] == [first]


def test_a_refund_that_a_bank_sends_back_is_the_shops_money_again() -> None:
    with (
        running_receiver() as shop,
        running_standin(StandInSettings(endpoints=(shop.endpoint,))) as standin,
    ):
        client = standin.client()
        _, intent = a_payment(standin)
        refund = client.v1.refunds.create({"payment_intent": intent, "amount": 900})

        standin.settle_refund(refund.id, "failed")

        wait_until(lambda: len(shop.received) == 5)
        assert shop.types[3:] == ["refund.updated", "refund.failed"]
        failed = client.v1.refunds.retrieve(refund.id)
        assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
        rows = [row[1:3] for row in movements(standin)]
        assert rows[:2] == [("refund_failure", 900), ("refund", -900)]
        again = client.v1.refunds.create({"payment_intent": intent})
        assert again.amount == PAID


def test_a_refund_that_arrives_is_told_and_fails_no_more_than_once() -> None:
    with running_standin() as standin:
        _, intent = a_payment(standin)
        refund = standin.client().v1.refunds.create({"payment_intent": intent}).id

        arrived = standin.settle_refund(refund, "arrived")
        standin.settle_refund(refund, "failed")
        again = standin.settle_refund(refund, "failed")

        assert arrived["destination_details"]["card"]["reference_status"] == "available"
        assert "only one that was made can fail" in again["error"]


def test_what_another_way_of_paying_moves_has_another_name() -> None:
    with running_standin() as standin:
        _, intent = a_payment(standin, excluded_payment_method_types=["card"])
        standin.client().v1.refunds.create({"payment_intent": intent})

        assert [row[0] for row in movements(standin)] == ["payment_refund", "payment"]


def test_money_that_never_came_moves_nothing() -> None:
    with running_standin() as standin:
        session = standin.client().v1.checkout.sessions.create(an_order())

        standin.pay(str(session.url), "pay_later")
        on_its_way = movements(standin)
        standin.pay(str(session.url), "fail")

        assert on_its_way == movements(standin) == []


def test_movements_are_listed_by_time_and_kind_with_what_they_are_about() -> None:
    with running_standin() as standin:
        client = standin.client()
        _, intent = a_payment(standin)
        standin.advance(3600)
        client.v1.refunds.create({"payment_intent": intent, "amount": 100})
        [refund, charge] = client.v1.balance_transactions.list().data

        early: Any = {"created": {"lt": refund.created}, "expand": ["data.source"]}
        [first] = client.v1.balance_transactions.list(early).data

        assert first.id == charge.id
        assert isinstance(first.source, stripe.Charge)
        assert first.source.payment_intent == intent
        assert [row[0] for row in movements(standin, type="refund")] == ["refund"]
        assert client.v1.balance_transactions.retrieve(charge.id).net == PAID - FEE


def test_the_page_of_a_paid_order_plays_the_bank() -> None:
    with running_standin() as standin:
        session, intent = a_payment(standin)
        address = f"/pay/{session}"
        offered = [buttons(standin.http.get(address).text)]

        for outcome in ("dispute", "under_review", "won"):
            answer = standin.http.post(address, data={"outcome": outcome})
            assert (answer.status_code, answer.headers["location"]) == (303, session)
            offered.append(buttons(standin.http.get(address).text))

        assert offered == [["dispute"], ["under_review", "won", "lost"], ["won", "lost"], []]
        [dispute] = standin.client().v1.disputes.list({"payment_intent": intent}).data
        assert dispute.status == "won"


def test_the_page_sends_a_refund_back_where_there_is_one() -> None:
    with running_standin() as standin:
        session, intent = a_payment(standin)
        refund = standin.client().v1.refunds.create({"payment_intent": intent}).id

        before = buttons(standin.http.get(f"/pay/{session}").text)
        standin.http.post(f"/pay/{session}", data={"outcome": "bounce"})

        assert before == ["dispute", "bounce"]
        assert standin.client().v1.refunds.retrieve(refund).status == "failed"
