"""Mails say what was bought, what is engraved into it, and when it ships."""

from datetime import date

import msgspec
import pytest

from domain import outbox
from domain.delivery import NothingToSendError
from domain.outbox import Letter
from domain.policies import PolicyVersion
from domain.publishing import publish
from functions.postman.letters import Letters
from tests.policies import POLICIES, a_version, hashed
from tests.samples import NOON, ORIGIN, RELEASE, SmallShop, cart


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


def letter_about(version: PolicyVersion, published: PolicyVersion | None = None) -> Letter:
    shop = SmallShop()
    order = shop.buy("DAWN-HOOPS")
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    policies = (*POLICIES, published or version)
    publish(msgspec.structs.replace(RELEASE, policies=policies), shop.shelf)
    message = outbox.notice(version.ref, order.id, NOON)
    return Letters(shop.shelf, ORIGIN).write(message, shop.order(order.id))


def test_a_letter_about_a_policy_says_what_changes_when_and_what_one_can_do() -> None:
    version = a_version("privacy", date(2027, 4, 1))
    version = hashed(msgspec.structs.replace(version, summary="We ask for <less> & keep “it”."))

    mail = letter_about(version)

    assert mail.recipient == "jo@buyer.example"
    assert mail.reply_to == "hello@juniperbend.example"
    assert mail.subject == "Changes to “Privacy” at Juniper Bend Jewelry"
    assert "We ask for <less> & keep “it”." in mail.text
    assert "We ask for &lt;less&gt; &amp; keep “it”." in mail.html
    for body in (mail.text, mail.html):
        assert "April 1, 2027" in body
        assert f"{ORIGIN}/policies/privacy/changes/#2027-04-01" in body
        assert f"{ORIGIN}/policies/privacy/2027-04-01/" in body
        assert "correct or erase" in body


def test_no_letter_is_sent_about_a_version_that_was_published_otherwise() -> None:
    version = a_version("privacy", date(2027, 4, 1))

    with pytest.raises(NothingToSendError):
        letter_about(version, hashed(msgspec.structs.replace(version, summary="Other words.")))
