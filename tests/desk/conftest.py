"""Fixtures of the owner's commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.aws import REGION, put_secrets
from tests.desk.drawer import Drawer
from tests.samples import ADDRESS_KEY


@pytest.fixture
def drawer(tmp_path: Path) -> Drawer:
    return Drawer(tmp_path)


@pytest.fixture
def stack_file(tmp_path: Path, ministack: str, tables: dict[str, str]) -> Path:
    """What a running shop leaves for the owner's commands to find it."""
    file = tmp_path / "stack.json"
    facts = {
        "origin": "http://127.0.0.1:8000",
        "aws": {"endpoint": ministack, "region": REGION},
        "tables": tables,
        "stripe": None,
        "address_key_name": "/vitrine/desk/address-key",
        "pid": 1,
    }
    put_secrets(ministack, "desk", {"address-key": ADDRESS_KEY})
    file.write_text(json.dumps(facts))
    return file
