"""`python -m infra.local` as a newcomer has it: the real programs around a tiny shop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest

from functions.settings import Tables
from infra.ports import free_port
from tests.fixtures.browser import NewPage
from tests.fixtures.tiny_shop import write_tiny_shop

pytestmark = pytest.mark.prove

ROOT = Path(__file__).parent.parent.parent
PROGRAMS = {"aws", "stripe", "functions", "worker", "site", "web"}
T = TypeVar("T")


def eventually(ask: Callable[[], T], seconds: float = 30) -> T:
    """What `ask` says as soon as it says something."""
    deadline = time.monotonic() + seconds
    while not (said := ask()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return said


def environment() -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
    return {
        **clean,
        "PYTHONPATH": str(ROOT),
        "AWS_PROFILE": "own",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }


class LocalStack:
    def __init__(self, shop: Path) -> None:
        self.shop = shop
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.output = shop / "output.txt"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                self.command(), cwd=shop, env=environment(), stdout=output, stderr=output
            )

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "infra.local", *(arguments or ("--port", str(self.port)))]

    def try_command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.shop,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    def said(self) -> str:
        return self.output.read_text()

    def until_open(self) -> None:
        def is_open() -> bool:
            assert self.process.poll() is None, self.said()
            return self.stack_file.exists()

        eventually(is_open)

    @property
    def stack_file(self) -> Path:
        return self.shop / ".local" / "stack.json"

    def children(self) -> list[int]:
        """Programs that the supervisor started and that still run."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in found.read_text().split()]

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def left_running(shop: Path) -> list[str]:
    """Processes that work in the shop's folder."""
    found = []
    for cwd in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if cwd.readlink().is_relative_to(shop):
                found.append(cwd.parent.joinpath("cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    stack = LocalStack(write_tiny_shop(tmp_path_factory.mktemp("local") / "shop"))
    try:
        stack.until_open()
        yield stack
    finally:
        stack.end()


def test_it_says_where_the_shop_is_and_writes_it_down(stack: LocalStack) -> None:
    written = json.loads(stack.stack_file.read_text())

    assert f"The shop is open at {stack.origin}\n" in stack.said()
    assert written["origin"] == stack.origin
    assert written["pid"] == stack.process.pid
    assert set(written["tables"]) == set(Tables.__struct_fields__)
    assert len(stack.children()) == len(PROGRAMS)


def test_the_built_piece_can_be_asked_for_at_the_api(stack: LocalStack) -> None:
    page = httpx2.get(f"{stack.origin}/")
    left = httpx2.get(f"{stack.origin}/api/stock?sku=RING")

    assert "<h1>Ring</h1>" in page.text
    assert left.json()["stock"]["RING"]["left"] == 3


def test_an_edit_is_shown_and_told_to_the_browser(stack: LocalStack) -> None:
    file = stack.shop / "content" / "piece.json"
    with httpx2.stream("GET", f"{stack.origin}/dev/reload", timeout=20) as news:
        lines = (line for line in news.iter_lines() if line.startswith("data:"))
        before = next(lines)

        file.write_text('{"title": "Band", "made": 4}')
        after = next(lines)

    assert after != before
    assert "<h1>Band</h1>" in httpx2.get(f"{stack.origin}/").text


@pytest.mark.browser
def test_an_open_page_follows_edits_and_shows_what_went_wrong(
    stack: LocalStack, new_page: NewPage
) -> None:
    file = stack.shop / "content" / "piece.json"
    page = new_page()
    page.goto(stack.origin)

    file.write_text('{"title": "Cuff", "made": 4}')
    page.wait_for_selector("h1:text-is('Cuff')")
    file.write_text("{")
    problems = page.wait_for_selector("#build-problems")
    assert problems
    told = problems.inner_text()
    file.write_text('{"title": "Chain", "made": 4}')
    page.wait_for_selector("h1:text-is('Chain')")

    assert "content/piece.json:1: this is no JSON" in told
    assert page.query_selector("#build-problems") is None


def test_a_second_one_says_that_the_first_is_running(stack: LocalStack) -> None:
    second = stack.try_command()

    assert second.returncode == 2
    assert second.stderr == (
        f"The shop is running already at {stack.origin}. "
        "Stop it with Ctrl-C in its terminal first.\n"
    )


def test_nothing_is_forgotten_while_it_runs(stack: LocalStack) -> None:
    reset = stack.try_command("reset")

    assert reset.returncode == 2
    assert "is running already" in reset.stderr
    assert stack.stack_file.exists()


def test_a_taken_port_gets_a_sentence(stack: LocalStack, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port: int = other.getsockname()[1]

        refused = stack.try_command("--port", str(port), "--state", str(tmp_path))

    assert refused.returncode == 2
    assert refused.stderr.startswith(f"Port {port} is taken by another program.")
    assert "make dev PORT=" in refused.stderr


def test_ctrl_c_stops_it_and_the_next_one_remembers_and_dies_with_its_parts(
    stack: LocalStack,
) -> None:
    stack.process.send_signal(signal.SIGINT)
    assert stack.process.wait(30) == 0
    assert left_running(stack.shop) == []
    assert not stack.stack_file.exists()

    again = LocalStack(stack.shop)
    try:
        again.until_open()
        left = httpx2.get(f"{again.origin}/api/stock?sku=RING").json()["stock"]["RING"]["left"]
        os.kill(again.children()[2], signal.SIGKILL)
        code = again.process.wait(30)
    finally:
        again.end()

    assert left == 4
    assert code == 1
    last = again.said().splitlines()[-1]
    assert last.startswith(
        "Everything has been stopped, because functions ended by itself (SIGKILL)"
    )
    assert left_running(stack.shop) == []

    reset = again.try_command("reset")
    assert reset.returncode == 0
    assert not (stack.shop / ".local").exists()


def test_a_port_that_is_none_gets_a_sentence(stack: LocalStack, tmp_path: Path) -> None:
    refused = stack.try_command("--port", "99999", "--state", str(tmp_path))

    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert "65535" in refused.stderr
