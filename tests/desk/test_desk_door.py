"""The desk's door: who is let in, and what never gets past it."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.orders import Status
from tests.desk.desk_page import HERE, KEY, OWN, TOKEN, DeskPage, hidden, paid, words
from tests.samples import SmallShop

PAGES = ["/", "/orders", "/orders/ORDER1", "/orders/ORDER1/ship", "/stock", "/sales"]


@pytest.fixture
def desk(tmp_path: Path) -> DeskPage:
    shop = SmallShop()
    paid(shop)
    return DeskPage(shop, tmp_path)


def test_the_link_opens_the_desk_once(desk: DeskPage) -> None:
    first = desk.client.get(f"/?open={TOKEN}")
    second = desk.client.get(f"/?open={TOKEN}")

    assert (first.status_code, first.headers["location"]) == (303, f"/{KEY}/")
    assert second.status_code == 403
    assert "works once" in words(second)
    assert KEY not in second.text


def test_only_a_visit_spends_the_link(desk: DeskPage) -> None:
    desk.client.head(f"/?open={TOKEN}")
    desk.client.get(f"/?open={TOKEN}", headers={"Host": "shop.example"})
    desk.client.get(f"/?open={TOKEN}", headers={"Sec-Fetch-Site": "cross-site"})

    assert desk.client.get(f"/?open={TOKEN}").status_code == 303


@pytest.mark.parametrize("path", ["/", "/?open=", "/?open=guessed", "/orders", "//orders", "/x/"])
def test_without_the_key_nothing_is_shown(desk: DeskPage, path: str) -> None:
    answer = desk.client.get(f"{HERE}{path}")

    assert answer.status_code == 403
    assert "This desk is closed" in words(answer)
    assert "Juniper" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost:4711"},
        {"Host": "127.0.0.1:4712"},
        {"Host": "127.0.0.1"},
        {"Host": "rebound.example:4711"},
        {"Origin": "https://rebound.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:4712"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [f"/{KEY}/orders/ORDER1", "/theme/desk.css"])
def test_a_foreign_page_sees_nothing_even_with_the_key(
    desk: DeskPage, headers: dict[str, str], path: str
) -> None:
    answer = desk.client.get(path, headers=headers)

    assert answer.status_code == 403
    assert answer.text == "This is a shop's desk, and it isn't open to you.\n"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://rebound.example"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": HERE, "Host": "rebound.example:4711"},
    ],
    ids=str,
)
def test_a_form_that_isn_t_the_desk_s_own_does_nothing(
    desk: DeskPage, headers: dict[str, str]
) -> None:
    asked = hidden(desk.at("/orders/ORDER1/start")) | {"answer": "yes"}

    answer = desk.client.post(f"/{KEY}/orders/ORDER1/start", data=asked, headers=headers)

    assert answer.status_code == 403
    assert desk.order().status is Status.PAID


def test_a_form_with_a_guessed_key_does_nothing(desk: DeskPage) -> None:
    asked = hidden(desk.at("/orders/ORDER1/start")) | {"answer": "yes"}

    answer = desk.client.post("/guessed/orders/ORDER1/start", data=asked, headers=OWN)

    assert answer.status_code == 403
    assert desk.order().status is Status.PAID


@pytest.mark.parametrize("path", [*PAGES, "/nothing"])
def test_every_answer_keeps_to_this_machine(desk: DeskPage, path: str) -> None:
    answer = desk.at(path)

    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert {rule.partition(" ")[2] for rule in policy[1:]} == {"'self'", "'none'"}
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert " style=" not in answer.text


def test_looking_changes_nothing(desk: DeskPage) -> None:
    before, written = desk.order(), desk.shop.outbox.waiting(desk.shop.clock().max)

    for step in ("start", "ship", "delivered", "refund", "note", "cancel"):
        desk.at(f"/orders/ORDER1/{step}?answer=yes&revision={before.revision}&carrier=usps")
    for what in ("sold", "lost", "found"):
        desk.at(f"/stock/EMBER-RING/{what}?answer=yes&count=1&why=market")

    assert desk.order() == before
    assert desk.shop.outbox.waiting(desk.shop.clock().max) == written
    assert desk.shop.counters("EMBER-RING") == (1, 0, 0)


def test_what_is_no_form_or_too_much_is_refused_kindly(desk: DeskPage) -> None:
    path = f"/{KEY}/orders/ORDER1/note"

    much = desk.client.post(path, data={"text": "x" * 70_000}, headers=OWN)
    other = desk.client.post(path, content=b"text", headers=OWN | {"Content-Type": "text/plain"})

    assert (much.status_code, other.status_code) == (413, 415)
    assert "Write less" in words(much)
    assert desk.order().notes == ()
