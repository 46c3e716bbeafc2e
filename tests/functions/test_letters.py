"""Mails say what was bought, what is engraved into it, and when it ships."""

import re
from datetime import date, timedelta

import msgspec
import pytest

from domain import outbox
from domain.errands import NothingToSendError
from domain.mail import Letter
from domain.ordered import Address
from domain.policies import PolicyVersion
from domain.publishing import publish
from functions.postman.letters import Letters
from tests.policies import POLICIES, a_version, hashed
from tests.samples import NOON, ORIGIN, RELEASE, SmallShop, cart

WITHDRAWAL = (
    "You have the right to withdraw: you can send {} back within 30 days of the day it arrives, "
    "without a reason. Answering this email is enough to tell us."
)


def letter(about: str, *lines: str, **fields: str) -> Letter:
    shop = SmallShop()
    shop.begin(cart(*lines, **fields))
    shop.payments.pay("cs_1")
    shop.settlement.settle(shop.payments.session("cs_1"))
    message = outbox.mail(about, "ORDER1", NOON)
    return Letters(shop.shelf, shop.links, shop.codes, ORIGIN, shop.clock).write(
        message, shop.order("ORDER1")
    )


@pytest.mark.promise("shipping/day-shown", "returns/engraved-are-told")
def test_the_confirmation_tells_engraving_shipping_and_what_cant_be_sent_back() -> None:
    mail = letter("confirmation", "SIGNET-7-GOLD 1 98500 Ada", "DAWN-HOOPS 1 32000")

    for body in (mail.text, mail.html):
        assert "Granite signet, US 7, Gold" in body
        assert "Engraved “Ada”" in body
        assert "We plan to ship everything together by March 23." in body
        assert "so it can't be sent back for a change of mind: Granite signet, “Ada”." in body
        assert WITHDRAWAL.format("everything else") in body


@pytest.mark.promise("returns/window-in-your-mail")
@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["DAWN-HOOPS 1 32000"], "it"),
        (["DAWN-HOOPS 1 32000", "EMBER-RING 1 92000"], "any of it"),
    ],
)
def test_a_confirmation_without_engraving_says_nothing_of_it_and_by_when_all_can_come_back(
    lines: list[str], what: str
) -> None:
    mail = letter("confirmation", *lines)

    for body in (mail.text, mail.html):
        assert "ngraved" not in body
        assert "by March 3." in body
        assert WITHDRAWAL.format(what) in body


@pytest.mark.promise("returns/engraved-are-told")
def test_of_an_order_that_is_all_engraved_nothing_else_can_come_back() -> None:
    mail = letter("confirmation", "SIGNET-7-GOLD 1 98500 Ada", "SIGNET-7-SILVER 1 20500 Bo")

    for body in (mail.text, mail.html):
        assert "change of mind: Granite signet, “Ada”; Granite signet, “Bo”." in body
        assert "days of the day it arrives" not in body


@pytest.mark.promise("privacy/told-in-your-mail")
def test_the_confirmation_says_how_long_we_keep_it_and_how_soon_we_answer() -> None:
    mail = letter("confirmation", "DAWN-HOOPS 1 32000")

    for body in (mail.text, mail.html):
        assert "We keep this order's record for 4 years, as tax law asks." in body
        assert "Ask us about your data, and you have an answer within 30 days." in body


def test_the_confirmation_names_each_policy_by_its_own_page_and_hash() -> None:
    mail = letter("confirmation", "DAWN-HOOPS 1 32000")

    for each in POLICIES:
        short = each.sha256[:12]
        assert (
            f"  {each.title}, January 1, 2026, {short}\n"
            f"  {ORIGIN}/policies/{each.policy}/2026-01-01/\n"
        ) in mail.text
        assert (
            f'<a href="{ORIGIN}/policies/{each.policy}/2026-01-01/" style="color:#2F5D50">'
            f"{each.title}, January 1, 2026</a>, {short}</li>"
        ) in mail.html


def test_the_confirmation_of_a_gift_repeats_its_card_and_that_its_receipt_has_no_prices() -> None:
    mail = letter(
        "confirmation", "DAWN-HOOPS 1 32000", gift_message="For <Ada>", gift_receipt="yes"
    )

    told = "It goes as a gift, with a receipt that has no prices. On the card:"
    assert f"{told}\n\nFor <Ada>\n\nSee how" in mail.text
    assert told in mail.html
    assert ">For &lt;Ada&gt;</p>" in mail.html


def test_an_address_abroad_names_its_country_and_no_state_that_it_doesnt_have() -> None:
    shop = paid_shop()
    abroad = Address("Jo Buyer", "<1> Ring", "", "Wien", "", "1010", "AT")
    order = msgspec.structs.replace(shop.order("ORDER1"), address=abroad)

    for about in ("confirmation", "packing_list"):
        message = outbox.mail(about, "ORDER1", NOON)
        mail = Letters(shop.shelf, shop.links, shop.codes, ORIGIN, shop.clock).write(message, order)

        assert "  <1> Ring\n  Wien 1010\n  Austria\n" in mail.text
        assert "<br>&lt;1&gt; Ring<br>Wien 1010<br>Austria</p>" in mail.html


def test_the_confirmation_reads_as_a_letter() -> None:
    mail = letter("confirmation", "SIGNET-7-SILVER 1 20500 Ada", "DAWN-HOOPS 2 32000")
    hashes = {each.policy: each.sha256[:12] for each in POLICIES}
    link = mail.text.partition("See how your order stands:\n")[2].partition("\n")[0]

    assert link.startswith(f"{ORIGIN}/api/orders/order?t=")
    assert (
        mail.text
        == f"""\
Thank you, Jo Buyer.

Your payment is here, and we start on your order now. The order's number is ORDER1.

  Granite signet, US 7, Silver: $205.00
    Engraved “Ada”
  Dawn hoops × 2: $640.00
  Ground: $6.00
  Total: $851.00

We plan to ship everything together by March 3.

We'll send it to:
  Jo Buyer
  1 Elm St
  Austin, TX 78701

See how your order stands:
{link}

What is engraved is made for you, so it can't be sent back for a change of mind: \
Granite signet, “Ada”.
You have the right to withdraw: you can send everything else back within 30 days of the day it \
arrives, without a reason. Answering this email is enough to tell us.

Is something not right? Answer this email and a person will read it.

We keep this order's record for 4 years, as tax law asks. Ask us about your data, and you have \
an answer within 30 days.

You ordered under these policies. For this order they stay as they are, whatever changes later:
  Cookies and storage, January 1, 2026, {hashes["cookies"]}
  https://shop.example/policies/cookies/2026-01-01/
  The letter, January 1, 2026, {hashes["newsletter"]}
  https://shop.example/policies/newsletter/2026-01-01/
  Privacy, January 1, 2026, {hashes["privacy"]}
  https://shop.example/policies/privacy/2026-01-01/
  Returns, January 1, 2026, {hashes["returns"]}
  https://shop.example/policies/returns/2026-01-01/
  Terms of sale, January 1, 2026, {hashes["terms"]}
  https://shop.example/policies/terms/2026-01-01/

--
118 Granite Row
Llano, TX 78643
hello@juniperbend.example"""
    )


def confirmation(shop: SmallShop) -> Letter:
    message = outbox.mail("confirmation", "ORDER1", NOON)
    return Letters(shop.shelf, shop.links, shop.codes, ORIGIN, shop.clock).write(
        message, shop.order("ORDER1")
    )


def paid_shop() -> SmallShop:
    shop = SmallShop()
    shop.buy("DAWN-HOOPS")
    shop.payments.pay("cs_1")
    shop.settlement.settle(shop.payments.session("cs_1"))
    return shop


def test_a_confirmation_is_written_even_where_no_policy_is_known_any_more() -> None:
    shop = paid_shop()
    shop.tables.policies.clear()
    shop.shelf.put_release(msgspec.structs.replace(RELEASE, policies=()))

    mail = confirmation(shop)

    for body in (mail.text, mail.html):
        assert "Thank you, Jo Buyer" in body
        assert "days of the day it arrives" not in body
        assert "as tax law asks" not in body
        assert f"{ORIGIN}/policies/returns/2026-01-01/" in body
        assert "Returns, January 1, 2026" in body


def test_an_order_of_a_time_before_policies_had_versions_is_told_what_holds_now() -> None:
    shop = paid_shop()
    before = msgspec.structs.replace(shop.order("ORDER1"), policies=())
    message = outbox.mail("confirmation", "ORDER1", NOON)

    mail = Letters(shop.shelf, shop.links, shop.codes, ORIGIN, shop.clock).write(message, before)

    for body in (mail.text, mail.html):
        assert "within 30 days of the day it arrives" in body
        assert "You ordered under" not in body


def test_an_order_without_versions_is_told_what_was_in_force_when_it_was_paid() -> None:
    shop = paid_shop()
    later = a_version("returns", date(2026, 3, 3), return_window_days=14)
    publish(msgspec.structs.replace(RELEASE, policies=(*POLICIES, later)), shop.shelf)
    before = msgspec.structs.replace(shop.order("ORDER1"), policies=())

    told = [
        Letters(shop.shelf, shop.links, shop.codes, ORIGIN, shop.clock).write(
            outbox.mail("confirmation", "ORDER1", paid_at), before
        )
        for paid_at in (NOON, NOON + timedelta(days=1))
    ]

    windows = [re.findall(r"back within (\d+) days", each.text) for each in told]
    assert windows == [["30"], ["14"]]


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


def test_a_piece_that_is_yet_to_be_made_isnt_called_set_aside() -> None:
    words = "What you ordered is set aside for you."
    ordered = letter("review", "SIGNET-7-GOLD 1 96000")
    held = letter("review", "DAWN-HOOPS 1 32000")

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


@pytest.mark.parametrize(
    ("about", "color", "named"),
    [
        ("confirmation", "color:#655C52", 'class="muted'),
        ("packing_list", "color:#655C52", 'class="muted'),
        ("piece_gone", "color:#655C52", 'class="muted'),
        ("piece_gone", "solid #1F1B16", 'class="total"'),
    ],
)
def test_what_a_mail_sets_in_a_color_of_its_own_turns_with_it_in_the_dark(
    about: str, color: str, named: str
) -> None:
    mail = letter(about, "SIGNET-7-GOLD 1 98500 Ada", "DAWN-HOOPS 1 32000")

    colored = [line for line in mail.html.splitlines() if color in line]
    assert "@media (prefers-color-scheme: dark)" in mail.html
    assert colored
    assert [line for line in colored if named not in line] == []


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
    return Letters(shop.shelf, shop.links, shop.codes, ORIGIN, shop.clock).write(
        message, shop.order(order.id)
    )


@pytest.mark.promise("privacy/changes-mailed")
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
