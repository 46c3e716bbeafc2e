"""Writing to the shop: it arrives with its owner, is told to nobody else, and goes again."""

from __future__ import annotations

import pytest

from domain.contact import KEPT, LONGEST_WORDS
from tests.functions.browser import FORM, JSON, Visitor
from tests.functions.test_same_answer import Watched
from tests.samples import FACTS, SmallShop, buying

WORDS = {
    "topic": "order",
    "order": "order1",
    "mail": "jo@buyer.example",
    "says": "Can it be\r\nengraved?",
}


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(SmallShop())


def send(visitor: Visitor, **fields: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 — the client's own answer
    return visitor.orders.post("/api/orders/contact", data=WORDS | fields, headers=FORM)


def bought(shop: SmallShop) -> None:
    order = shop.begin(buying("DAWN-HOOPS"))
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    shop.delivery.sweep()
    shop.mailer.sent.clear()


@pytest.mark.promise("privacy/messages-forgotten")
def test_a_message_goes_to_the_owner_who_can_answer_and_its_sender_is_told_without_it(
    visitor: Visitor,
) -> None:
    answer = send(visitor)
    visitor.shop.delivery.sweep()

    to_owner, told = sorted(visitor.shop.mailer.sent, key=lambda each: each.recipient)
    assert answer.status_code == 303
    assert "on its way" in visitor.orders.get(answer.headers["Location"]).text
    assert (to_owner.recipient, to_owner.reply_to) == (FACTS.mail, "jo@buyer.example")
    assert (told.recipient, told.reply_to) == ("jo@buyer.example", FACTS.mail)
    for body in (to_owner.text, to_owner.html):
        assert "Can it be\nengraved?" in body
        assert "ORDER1" in body
    for body in (told.text, told.html, told.subject):
        assert "engraved" not in body
        assert "ORDER1" not in body


@pytest.mark.parametrize("mail", ["jo@buyer.example", "al@stranger.example"])
def test_the_owner_is_told_whether_the_order_was_bought_with_that_address(
    visitor: Visitor, mail: str
) -> None:
    bought(visitor.shop)

    send(visitor, mail=mail)
    visitor.shop.delivery.sweep()

    (to_owner,) = [each for each in visitor.shop.mailer.sent if each.recipient == FACTS.mail]
    assert ("which was bought with" in to_owner.text) is (mail == "jo@buyer.example")
    assert ("NOT bought with" in to_owner.text) is (mail != "jo@buyer.example")


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"topic": ""}, "topic", "Choose what it is about."),
        ({"topic": "spam"}, "topic", "Choose what it is about."),
        ({"order": "my ring!"}, "order", "Enter the number as it stands in our emails"),
        ({"mail": "jo"}, "mail", "Enter your email address"),
        ({"mail": "jo@b.example\nBcc: al@b.example"}, "mail", "Enter your email address"),
        ({"says": " \u200b\n"}, "says", "Write what you would like to know"),
        ({"says": "x" * (LONGEST_WORDS + 1)}, "says", "Shorten it to 4,000 characters."),
    ],
)
def test_what_cant_be_read_is_asked_for_again_and_nothing_is_lost(
    visitor: Visitor, fields: dict[str, str], name: str, sentence: str
) -> None:
    page = send(visitor, **fields)
    said = visitor.orders.post("/api/orders/contact", json=WORDS | fields, headers=JSON)

    assert page.status_code == 422
    assert f'<a href="#{name}">{sentence}' in page.text
    assert "engraved?</textarea>" in page.text or name == "says"
    assert said.json()["errors"][name].startswith(sentence)
    assert visitor.shop.tables.inquiries == {}


def test_what_a_program_filled_in_goes_nowhere_and_isnt_told_so(visitor: Visitor) -> None:
    person, program = send(visitor), send(visitor, website="https://spam.example")

    assert (program.status_code, program.headers["Location"]) == (
        person.status_code,
        person.headers["Location"],
    )
    assert len(visitor.shop.tables.inquiries) == 1


def test_a_form_on_another_site_writes_nothing(visitor: Visitor) -> None:
    answer = visitor.orders.post(
        "/api/orders/contact", data=WORDS, headers=FORM | {"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 400
    assert visitor.shop.tables.inquiries == {}


def test_nobodys_mailbox_is_filled_by_our_form(visitor: Visitor) -> None:
    answers = []
    for number in range(6):
        visitor.orders = visitor.orders_from(f"203.0.{number}.7")
        answers.append(send(visitor, mail=f"j.o+{number}@buyer.example").status_code)

    assert answers == [303] * 5 + [429]


def test_every_address_and_order_gets_the_same_answer_by_the_same_calls() -> None:
    told = {}
    for mail, order in (
        ("jo@buyer.example", "ORDER1"),
        ("al@stranger.example", "ORDER1"),
        ("jo@buyer.example", "ORDER9"),
        ("JO@Buyer.example", ""),
    ):
        shop = SmallShop()
        bought(shop)
        calls: list[tuple[str, str]] = []
        watched = SmallShop(
            clock=shop.clock,
            shelf=Watched(shop.shelf, "shelf", calls),
            book=Watched(shop.book, "orders", calls),
            outbox=Watched(shop.outbox, "outbox", calls),
            limits=Watched(shop.limits, "limits", calls),
            inquiries=Watched(shop.inquiries, "inquiries", calls),
        )
        visitor = Visitor(watched)
        visitor.orders = visitor.orders_from("203.0.113.7")
        calls.clear()

        answer = send(visitor, mail=mail, order=order)

        headers = sorted(answer.headers.items())
        told[mail, order] = (answer.status_code, headers, answer.text, calls)

    (first, *others) = told.values()
    assert first[0] == 303
    assert first[3] == [("limits", "count")] * 3 + [("inquiries", "open")]
    assert all(other == first for other in others)


@pytest.mark.promise("privacy/messages-forgotten")
def test_after_a_year_nobody_knows_what_was_written(visitor: Visitor) -> None:
    send(visitor)

    visitor.shop.clock.forward(days=KEPT.days - 1)
    early = visitor.shop.retention.run().inquiries
    visitor.shop.clock.forward(days=1)
    then = visitor.shop.retention.run().inquiries

    assert (early, then) == (0, 1)
    assert visitor.shop.tables.inquiries == {}


def test_a_message_that_was_erased_before_its_mails_went_is_mailed_to_nobody(
    visitor: Visitor,
) -> None:
    send(visitor)
    visitor.shop.tables.inquiries.clear()

    visitor.shop.delivery.sweep()

    assert visitor.shop.mailer.sent == []
