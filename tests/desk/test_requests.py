"""`shop requests` and `shop request`: what is open by when, and what the owner decides about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from domain.days import day_there
from domain.ledger import verify
from domain.order_book import Change
from domain.ordered import Address, Line
from domain.orders import Order, Status, rewritten
from domain.request_clock import Matter, Regime, deadline
from domain.request_decisions import finish
from domain.request_parts import Appeal, Verification, Work
from domain.request_receipt import receive
from domain.request_restriction import EVERYWHERE, set_aside
from domain.request_states import Reason, State, Type
from domain.requests import Asked, Contact, Request, RequestChange
from domain.restriction import LIFTED_AFTER
from domain.subscribers import Standing, Subscriber, SubscriberChange
from functions.adapters.dynamo_ledger import DynamoLedger
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.settings import Tables
from functions.world import now
from tests.samples import FACTS, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

JO = "a" * 40
TERMS = {"respond_within_days": 30, "unverified_request_lapses_days": 14}
ADDRESS = Address("Jean Lee", "1 Elm St", "", "Austin", "TX", "78701", "US")


class Counter:
    """A published shop, whose owner looks at what people ask about their data."""

    def __init__(
        self, shop: SmallShop, client: DynamoDBClient, tables: Tables, stack: Path
    ) -> None:
        self.shop = shop
        self.tables = tables
        self.stack = stack
        self.book = DynamoRequestBook(client, tables)
        self.ledger = DynamoLedger(client, tables.ledger)
        self.outbox = DynamoOutbox(client, tables.outbox)
        self.orders = DynamoOrderBook(client, tables, now)

    def asked(
        self,
        kind: Type = Type.ERASURE,
        state: State = State.IN_REVIEW,
        request_id: str = "7KQM3W9ZXH",
        days_ago: int = 0,
        regime: Regime = Regime.GDPR,
        **changed: object,
    ) -> Request:
        contact = Contact("jo@reader.example", "Jo Lee", text="Jean is wrong, Joan is right.")
        arrived = receive(
            Asked(kind, JO, contact, regime, "DE"),
            request_id,
            now() - timedelta(days=days_ago),
            FACTS.time_zone,
            TERMS,
        )
        request = msgspec.structs.replace(
            arrived.request, state=state, waits_for_owner=True, **changed
        )
        self.book.open(RequestChange(request, arrived.entries))
        return request

    def ordered(self) -> None:
        order = Order(
            id="ORDER7",
            status=Status.PAID,
            lines=(Line("DAWN-HOOPS", "dawn-hoops", "Dawn hoops", "", "/", 32000, 1),),
            currency="USD",
            country="US",
            countries=("US",),
            rates=(),
            release="abc",
            created_at=now(),
            expires_at=now(),
            customer_name="Jean Lee",
            address=ADDRESS,
            subject=JO,
        )
        self.orders.commit(Change(order))

    def stands(self, request_id: str = "7KQM3W9ZXH") -> Request:
        found = self.book.get(request_id)
        assert found
        return found

    def mails(self) -> list[str]:
        return sorted(each.about for each in self.outbox.waiting(now()) if each.request)

    def requests(self, *arguments: str) -> Result:
        return self._run("requests", *arguments)

    def request(self, *arguments: str, typed: str = "") -> Result:
        return self._run("request", *arguments, typed=typed)

    def _run(self, *arguments: str, typed: str = "") -> Result:
        command = [*arguments, "--stack", str(self.stack)]
        return CliRunner().invoke(app, command, input=typed, env={"COLUMNS": "120"})


@pytest.fixture
def counter(
    dynamo_shop: SmallShop, dynamodb: DynamoDBClient, tables: dict[str, str], stack_file: Path
) -> Counter:
    dynamo_shop.buy("DAWN-HOOPS")
    return Counter(dynamo_shop, dynamodb, Tables(**tables), stack_file)


def personal(text: str) -> list[str]:
    return [each for each in ("jo@reader", "Jo Lee", "Jean", "Joan", JO) if each in text]


# The list


def test_open_requests_are_listed_by_their_day_and_name_nobody(counter: Counter) -> None:
    late = counter.asked(Type.ERASURE, request_id="LATE", days_ago=40)
    soon = counter.asked(Type.ACCESS, request_id="SOON", days_ago=10)
    counter.asked(Type.ACCESS, State.FULFILLED, request_id="DONE", closed_at=now())

    result = counter.requests()

    assert result.exit_code == 0
    rows = [" ".join(line.split()) for line in result.output.splitlines()]
    overdue = (counter_today() - late.due_on).days
    left = (soon.due_on - counter_today()).days
    assert rows == [
        "Request They want to By Left For you to do",
        f"LATE erase their data {late.due_on} {overdue} days late approve or deny it",
        f"SOON see their data {soon.due_on} {left} days approve or deny it",
    ]
    assert personal(result.output) == []


def counter_today() -> date:
    return day_there(now(), FACTS.time_zone)


def test_due_lists_what_the_clock_has_reminded_of(counter: Counter) -> None:
    counter.asked(request_id="REMINDED", reminded=("half",))
    counter.asked(request_id="NEW")

    due, every = counter.requests("--due", "--json"), counter.requests("--json")

    assert [each["id"] for each in json.loads(due.stdout)] == ["REMINDED"]
    assert sorted(each["id"] for each in json.loads(every.stdout)) == ["NEW", "REMINDED"]
    assert personal(every.stdout) == []


def test_where_nothing_is_open_it_says_so(counter: Counter) -> None:
    assert counter.requests().output == "Nothing is open.\n"
    assert counter.requests("--due").output == "Nothing that you are reminded of.\n"
    assert counter.requests("--json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("state", "said", "to_do"),
    [
        (State.IDENTITY_PENDING, {}, "nothing, it closes on 2"),
        (State.IN_REVIEW, {"waits_for_owner": False}, "nothing, the shop does it by itself"),
        (State.EXECUTING, {}, "do it, then say done"),
        (State.ACKNOWLEDGED, {}, "look into it, then say done with your answer"),
        (State.APPEALED, {}, "approve or deny it"),
    ],
)
def test_the_list_says_what_is_to_be_done(
    counter: Counter, state: State, said: dict[str, object], to_do: str
) -> None:
    request = counter.asked(Type.ACCESS, state)
    changed = msgspec.structs.replace(request, revision=request.revision + 1, **said)
    counter.book.commit(RequestChange(changed))

    (row,) = json.loads(counter.requests("--json").stdout)

    assert row["to_do"].startswith(to_do)


# One request


def test_a_request_shows_its_day_the_rule_and_whom_it_is_about_while_it_is_open(
    counter: Counter,
) -> None:
    request = counter.asked()

    result = counter.request(request.id)

    assert result.exit_code == 0
    assert "They want to   erase their data" in result.output
    assert f"{request.due_on} (" in result.output
    assert f"; it can be moved once, to {request.deadline.latest_on}" in result.output
    assert "jo@reader.example" in result.output


def test_a_closed_request_shows_nobody(counter: Counter) -> None:
    closed = counter.asked(state=State.DENIED, reason=Reason.NO_MATCH, closed_at=now())
    forgotten = msgspec.structs.replace(closed, contact=None, revision=closed.revision + 1)
    counter.book.commit(RequestChange(forgotten))

    result = counter.request(closed.id)

    assert "no_match: nothing is held of them" in result.output
    assert personal(result.output) == []


def test_a_correction_shows_what_is_held_beside_what_they_say(counter: Counter) -> None:
    counter.ordered()
    counter.asked(Type.CORRECTION)

    result = counter.request("7KQM3W9ZXH")

    assert "Jean is wrong, Joan is right." in result.output
    after = result.output.partition("What you hold of them now:")[2]
    assert "Order ORDER7" in after
    assert "Jean Lee, 1 Elm St, Austin, TX, 78701, United States" in after


def test_an_erasure_shows_what_would_go_before_she_approves_it(counter: Counter) -> None:
    counter.ordered()
    counter.asked(Type.ERASURE)

    shown = counter.request("7KQM3W9ZXH").output
    tried = counter.request("7KQM3W9ZXH", "approve", "--dry-run").output

    assert "paid" in shown.partition("Order ORDER7")[2]
    assert "Jean Lee, 1 Elm St, Austin, TX, 78701, United States" in shown
    assert "parcels that haven't left yet go as well" in tried


def test_json_of_a_request_has_neither_code_nor_hash(counter: Counter) -> None:
    counter.asked()

    told = json.loads(counter.request("7KQM3W9ZXH", "--json").stdout)

    assert told["type"] == "erasure"
    assert "code" not in told["verification"]
    assert JO not in json.dumps(told)


# Decisions


def test_an_approval_lets_the_shop_do_it_and_stands_in_the_ledger(counter: Counter) -> None:
    counter.asked()

    result = counter.request("7KQM3W9ZXH", "approve", "--yes")

    assert result.exit_code == 0
    assert "the shop does it by itself" in result.output
    stands = counter.stands()
    assert stands.runs_by_itself
    entries = counter.ledger.entries(stands.chain)
    assert entries[-1].what == "approved"
    verify(entries)


def test_before_an_erasure_is_approved_the_orders_that_arent_over_are_named(
    counter: Counter,
) -> None:
    counter.ordered()
    counter.asked()

    shown = counter.request("7KQM3W9ZXH")
    approved = counter.request("7KQM3W9ZXH", "approve", "--dry-run")

    assert "Order ORDER7 (paid) isn't over" in shown.output
    assert "Order ORDER7 (paid) isn't over" in approved.output


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (Verification("address", "mail_code", order_fact="wrong"), "but 3 wrong facts of an order"),
        (
            Verification("address", "mail_code", order_fact="asked"),
            "but not yet a fact of an order",
        ),
        (Verification("address", "owner"), "your own word"),
    ],
)
def test_a_proof_that_misses_something_says_so(
    counter: Counter, proof: Verification, words: str
) -> None:
    counter.asked(Type.ACCESS, verification=proof)

    assert words in counter.request("7KQM3W9ZXH").output


def test_a_denial_says_its_reason_and_mails_it(counter: Counter) -> None:
    counter.asked()

    result = counter.request(
        "7KQM3W9ZXH", "deny", "--reason", "legal_retention", "--text", "Until 2030.", "--yes"
    )

    stands = counter.stands()
    assert (result.exit_code, stands.state) == (0, State.DENIED)
    assert (stands.reason, stands.says) == (Reason.LEGAL_RETENTION, "Until 2030.")
    assert counter.mails() == ["privacy_denied"]


@pytest.mark.promise("privacy/reasons-given")
@pytest.mark.parametrize("arguments", [[], ["--reason", "other"]])
def test_nobody_is_denied_without_a_reason_that_they_can_read(
    counter: Counter, arguments: list[str]
) -> None:
    counter.asked()

    result = counter.request("7KQM3W9ZXH", "deny", "--yes", *arguments)

    assert (result.exit_code, counter.stands().state) == (4, State.IN_REVIEW)
    assert "Say --reason and one of suspected_fraud, insuf_verification, " in result.output


def test_an_extension_has_its_reason_and_comes_once(counter: Counter) -> None:
    request = counter.asked()

    first = counter.request(request.id, "extend", "--reason", "Your orders are many.", "--yes")
    again = counter.request(request.id, "extend", "--reason", "Still many.", "--yes")

    stands = counter.stands()
    assert (first.exit_code, again.exit_code) == (0, 4)
    assert f"answered by {stands.due_on}, and not by {request.due_on}." in first.output
    assert "It was moved once already" in again.output
    assert counter.mails() == ["privacy_extended"]


@pytest.mark.parametrize(
    ("changed", "arguments", "said"),
    [
        ({"days_ago": 40}, ["--reason", "Late."], "Its day is past."),
        ({"regime": Regime.UNSAID}, ["--reason", "Many."], "No law lets this one be moved."),
        ({}, ["--reason", "Many.", "--until", "2999-01-01"], "can't be moved to that day"),
        ({}, [], "Say --reason and why it takes longer"),
    ],
)
def test_a_day_that_cant_be_moved_is_said_kindly(
    counter: Counter, changed: dict[str, Any], arguments: list[str], said: str
) -> None:
    request = counter.asked(**changed)

    result = counter.request(request.id, "extend", "--yes", *arguments)

    assert (result.exit_code, counter.stands()) == (4, request)
    assert said in result.output


def test_what_she_did_herself_is_done_in_every_system_that_was_left(counter: Counter) -> None:
    work = (Work("orders", "correct"), Work("subscribers", "correct", "nothing", now()))
    counter.asked(Type.CORRECTION, State.EXECUTING, work=work)

    result = counter.request("7KQM3W9ZXH", "done", "--yes")

    stands = counter.stands()
    assert (result.exit_code, stands.state) == (0, State.FULFILLED)
    assert [each.status for each in stands.work] == ["done", "nothing"]
    assert counter.mails() == ["privacy_done"]
    verify(counter.ledger.entries(stands.chain))


def test_a_correction_is_approved_into_her_own_hands(counter: Counter) -> None:
    counter.asked(Type.CORRECTION)

    approved = counter.request("7KQM3W9ZXH", "approve", "--yes")
    between = counter.stands()
    done = counter.request("7KQM3W9ZXH", "done", "--yes")

    assert (approved.exit_code, done.exit_code) == (0, 0)
    assert "For you to do: do it, then say done." in approved.output
    assert (between.state, between.runs_by_itself) == (State.EXECUTING, False)
    assert counter.stands().state is State.FULFILLED


def test_what_is_put_right_is_shown_before_and_after_and_written_once(counter: Counter) -> None:
    counter.ordered()
    counter.asked(Type.CORRECTION)
    values = ("--set", "name=Joan Lee", "--set", "postal_code=78702")

    tried = counter.request("7KQM3W9ZXH", "done", *values, "--dry-run")
    untouched = counter.orders.get("ORDER7")
    done = counter.request("7KQM3W9ZXH", "done", *values, "--yes")

    assert [line.split() for line in tried.output.splitlines()[1:4]] == [
        ["order", "ORDER7", "customer's", "name", "Jean", "Lee", "Joan", "Lee"],
        ["order", "ORDER7", "name", "Jean", "Lee", "Joan", "Lee"],
        ["order", "ORDER7", "postal_code", "78701", "78702"],
    ]
    assert untouched
    assert untouched.customer_name == "Jean Lee"
    order = counter.orders.get("ORDER7")
    right = msgspec.structs.replace(ADDRESS, name="Joan Lee", postal_code="78702")
    assert order
    assert (order.customer_name, order.address) == ("Joan Lee", right)
    assert (done.exit_code, counter.stands().state) == (0, State.FULFILLED)


def test_what_was_erased_stays_bare_and_a_reader_gets_the_right_name(counter: Counter) -> None:
    counter.ordered()
    order = counter.orders.get("ORDER7")
    assert order
    counter.orders.commit(Change(rewritten(order, erased_at=now(), customer_name=None)))
    reader = Subscriber(JO, Standing.SUBSCRIBED, now(), address="jo@reader.example", name="Jean")
    counter.shop.subscribers.commit(SubscriberChange(reader))
    counter.asked(Type.CORRECTION)

    counter.request("7KQM3W9ZXH", "done", "--set", "name=Joan", "--yes")

    renamed = counter.shop.subscribers.get(JO)
    bare = counter.orders.get("ORDER7")
    assert renamed
    assert renamed.name == "Joan"
    assert bare
    assert bare.customer_name is None
    assert bare.address == ADDRESS


def test_a_complaint_is_answered_in_words(counter: Counter) -> None:
    counter.asked(Type.COMPLAINT, State.ACKNOWLEDGED)

    mute = counter.request("7KQM3W9ZXH", "done", "--yes")
    told = counter.request("7KQM3W9ZXH", "done", "--text", "You are right.", "--yes")

    assert (mute.exit_code, told.exit_code) == (4, 0)
    assert "Say --text and your answer" in mute.output
    assert (counter.stands().state, counter.stands().says) == (State.DECIDED, "You are right.")


@pytest.mark.parametrize(
    ("arguments", "state"),
    [
        (["approve", "--vouched"], State.REVERSED),
        (["deny", "--text", "The law says so, in section 541.052."], State.UPHELD),
    ],
)
def test_an_appeal_is_agreed_with_or_the_answer_stands(
    counter: Counter, arguments: list[str], state: State
) -> None:
    request = counter.asked(reason=Reason.NO_MATCH)
    appeal = Appeal(now(), request.deadline)
    heard = msgspec.structs.replace(
        request, state=State.APPEALED, appeal=appeal, revision=request.revision + 1
    )
    counter.book.commit(RequestChange(heard))

    result = counter.request(request.id, *arguments, "--yes")

    assert (result.exit_code, counter.stands().state) == (0, state)


def test_an_appeal_of_what_nobody_proved_goes_on_only_if_she_vouches_for_them(
    counter: Counter,
) -> None:
    request = counter.asked(reason=Reason.INSUF_VERIFICATION)
    heard = msgspec.structs.replace(
        request,
        state=State.APPEALED,
        appeal=Appeal(now(), request.deadline),
        revision=request.revision + 1,
    )
    counter.book.commit(RequestChange(heard))

    result = counter.request(request.id, "approve", "--yes")
    strange = counter.request(request.id, "deny", "--text", "No.", "--vouched", "--yes")

    assert (result.exit_code, counter.stands()) == (4, heard)
    assert "say --vouched too" in result.output
    assert strange.exit_code == 2


def test_an_appeal_isnt_turned_down_without_a_word(counter: Counter) -> None:
    request = counter.asked(state=State.APPEALED, appeal=None)
    appealed = msgspec.structs.replace(
        request, appeal=Appeal(now(), request.deadline), revision=request.revision + 1
    )
    counter.book.commit(RequestChange(appealed))

    result = counter.request(request.id, "deny", "--yes")

    assert result.exit_code == 4
    assert "Say --text and why your answer stands" in result.output


def test_what_the_shop_does_by_itself_isnt_hers_to_say_done(counter: Counter) -> None:
    request = counter.asked(state=State.EXECUTING, work=(Work("orders", "erase"),))
    by_itself = msgspec.structs.replace(
        request, waits_for_owner=False, revision=request.revision + 1
    )
    counter.book.commit(RequestChange(by_itself))

    result = counter.request(request.id, "done", "--yes")

    assert (result.exit_code, counter.stands()) == (4, by_itself)
    assert "is being done: “done” isn't for that." in result.output
    assert "For you to do: nothing, the shop does it by itself." in result.output


def stuck(counter: Counter) -> Request:
    work = (
        Work("orders", "erase", "done", now()),
        Work("stripe", "erase", "failed", now(), "Ouch"),
    )
    request = counter.asked(state=State.EXECUTING, work=work)
    stuck = msgspec.structs.replace(request, waits_for_owner=False, revision=request.revision + 1)
    counter.book.commit(RequestChange(stuck))
    return stuck


@pytest.mark.parametrize(
    "said",
    [(), ("--reason", "other"), ("--text", "It is odd."), ("--reason", "other", "--text", " ")],
)
def test_an_erasure_isnt_done_while_a_place_still_holds_something(
    counter: Counter, said: tuple[str, ...]
) -> None:
    request = stuck(counter)

    result = counter.request(request.id, "done", "--yes", *said)

    assert (result.exit_code, counter.stands()) == (4, request)
    assert "Their data still stands in some places: stripe." in result.output
    assert "done --reason other --text" in result.output


def test_what_never_works_may_be_given_up_with_a_reason_that_they_read(counter: Counter) -> None:
    request = stuck(counter)

    result = counter.request(
        *(request.id, "done", "--yes", "--reason", "other", "--text", "Stripe closed our account.")
    )

    stands = counter.stands()
    assert result.exit_code == 0
    assert (stands.state, stands.reason, stands.says) == (
        *(State.EXECUTING, Reason.OTHER, "Stripe closed our account."),
    )
    assert [work.status for work in stands.work] == ["done", "left"]
    assert stands.runs_by_itself


def test_a_dry_run_says_what_would_happen_and_changes_nothing(counter: Counter) -> None:
    request = counter.asked()

    result = counter.request(request.id, "approve", "--dry-run")

    assert result.exit_code == 0
    assert "What is done then can't be taken back." in result.output
    assert "Nothing was changed." in result.output
    assert (counter.stands(), counter.mails()) == (request, [])


@pytest.mark.parametrize(
    ("typed", "code", "waits"), [("y\n", 0, False), ("n\n", 4, True), ("", 4, True)]
)
def test_it_asks_before_it_decides(counter: Counter, typed: str, code: int, waits: bool) -> None:
    counter.asked()

    result = counter.request("7KQM3W9ZXH", "approve", typed=typed)

    assert "Go on?" in result.output
    assert (result.exit_code, counter.stands().waits_for_owner) == (code, waits)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["deny", "--reason", "because"], "“because” is no reason."),
        (["deny", "--reason", "no_match", "--until", "2027-01-01"], "It goes with extend alone."),
        (["extend", "--reason", "Many.", "--text", "So many."], "Say why in --reason instead."),
        (["approve", "--reason", "no_match"], "An approval needs none."),
        (["done", "--set", "name=Jo"], "It goes with done, of a correction."),
        (["done", "--set", "mail=jo@x.example"], "can't be read. Say it as name="),
        (["approve", "--json"], "A program can't be asked"),
        (["forget"], "'forget' is not one of"),
    ],
)
def test_what_cant_be_read_changes_nothing(
    counter: Counter, arguments: list[str], said: str
) -> None:
    request = counter.asked()

    result = counter.request(request.id, *arguments)

    assert (result.exit_code, counter.stands()) == (2, request)
    assert said in " ".join(result.output.replace("│", "").split())


def test_a_request_that_moved_on_meanwhile_is_not_decided(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = counter.asked()
    get: Callable[[DynamoRequestBook, str], Request | None] = DynamoRequestBook.get

    def overtaken(book: DynamoRequestBook, request_id: str) -> Request | None:
        found = get(book, request_id)
        revoked = msgspec.structs.replace(request, state=State.REVOKED, revision=2, closed_at=now())
        book.commit(RequestChange(revoked))
        return found

    monkeypatch.setattr(DynamoRequestBook, "get", overtaken)
    result = counter.request(request.id, "approve", "--yes")
    monkeypatch.undo()

    assert (result.exit_code, counter.stands().state) == (4, State.REVOKED)
    assert "Look at it again, and decide again." in result.output


def test_a_request_that_isnt_there_is_said_kindly(counter: Counter) -> None:
    result = counter.request("NOBODY")

    assert result.exit_code == 4
    assert "There is no request NOBODY." in result.output


# The year


def test_a_years_report_counts_and_names_nobody(counter: Counter) -> None:
    counter.asked(Type.ACCESS, State.FULFILLED, "ONE", days_ago=3, closed_at=now())
    counter.asked(
        *(Type.ERASURE, State.DENIED, "TWO"), reason=Reason.NO_MATCH, closed_at=now(), signal=True
    )
    year = str(counter.stands("TWO").received_at.year)

    told = counter.requests("report", "--year", year)
    counted = json.loads(counter.requests("report", "--year", year, "--json").stdout)

    assert told.exit_code == 0
    assert "1 denied because nothing is held of them" in told.output
    assert counted["types"]["erasure"]["denied"] == {"no_match": 1}
    assert "2 by the form" in told.output
    assert "1 of them from a browser with Global Privacy Control" in told.output
    assert "Nobody's data is sold or shared" in told.output
    assert counted["signals"] == 1
    assert "Global Privacy Control" in counter.request("TWO").output
    assert "Global Privacy Control" not in counter.request("ONE").output
    assert personal(told.output + json.dumps(counted)) == []


def test_a_year_without_requests_is_said(counter: Counter) -> None:
    result = counter.requests("report", "--year", "2001")

    assert result.output.startswith("Nobody asked in 2001")


@pytest.mark.parametrize(
    "command", [["requests"], ["requests", "report", "--year", "2026"], ["request", "ONE"]]
)
def test_without_a_running_shop_nothing_is_shown(tmp_path: Path, command: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--stack", str(tmp_path / "none.json")])

    assert result.exit_code == 3
    assert "make dev" in result.output


# Data that is set aside


def set_aside_by(counter: Counter) -> Request:
    request = counter.asked(
        Type.RESTRICTION, State.EXECUTING, work=(Work(EVERYWHERE, "set_aside"),)
    )
    change = set_aside(request, now())
    assert change
    counter.book.commit(change)
    done = finish(change.request, now())
    counter.book.commit(done)
    return done.request


def test_lifting_tells_them_first_and_says_when_it_ends(counter: Counter) -> None:
    request = set_aside_by(counter)
    ends_on = (now() + LIFTED_AFTER).date()

    shown = counter.request(request.id)
    result = counter.request(request.id, "lift", "--yes")
    again = counter.request(request.id, "lift", "--yes")

    flag = counter.book.restriction(JO)
    assert "Their data is set aside since" in shown.output
    assert result.exit_code == 0
    assert f"their data is used again from {ends_on}, and they are told so now" in result.output
    assert flag
    assert flag.ends_at.date() == ends_on
    assert "privacy_lifting" in counter.mails()
    assert again.exit_code == 4
    assert f"told already that it ends on {ends_on}" in again.output


def test_what_isnt_set_aside_cant_be_lifted(counter: Counter) -> None:
    request = counter.asked()

    result = counter.request(request.id, "lift", "--yes")

    assert (result.exit_code, counter.stands()) == (4, request)
    assert f"Nothing is set aside by request {request.id}" in result.output


def test_a_request_about_whose_data_is_set_aside_says_so(counter: Counter) -> None:
    request = set_aside_by(counter)
    counter.ordered()
    other = counter.asked(Type.CORRECTION, request_id="OTHER1")

    shown = " ".join(counter.request(other.id).output.split())

    assert "Order ORDER7" in shown
    assert f"(request {request.id}). Use it for nothing but what they bought, and the law." in shown


def test_an_appealed_correction_that_was_right_is_hers_to_do(counter: Counter) -> None:
    appeal = Appeal(now(), deadline(Regime.GDPR, now().date(), 30, Matter.APPEAL))
    proof = Verification("address_and_order", "mail_code_and_order", verified_at=now())
    request = counter.asked(Type.CORRECTION, State.APPEALED, appeal=appeal, verification=proof)

    result = counter.request(request.id, "approve", "--yes")

    assert result.exit_code == 0
    assert counter.stands().state is State.REVERSED
    assert "they were right, and it is for you to do. Then say done." in result.output
    assert "by itself" not in result.output
