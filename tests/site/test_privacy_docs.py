"""What is written about privacy requests names every state, reason, type, field and kind there is."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from desk.data_schema import written
from desk.request_decisions import Decision
from desk.terminal import EXIT_CODES
from domain.announcing import Audience, Kind
from domain.copies import KINDS, VERSION
from domain.request_states import Reason, State, Type
from plugins.notice_files import NOTICE_FIELDS, read_notice

DOCS = Path(__file__).parents[2] / "docs"
PROTOCOL = (DOCS / "data-rights-protocol.md").read_text(encoding="utf-8")
OWNER = (DOCS / "owner/privacy.md").read_text(encoding="utf-8")
EXPORT = (DOCS / "export-schema.md").read_text(encoding="utf-8")

DRP_STATUSES = {"open", "in_progress", "fulfilled", "revoked", "denied", "expired"}
DRP_REASONS = {
    "need_user_verification",
    "suspected_fraud",
    "insuf_verification",
    "no_match",
    "claim_not_covered",
    "outside_jurisdiction",
    "too_many_requests",
    "other",
}
"""Data Rights Protocol, section 3.02."""


def rows(guide: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its first two lines."""
    part = guide.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def code(cell: str) -> str:
    return cell.strip("`")


def test_every_state_has_exactly_one_place_in_the_data_rights_protocol() -> None:
    table = rows(PROTOCOL, "States")

    assert sorted(code(row[0]) for row in table) == sorted(State)
    assert {code(row[1]) for row in table} <= DRP_STATUSES
    assert {code(row[2]) for row in table} <= DRP_REASONS | {"", "as in the table below"}


def test_every_reason_has_exactly_one_place_in_the_data_rights_protocol() -> None:
    table = rows(PROTOCOL, "Reasons")

    assert sorted(code(row[0]) for row in table) == sorted(Reason)
    assert {code(row[1]) for row in table} <= DRP_REASONS
    for ours, theirs in ((code(row[0]), code(row[1])) for row in table):
        assert ours in {theirs, Reason.LEGAL_RETENTION}


def test_every_type_is_told_with_its_right_or_that_it_has_none() -> None:
    told = PROTOCOL.partition("\n## Types\n")[2]

    assert {each for each in Type if f"`{each}`" not in told} == set()


def test_the_owners_guide_names_every_decision_reason_and_exit_code() -> None:
    table = rows(OWNER, "What waits for you")

    cells = [code(row[0]) for row in table]
    assert [cell for cell in cells if cell in set(Reason)] == list(Reason)
    assert {cell for cell in cells if cell.isdigit()} == set(re.findall(r"\b\d+\b", EXIT_CODES))
    for decision in Decision:
        assert f"**{decision}**" in OWNER


def test_the_owners_guide_names_every_field_of_a_notice_and_what_can_stand_there() -> None:
    fields = re.findall(r"^### `(\w+)`", OWNER, re.MULTILINE)

    assert fields == list(NOTICE_FIELDS)
    for choice in (*Kind, *Audience):
        assert f"`{choice}`" in OWNER


def test_the_notice_in_the_owners_guide_can_be_sent(tmp_path: Path) -> None:
    (example,) = re.findall(r"```markdown\n(.*?)```", OWNER, re.DOTALL)
    path = tmp_path / "content/notices/2026-12-01-the-kiln.md"
    path.parent.mkdir(parents=True)
    path.write_text(example, encoding="utf-8")

    notice = read_notice(path, tmp_path / "content", str, "https://shop.example")

    assert notice.to is Audience.CUSTOMERS
    assert "(https://shop.example/pages/contact/)" in notice.text


@pytest.mark.promise("privacy/copy-is-documented")
def test_the_schema_of_a_copy_is_current() -> None:
    """Write it anew with: .venv/bin/python -m desk.data_schema > docs/data.schema.json"""
    assert (DOCS / "data.schema.json").read_bytes() == written()


def test_the_schema_says_its_version_and_the_guide_every_list() -> None:
    schema = msgspec.json.decode((DOCS / "data.schema.json").read_bytes())

    told = re.findall(r"^\| `(\w+)` \|", EXPORT, re.MULTILINE)
    assert schema["title"].endswith(f"version {VERSION}")
    assert told == list(KINDS)


@pytest.mark.parametrize("guide", [OWNER, PROTOCOL, EXPORT])
def test_no_guide_claims_that_the_shop_complies_with_a_law(guide: str) -> None:
    claims = re.findall(r"[^.]*\b(?:compliant|complies|comply|compliance)\b[^.]*\.", guide)

    assert [claim for claim in claims if "nothing here says that you comply" not in claim] == []
