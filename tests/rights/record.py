"""Every errand of every function over its real adapters, and which rights its calls needed.

`python -m tests.rights.record` prints them as JSON, one a right, with how many calls needed it.
What is left out here looks like a right too many, so that a new path asks for a new errand.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from domain import outbox
from domain.addresses import AddressKey
from domain.announcing import Audience, Kind, Notice
from domain.links import OrderLinks, Purpose
from functions.adapters.dynamo_outbox import DynamoOutbox
from infra.aws import session
from tests.letter_post import reader
from tests.policies import POLICIES
from tests.proofs import scenes
from tests.proofs.afterwards import AFTERWARDS
from tests.proofs.stage import ADDRESS_KEY, IN_NAME_ONLY, STAGE, TOKEN_KEY, Stage, opened_stage
from tests.rights import asking, buying, entering, reading, returning
from tests.rights.needs import Names, Right, rights_of
from tests.rights.recorder import Recorder

JO, AL, KIM, LEE = (f"{name}@reader.example" for name in ("jo", "al", "kim", "lee"))
PAGES: Mapping[Purpose, str] = {
    "order": "/api/orders/order",
    "gift": "/api/orders/gift",
    "again": "/api/checkout/again",
}
NOTICE = Notice(
    "2026-03-02-breach", Kind.BREACH, Audience.EVERYONE, "News", "Read.", "<p>Read.</p>"
)


class Needed(msgspec.Struct, frozen=True):
    function: str
    action: str
    resource: str
    calls: int

    @property
    def right(self) -> Right:
        return Right(self.function, self.action, self.resource)


def buyers(stage: Stage) -> None:
    """What the crash matrix breaks off, left alone; and what postman makes of it."""
    for process in (*scenes.PROCESSES, *AFTERWARDS):
        stage.clear()
        process.prepare(stage)
        process.follow(stage, process.act(stage))
        reading.post(stage)


def a_buyers_pages(stage: Stage) -> None:
    stage.get("/api/checkout")
    stage.get("/api/stock?sku=EMBER-RING&sku=SIGNET-7-GOLD")
    scenes.begin(stage, scenes.RING)
    stage.get(stage.sessions()[0]["cancel_url"])
    (order,) = stage.orders()
    for purpose, path in PAGES.items():
        token = OrderLinks([TOKEN_KEY]).sign(purpose, order.id, stage.clock() + timedelta(days=1))
        stage.get(f"{path}?t={token}")


def a_buyers_own(stage: Stage) -> None:
    buying.change_and_cancel(stage)
    buying.write(stage, JO)
    stage.clear()
    buying.wait_for_a_ring(stage, JO, AL)


def readers(stage: Stage) -> None:
    for address in (JO, AL):
        reading.join_and_confirm(stage, address)
    reading.choose_and_move(stage, JO, KIM)
    reading.send_the_letter(stage)
    reading.leave_in_every_way(stage, AL)
    reading.forget(stage, AddressKey(ADDRESS_KEY).id_of(KIM))
    reading.lapse_after_a_goodbye(stage, AL)


def letters(stage: Stage) -> None:
    reading.send_the_letter(stage)
    recipient = reader(1).id
    for kind in ("Send", "Bounce", "Complaint"):
        reading.ses_tells(stage, kind, letter="spring", recipient=recipient)
    reading.forget(stage, reader(2).id)
    stage.clear()
    reading.lose_a_baton(stage)
    # SES tells of a letter that nobody has marked yet.
    reading.ses_tells(stage, "Send", letter="spring", recipient=recipient)
    stage.clear()
    reading.look_at_a_domain_that_ses_doesnt_know(stage)


def everybody(stage: Stage) -> None:
    """What the owner writes to all: a policy that changes, a notice; and what she is told herself."""
    scenes.bought(stage)
    scenes.hear_last(stage)
    reading.join_and_confirm(stage, JO)
    (order,) = stage.orders()
    now, jo = stage.clock(), AddressKey(ADDRESS_KEY).id_of(JO)
    stage.shelf.post_notice(NOTICE)
    box = DynamoOutbox(_client(stage), stage.tables["outbox"])
    box.add(outbox.notice(POLICIES[0].ref, order.id, now))
    box.add(outbox.announcement(NOTICE.id, jo, "", now))
    box.add(outbox.announcement(NOTICE.id, order.id, order.id, now))
    box.add(outbox.of_the_letter("owner_signups", "day", now))
    message = outbox.claimed(outbox.mail("confirmation", order.id, now), now)
    box.swap(next(each for each in stage.messages() if each.id == message.id), message)
    reading.ses_tells(stage, "Send", message=message.id)
    stage.ring("postman", Records=[_told(each.id) for each in stage.messages()])
    reading.post(stage)


def _told(message_id: str) -> dict[str, Any]:
    image = {"id": {"S": message_id}, "state": {"S": "waiting"}}
    return {"eventSource": "aws:dynamodb", "dynamodb": {"NewImage": image}}


def people(stage: Stage) -> None:
    """Somebody who bought, and reads at another address than once, asks for all there is to ask."""
    _bought_by(stage, JO)
    reading.join_and_confirm(stage, AL)
    reading.send_the_letter(stage)
    reading.choose_and_move(stage, AL, JO)
    stage.post("/api/newsletter/choices", [("mail", JO)])
    stage.forward(minutes=26 * 60)
    for form in ("see", "set-aside"):
        request = asking.ask(stage, form, JO)
        asking.prove(stage, request)
        asking.ring(stage, request)
        asking.press_everything(stage, request, mail=JO)
        reading.post(stage)
    asking.insist_on_an_id(stage, JO)
    asking.ask(stage, "end-letters", JO)
    stage.forward(minutes=90 * 24 * 60)
    buying.write(stage, JO)
    erased = asking.ask(stage, "erase", JO)
    asking.prove(stage, erased)
    with asking.somebody_quicker(stage):
        asking.ring(stage)
    stage.ring("postman")
    for days in (1, 14, 30, 800):
        asking.ask(stage, "see", LEE)
        scenes.tick(stage)
        asking.ring(stage)
        stage.forward(minutes=days * 24 * 60)
    scenes.tick(stage)


def a_buyer_at_rest(stage: Stage) -> None:
    """Whose data was set aside, and who is told by their order's address that this ends."""
    _bought_by(stage, LEE)
    request = asking.ask(stage, "set-aside", LEE)
    asking.prove(stage, request)
    asking.ring(stage, request)
    for days in (30, 24 * 30, 31):
        stage.forward(minutes=days * 24 * 60)
        scenes.tick(stage)
        reading.post(stage)


def a_copy_in_parts(stage: Stage) -> None:
    asking.ring(stage, asking.ask(stage, "end-letters", JO))
    asking.break_off_a_large_copy(stage, JO)


def comers(stage: Stage) -> None:
    """For their things: kept, used for an order, erased, and left to the clock."""
    _bought_by(stage, JO)
    entering.keep_use_and_delete(stage, JO)
    entering.ask_to_be_erased(stage, KIM)
    asking.ring(stage)
    entering.leave_it_to_the_clock(stage, LEE)
    stage.forward(minutes=3 * 366 * 24 * 60)
    stage.ring("clock", detail={"do": "forget"})


def things_that_come_back(stage: Stage) -> None:
    """Somebody whose parcel arrived damaged asks for a copy, and then to be forgotten."""
    returning.exchange_that_nobody_answers(stage)
    returning.withdrawals(stage, AL)
    returning.damage_with_pictures(stage, JO)
    for form in ("see", "erase"):
        request = asking.ask(stage, form, JO)
        asking.prove(stage, request)
        asking.ring(stage, request)


def time_goes_by(stage: Stage) -> None:
    """Wishes lapse, and after years everything is forgotten."""
    _bought_by(stage, JO)
    scenes.expired(stage)
    for address in (JO, AL):
        reading.join_and_confirm(stage, address)
    reading.ask_to_join(stage, KIM)
    reading.post(stage)
    stage.post("/api/newsletter/leave", [("mail", AL)])
    reading.send_the_letter(stage)
    stage.forward(minutes=8 * 24 * 60)
    scenes.tick(stage)
    scenes.look_back(stage)
    for _ in range(12):
        stage.forward(minutes=366 * 24 * 60)
        stage.ring("clock", detail={"do": "forget"})
    scenes.look_back(stage)


def _bought_by(stage: Stage, address: str) -> None:
    answer = scenes.begin(stage, scenes.RING, scenes.HOOPS)
    stage.standin.pay(answer["headers"]["location"], email=address)
    scenes.hear_last(stage)
    stage.ring("postman")


ERRANDS = (
    buyers,
    a_buyers_pages,
    a_buyers_own,
    readers,
    letters,
    everybody,
    people,
    a_buyer_at_rest,
    a_copy_in_parts,
    comers,
    things_that_come_back,
    time_goes_by,
)


def recorded() -> list[Needed]:
    recorder = Recorder()
    with opened_stage(recorder.noting) as stage:
        for errand in ERRANDS:
            stage.clear()
            errand(stage)
        if untaken := stage.routes.keys() - stage.taken:
            raise LookupError(f"No errand goes by {', '.join(sorted(untaken))}.")
        names = _names(stage)
    needed = Counter(right for call in recorder.calls for right in rights_of(call, names))
    return [Needed(*right, calls) for right, calls in sorted(needed.items())]


def _names(stage: Stage) -> Names:
    """From how things are called in the emulator to what the template calls them."""
    client = session().client("cloudformation", endpoint_url=stage.endpoint)
    stacks = client.describe_stack_resources(StackName=STAGE)["StackResources"]
    logical = {each["PhysicalResourceId"]: each["LogicalResourceId"] for each in stacks}
    return Names(logical | {name: name for name in IN_NAME_ONLY.values()}, STAGE)


def _client(stage: Stage) -> Any:  # noqa: ANN401 — boto3's own
    return session().client("dynamodb", endpoint_url=stage.endpoint)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(recorded()))
