"""MiniStack, all of AWS as a process on this machine.

It has its own environment (`.venv-emulator`), because it pins another botocore. It is started
with an empty environment: its Lambda workers inherit what it has, so a developer's own keys
would leak into the functions.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from infra.ports import free_port
from infra.tether import tethered

KEPT_MAILS = "KEPT_MAILS"
"""Names a folder where every emulator keeps the mails that it takes, as they were handed in."""

INTERPRETER = Path(__file__).parent.parent / ".venv-emulator" / "bin" / "python"
STOP_SECONDS = 15.0

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class EmulatorError(Exception):
    """MiniStack isn't installed, or doesn't come up."""


class Command(NamedTuple):
    """A program with its arguments, and all of its environment."""

    argv: list[str]
    env: dict[str, str]


def emulator(
    port: int, temporary: Path, state: Path | None = None, *, enforces_rights: bool = False
) -> Command:
    """How MiniStack is started; with `state` it keeps everything there between two runs.

    Its state is written when it is asked to stop (SIGTERM), not before. Where this process's
    environment says so, it keeps the mails that it takes. Where it enforces rights, functions may
    do what their roles allow, and only its root may do everything.
    """
    if not INTERPRETER.exists():
        raise EmulatorError("MiniStack isn't installed. Run `make dev` or `make test` once.")
    env = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TMPDIR": str(temporary),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "ERROR",
        # Listeners that no part of the shop uses; they would take ports of their own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    if enforces_rights:
        env["AUTH"] = "true"
    if state:
        env |= {
            "PERSIST_STATE": "1",
            "STATE_DIR": str(state / "services"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(state / "s3"),
        }
    if mails := os.environ.get(KEPT_MAILS):
        # In a folder of its own, so that whoever finds a mail knows where its keys are.
        folder = Path(mails) / str(port)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "state").write_text(str(state or ""))
        env |= {KEPT_MAILS: str(folder)}
        return Command([str(INTERPRETER), "-P", str(Path(__file__).parent / "emulated.py")], env)
    return Command([str(INTERPRETER), "-m", "ministack"], env)


def is_ready(endpoint: str) -> bool:
    try:
        with DIRECT.open(f"{endpoint}/_ministack/ready", timeout=2):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextlib.contextmanager
def running_emulator(state: Path | None = None, *, enforces_rights: bool = False) -> Iterator[str]:
    """MiniStack for the length of the block; its endpoint's address."""
    with tempfile.TemporaryDirectory(prefix="ministack-") as folder:
        port = free_port()
        endpoint = f"http://127.0.0.1:{port}"
        command = emulator(port, Path(folder), state, enforces_rights=enforces_rights)
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 (our own command)
                tethered(command.argv),
                env=command.env,
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _await_ready(endpoint, lambda: process.poll() is None, log)
            yield endpoint
        finally:
            stop_group(process)


def _await_ready(endpoint: str, is_alive: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + 30
    while not is_ready(endpoint):
        if not is_alive() or time.monotonic() > deadline:
            raise EmulatorError(f"MiniStack doesn't come up:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to stop, then wait for it and for every process that it started."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    deadline = time.monotonic() + 5
    while group_is_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def group_is_alive(group: int) -> bool:
    """Whether a process of the group still runs; the dead that nobody has fetched don't count."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # After the name in brackets: state, parent, group.
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                return True
    return False
