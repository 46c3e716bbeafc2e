"""Errands of whoever buys, or would like to: the whole order, a message, a piece to wait for."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec

from domain.addresses import AddressKey
from domain.links import OrderLinks, Purpose
from domain.order_proof import opens
from domain.orders import Order
from domain.proof import Codes
from domain.publishing import publish
from domain.waiting import sign
from tests.proofs import scenes
from tests.proofs.stage import ADDRESS_KEY, COUNTED, TOKEN_KEY, Stage
from tests.rights import reading
from tests.samples import RIVER_BAND

LINKS = OrderLinks([TOKEN_KEY])
SKU = "RIVER-BAND-7"
ELSEWHERE = {
    "name": "Al Buyer",
    "line1": "2 Oak St",
    "line2": "",
    "city": "Dallas",
    "state": "TX",
    "postal_code": "75201",
}


def change_and_cancel(stage: Stage) -> None:
    """A mailed code shows the whole order: it is sent elsewhere, its invoice read, and called off."""
    scenes.bought(stage)
    scenes.hear_last(stage)
    reading.post(stage)
    page = f"/api/orders/order?t={_token(stage, 'order')}"
    stage.get(page)
    stage.post(page, [("do", "code")])
    reading.post(stage)
    order = _order(stage)
    assert order.proof
    digits = Codes([TOKEN_KEY], str).digits(opens(order), order.proof)
    shown = stage.post(page, [("do", "show"), ("code", digits)])
    found = re.search(r'name="w" value="([^"]+)"', shown["body"])
    assert found
    as_buyer = ("w", found[1])
    stage.post(page, [("do", "readdress"), as_buyer, *ELSEWHERE.items()])
    stage.get(f"/api/orders/invoice?t={_token(stage, 'invoice')}")
    stage.post(page, [("do", "cancel"), as_buyer])
    reading.post(stage)


def write(stage: Stage, address: str) -> None:
    """A message to the shop, about an order that may be theirs."""
    order = next((each.id for each in stage.orders()), "ORDER1")
    stage.get("/api/orders/contact")
    form = {"topic": "order", "order": order, "mail": address, "says": "Is it ready?"}
    stage.post("/api/orders/contact", list(form.items()))
    stage.get("/api/orders/contact?sent")
    reading.post(stage)


def wait_for_a_ring(stage: Stage, told: str, bored: str) -> None:
    """Both wait for what is sold out; one of them no longer, when it is made again."""
    scenes.bought(stage, f"{SKU} 2 48000")
    scenes.hear_last(stage)
    for address in (told, bored):
        stage.get("/api/orders/waiting?piece=river-band")
        stage.post(
            "/api/orders/waiting", [("piece", "river-band"), ("sku", SKU), ("mail", address)]
        )
        reading.post(stage)
        _press(stage, address, "confirm")
    _press(stage, bored, "end")
    _make_another(stage)
    scenes.tick(stage)
    reading.post(stage)


def _press(stage: Stage, address: str, do: str) -> None:
    token = sign(LINKS, SKU, AddressKey(ADDRESS_KEY).id_of(address), stage.clock())
    stage.get(f"/api/orders/waiting?t={token}")
    stage.post("/api/orders/waiting", [("t", token), ("do", do)])


def _make_another(stage: Stage) -> None:
    variants = tuple(
        msgspec.structs.replace(each, made=each.made + 1) if each.sku == SKU else each
        for each in RIVER_BAND.variants
    )
    ring = msgspec.structs.replace(RIVER_BAND, variants=variants)
    others = tuple(each for each in COUNTED.pieces if each.slug != ring.slug)
    publish(msgspec.structs.replace(COUNTED, pieces=(ring, *others)), stage.shelf)


def _order(stage: Stage) -> Order:
    (order,) = stage.orders()
    return order


def _token(stage: Stage, purpose: Purpose) -> str:
    order = _order(stage)
    until = stage.clock() + timedelta(days=1)
    return LINKS.sign(purpose, order.id, until)
