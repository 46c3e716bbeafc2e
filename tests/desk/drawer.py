"""A shop's content with two policies in it, for the tests of the owner's commands."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from desk.cli import app
from domain.policies import NEEDED_POLICIES

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-22"

PRIVACY = """\
---
title: Privacy
summary: The first version.
material: false
terms:
  respond_within_days: 30
  order_retention_years: 4
promises:
  staff-trained:
    kept_by: the owner
    how: She shows everybody at the bench.
---
[Write to us, and you have an answer within {{ terms.respond_within_days }} days.]{#respond}

[Whoever reads your mail has learned how.]{#staff-trained}
"""


def shop(*arguments: str, today: str = TODAY, **env: str) -> Result:
    """What `shop …` says in an ordinary terminal of 120 columns."""
    environment = {"COLUMNS": "120", "TERM": "dumb", "VITRINE_TODAY": today} | env
    return CliRunner().invoke(app, list(arguments), env=environment)


class Drawer:
    """`content/` with the needed policies, none of them sealed, and a folder of tests beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        self.tests = root / "tests"
        self.tests.mkdir(parents=True)
        self.content.mkdir()
        shutil.copy(ROOT / "content/shop.yaml", self.content)
        for policy in NEEDED_POLICIES:
            first = min((ROOT / "content/policies" / policy).glob("*.md"))
            self.write(policy, "2026-09-01", _without_promises(first.read_text(encoding="utf-8")))
        self.write("privacy", "2026-09-01", PRIVACY)

    def write(self, policy: str, day: str, text: str) -> Path:
        path = self.content / "policies" / policy / f"{day}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def test(self, text: str, name: str = "test_some.py") -> None:
        path = self.tests / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"import pytest\n\n{text}", encoding="utf-8")

    def shop(self, *arguments: str, today: str = TODAY) -> Result:
        return shop("policies", *arguments, "--content", str(self.content), today=today)

    def seal(self, today: str = TODAY) -> None:
        assert self.shop("seal", today=today).exit_code == 0

    def promises(self, *arguments: str) -> Result:
        proofs = self.root / "build/promises.json"
        return self.shop(
            "promises", "--tests", str(self.tests), "--proofs", str(proofs), *arguments
        )


def _without_promises(text: str) -> str:
    """A version of the demo shop's with its passages unmarked: tests say what is promised."""
    text = re.sub(r"\]\{#[a-z0-9-]+\}", "]", text)
    return re.sub(r"^promises:\n(?: .*\n)+", "", text, flags=re.MULTILINE)
