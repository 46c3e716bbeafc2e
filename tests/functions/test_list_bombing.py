"""Ten thousand sign-ups in an hour: they fill nobody's mailbox, and the shop stays open meanwhile."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp, Message

from domain.limits import ALL_JOINS, JOINS
from domain.mail_address import mailbox_of
from domain.messages import Kind
from domain.publishing import publish
from domain.stamps import Stamps
from functions.web.forms import FORM as FORM_TYPE
from tests.fixtures.loops import run
from tests.functions.browser import FORM, Visitor
from tests.policies import AGREEMENT
from tests.samples import KEYS, NOON, WITH_LETTERS, SmallShop

SIGN_UPS = 10_000
NETWORKS = 50
SECOND = timedelta(seconds=1)
VICTIM = "victim@target.example"


def victims() -> list[str]:
    """Two of three are new, the third is always the same mailbox, spelled in all its ways."""
    spellings = (VICTIM, VICTIM.upper(), "vic.tim@target.example", "victim+{}@target.example")
    return [
        f"target{number}@target{number % 97}.example"
        if number % 3
        else spellings[number // 3 % 4].format(number)
        for number in range(SIGN_UPS)
    ]


async def send(app: ASGIApp, network: int, body: bytes) -> int:
    """The status that a form gets which comes from that network; no client in between costs time."""
    statuses: list[int] = []
    headers = {
        "content-type": FORM_TYPE,
        "content-length": str(len(body)),
        "sec-fetch-site": "same-origin",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/newsletter/join",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (f"203.0.{network}.7", 50000),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, answer)
    return statuses[0]


@pytest.mark.promise("newsletter/no-flood")
def test_ten_thousand_sign_ups_write_to_no_more_than_the_caps_say_and_the_shop_stays_open() -> None:
    shop = SmallShop()
    publish(WITH_LETTERS, shop.shelf)
    visitor = Visitor(shop)
    app = visitor.newsletter.app
    networks = itertools.cycle(range(NETWORKS))
    bought = []

    async def bomb() -> Counter[int]:
        statuses: Counter[int] = Counter()
        for number, address in enumerate(victims()):
            shop.clock.at = NOON + number * (3600 / SIGN_UPS) * SECOND
            stamp = Stamps(KEYS).make(shop.clock.at - 5 * SECOND)
            body = urlencode({"mail": address, "stamp": stamp}).encode()
            statuses[await send(app, next(networks), body)] += 1
            if number % 2000 == 0:
                bought.append(await asyncio.to_thread(buy, visitor))
        return statuses

    statuses = run(bomb())

    written = [each for each in shop.tables.outbox.values() if each.kind is Kind.ASK]
    told = [each for each in shop.tables.outbox.values() if each.about == "owner_signups"]
    mailboxes = Counter(ask.mailbox for ask in shop.tables.asks.values())
    assert sum(statuses.values()) == SIGN_UPS
    assert statuses[303] == min(ALL_JOINS.most, NETWORKS * JOINS.most)
    assert statuses[429] == SIGN_UPS - statuses[303]
    assert 0 < len(written) < statuses[303], "the victim's mailbox counts once"
    assert set(mailboxes.values()) == {1}
    assert [each.id for each in told] == ["owner_signups-2026-03-02"]
    assert bought == [303] * 5
    while shop.delivery.sweep():
        pass
    mails = Counter(mailbox_of(mail.recipient) for mail in shop.letters_to_buyers)
    assert sum(mails.values()) == len(written)
    assert set(mails.values()) == {1}
    assert mails[mailbox_of(VICTIM)] == 1
    assert len(shop.mailer.sent) - len(shop.letters_to_buyers) == len(told)
    shop.clock.at = NOON + 3600 * SECOND
    stamp = Stamps(KEYS).make(NOON + 3590 * SECOND)
    later = urlencode({"mail": "jo@buyer.example", "stamp": stamp}).encode()
    assert run(send(app, 200, later)) == 303


def buy(visitor: Visitor) -> int:
    return visitor.buy(f"sku=DAWN-HOOPS&quantity=1&terms={AGREEMENT}", FORM).status_code
