"""`shop order …`: what the owner does with an order, asked first where it can't be undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from domain.contact import Inquiry
from domain.ledger import verify
from domain.ordered import Dispute, RefundState
from domain.orders import Order, Status
from domain.payments import PaymentEvent
from tests.samples import NOON, SmallShop, cart


class Counter:
    def __init__(self, shop: SmallShop, stack: Path) -> None:
        self.shop = shop
        self.stack = stack

    def order(self, *arguments: str, typed: str = "") -> Result:
        command = ["order", *arguments, "--stack", str(self.stack)]
        return CliRunner().invoke(app, command, input=typed, env={"COLUMNS": "160"})

    def stands(self) -> Order:
        return self.shop.order("ORDER1")

    def mails(self) -> list[str]:
        return sorted(each.about for each in self.shop.outbox.waiting(self.shop.clock().max))


@pytest.fixture
def counter(stack_file: Path, dynamo_shop: SmallShop) -> Counter:
    order = dynamo_shop.begin(
        cart("RIVER-BAND-7 2 48000", "SIGNET-7-SILVER 1 20500 Ada", gift_message="For Ada")
    )
    dynamo_shop.payments.pay(order.session_id or "")
    dynamo_shop.settlement.handle(dynamo_shop.event(order))
    return Counter(dynamo_shop, stack_file)


def test_an_order_is_shown_whole_with_what_can_be_done_with_it(counter: Counter) -> None:
    told = counter.order("order1").output

    for words in (
        *("Order ORDER1 is paid.", "Paid Mar 2, 12:00", "Promised to leave by 2026-03-"),
        *("2 × River band", "Engraved: Ada", "Jo Buyer", "1 Elm St", "Austin, TX 78701"),
        *("It's a gift.", "For Ada", "You can start it, ship it, cancel it, refund it,"),
    ):
        assert words in told


def test_an_order_names_its_papers_and_what_a_bank_asks(counter: Counter) -> None:
    counter.order("refund", "ORDER1", "--amount", "12.50", "--yes")
    for _ in range(3):  # each errand asks for the next: the refund for its credit note
        counter.shop.delivery.sweep()
    intent = counter.stands().payment_intent or ""
    told = Dispute("du_1", intent, 92600, "product_not_received", "needs_response", NOON, NOON)
    counter.shop.money.handle(PaymentEvent("evt_d", "any", None, told))

    said = counter.order("ORDER1").output

    assert "Invoice 2026-0001: $1,171.00, Mar 2, 12:00" in said
    assert "Credit note C2026-0001: $12.50, Mar 2, 12:00" in said
    assert "Dispute du_1: $926.00, product not received, needs response, to be answered" in said


def test_programs_read_the_same_without_hashes_of_the_buyer(counter: Counter) -> None:
    page = json.loads(counter.order("ORDER1", "--json").output)

    assert page["status"] == "paid"
    assert page["left_to_refund"] == page["paid_total"] == 117100
    assert page["possible"][:2] == ["start", "ship"]
    assert not page.keys() & {"subject", "network", "head"}


def test_what_its_buyer_wrote_about_it_stands_with_the_order(counter: Counter) -> None:
    subject = counter.stands().subject or ""
    for number, (whose, order) in enumerate(
        ((subject, "ORDER1"), ("b" * 40, "ORDER1"), (subject, "ORDER9"))
    ):
        text = f"Question {number}"
        inquiry = Inquiry(
            f"R-{number}", whose, "jo@buyer.example", "order", text, counter.shop.clock(), order
        )
        counter.shop.inquiries.open(inquiry, ())

    told = counter.order("ORDER1").output
    said = json.loads(counter.order("ORDER1", "--json").output)

    assert "Question 0" in told
    assert "Question 1" not in told
    assert [each["text"] for each in said["messages"]] == ["Question 0"]


def test_an_order_is_started_shipped_and_delivered(counter: Counter) -> None:
    results = [
        counter.order("start", "ORDER1"),
        counter.order("ship", "ORDER1", "--carrier", "USPS", "--tracking", "9400 1000 0000"),
        counter.order("delivered", "ORDER1"),
    ]

    after = counter.stands()
    assert [each.output for each in results] == [
        "Order ORDER1 is in the workshop.\n",
        "Order ORDER1 is shipped.\n",
        "Order ORDER1 is delivered.\n",
    ]
    assert after.status is Status.DELIVERED
    assert verify(counter.shop.ledger.entries(after.chain)) == after.head
    assert "shipped" in counter.mails()
    assert "With USPS, 9400 1000 0000. https://tools.usps.com/" in counter.order("ORDER1").output


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ship", "ORDER1", "--carrier", "pigeon"], 2, "Write usps, ups, fedex, dhl or other."),
        (["delivered", "ORDER1"], 4, "is paid, so it can't be marked as delivered. You can start"),
        (["start", "NOBODYS"], 4, "There is no order NOBODYS."),
        (["NOBODYS"], 4, "There is no order NOBODYS."),
        (["note", "ORDER1", "  "], 4, "Write between 1 and 2,000 characters."),
        (["refund", "ORDER1", "--lines", "3", "--yes"], 4, "has no line 3: it has 2."),
        (["refund", "ORDER1", "--lines", "one", "--yes"], 4, "“one” is no line."),
        (
            ["refund", "ORDER1", "--lines", "1x3", "--yes"],
            4,
            "3 can't be refunded, 2 of 2 are left",
        ),
        (["refund", "ORDER1", "--amount", "$5", "--yes"], 4, "“$5” is no price."),
        (["refund", "ORDER1", "--amount", "1171.01", "--yes"], 4, "order ORDER1 has 1171.00 left"),
        (["refund", "ORDER1", "--restock", "--yes"], 2, "It goes with --lines."),
        (["refund", "ORDER1", "--lines", "1", "--amount", "5"], 2, "not both"),
        (
            ["refund", "ORDER1", "--lines", "2", "--restock", "--yes"],
            4,
            "engraved or made to order",
        ),
        (["cancel", "ORDER1", "--json"], 2, "say --yes too"),
    ],
)
def test_what_can_t_be_is_said_with_what_can_and_changes_nothing(
    counter: Counter, arguments: list[str], code: int, says: str
) -> None:
    before = counter.stands()

    result = counter.order(*arguments)

    assert result.exit_code == code
    assert says in " ".join(result.output.replace("│", " ").split())
    assert counter.stands() == before


def test_a_parcel_arrives_after_it_left_and_not_in_the_future(counter: Counter) -> None:
    counter.order("ship", "ORDER1", "--carrier", "usps")

    early = counter.order("delivered", "ORDER1", "--on", "2026-03-01")
    late = counter.order("delivered", "ORDER1", "--on", "2999-01-01")

    assert (early.exit_code, "It had not left by then" in early.output) == (4, True)
    assert (late.exit_code, "still to come" in late.output) == (4, True)
    assert counter.stands().status is Status.SHIPPED


def test_a_part_is_refunded_after_it_was_said_and_asked(counter: Counter) -> None:
    result = counter.order("refund", "ORDER1", "--lines", "1x1", "--restock", typed="y\n")

    (made,) = counter.stands().refunds
    assert "$482.47 of order ORDER1 goes back to the buyer." in result.output
    assert "1 × RIVER-BAND-7 is for sale again." in result.output
    assert (made.amount, made.units, made.state) == (48247, (1, 0), RefundState.OWED)
    assert counter.shop.counters("RIVER-BAND-7") == (1, 0, 1)


@pytest.mark.parametrize("typed", ["n\n", ""])
def test_who_doesn_t_agree_changes_nothing(counter: Counter, typed: str) -> None:
    result = counter.order("cancel", "ORDER1", typed=typed)

    assert result.exit_code == 4
    assert "Nothing was changed." in result.output
    assert counter.stands().status is Status.PAID


def test_a_dry_run_says_what_would_happen_and_does_nothing(counter: Counter) -> None:
    result = counter.order("cancel", "ORDER1", "--dry-run")

    assert "$1,171.00 of order ORDER1 goes back" in result.output
    assert "2 × RIVER-BAND-7 are for sale again." in result.output
    assert "Nothing was changed." in result.output
    assert counter.stands().status is Status.PAID


def test_a_canceled_order_can_t_be_refunded_twice(counter: Counter) -> None:
    counter.order("cancel", "ORDER1", "--yes", "--reason", "the stone broke")

    again = counter.order("refund", "ORDER1", "--yes")

    assert "Nothing is left to refund" in again.output
    assert "the stone broke" in counter.order("ORDER1").output
    assert counter.stands().refunded_total == 117100


def test_a_note_is_kept_for_the_owner_alone(counter: Counter) -> None:
    counter.order("note", "ORDER1", "Wants it by May")

    assert "Wants it by May" in counter.order("ORDER1").output
    assert "confirmation" in counter.mails()
    assert len(counter.mails()) == 3  # what the payment itself wrote, the invoice's number too
