"""The forms about one's data: what they make of what was sent, and what they ask to correct."""

from __future__ import annotations

import pytest

from domain.addresses import AddressKey
from domain.request_clock import Regime
from domain.request_form import LONGEST_WORDS
from domain.request_forms import FORMS, GROUPS
from domain.request_reading import NoSuchFormError, RequestFormError, read_request_form
from domain.request_states import Type

KEY = AddressKey("a-key")
AGENT = {
    "form": "agent",
    "kind": "erasure",
    "mail": "jo@buyer.example",
    "name": "Al Helper",
    "own_mail": "al@helper.example",
    "signed": "yes",
}


def faults(**sent: str) -> dict[str, str]:
    with pytest.raises(RequestFormError) as caught:
        read_request_form(list(sent.items()))
    return caught.value.errors


def test_every_type_can_be_asked_for_and_every_form_is_found_from_the_page_of_all() -> None:
    offered = {form.kind for form in FORMS} - {None}
    listed = [slug for _, slugs in GROUPS for slug in slugs]

    assert offered == set(Type)
    assert sorted(listed) == sorted(form.slug for form in FORMS)


@pytest.mark.promise("privacy/asks-for-little")
def test_an_address_is_all_that_asking_for_a_copy_takes() -> None:
    wanted = read_request_form([("form", "see"), ("mail", " Jo@Buyer.example ")])

    asked = wanted.asked(KEY)
    assert (asked.type, asked.asked_by, asked.regime) == (Type.ACCESS, "self", Regime.UNSAID)
    assert asked.subject == KEY.id_of("jo@buyer.example")
    assert asked.contact.address == "Jo@Buyer.example"
    assert asked.contact.text is None


@pytest.mark.parametrize(
    ("lives", "regime", "where"),
    [
        ("gdpr", Regime.GDPR, "EU"),
        ("uk", Regime.UK, "GB"),
        ("ccpa", Regime.CCPA, "US-CA"),
        ("tdpsa", Regime.TDPSA, "US-TX"),
        ("voluntary", Regime.VOLUNTARY, ""),
        ("", Regime.UNSAID, ""),
    ],
)
def test_where_they_live_decides_the_law(lives: str, regime: Regime, where: str) -> None:
    wanted = read_request_form([("form", "erase"), ("mail", "jo@b.example"), ("lives", lives)])

    asked = wanted.asked(KEY)
    assert (asked.regime, asked.jurisdiction) == (regime, where)


def test_an_agent_says_who_they_are_and_what_they_may_do() -> None:
    asked = read_request_form(list(AGENT.items())).asked(KEY)

    assert (asked.type, asked.asked_by) == (Type.ERASURE, "agent")
    assert asked.subject == KEY.id_of("jo@buyer.example")
    assert (asked.contact.asker, asked.contact.asker_name) == ("al@helper.example", "Al Helper")
    assert asked.contact.statement
    assert asked.contact.statement.startswith("That person has allowed me in writing")


def test_a_guardian_may_be_the_one_whose_address_the_order_has() -> None:
    sent = AGENT | {"form": "child", "own_mail": "jo@buyer.example", "kind": "child"}

    asked = read_request_form(list(sent.items())).asked(KEY)

    assert (asked.type, asked.asked_by) == (Type.CHILD, "guardian")


def test_whatever_is_missing_is_told_at_once_in_the_forms_order() -> None:
    assert list(faults(form="agent")) == ["kind", "mail", "name", "own_mail", "signed"]
    assert list(faults(form="correct")) == ["mail", "says"]
    assert list(faults(form="appeal", mail="jo@b.example")) == ["about"]


@pytest.mark.parametrize(
    ("changed", "name", "words"),
    [
        ({"kind": "everything"}, "kind", "Choose what they ask for."),
        ({"kind": "appeal"}, "kind", "Choose what they ask for."),
        ({"mail": "jo"}, "mail", "such as name@example.com"),
        ({"mail": "jo@b.example\r\nBcc: x@y.example"}, "mail", "such as name@example.com"),
        ({"name": "Al\nHelper"}, "name", "in one line"),
        ({"name": "A" * 201}, "name", "200 characters"),
        ({"own_mail": "jo@buyer.example"}, "own_mail", "Enter your own"),
        ({"lives": "atlantis"}, "lives", "Choose from the list"),
        ({"signed": "no"}, "signed", "you may ask for this person"),
        ({"website": "https://spam.example"}, "website", "robots"),
        ({"form": "appeal", "kind": "appeal", "about": "jo@buyer.example"}, "about", "no number"),
        ({"form": "appeal", "kind": "appeal", "about": "R-" + "A" * 11}, "about", "no number"),
    ],
)
def test_a_field_that_cant_be_right_says_what_to_do(
    changed: dict[str, str], name: str, words: str
) -> None:
    found = faults(**(AGENT | changed))

    assert list(found) == [name]
    assert words in found[name]


def test_words_keep_their_lines_and_have_an_end() -> None:
    sent = {"form": "complain", "mail": "jo@b.example"}

    wanted = read_request_form(list((sent | {"says": " One\r\nTwo\u2028Three "}).items()))

    assert wanted.says == "One\nTwo\nThree"
    assert "by 1,000 characters" in faults(**sent, says="x" * (LONGEST_WORDS + 1000))["says"]
    assert "can’t be shown" in faults(**sent, says="bell\x07")["says"]


@pytest.mark.parametrize(
    "sent", [[], [("form", "everything")], [("form", "see"), ("form", "erase")]]
)
def test_what_names_no_form_or_two_is_told_apart(sent: list[tuple[str, str]]) -> None:
    with pytest.raises(NoSuchFormError):
        read_request_form([*sent, ("mail", "jo@b.example")])


def test_two_types_at_once_are_two_requests() -> None:
    sent = [("form", "see"), ("kind", "erasure"), ("mail", "jo@b.example")]
    twice = [*AGENT.items(), ("kind", "access")]

    for each in (sent, twice):
        with pytest.raises(RequestFormError) as caught:
            read_request_form(each)
        assert caught.value.errors["kind"].startswith("That asks for two things at once.")


def test_an_address_sent_twice_is_asked_for_once_more() -> None:
    with pytest.raises(RequestFormError) as caught:
        read_request_form([("form", "see"), ("mail", "a@b.example"), ("mail", "c@d.example")])

    assert caught.value.errors == {
        "mail": "This was sent twice. Go back to the form, and send it once."
    }
