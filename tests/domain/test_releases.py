from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from domain.catalogue import Release
from domain.policies import PolicyWithdrawnError
from domain.publishing import publish
from domain.releases import (
    KEPT,
    Manifest,
    Showing,
    UnknownReleaseError,
    as_gone_back,
    check_versions_stay,
    find,
    kept,
    read_showing,
    version_of,
    with_newest_policies,
)
from functions.adapters.fake_tables import FakeTables
from functions.adapters.fakes import FakeShelf
from tests.policies import a_version
from tests.samples import NOON, RELEASE


def a_manifest(name: str, minutes: int, *days: date) -> Manifest:
    """Published so many minutes after noon, with versions of the terms."""
    policies = tuple(a_version("terms", day) for day in days)
    release = msgspec.structs.replace(RELEASE, policies=policies)
    return Manifest(name, NOON + timedelta(minutes=minutes), release, (), {})


JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("showing", "text"),
    [
        (Showing("new", "new", "shop.example"), "new@shop.example"),
        (Showing("old", "new", "shop.example"), "old+new@shop.example"),
    ],
)
def test_what_visitors_see_is_one_value(showing: Showing, text: str) -> None:
    assert showing.text == text
    assert read_showing(text) == showing


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("policies/terms/2026-06-01/index.html", "terms/2026-06-01"),
        ("policies/terms/2026-06-01.md", "terms/2026-06-01"),
        ("policies/terms/2026-06-01/changes/index.html", "terms/2026-06-01"),
        ("policies/terms/index.html", None),
        ("policies/SHA256SUMS", None),
        ("journal/2026-06-01/index.html", None),
    ],
)
def test_a_version_owns_its_pages_and_its_source(path: str, version: str | None) -> None:
    assert version_of(path) == version


def test_the_newest_are_kept_and_whatever_is_seen() -> None:
    every = [a_manifest(f"r{number:02}", number) for number in range(KEPT + 5)]

    found = kept(every, Showing("r01", "r03", "shop.example"))

    newest = [f"r{number:02}" for number in range(KEPT + 4, 4, -1)]
    assert [each.id for each in found] == [*newest, "r03", "r01"]


def test_a_release_is_found_by_a_beginning_that_no_other_has() -> None:
    every = [a_manifest("abc1", 1), a_manifest("abd2", 2)]

    assert find(every, "abd").id == "abd2"
    with pytest.raises(UnknownReleaseError, match="Name one of abd2, abc1"):
        find(every, "ab")


def test_policies_are_of_the_newest_release_that_the_shelf_knows() -> None:
    """One that was uploaded, and cut off before the shelf, has a version that nobody obeys."""
    shelf = FakeShelf(FakeTables())
    told, untold = a_manifest("told", 1, JUNE), a_manifest("untold", 2, JUNE, JULY)
    publish(told.release, shelf)

    before = with_newest_policies([told, untold], shelf)
    publish(untold.release, shelf)
    after = with_newest_policies([told, untold], shelf)

    assert (before, after) == (told, untold)


def test_a_sealed_version_has_to_stay_and_an_open_one_may_go() -> None:
    shelf = FakeShelf(FakeTables())
    draft = msgspec.structs.replace(a_version("terms", JULY), sealed=False)
    policies = (a_version("terms", JUNE), draft)
    publish(msgspec.structs.replace(RELEASE, policies=policies), shelf)

    check_versions_stay(["terms/2026-07-01"], [], shelf)
    with pytest.raises(PolicyWithdrawnError, match="terms/2026-06-01"):
        check_versions_stay(["terms/2026-06-01", "terms/2026-07-01"], [], shelf)


def test_going_back_unmakes_no_piece_and_takes_no_policy_back() -> None:
    shelf = FakeShelf(FakeTables())
    old = msgspec.structs.replace(RELEASE, policies=(a_version("terms", JUNE),))
    publish(old, shelf)
    policies = (*old.policies, a_version("terms", JULY))
    publish(more_made(msgspec.structs.replace(RELEASE, policies=policies)), shelf)
    made = {item.sku: item.stock.made for item in shelf.all_items()}

    publish(as_gone_back(old, shelf), shelf)

    assert {item.sku: item.stock.made for item in shelf.all_items()} == made
    assert [each.key for each in shelf.policies()] == ["terms/2026-06-01", "terms/2026-07-01"]


def more_made(release: Release) -> Release:
    """With one more of each piece than the release says."""
    pieces = []
    for piece in release.pieces:
        variants = (
            msgspec.structs.replace(variant, made=variant.made + 1) for variant in piece.variants
        )
        pieces.append(msgspec.structs.replace(piece, variants=tuple(variants)))
    return msgspec.structs.replace(release, pieces=tuple(pieces))
