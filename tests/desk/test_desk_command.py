"""`shop desk`: it opens on this machine alone, by a link that works once, and ends with Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from desk.web.parts import site_of
from tests.desk.drawer import ROOT, shop
from tests.samples import SmallShop


def test_the_desk_opens_by_its_link_and_ctrl_c_closes_it(
    stack_file: Path, dynamo_shop: SmallShop
) -> None:
    command = [sys.executable, "-m", "desk", "desk", "--no-open", "--stack", str(stack_file)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as desk:
        assert desk.stdout
        said = [desk.stdout.readline() for _ in range(3)]
        link = re.fullmatch(r"http://127\.0\.0\.1:\d+/\?open=\S{40,}\n", said[1])
        assert link, said
        try:
            page = urllib.request.urlopen(link[0].strip())  # noqa: S310 — this machine's
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(link[0].strip())  # noqa: S310 — this machine's
        finally:
            desk.send_signal(signal.SIGINT)
        rest = desk.stdout.read()
        code = desk.wait()

    assert "Nothing to do. Enjoy your day." in page.read().decode()
    assert (code, rest) == (0, "The desk is closed.\n")
    assert dynamo_shop.counters("EMBER-RING") == (1, 0, 0)


def test_a_port_that_is_taken_is_said(stack_file: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        result = shop("desk", "--no-open", "--port", port, "--stack", str(stack_file))

    assert result.exit_code == 4
    assert f"Port {port} can't be opened" in result.output


def test_without_a_running_shop_it_says_how_to_start_one(tmp_path: Path) -> None:
    result = shop("desk", "--no-open", "--stack", str(tmp_path / "none.json"))

    assert result.exit_code == 3
    assert "Start it with: make dev" in result.output


def test_pictures_are_those_of_the_shop_that_is_looked_at(tmp_path: Path) -> None:
    stack = tmp_path / "stack.json"
    stack.touch()

    assert site_of(stack) == tmp_path / "site"
    assert site_of(Path("stages/live.toml")) == Path("build/live/site")
    assert site_of(tmp_path / "none.json") == Path("output")
