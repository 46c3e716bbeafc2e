"""Every mail about a privacy request: to whom, with which words, and with none that were typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest

from domain import outbox
from domain.mail import Letter
from domain.request_appeals import decide as decided
from domain.request_appeals import investigate, reverse, uphold
from domain.request_decisions import begin, deny, extend, finish, lapse
from domain.request_parts import Download, Extension, Retained
from domain.request_states import NEXT, Reason, State, Type
from domain.request_words import ASKED, REASONS, TITLES
from domain.requests import Request, RequestChange
from domain.restriction import restricted
from domain.subscribers import Standing, Subscriber
from functions.postman.requests import SUBJECTS
from tests.functions.asker import JO, Asker
from tests.samples import FACTS, NOON, ORIGIN, RELEASE, SmallShop

TYPED = ("TYPED-WORDS", "Typed Name", "typed@helper.example")
AGENT = {"name": TYPED[1], "own_mail": TYPED[2], "signed": "yes"}

Decide = Callable[[Request], RequestChange | None]


def after(asker: Asker, *decisions: Decide) -> list[Letter]:
    """The mails of the last decision."""
    for decide in decisions:
        asker.mails()
        change = decide(asker.request())
        assert change
        asker.shop.requests.commit(change)
    return asker.mails()


def begun(request: Request) -> RequestChange:
    return begin(request, (), NOON)


def to_jo(letters: list[Letter]) -> Letter:
    (letter,) = [each for each in letters if each.recipient == JO]
    return letter


def test_a_copy_that_is_ready_says_where_and_for_how_long() -> None:
    asker = Asker()
    asker.proven("see")
    copy = Download("exports/x", NOON + timedelta(days=7))

    letter = to_jo(after(asker, begun, lambda each: finish(each, NOON, download=copy)))

    assert "Your data is ready" in letter.text
    assert "until March 9, 2026, and can be fetched 5 times" in letter.text
    assert f"{ORIGIN}/api/privacy/request?t=" in letter.html


@pytest.mark.promise("privacy/receipt")
def test_an_erasures_receipt_names_what_stays_why_and_until_when() -> None:
    asker = Asker()
    asker.press("confirm", asker.proven("erase"))
    kept = (
        Retained("orders", "tax_law", date(2030, 3, 2)),
        Retained("suppression", "your_wish"),
    )

    letter = to_jo(after(asker, begun, lambda each: finish(each, NOON, retained=kept)))

    assert letter.subject == "Your request at Juniper Bend Jewelry is done, but for a part"
    assert "the tax office may ask for it, until March 2, 2030." in letter.text
    assert "so that no list brings you back." in letter.text
    assert "Appeal on the page of the request" in letter.text


def test_a_refusal_says_why_how_to_appeal_and_whom_else_to_turn_to() -> None:
    asker = Asker()
    asker.proven("correct", says=TYPED[0])

    letter = to_jo(
        after(asker, lambda each: deny(each, Reason.OTHER, NOON, "An invoice can’t be rewritten."))
    )

    assert "There is a reason of its own: An invoice can’t be rewritten." in letter.text
    assert "Appeal on the page of the request" in letter.text
    assert "In Texas: the attorney general" in letter.text
    assert "In the United Kingdom: the Information Commissioner’s Office" in letter.text


def test_what_is_put_off_says_until_when_and_why() -> None:
    asker = Asker()
    asker.proven("correct", lives="gdpr", says=TYPED[0])

    letter = to_jo(
        after(asker, lambda each: extend(each, "It is on paper.", NOON, date(2026, 3, 2)))
    )

    assert "by April 1, 2026. It takes longer, until June 2, 2026 at the latest." in letter.text
    assert "This is why: It is on paper." in letter.text


@pytest.mark.promise("privacy/unconfirmed-lapses")
def test_what_nobody_proved_is_closed_and_they_are_told() -> None:
    asker = Asker()
    asker.send("erase")

    letter = to_jo(after(asker, lambda each: lapse(each, NOON, date(2026, 3, 16))))

    assert "Nobody has typed in the code" in letter.text
    assert "you can ask again whenever you like" in letter.text


def test_a_complaints_outcome_and_an_appeals_come_in_the_owners_words() -> None:
    asker = Asker()
    asker.send("complain", says=TYPED[0])
    letter = to_jo(
        after(
            asker,
            lambda each: investigate(each, NOON),
            lambda each: decided(each, "We spell it right now.", NOON),
        )
    )

    assert "We have looked into it. We spell it right now." in letter.text
    for decide, words in (
        (lambda each: uphold(each, "The law asks for it.", NOON), "The law asks for it."),
        (lambda each: reverse(each, NOON), "You appealed our answer, and we do now"),
    ):
        heard = Asker()
        token = heard.proven("correct", says=TYPED[0])
        after(heard, lambda each: deny(each, Reason.NO_MATCH, NOON))
        heard.press("appeal", token, mail=JO, says=TYPED[0])

        assert words in to_jo(after(heard, decide)).text


def test_the_owner_is_told_what_to_type_and_nothing_of_whom_it_is_about() -> None:
    asker = Asker()
    asker.proven("correct", says=TYPED[0])

    (letter,) = [each for each in asker.mails() if each.recipient == FACTS.mail]

    assert "shop request R-1" in letter.text
    assert JO not in letter.text
    assert "/api/privacy/request" not in letter.text
    for written in (letter.text, letter.html):
        assert "Request R-1." in written
        assert "Name this number when you write to us" not in written


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_mail_has_a_word_that_somebody_typed_or_an_address_that_isnt_the_shops(
    name: str,
) -> None:
    asker = Asker()
    asker.send("agent", kind="erasure", **AGENT)
    asker.mails()
    about = "privacy_done_asker" if name == "asker" else _about(name)
    asker.press("code", _token(asker))
    _put_words_into(asker)

    letter = asker.shop.delivery.requests.write(outbox.of_a_request(about, "R-1", "x", NOON))

    for part in (letter.subject, letter.text, letter.html):
        assert part.strip()
        assert not [word for word in (*TYPED, JO) if word in part]
        assert "{" not in part.partition("</style>")[2]
    assert "\n" not in letter.subject


def _about(name: str) -> str:
    owners = name.startswith("owner_")
    return name.replace("owner_", "owner_privacy_") if owners else f"privacy_{name}"


def _token(asker: Asker) -> str:
    return asker.shop.request_links.sign("R-1", NOON)


def _put_words_into(asker: Asker) -> None:
    """A record that has all that a mail could say, whichever it is."""
    request = asker.request()
    assert request.contact
    contact = msgspec.structs.replace(request.contact, text=TYPED[0], appeal=TYPED[0])
    asker.shop.tables.requests["R-1"] = msgspec.structs.replace(
        request,
        contact=contact,
        reason=Reason.NO_MATCH,
        says="In the owner’s words.",
        of="R-0",
        extension=Extension(date(2026, 5, 1), "On paper.", NOON),
    )
    flag = msgspec.structs.replace(restricted(request.subject, "R-1", NOON), told_at=NOON)
    asker.shop.tables.restrictions[request.subject] = flag
    reader = Subscriber(request.subject, Standing.SUBSCRIBED, NOON, address=JO)
    asker.shop.tables.subscribers[request.subject] = reader


def test_every_state_that_a_person_can_come_to_has_words() -> None:
    assert set(TITLES) == set(State) == set(NEXT)
    assert set(ASKED) == set(Type)
    assert set(REASONS) == set(Reason)


def test_a_shop_with_an_international_domain_writes_as_the_wire_has_it() -> None:
    shop = SmallShop()
    facts = msgspec.structs.replace(FACTS, mail_from="orders@été.example")
    shop.tables.release = msgspec.structs.replace(RELEASE, shop=facts)
    asker = Asker(shop)

    asker.send("see")

    (letter,) = asker.mails()
    assert letter.sender.endswith(" <orders@xn--t-9fab.example>")
