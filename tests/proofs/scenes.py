"""What the functions do on a good day: each process with how it comes about, and what it is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from domain.account_doors import AccountDoor
from domain.links import OrderLinks
from domain.ordered import Address
from domain.things import of, used, with_address
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.adapters.dynamo_things import DynamoThings
from functions.settings import Tables
from infra.aws import session
from tests.proofs.stage import TOKEN_KEY, Answer, Stage
from tests.proofs.wire import Fault, Way
from tests.samples import PowerCutError, cart

RING = "EMBER-RING 1 92000"
HOOPS = "DAWN-HOOPS 2 32000"
MADE = "SIGNET-7-GOLD 1 96000"
DOOR = "DOOR1"
HOME = Address("Jo Buyer", "1 River Road", "", "Llano", "TX", "78643", "US")
BUYER = "203.0.113.7"
SOMEBODY_ELSE = "198.51.100.7"


class Process(NamedTuple):
    """`act` is what is watched, after `prepare`; `follow` is what comes of its answer."""

    name: str
    act: Callable[[Stage], Answer]
    prepare: Callable[[Stage], object] = lambda _: None
    follow: Callable[[Stage, Answer], object] = lambda _, __: None


def begin(stage: Stage, *lines: str, viewer: str = BUYER) -> Answer:
    """A buyer sends the cart's form from that address."""
    return stage.post("/api/checkout", cart(*lines), viewer)


def bought(stage: Stage, *lines: str, outcome: str = "pay", viewer: str = BUYER) -> None:
    """A buyer goes through with it; nobody has heard of it yet."""
    answer = begin(stage, *(lines or (RING, HOOPS)), viewer=viewer)
    stage.standin.pay(_address(answer), outcome)


def pay_if_possible(stage: Stage, answer: Answer) -> None:
    if answer.get("statusCode") == 303:
        stage.standin.pay(_address(answer))
        hear_last(stage)


def hear_last(stage: Stage) -> Answer:
    return stage.deliver(stage.events()[-1])


def on_its_way(stage: Stage, then: str = "") -> None:
    """A payment that a bank takes days for; `then` is what becomes of it."""
    bought(stage, HOOPS, outcome="pay_later")
    hear_last(stage)
    if then:
        stage.standin.http.post(f"/pay/{stage.sessions()[0]['id']}", data={"outcome": then})


def expired(stage: Stage) -> None:
    begin(stage, RING, HOOPS)
    stage.forward(minutes=33)


def paid_too_late(stage: Stage) -> None:
    """A payment page whose answer never came is paid after the ring has gone to somebody else."""
    cut_off(stage, Way.TIMEOUT)
    bought(stage, RING, viewer=SOMEBODY_ELSE)
    hear_last(stage)
    first = stage.sessions()[-1]
    stage.standin.pay(first["url"])


def refund_owed(stage: Stage) -> None:
    paid_too_late(stage)
    hear_last(stage)


def cut_off(stage: Stage, way: Way) -> None:
    """A checkout that breaks off at the payment provider, or whose function dies there."""
    fault = Fault("POST /v1/checkout/sessions", way)
    with stage.wire.listening(fault), contextlib.suppress(PowerCutError):
        begin(stage, RING)


def tick(stage: Stage) -> Answer:
    return stage.ring("clock")


def look_back(stage: Stage) -> Answer:
    return stage.ring("clock", detail={"do": "reconcile"})


def deliver_mail(stage: Stage) -> Answer:
    return stage.ring("postman")


def come_back(page: str) -> Callable[[Stage], Answer]:
    def visit(stage: Stage) -> Answer:
        address: str = stage.sessions()[0][page]
        return stage.get(address)

    return visit


def put_back(stage: Stage) -> Answer:
    token = stage.sessions()[0]["cancel_url"].partition("?t=")[2]
    return stage.post("/api/orders/back", [("t", token)])


def ask_for_a_reminder(stage: Stage) -> Answer:
    token = stage.sessions()[0]["cancel_url"].partition("?t=")[2]
    return stage.post("/api/orders/remind", [("t", token), ("mail", "jo@buyer.example")])


def _reminder_due(stage: Stage) -> None:
    expired(stage)
    ask_for_a_reminder(stage)
    tick(stage)
    stage.forward(minutes=21 * 60)


def with_a_code(stage: Stage) -> Answer:
    stage.standin.offer({"percent_off": 10}, code="TEN")
    form = cart(RING, MADE, code="TEN", gift_message="For Ada")
    return stage.post("/api/checkout", form, BUYER)


def a_page_of_theirs(stage: Stage) -> None:
    """Somebody has opened their things, with an address kept that the next order begins with."""
    client = session().client("dynamodb", endpoint_url=stage.endpoint)
    names = Tables(**stage.tables)
    at = stage.clock()
    door = AccountDoor(DOOR, "a" * 40, "jo@buyer.example", at, spent_at=at)
    DynamoAccountDoors(client, names).put(door, ())
    DynamoThings(client, names).keep(used(with_address(of(door, at), HOME, "A1"), at), door)


def from_their_page(stage: Stage) -> Answer:
    until = stage.clock() + timedelta(minutes=30)
    known = OrderLinks([TOKEN_KEY]).sign("account-checkout", DOOR, until)
    return stage.post("/api/checkout", cart(RING, HOOPS, known=known), BUYER)


def _left_by(way: Way) -> Callable[[Stage], None]:
    def left(stage: Stage) -> None:
        cut_off(stage, way)
        stage.forward(minutes=6)

    return left


def _paid_and_heard(stage: Stage) -> None:
    bought(stage)
    hear_last(stage)


def _address(answer: Answer) -> str:
    address: str = answer["headers"]["location"]
    return address


PROCESSES = (
    Process("checkout", lambda stage: begin(stage, RING, HOOPS), follow=pay_if_possible),
    Process("checkout: with a code", with_a_code, follow=pay_if_possible),
    Process("checkout: from their things", from_their_page, a_page_of_theirs, pay_if_possible),
    Process("event: completed", hear_last, bought),
    Process("event: paid later", hear_last, lambda stage: on_its_way(stage, "arrive")),
    Process("event: bank refused", hear_last, lambda stage: on_its_way(stage, "fail")),
    Process("event: expired", hear_last, expired),
    Process("event: paid too late", hear_last, paid_too_late),
    Process("buyer: thanks", come_back("success_url"), bought),
    Process("buyer: puts back", put_back, lambda stage: begin(stage, RING, HOOPS)),
    Process("buyer: asks for a reminder", ask_for_a_reminder, expired),
    Process("clock: no session", tick, _left_by(Way.BEFORE)),
    Process("clock: session unknown", tick, _left_by(Way.AFTER)),
    Process("clock: expired", tick, expired),
    Process("clock: bank paid", tick, lambda stage: on_its_way(stage, "arrive")),
    Process("reconcile: event lost", look_back, bought),
    Process("postman: confirmation", deliver_mail, _paid_and_heard),
    Process("postman: refund", deliver_mail, refund_owed),
    Process("postman: reminder", deliver_mail, _reminder_due),
)
