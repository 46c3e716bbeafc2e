"""Which policies are in force, what changed since a page was opened, and what an order keeps."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from domain.agreement import (
    agreed_versions,
    changed_since,
    is_agreement,
    newest,
    order_terms,
    policies_at,
    states_all,
)
from domain.policies import TERMS, InForce, PolicyVersion, in_force
from domain.publishing import publish
from tests.policies import AGREEMENT, POLICIES, VALUES, a_version, agreement
from tests.samples import FACTS, RELEASE, SmallShop

JULY = date(2026, 7, 1)
AUGUST = date(2026, 8, 1)
RETURNS = a_version("returns", JULY, return_window_days=14)
PRIVACY = a_version("privacy", JULY, respond_within_days=20)
PRIVACY_LATER = a_version("privacy", AUGUST, respond_within_days=10)
HISTORY = (*POLICIES, RETURNS, PRIVACY, PRIVACY_LATER)


def shop_with(*policies: PolicyVersion) -> SmallShop:
    shop = SmallShop()
    publish(msgspec.structs.replace(RELEASE, policies=policies), shop.shelf)
    return shop


@pytest.mark.parametrize(
    ("at", "days"),
    [
        (datetime(2026, 7, 1, 4, 59, 59, tzinfo=UTC), 30),  # 23:59:59 in Texas
        (datetime(2026, 7, 1, 5, 0, tzinfo=UTC), 14),
    ],
)
def test_a_version_takes_effect_at_midnight_where_the_shop_is(at: datetime, days: int) -> None:
    shop = shop_with(*HISTORY)

    found = policies_at(at, FACTS, shop.shelf)

    assert found.terms["return_window_days"] == days


@pytest.mark.parametrize("name", [name for name, term in TERMS.items() if term.needed])
def test_a_number_that_the_shop_obeys_and_no_policy_states_is_noticed(name: str) -> None:
    stated = [
        msgspec.structs.replace(
            each, terms={term: value for term, value in each.terms.items() if term != name}
        )
        for each in POLICIES
    ]

    assert states_all(InForce(POLICIES))
    assert not states_all(InForce(tuple(stated)))


def test_numbers_that_people_keep_may_be_left_out() -> None:
    stated = [
        msgspec.structs.replace(
            each,
            terms={name: value for name, value in each.terms.items() if TERMS[name].needed},
        )
        for each in POLICIES
    ]

    assert states_all(InForce(tuple(stated)))


@pytest.mark.parametrize(
    ("shown_on", "changed"),
    [
        (date(2026, 6, 30), [PRIVACY_LATER, RETURNS]),
        (date(2026, 7, 31), [PRIVACY_LATER]),
        (AUGUST, []),
    ],
)
def test_what_changed_is_told_from_the_agreement_of_any_day_before(
    shown_on: date, changed: list[PolicyVersion]
) -> None:
    agreed = agreement(HISTORY, shown_on)

    assert list(changed_since(agreed, HISTORY, date(2026, 9, 1))) == changed


@pytest.mark.parametrize("agreed", ["yes", "", "0" * 16, "0123456789abcdef"])
def test_of_an_agreement_that_no_day_had_nothing_is_told(agreed: str) -> None:
    assert changed_since(agreed, HISTORY, date(2026, 9, 1)) == ()


def test_what_is_only_announced_has_changed_nothing_yet() -> None:
    assert changed_since(AGREEMENT, HISTORY, date(2026, 6, 30)) == ()


def test_the_newest_are_those_of_the_latest_day() -> None:
    assert newest(in_force(HISTORY, JULY)) == (PRIVACY, RETURNS)
    assert newest(InForce(())) == ()


@pytest.mark.parametrize(
    ("text", "could"),
    [
        (AGREEMENT, True),
        (AGREEMENT.upper(), False),
        (AGREEMENT + "0", False),
        (AGREEMENT[1:], False),
        ("yes", False),
        ("", False),
        (AGREEMENT + "\n", False),
    ],
)
def test_an_agreement_is_sixteen_hex_digits(text: str, *, could: bool) -> None:
    assert is_agreement(text) is could


def test_an_order_keeps_its_versions_after_they_were_replaced_and_forgotten() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    for month in range(3, 12):
        latest = a_version("terms", date(2026, month, 1), order_link_days=month)
        publish(
            msgspec.structs.replace(RELEASE, policies=(*POLICIES[:4], latest)),
            shop.shelf,
        )

    assert shop.shelf.policies().count(POLICIES[4]) == 0
    assert agreed_versions(order, shop.shelf) == POLICIES
    now = in_force(shop.shelf.policies(), date(2026, 12, 1))
    assert now.terms["order_link_days"] == 11
    assert order_terms(order, shop.shelf, now) == VALUES


def test_a_version_that_the_shelf_doesnt_know_leaves_todays_terms() -> None:
    shop = shop_with(*HISTORY)
    order = shop.buy("EMBER-RING")
    del shop.tables.policies[POLICIES[3].key]
    now = in_force(HISTORY, JULY)
    unpublished = msgspec.structs.replace(
        RELEASE, policies=[each for each in now.versions if each != POLICIES[3]]
    )
    shop.tables.release = unpublished

    terms = order_terms(order, shop.shelf, now)

    assert POLICIES[3].policy == "returns"
    assert (terms["return_window_days"], terms["respond_within_days"]) == (14, 30)


def test_a_version_rewritten_since_isnt_what_the_buyer_was_shown() -> None:
    """Only one that was never sealed can be: its hash says that these are other words."""
    first, second = (
        msgspec.structs.replace(a_version("terms", date(2026, 3, 1), **said), sealed=False)
        for said in ({"hold_minutes": 45}, {"hold_minutes": 60})
    )
    shop = shop_with(*POLICIES, first)
    order = shop.buy("EMBER-RING", terms=agreement((*POLICIES, first), date(2026, 3, 2)))

    publish(msgspec.structs.replace(RELEASE, policies=(*POLICIES, second)), shop.shelf)

    assert shop.shelf.policy("terms", first.effective) == second
    assert agreed_versions(order, shop.shelf) == POLICIES[:4]
