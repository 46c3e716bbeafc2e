"""The owner's guide names every field that there is and none besides, and its examples build."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from desk.letter import letter as letter_commands
from desk.policies import policies as commands
from desk.subscribers import subscribers as readers_commands
from desk.terminal import EXIT_CODES, NOT_RUNNING, REFUSED, STOPPED, WRONG
from domain.policies import NEEDED_POLICIES, TERMS
from domain.roll import COLUMNS
from domain.roll_reading import read_roll
from plugins.collections import COLLECTION_FIELDS
from plugins.engraving import ENGRAVING_FIELDS
from plugins.home import HOME_FIELDS
from plugins.letter_files import LETTER_FILE_FIELDS, SEGMENT_FIELDS, WELCOME_FIELDS
from plugins.options import OPTION_FIELDS
from plugins.pieces import PIECE_FIELDS
from plugins.policies import POLICY_FIELDS, PROMISE_FIELDS
from plugins.privacy_facts import PRIVACY_FIELDS
from plugins.shop_facts import FACET_FIELDS, SHOP_FIELDS
from plugins.taxes import TAX_FIELDS, TAX_RATE_FIELDS
from plugins.variants import VARIANT_FIELDS
from plugins.workshop_days import WORKSHOP_FIELDS
from plugins.zones import RATE_FIELDS, ZONE_FIELDS
from tests.site.bench import RING, SHOP, Bench
from tests.site.building import ROOT, build_site, copy_content

PRODUCTS = (ROOT / "docs/owner/products.md").read_text(encoding="utf-8")
SHOP_GUIDE = (ROOT / "docs/owner/shop.md").read_text(encoding="utf-8")
POLICIES = (ROOT / "docs/owner/policies.md").read_text(encoding="utf-8")
LETTERS = (ROOT / "docs/owner/letters.md").read_text(encoding="utf-8")
READERS = (ROOT / "docs/owner/readers.md").read_text(encoding="utf-8")
WAYS = {"made", "one_of_a_kind", "made_to_order", "variants"}

Section = tuple[str, str, str]
"""What the field is of, its name, and what is said of it."""


def sections(guide: str) -> Iterator[Section]:
    for part in re.split(r"^## ", guide, flags=re.MULTILINE)[1:]:
        of = part.splitlines()[0].removeprefix("Fields of ")
        for field in re.split(r"^### ", part, flags=re.MULTILINE)[1:]:
            name, _, told = field.partition("\n")
            yield of, name.strip("`"), told


def load(text: str) -> dict[str, Any]:
    """YAML in which every scalar stays text, as the shop reads it."""
    read: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 — makes nothing but text
    return read


def example(told: str) -> dict[str, Any]:
    (found,) = re.findall(r"```yaml\n(.*?)```", told, re.DOTALL)
    return load(found)


def field_of(section: Section) -> str:
    return f"{section[1]} of {section[0]}"


@pytest.mark.parametrize(
    ("guide", "of", "fields"),
    [
        (PRODUCTS, "a piece", PIECE_FIELDS),
        (PRODUCTS, "an option", OPTION_FIELDS),
        (PRODUCTS, "a variant", VARIANT_FIELDS),
        (PRODUCTS, "an engraving", ENGRAVING_FIELDS),
        (SHOP_GUIDE, "the shop", SHOP_FIELDS),
        (SHOP_GUIDE, "a zone", ZONE_FIELDS),
        (SHOP_GUIDE, "a rate", RATE_FIELDS),
        (SHOP_GUIDE, "the workshop", WORKSHOP_FIELDS),
        (SHOP_GUIDE, "the tax", TAX_FIELDS),
        (SHOP_GUIDE, "a tax rate", TAX_RATE_FIELDS),
        (SHOP_GUIDE, "the privacy requests", PRIVACY_FIELDS),
        (SHOP_GUIDE, "a metal or a stone", FACET_FIELDS),
        (SHOP_GUIDE, "a collection", COLLECTION_FIELDS),
        (SHOP_GUIDE, "the home page", HOME_FIELDS),
        (POLICIES, "a version", POLICY_FIELDS),
        (POLICIES, "a promise", PROMISE_FIELDS),
        (LETTERS, "a letter", LETTER_FILE_FIELDS),
        (LETTERS, "a segment", SEGMENT_FIELDS),
        (LETTERS, "the welcome", WELCOME_FIELDS),
    ],
)
def test_every_field_is_told_and_no_other(guide: str, of: str, fields: tuple[str, ...]) -> None:
    assert sorted(name for told_of, name, _ in sections(guide) if told_of == of) == sorted(fields)


@pytest.mark.parametrize(
    "section",
    [*sections(PRODUCTS), *sections(SHOP_GUIDE), *sections(POLICIES), *sections(LETTERS)],
    ids=field_of,
)
def test_every_field_has_an_example(section: Section) -> None:
    _, name, told = section

    assert name in set(keys(example(told)))


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


@pytest.mark.parametrize(
    "section", [each for each in sections(PRODUCTS) if each[0] == "a piece"], ids=field_of
)
def test_the_example_of_each_field_of_a_piece_is_right(bench: Bench, section: Section) -> None:
    fields = load(RING.split("---")[1]) | {"price": "480.00"}
    shown = example(section[2])
    if shown.keys() & WAYS:
        del fields["made"]
    fields |= shown
    bench.piece(RING, "ember-ring")
    bench.piece(f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\nText.\n")

    assert bench.errors() == []


@pytest.mark.parametrize(
    "section", [each for each in sections(SHOP_GUIDE) if each[0] == "the shop"], ids=field_of
)
def test_the_example_of_each_field_of_the_shop_is_right(bench: Bench, section: Section) -> None:
    shop = load(SHOP) | example(section[2])
    bench.write("shop.yaml", yaml.safe_dump(shop, allow_unicode=True))

    assert bench.errors() == []


def test_the_whole_example_builds_and_sells_what_it_says(tmp_path: Path) -> None:
    (text,) = re.findall(r"```markdown\n(.*?)```", PRODUCTS, re.DOTALL)
    content = copy_content(tmp_path / "content")
    (content / "products/river-band/index.md").write_text(text, encoding="utf-8")

    site = build_site(content, tmp_path)

    piece = next(each for each in site.promises.pieces if each.slug == "river-band")
    assert [(each.sku, each.made, each.price) for each in piece.variants] == [
        ("RIVER-BAND-US-7-STERLING-SILVER", 2, 48000),
        ("RIVER-BAND-US-7-14K-YELLOW-GOLD", 1, 98000),
        ("RIVER-BAND-US-7-5-14K-YELLOW-GOLD", 0, 98000),
    ]
    assert piece.title in site.pages[piece.path]


def test_every_term_is_told_with_its_policy_its_bounds_and_who_obeys_it() -> None:
    row = r"^\| `(\w+)` \| (\w+) \| (\d+) \| (\d+) \| (\w+) \| \S.* \|$"
    told = re.findall(row, POLICIES, re.MULTILINE)

    assert told == [
        (name, term.policy, str(term.least), str(term.most), term.kept_by)
        for name, term in TERMS.items()
    ]


def test_the_policies_that_a_shop_needs_are_told() -> None:
    named = ", ".join(f"`{policy}`" for policy in NEEDED_POLICIES[:-1])

    assert f"can't open without {named} and `{NEEDED_POLICIES[-1]}`" in POLICIES


def test_the_whole_policy_is_one(bench: Bench) -> None:
    (text,) = re.findall(r"```markdown\n(---\n.*?)```", POLICIES, re.DOTALL)
    for old in (bench.content / "policies/privacy").glob("*.md"):
        old.unlink()
    bench.write("policies/privacy/2026-02-01.md", text)

    policies = bench.catalogue().policies
    current = policies.current("privacy")

    assert current
    assert current.version.terms == {"respond_within_days": 30, "order_retention_years": 4}
    assert [promise.id for promise in current.promises] == ["privacy/respond-within"]


@pytest.mark.parametrize(
    "section", [each for each in sections(LETTERS) if each[0] == "a letter"], ids=field_of
)
def test_the_example_of_each_field_of_a_letter_is_right(bench: Bench, section: Section) -> None:
    for slug in ("ember-ring", "mason-topaz-ring"):
        bench.piece(RING, slug)
    needed = {"subject": "Garnets", "preheader": "Two.", "topic": "workshop"}
    fields = yaml.safe_dump(needed | example(section[2]), allow_unicode=True)
    bench.write("letters/2026-05-14-garnets.md", f"---\n{fields}---\nText.\n")

    assert bench.errors() == []


def test_the_whole_letter_is_one(bench: Bench) -> None:
    (text,) = re.findall(r"```markdown\n(.*?)```", LETTERS, re.DOTALL)
    bench.write("letters/2026-11-21-gloves.md", text)

    (letter,) = bench.catalogue().letters

    assert (letter.topic, letter.archive, len(letter.pieces)) == ("workshop", False, 1)


@pytest.mark.parametrize(
    ("group", "app", "guide"),
    [
        ("policies", commands, POLICIES),
        ("letter", letter_commands, LETTERS),
        ("subscribers", readers_commands, READERS),
    ],
    ids=["policies", "letter", "subscribers"],
)
def test_every_command_is_told(group: str, app: typer.Typer, guide: str) -> None:
    found = {
        each.name or each.callback.__name__ for each in app.registered_commands if each.callback
    }

    assert set(re.findall(rf"\./shop {group} (\w+)", guide)) == found


@pytest.mark.parametrize("guide", [POLICIES, LETTERS], ids=["policies", "letters"])
@pytest.mark.parametrize("code", [0, WRONG, 2, NOT_RUNNING, REFUSED, STOPPED])
def test_every_exit_code_is_told(code: int, guide: str) -> None:
    assert re.search(rf"^\| {code} \| \w", guide, re.MULTILINE)
    assert re.search(rf"\b{code} \w", EXIT_CODES)


def test_the_list_in_the_guide_is_taken_as_it_says() -> None:
    (list_,) = re.findall(r"```csv\n(.*?)```", READERS, re.DOTALL)
    columns = re.findall(r"(?m)^\| `(\w+)` \|", READERS)

    jo, li = read_roll(io.StringIO(list_), (), datetime(2026, 11, 27, tzinfo=UTC))

    assert jo.consent
    assert li.consent is None
    assert set(list_.splitlines()[0].split(",")) <= set(columns) <= set(COLUMNS)
