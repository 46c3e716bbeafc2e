"""Errands of buyers who send things back: asked, exchanged, pictured, withdrawn; and of time."""

from __future__ import annotations

import os
from datetime import timedelta

from domain.addresses import AddressKey
from domain.fulfilment import ship
from domain.links import OrderLinks
from domain.ordered import Shipment
from domain.orders import Order
from domain.return_pictures import picture_keys
from infra.aws import session
from tests.proofs import scenes
from tests.proofs.stage import ADDRESS_KEY, TOKEN_KEY, Stage
from tests.rights import reading

KEY = AddressKey(ADDRESS_KEY)
PAGE, WITHDRAW = "/api/orders/return", "/api/orders/withdraw"
JPEG, NO_PICTURE = b"\xff\xd8\xff\xe0 a photo", b"MZ no photo"
BAND = "RIVER-BAND-7 1 48000"
HELD_DAYS = 8


def exchange_that_nobody_answers(stage: Stage) -> None:
    """What is wanted instead is held, and put back by postman when its week is over."""
    order = _sent(stage, BAND)
    _ask(stage, order, reason="size", **{"instead-1": "RIVER-BAND-6"})
    reading.post(stage)
    stage.forward(minutes=HELD_DAYS * 24 * 60)
    reading.post(stage)


def damage_with_pictures(stage: Stage, address: str) -> None:
    """One picture that is none, which goes as soon as it is looked at, and one that stays."""
    order = _sent(stage, scenes.HOOPS, address=address)
    _ask(stage, order, reason="damaged", words="A hoop is bent")
    first, second, _ = picture_keys(f"{order.id}-B1", KEY)
    _hand_in(stage, first, NO_PICTURE)
    _hand_in(stage, second, JPEG)
    _see(stage, order)
    # Another one that the buyer doesn't look at, so that whoever copies or erases meets it.
    _hand_in(stage, first, NO_PICTURE)
    reading.post(stage)


def withdrawals(stage: Stage, address: str) -> None:
    """By the order's own page, by number and address, and of what has no such buyer."""
    order = _bought(stage, scenes.RING, scenes.HOOPS, address=address)
    token = _token(stage, order)
    stage.get(f"{WITHDRAW}?t={token}")
    some = [("t", token), ("count-1", "1"), ("count-2", "0")]
    stage.post(WITHDRAW, some)
    stage.post(f"{WITHDRAW}-confirm", some)
    for mail in (address, "nobody@buyer.example"):
        who = [("number", order.id), ("mail", mail)]
        stage.get(WITHDRAW)
        stage.post(WITHDRAW, who)
        stage.post(f"{WITHDRAW}-confirm", who)
        stage.get(f"{WITHDRAW}n")
    reading.post(stage)
    whole = _bought(stage, BAND, address=address)
    stage.post(f"{WITHDRAW}-confirm", [("number", whole.id), ("mail", address)])
    reading.post(stage)


def _sent(stage: Stage, *lines: str, address: str = "jo@reader.example") -> Order:
    order = _bought(stage, *lines, address=address)
    stage.book.commit(ship(order, Shipment("usps"), stage.clock()))
    return order


def _bought(stage: Stage, *lines: str, address: str) -> Order:
    before = {order.id for order in stage.orders()}
    answer = scenes.begin(stage, *lines)
    stage.standin.pay(answer["headers"]["location"], email=address)
    scenes.hear_last(stage)
    stage.ring("postman")
    (order,) = (each for each in stage.orders() if each.id not in before)
    return order


def _ask(stage: Stage, order: Order, **fields: str) -> None:
    _see(stage, order)
    known = {"t": _token(stage, order), "known": "0", "count-1": "1"}
    stage.post(PAGE, list((known | fields).items()))
    _see(stage, order)


def _see(stage: Stage, order: Order) -> None:
    stage.get(f"{PAGE}?t={_token(stage, order)}")


def _token(stage: Stage, order: Order) -> str:
    until = stage.clock() + timedelta(days=60)
    return OrderLinks([TOKEN_KEY]).sign("order", order.id, until)


def _hand_in(stage: Stage, key: str, picture: bytes) -> None:
    """As a browser does it by the form that the page shows."""
    session().client("s3", endpoint_url=stage.endpoint).put_object(
        Bucket=os.environ["EXPORTS_BUCKET"], Key=key, Body=picture
    )
