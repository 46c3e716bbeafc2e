"""Errands of whoever comes for their things: from the link to the last address that is deleted."""

from __future__ import annotations

import os
import re

from domain.account_doors import LASTS, Entrance
from domain.addresses import AddressKey
from domain.links import OrderLinks
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.settings import Tables
from infra.aws import session
from tests.proofs import scenes
from tests.proofs.stage import ADDRESS_KEY, TOKEN_KEY, Stage
from tests.rights import reading
from tests.rights.buying import ELSEWHERE
from tests.samples import cart

KEY = AddressKey(ADDRESS_KEY)


def come_in(stage: Stage, address: str, **more: str) -> str:
    """A link is asked for, mailed, looked at and opened; what its page's forms are sent with."""
    stage.get("/api/account/link")
    stage.post("/api/account/link", [("mail", address), *more.items()])
    reading.post(stage)
    entrance = _entrance(stage)
    door = entrance.doors.of_subject(KEY.id_of(address))[-1]
    token = entrance.mailed(door)
    stage.get(f"/api/account/open?t={token}")
    page = stage.post("/api/account/open", [("t", token)])
    found = re.search(r'name="t" value="([^"]+)"', page["body"])
    assert found
    return found[1]


def press(stage: Stage, token: str, do: str, **more: str) -> str:
    stage.get("/api/account/things")
    page = stage.post("/api/account/things", [("t", token), ("do", do), *more.items()])
    return str(page["body"])


def keep_use_and_delete(stage: Stage, address: str) -> None:
    """An address is kept, an order begins with it, and both go again, at Stripe as well."""
    token = come_in(stage, address, p="dawn-hoops")
    page = press(stage, token, "add", **ELSEWHERE)
    known = re.search(r'name="known" value="([^"]+)"', page)
    own = re.search(r'name="id" value="([^"]+)"', page)
    assert known
    assert own
    stage.post("/api/checkout", cart(scenes.HOOPS, known=known[1]))
    press(stage, token, "drop", id=own[1])
    press(stage, token, "unwish", piece="dawn-hoops")
    press(stage, token, "close")


def ask_to_be_erased(stage: Stage, address: str) -> None:
    token = come_in(stage, address)
    press(stage, token, "add", **ELSEWHERE)
    press(stage, token, "erase")
    press(stage, token, "erase-all")
    press(stage, token, "erase-all")


def leave_it_to_the_clock(stage: Stage, address: str) -> None:
    """A link is over within the hour, and what nobody comes for within years."""
    token = come_in(stage, address)
    press(stage, token, "add", **ELSEWHERE)
    stage.forward(minutes=2 * LASTS.total_seconds() / 60)
    scenes.tick(stage)


def _entrance(stage: Stage) -> Entrance:
    client = session().client("dynamodb", endpoint_url=stage.endpoint)
    doors = DynamoAccountDoors(client, Tables(**stage.tables))
    return Entrance(doors, OrderLinks([TOKEN_KEY]), stage.clock, lambda: os.urandom(8).hex())
