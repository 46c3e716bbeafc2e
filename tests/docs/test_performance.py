"""What a cold start costs is measured and told of every function that there is."""

from __future__ import annotations

import re

from infra.translate import translated
from tests.bench.cold import EVENTS, LIMITS, MEGABYTES
from tests.docs.blocks import ROOT
from tests.rights.granted import functions

TEXT = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
COLD = TEXT.partition("## A cold start\n")[2].partition("\n## ")[0]


def test_every_function_is_started_cold_and_has_its_row() -> None:
    there = {name.lower() for name in functions(translated())}

    told = set(re.findall(r"^\| (\w+), [\w ]+ \| \d", COLD, re.MULTILINE))

    assert set(EVENTS) == there
    assert told == there


def test_what_is_measured_is_told_beside_its_limit_and_within_it() -> None:
    limits = {
        "checkout ÷ same": LIMITS["checkout", "same"],
        "checkout ÷ stock": LIMITS["checkout", "stock"],
        "newsletter and privacy ÷ stock": LIMITS["newsletter", "stock"],
        "zip": MEGABYTES["zip"],
        "memory": MEGABYTES["memory"],
    }

    rows = re.findall(r"^\| ([^|]+) \| ([\d.]+)(?: MB)? \| ([\d.]+) \|$", COLD, re.MULTILINE)

    assert {name: float(most) for name, most, _ in rows} == limits
    assert [name for name, most, measured in rows if float(measured) > float(most)] == []
    assert LIMITS["privacy", "stock"] == LIMITS["newsletter", "stock"]
