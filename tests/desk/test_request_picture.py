"""`shop request ID picture`: a picture of an ID is seen once, and nothing of it is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from domain.addresses import AddressKey
from domain.handing_over import proof_key
from domain.request_clock import Regime
from domain.request_receipt import receive
from domain.request_states import Type
from domain.requests import Asked, Contact, RequestChange
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.settings import Tables
from functions.world import now
from infra.aws import session
from tests.samples import ADDRESS_KEY, FACTS

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_s3.client import S3Client

REQUEST = "7KQM3W9ZXH"
KEY = proof_key(REQUEST, AddressKey(ADDRESS_KEY))
JPEG = b"\xff\xd8\xff\xe0 a photo"
VIEWER = """#!/bin/sh
stat -c %a "$1" "$(dirname "$1")" > {seen}/modes
cp "$1" {seen}/file
echo "$1" > {seen}/path
"""


class Room(NamedTuple):
    """The owner's machine: a viewer that notes what it was shown, and a folder for passing files."""

    stack: Path
    s3: S3Client
    bucket: str
    seen: Path
    temporary: Path

    def hand_in(self, file: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=KEY, Body=file)

    def kept(self) -> list[str]:
        found = self.s3.list_objects_v2(Bucket=self.bucket)
        return [each["Key"] for each in found.get("Contents", [])]

    def left(self) -> list[Path]:
        return list(self.temporary.iterdir())

    def look(self, *more: str) -> Result:
        command = ["request", REQUEST, "picture", *more, "--stack", str(self.stack)]
        return CliRunner().invoke(app, command, input="\n", env={"COLUMNS": "120"})


@pytest.fixture
def asked(dynamodb: DynamoDBClient, tables: dict[str, str]) -> None:
    """The request that the picture is of."""
    about = Asked(Type.ACCESS, "a" * 40, Contact("jo@reader.example"), Regime.GDPR, "DE")
    change = receive(about, REQUEST, now(), FACTS.time_zone, {"respond_within_days": 30})
    DynamoRequestBook(dynamodb, Tables(**tables)).open(
        RequestChange(change.request, change.entries)
    )


@pytest.fixture
def room(
    stack_file: Path, ministack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: None
) -> Iterator[Room]:
    del asked
    s3 = session().client("s3", endpoint_url=ministack)
    bucket = f"exports-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket)
    stack_file.write_text(
        json.dumps(json.loads(stack_file.read_text()) | {"exports_bucket": bucket})
    )
    seen, programs, temporary = (tmp_path / name for name in ("seen", "bin", "tmp"))
    for folder in (seen, programs, temporary):
        folder.mkdir()
    viewer = programs / "xdg-open"
    viewer.write_text(VIEWER.format(seen=seen))
    viewer.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield Room(stack_file, s3, bucket, seen, temporary)
    tempfile.tempdir = None


def shown(room: Room) -> tuple[bytes, list[str], Path]:
    """What the viewer had: the file, and who might read it and its folder."""
    until = time.monotonic() + 30
    while not (room.seen / "path").exists() or not (room.seen / "path").read_text():
        assert time.monotonic() < until, "the viewer never came"
        time.sleep(0.05)
    path = Path((room.seen / "path").read_text().strip())
    return (room.seen / "file").read_bytes(), (room.seen / "modes").read_text().split(), path


def looking(room: Room) -> subprocess.Popen[str]:
    """The command in a process of its own, waiting for the owner to press Enter."""
    return subprocess.Popen(
        [sys.executable, "-m", "desk", "request", REQUEST, "picture", "--stack", str(room.stack)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_picture_is_opened_for_her_alone_and_nothing_is_left_after(room: Room) -> None:
    room.hand_in(JPEG)
    command = looking(room)

    file, modes, path = shown(room)
    while_she_looks = path.exists()
    said, _ = command.communicate("\n", timeout=60)

    assert command.returncode == 0
    assert (file, modes, path.suffix) == (JPEG, ["600", "700"], ".jpg")
    assert while_she_looks
    assert room.left() == []
    assert "deleted with your decision, and after 30 days at most" in said
    assert said.rstrip().endswith("The file is deleted.")
    assert room.kept() == [KEY]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_cut_off_leaves_nothing_either(
    room: Room, number: signal.Signals
) -> None:
    room.hand_in(JPEG)
    command = looking(room)
    shown(room)

    command.send_signal(number)
    command.communicate(timeout=60)

    assert room.left() == []


def test_where_nobody_can_press_enter_nothing_is_left_either(room: Room) -> None:
    room.hand_in(JPEG)

    command = looking(room)

    command.communicate("", timeout=60)

    assert command.returncode == 0
    assert room.left() == []


def test_where_nothing_opens_pictures_she_is_told_where_it_lies(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.hand_in(b"\x89PNG\r\n\x1a\n")
    monkeypatch.setenv("PATH", str(room.temporary))

    result = room.look()

    assert result.exit_code == 0
    assert f"Open this one: {room.temporary}/shop-request-" in result.output
    assert "id.png" in result.output
    assert room.left() == []


def test_what_is_no_picture_is_never_opened_and_is_deleted(room: Room) -> None:
    room.hand_in(b"<svg><script>alert(1)</script></svg>")

    result = room.look()

    assert result.exit_code == 4
    assert "so it wasn't opened, and is deleted" in result.output
    assert [*room.seen.iterdir(), *room.left(), *room.kept()] == []


def test_where_none_was_handed_in_that_is_said(room: Room) -> None:
    result = room.look()

    assert result.exit_code == 4
    assert f"Nobody has handed in a picture for request {REQUEST}" in result.output


def test_a_picture_is_no_json(room: Room) -> None:
    room.hand_in(JPEG)

    result = room.look("--json")

    assert result.exit_code == 2
    assert list(room.seen.iterdir()) == []


def test_a_stack_from_before_there_were_pictures_says_what_to_do(room: Room) -> None:
    room.stack.write_text(json.dumps(json.loads(room.stack.read_text()) | {"exports_bucket": ""}))

    result = room.look()

    assert result.exit_code == 3
    assert "Stop the shop and start it again" in result.output


def test_help_says_what_becomes_of_the_picture() -> None:
    result = CliRunner().invoke(app, ["request", "--help"], env={"COLUMNS": "120"})

    assert "picture to look at their ID" in " ".join(result.output.replace("│", " ").split())
    assert "deleted when you press Enter" in result.output
