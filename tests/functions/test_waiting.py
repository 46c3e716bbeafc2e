"""Back in stock: an address left for a variant, confirmed by mail, written to once, and forgotten."""

from __future__ import annotations

import re

import msgspec
import pytest

from domain.catalogue import Release
from domain.publishing import publish
from domain.restriction import restricted
from domain.waiting import Step
from tests.functions.browser import FORM, Visitor
from tests.functions.test_same_answer import Watched
from tests.samples import RELEASE, RIVER_BAND, SmallShop, cart

JO = "jo@buyer.example"
SKU = "RIVER-BAND-7"


def sold_out_shop() -> SmallShop:
    """Both rings of size 7 are sold."""
    shop = SmallShop()
    order = shop.begin(cart(f"{SKU} 2 48000"))
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    shop.delivery.sweep()
    shop.mailer.sent.clear()
    return shop


def made_again(shop: SmallShop) -> None:
    variants = [
        msgspec.structs.replace(each, made=each.made + 1) if each.sku == SKU else each
        for each in RIVER_BAND.variants
    ]
    ring = msgspec.structs.replace(RIVER_BAND, variants=tuple(variants))
    release: Release = msgspec.structs.replace(RELEASE, pieces=(ring, *RELEASE.pieces[1:]))
    publish(release, shop.shelf)


class Wanting:
    """Jo, who found the ring sold."""

    def __init__(self, shop: SmallShop) -> None:
        self.shop = shop
        self.visitor = Visitor(shop)

    def leaves(self, mail: str = JO, sku: str = SKU, **fields: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 — the client's own answer
        sent = {"piece": "river-band", "sku": sku, "mail": mail} | fields
        return self.visitor.orders.post("/api/orders/waiting", data=sent, headers=FORM)

    def link(self) -> str:
        """Out of the mail that asks."""
        self.shop.delivery.sweep()
        text = self.shop.mailer.sent[-1].text
        found = re.search(r"https://shop\.example(/api/orders/waiting\?t=\S+)", text)
        assert found
        return found[1]

    def presses(self, link: str, do: str) -> str:
        """A button of the link's page; what the page says then."""
        sent = {"t": link.partition("t=")[2], "do": do}
        answer = self.visitor.orders.post("/api/orders/waiting", data=sent, headers=FORM)
        assert answer.status_code == 303
        return self.visitor.orders.get(answer.headers["Location"]).text

    def ticks(self) -> int:
        told = self.shop.waiting.sweep()
        self.shop.delivery.sweep()
        return told

    @property
    def subject(self) -> str:
        return self.shop.address_key.id_of(JO)


@pytest.fixture
def jo() -> Wanting:
    return Wanting(sold_out_shop())


@pytest.mark.promise("privacy/back-in-stock-once")
def test_who_said_yes_is_written_to_once_when_it_is_there_and_then_forgotten(jo: Wanting) -> None:
    asked = jo.leaves()
    page = jo.presses(jo.link(), "confirm")
    before = jo.ticks()
    made_again(jo.shop)

    told, again = jo.ticks(), jo.ticks()

    mails = [each for each in jo.shop.mailer.sent if each.recipient == JO]
    assert asked.status_code == 303
    assert "We write to you once" in page
    assert (before, told, again) == (0, 1, 0)
    assert [each.subject for each in mails] == [
        "Shall we tell you when River band, US 7 is back?",
        "River band, US 7 is back",
    ]
    assert "https://shop.example/pieces/river-band/" in mails[1].text
    assert jo.shop.tables.waits == {}


@pytest.mark.promise("privacy/back-in-stock-once")
def test_who_never_said_yes_hears_nothing_and_is_forgotten_after_two_days(jo: Wanting) -> None:
    jo.leaves()
    link = jo.link()
    made_again(jo.shop)
    told = jo.ticks()

    jo.shop.clock.forward(days=2)
    jo.ticks()

    assert told == 0
    assert jo.shop.tables.waits == {}
    assert "isn't kept" in jo.presses(link, "confirm")
    assert len(jo.shop.mailer.sent) == 1


def test_two_looks_at_the_shelf_before_the_mail_goes_are_one_mail(jo: Wanting) -> None:
    jo.leaves()
    jo.presses(jo.link(), "confirm")
    made_again(jo.shop)

    told = [jo.shop.waiting.sweep() for _ in range(2)]
    jo.shop.delivery.sweep()

    assert told == [1, 0]
    assert len(jo.shop.mailer.sent) == 2


def test_opening_the_link_changes_nothing(jo: Wanting) -> None:
    jo.leaves()
    link = jo.link()

    pages = [jo.visitor.orders.get(f"{link}&do=confirm") for _ in range(2)]

    assert [each.status_code for each in pages] == [200, 200]
    assert "Yes, tell me" in pages[1].text
    assert jo.shop.waiting.standing(SKU, jo.subject) == jo.shop.waits.get(
        Step.ASKED, SKU, jo.subject
    )


def test_the_same_link_ends_it(jo: Wanting) -> None:
    jo.leaves()
    link = jo.link()
    jo.presses(link, "confirm")

    page = jo.presses(link, "end")
    made_again(jo.shop)

    assert "isn't kept" in page
    assert jo.ticks() == 0


def test_nobody_loses_their_place_because_somebody_types_their_address_again(jo: Wanting) -> None:
    jo.leaves()
    jo.presses(jo.link(), "confirm")
    jo.shop.clock.forward(days=1)
    jo.leaves()
    jo.shop.clock.forward(days=3)
    jo.ticks()
    made_again(jo.shop)

    assert jo.ticks() == 1


def test_nobody_is_asked_more_than_once_a_day_about_one_piece(jo: Wanting) -> None:
    for _ in range(3):
        assert jo.leaves().status_code == 303
    jo.shop.delivery.sweep()

    assert len(jo.shop.mailer.sent) == 1


def test_nobodys_mailbox_is_filled_by_our_form(jo: Wanting) -> None:
    answers = []
    for number in range(6):
        jo.visitor.orders = jo.visitor.orders_from(f"203.0.{number}.7")
        answers.append(jo.leaves(f"j.o+{number}@buyer.example").status_code)

    assert answers == [303] * 5 + [429]


def test_every_address_gets_the_same_answer_by_the_same_calls() -> None:
    told = {}
    for case in ("unknown", "asked", "confirmed", "customer"):
        shop = sold_out_shop()
        first = Wanting(shop)
        if case in ("asked", "confirmed"):
            first.leaves("al@stranger.example")
        if case == "confirmed":
            first.presses(first.link(), "confirm")
        calls: list[tuple[str, str]] = []
        watched = SmallShop(
            clock=shop.clock,
            shelf=Watched(shop.shelf, "shelf", calls),
            book=Watched(shop.book, "orders", calls),
            outbox=Watched(shop.outbox, "outbox", calls),
            limits=Watched(shop.limits, "limits", calls),
            waits=Watched(shop.waits, "waits", calls),
        )
        again = Wanting(watched)
        again.visitor.orders = again.visitor.orders_from("203.0.113.7")
        calls.clear()

        answer = again.leaves(JO if case == "customer" else "al@stranger.example")

        told[case] = (answer.status_code, sorted(answer.headers.items()), answer.text, calls)

    (unknown, *others) = told.values()
    assert unknown[0] == 303
    assert unknown[3] == [("shelf", "piece"), *[("limits", "count")] * 3, ("waits", "put")]
    assert all(other == unknown for other in others)


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"mail": "jo"}, "mail"), ({"sku": ""}, "sku"), ({"sku": "EMBER-RING"}, "sku")],
)
def test_what_is_missing_is_asked_for(jo: Wanting, fields: dict[str, str], name: str) -> None:
    page = jo.leaves(**fields)

    assert page.status_code == 422
    assert f'href="#{name}"' in page.text
    assert jo.shop.tables.waits == {}


def test_what_is_there_or_never_comes_back_isnt_waited_for(jo: Wanting) -> None:
    there = jo.visitor.orders.get("/api/orders/waiting?piece=dawn-hoops").text
    order = jo.shop.buy("EMBER-RING")
    jo.shop.payments.pay(order.session_id or "")
    jo.shop.settlement.handle(jo.shop.event(order, number=2))
    never = jo.visitor.orders.get("/api/orders/waiting?piece=ember-ring").text
    unknown = jo.visitor.orders.get("/api/orders/waiting?piece=nothing")

    assert "Nothing of it is sold out" in there
    assert "only ever one" in never
    assert unknown.status_code == 303
    assert jo.leaves(piece="dawn-hoops", sku="DAWN-HOOPS").status_code == 200
    assert jo.shop.tables.waits == {}


def test_a_broken_link_is_told_so(jo: Wanting) -> None:
    assert jo.visitor.orders.get("/api/orders/waiting?t=x").status_code == 400


def test_whose_data_is_set_aside_hears_nothing_and_isnt_kept_waiting(jo: Wanting) -> None:
    jo.leaves()
    jo.presses(jo.link(), "confirm")
    jo.shop.tables.restrictions[jo.subject] = restricted(jo.subject, "REQUEST1", jo.shop.clock())
    made_again(jo.shop)

    jo.ticks()

    assert [each.recipient for each in jo.shop.mailer.sent] == [JO]
    assert jo.shop.tables.waits == {}


def test_after_a_year_nobody_waits_any_more(jo: Wanting) -> None:
    jo.leaves()
    jo.presses(jo.link(), "confirm")

    jo.shop.clock.forward(days=365)
    told = jo.ticks()

    assert told == 0
    assert jo.shop.tables.waits == {}
