"""Mails say what was bought, what is engraved into it, and when it ships."""

import pytest

from domain import outbox
from domain.outbox import Letter
from functions.postman.letters import Letters
from tests.samples import NOON, ORIGIN, SmallShop, cart


def letter(about: str, *lines: str) -> Letter:
    shop = SmallShop()
    shop.begin(cart(*lines))
    shop.payments.pay("cs_1")
    shop.settlement.settle(shop.payments.session("cs_1"))
    message = outbox.mail(about, "ORDER1", NOON)
    return Letters(shop.shelf, ORIGIN).write(message, shop.order("ORDER1"))


def test_the_confirmation_tells_engraving_shipping_and_what_cant_be_sent_back() -> None:
    mail = letter("confirmation", "SIGNET-7-GOLD 1 98500 Ada", "DAWN-HOOPS 1 32000")

    for body in (mail.text, mail.html):
        assert "Granite signet, US 7, Gold" in body
        assert "Engraved “Ada”" in body
        assert "We plan to ship everything together by March 23." in body
        assert "What is engraved is made for you" in body


def test_a_confirmation_without_engraving_says_nothing_of_it() -> None:
    mail = letter("confirmation", "DAWN-HOOPS 1 32000")

    for body in (mail.text, mail.html):
        assert "ngraved" not in body
        assert "We plan to ship by March 3." in body


def test_the_owner_reads_what_to_engrave_and_by_when_it_was_to_ship() -> None:
    mail = letter("owner_review", "SIGNET-7-GOLD 1 98500 Ada")

    for body in (mail.text, mail.html):
        assert "Engraved “Ada”" in body
        assert "The plan was to ship by March 23." in body
        assert "made for you" not in body


def test_what_is_made_to_order_is_neither_held_nor_counted_as_sold() -> None:
    for about, words in {
        "owner_review": "The pieces count as sold",
        "payment_failed": "what we held for you is back",
    }.items():
        ordered = letter(about, "SIGNET-7-GOLD 1 96000")
        held = letter(about, "SIGNET-7-GOLD 1 96000", "DAWN-HOOPS 1 32000")

        assert [words in body for body in (ordered.text, ordered.html)] == [False, False]
        assert [words in body for body in (held.text, held.html)] == [True, True]


def test_a_payment_that_failed_leads_to_each_piece_once() -> None:
    mail = letter("payment_failed", "SIGNET-7-GOLD 1 96000", "SIGNET-7-SILVER 1 18000")

    for body in (mail.text, mail.html):
        assert body.count(f"{ORIGIN}/pieces/signet/") == 1


def test_a_refund_says_that_the_piece_had_gone_only_where_it_was_one() -> None:
    one = letter("piece_gone", "DAWN-HOOPS 1 32000")
    two = letter("piece_gone", "DAWN-HOOPS 2 32000")

    for single, several in ((one.text, two.text), (one.html, two.html)):
        assert "the piece had gone to someone else" in single
        assert "the piece had gone" not in several
        assert "by then not all of it was left" in several


@pytest.mark.parametrize("about", ["payment_failed", "piece_gone", "review"])
def test_every_other_mail_can_be_written_of_a_cart(about: str) -> None:
    mail = letter(about, "SIGNET-7-GOLD 1 98500 Ada", "DAWN-HOOPS 1 32000")

    assert "Dawn hoops" in mail.text
    assert "Dawn hoops" in mail.html
