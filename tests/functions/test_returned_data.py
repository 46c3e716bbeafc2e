"""What a return holds of somebody is theirs: it is in their copy, and goes with them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from domain.fulfilment import ship
from domain.messages import Kind, State
from domain.ordered import Shipment
from domain.request_decisions import approve
from domain.request_states import State as RequestState
from domain.request_states import Type
from domain.return_pictures import picture_keys
from domain.return_steps import accept, reject
from domain.returned import Reason, ReturnedLine
from domain.returns import Asked, request
from tests.domain.test_returns import TODAY
from tests.fixtures.people import PeopleShop

WORDS = "The stone came loose, says Jo"
JPEG = b"\xff\xd8\xff\xe0 a photo"


def sends_back(there: PeopleShop, *, instead: str | None = None) -> str:
    """A damaged ring with a picture of it; the return's id."""
    shop = there.shop
    order = there.buys()
    shop.delivery.sweep()
    shop.book.commit(ship(shop.order(order.id), Shipment("usps"), shop.clock()))
    asked = Asked(Reason.DAMAGED, (ReturnedLine(0, 1, instead),), WORDS)
    shop.book.commit(request(shop.order(order.id), asked, None, TODAY, shop.clock()))
    return_id = f"{order.id}-B1"
    there.proofs.hand_in(picture_keys(return_id, shop.address_key)[0], JPEG)
    return return_id


def copied(there: PeopleShop) -> dict[str, Any]:
    asked = there.asks(Type.ACCESS)
    there.executing.run(asked.id)
    (file,) = [file for key, file in there.exports.files.items() if key.endswith(".zip")]
    read: dict[str, Any] = json.loads(zipfile.ZipFile(io.BytesIO(file)).read("data.json"))
    return read


@pytest.mark.promise("privacy/copy-is-whole")
def test_a_copy_has_what_comes_back_with_its_words_and_how_many_pictures_there_are() -> None:
    there = PeopleShop()
    return_id = sends_back(there)

    (order,) = copied(there)["orders"]

    (returned,) = order["returns"]
    assert (returned["number"], returned["words"], returned["pictures"]) == (return_id, WORDS, 1)
    assert returned["lines"][0]["title"] == "Granite signet"


@pytest.mark.promise("privacy/erased-everywhere", "returns/pictures-deleted")
def test_an_erasure_takes_the_words_and_the_pictures_of_what_came_back() -> None:
    there = PeopleShop()
    return_id = sends_back(there)
    shop = there.shop
    order_id = return_id.partition("-")[0]
    no = reject(shop.order(order_id), return_id, "Jo wore it", shop.clock())
    shop.book.commit(no)
    shop.clock.forward(days=120)

    asked = there.asks(Type.ERASURE)
    there.executing.run(asked.id)

    (it,) = shop.order(order_id).returns
    assert (it.words, it.why) == ("", "")
    assert not [key for key in there.exports.files if key.startswith("returns/")]


def test_while_something_is_on_its_way_back_the_owner_decides_and_its_hold_still_ends() -> None:
    there = PeopleShop()
    return_id = sends_back(there, instead="SIGNET-8-SILVER")
    shop = there.shop
    order_id = return_id.partition("-")[0]
    shop.book.commit(accept(shop.order(order_id), return_id, "To us", shop.clock()))
    asked = there.asks(Type.ERASURE)
    there.executing.run(asked.id)
    assert there.request(asked.id).state is RequestState.IN_REVIEW

    change = approve(there.request(asked.id), shop.clock())
    shop.requests.commit(change)
    there.executing.run(asked.id)

    assert shop.order(order_id).returns[0].instructions == ""
    waiting = [e for e in shop.tables.outbox.values() if e.kind is Kind.LAPSE]
    assert {each.state for each in waiting} == {State.WAITING}
    shop.clock.forward(days=31)
    shop.delivery.sweep()
    assert shop.counters("SIGNET-8-SILVER") == (1, 0, 0)
