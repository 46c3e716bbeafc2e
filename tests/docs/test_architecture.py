"""The threat model names what is real: its tests, the functions, the tables, and the limits."""

from __future__ import annotations

import re

from domain.limits import ALL_CHECKOUTS
from infra.translate import translated
from tests.docs.blocks import ROOT
from tests.rights.granted import functions, granted

PAPER = ROOT / "docs/architecture.md"
NAMED = re.compile(r"`(test_\w+)`")
FUNCTIONS = ("checkout", "orders", "newsletter", "privacy", "account", "postman", "clock")
STRIDE = set("STRIDE")


def threats() -> dict[str, list[list[str]]]:
    """The rows of each part of the threat model, by its heading."""
    text = PAPER.read_text(encoding="utf-8")
    model = text.partition("## What could go wrong on purpose")[2].partition("\n## ")[0]
    found: dict[str, list[list[str]]] = {}
    for section in model.split("\n### ")[1:]:
        heading, _, body = section.partition("\n")
        rows = [line.strip("| ").split(" | ") for line in body.splitlines() if "`test_" in line]
        found[heading] = rows
    return found


def test_every_test_that_is_named_exists() -> None:
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^ *def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    papers = [PAPER, ROOT / "SECURITY.md", *(ROOT / "docs/owner").glob("*.md")]

    named = {name for paper in papers for name in NAMED.findall(paper.read_text("utf-8"))}

    assert named - there == set()
    assert len(named) > 80


def test_every_function_the_edge_and_the_owners_machine_have_their_threats() -> None:
    found = threats()

    assert [*found] == [
        "The edge: CDN, API, pages",
        *FUNCTIONS,
        "The owner's machine",
    ]
    for heading, rows in found.items():
        kinds = {row[0] for row in rows}
        left_out = {"S", "E"} if heading == "clock" else set()
        assert kinds == STRIDE - left_out, heading


def test_every_table_is_told_of() -> None:
    text = PAPER.read_text(encoding="utf-8").partition("## Tables")[2].partition("\n## ")[0]
    tables = {
        name.removesuffix("Table").lower()
        for name, part in translated()["Resources"].items()
        if part["Type"] == "AWS::DynamoDB::Table"
    }

    assert set(re.findall(r"^\| ([a-z]+) \|", text, re.MULTILINE)) - {"table"} == tables


def rows(heading: str) -> list[list[str]]:
    """Of the table under a heading, without its head."""
    text = PAPER.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [line for line in lines[1:] if line[0].strip("-")]


WRITING = {f"dynamodb:{each}" for each in ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")}


def writers(cell: str) -> set[str]:
    """Functions that a table is said to be written by."""
    said = set(FUNCTIONS) & set(re.findall(r"\w+", cell.partition(";")[0]))
    if cell.startswith("all but "):
        return set(FUNCTIONS) - said
    return set(FUNCTIONS) & set(re.findall(r"\w+", cell))


def test_each_table_is_said_to_be_written_by_the_functions_that_may_write_it() -> None:
    allowed: dict[str, set[str]] = {}
    for right in granted(translated()):
        if right.action in WRITING:
            table = right.resource.removesuffix("Table").lower()
            allowed.setdefault(table, set()).add(right.function.lower())

    assert {name: writers(by) for name, *_, by in rows("Tables")} == allowed


def test_every_function_is_told_of_with_the_time_that_it_may_take() -> None:
    may_take = {
        name.lower(): f"{said['Timeout']} s" for name, said in functions(translated()).items()
    }

    assert {name: time for name, *_, time in rows("Functions")} == may_take
    assert set(may_take) == set(FUNCTIONS)
    (memory,) = {said["MemorySize"] for said in functions(translated()).values()}
    processor = translated()["Parameters"]["Architecture"]["Default"]
    assert f"with a handler each, {memory} MB on {processor}." in PAPER.read_text(encoding="utf-8")


def test_limits_are_told_as_they_are() -> None:
    text = PAPER.read_text(encoding="utf-8")
    limits = translated()["Resources"]["ApiStage"]["Properties"]["RouteSettings"]

    assert f"{ALL_CHECKOUTS.most:,} checkouts a minute for all (`ALL_CHECKOUTS`)" in text
    assert limits["POST /api/checkout"]["ThrottlingRateLimit"] == 50
    assert limits["POST /api/stripe/events"]["ThrottlingRateLimit"] == 100
    assert "`POST /api/checkout` 50 a second, events 100" in text
