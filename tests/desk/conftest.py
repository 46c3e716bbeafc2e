"""Fixtures of the owner's commands."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.aws import REGION, session
from tests.desk.drawer import Drawer
from tests.desk.stage_desk import StageDesk
from tests.fixtures.aws_front import Front, front_of
from tests.samples import ADDRESS_KEY


@pytest.fixture
def drawer(tmp_path: Path) -> Drawer:
    return Drawer(tmp_path)


@pytest.fixture
def stack_file(tmp_path: Path, ministack: str, tables: dict[str, str]) -> Path:
    """What a running shop leaves for the owner's commands to find it."""
    file = tmp_path / "stack.json"
    name = "/vitrine/test/address-key"
    ssm = session().client("ssm", endpoint_url=ministack)
    ssm.put_parameter(Name=name, Value=ADDRESS_KEY, Type="SecureString", Overwrite=True)
    facts = {
        "origin": "http://127.0.0.1:8000",
        "aws": {"endpoint": ministack, "region": REGION},
        "tables": tables,
        "stripe": None,
        "address_key_name": name,
        "pid": 1,
    }
    file.write_text(json.dumps(facts))
    return file


@pytest.fixture
def stage_desk(
    tmp_path: Path, ministack: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StageDesk]:
    """A stage of its own, not deployed yet."""
    desk = StageDesk(tmp_path, ministack, f"t{uuid.uuid4().hex[:8]}", monkeypatch)
    yield desk
    # An account has ten of these at most, and all tests of a worker share one.
    logs = session().client("logs", endpoint_url=ministack)
    with contextlib.suppress(logs.exceptions.ResourceNotFoundException):
        logs.delete_resource_policy(policyName=f"{desk.stage.stack}-logs")


@pytest.fixture
def front(
    ministack: str, stage_desk: StageDesk, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Front]:
    """The stage's AWS with a door in front, which tests tell what to refuse."""
    with front_of(ministack) as front:
        stage_desk.env["AWS_ENDPOINT_URL"] = front.url
        monkeypatch.setenv("AWS_ENDPOINT_URL", front.url)
        yield front
