"""The supervisor with tiny programs that do one thing each."""

from __future__ import annotations

import asyncio
import functools
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.emulator import group_is_alive
from infra.local.supervisor import NotReadyError, Program, ProgramEndedError, Supervisor, supervise
from tests.fixtures.loops import run

WAIT = "import time; time.sleep(60)"


def program(name: str, code: str) -> Program:
    return Program(name, [sys.executable, "-u", "-c", code], dict(os.environ), Path.cwd())


def groups(supervisor: Supervisor) -> list[int]:
    return [one.process.pid for one in supervisor.running]


# Signals reach only the main thread; that Ctrl-C asks to stop is seen in test_local_stack.py.
supervised = functools.partial(supervise, signals=())


async def heard(output: io.StringIO, text: str) -> None:
    deadline = time.monotonic() + 10
    while text not in output.getvalue():
        assert time.monotonic() < deadline, output.getvalue()
        await asyncio.sleep(0.01)


def test_every_line_is_said_with_its_programs_name() -> None:
    output = io.StringIO()

    async def bring_up(supervisor: Supervisor) -> None:
        await supervisor.start(program("first", f"print('one\\n\\ntwo'); {WAIT}"))
        await heard(output, "two")
        await supervisor.start(program("second", f"print('x' * 100_000); {WAIT}"))
        await heard(output, "x\n")
        supervisor.asked.set()

    run(supervised(bring_up, output))

    assert output.getvalue().splitlines() == [
        "first     | one",
        "first     | ",
        "first     | two",
        f"second    | {'x' * 100_000}",
    ]


def test_names_are_coloured_only_for_a_terminal() -> None:
    output = io.StringIO()

    async def bring_up(supervisor: Supervisor) -> None:
        await supervisor.start(program("first", f"print('one'); {WAIT}"))
        await heard(output, "one")
        supervisor.asked.set()

    run(supervised(bring_up, output, colours=True))

    assert output.getvalue() == "\x1b[36mfirst     | \x1b[0mone\n"


def test_when_one_ends_the_others_are_stopped_and_the_reason_is_given() -> None:
    output = io.StringIO()
    seen: list[int] = []

    async def bring_up(supervisor: Supervisor) -> None:
        await supervisor.start(program("steady", WAIT))
        await supervisor.start(
            program("weak", "import sys; print('no table'); time = 1; sys.exit(3)")
        )
        seen.extend(groups(supervisor))

    with pytest.raises(ProgramEndedError) as raised:
        run(supervised(bring_up, output))

    assert str(raised.value) == "weak ended by itself (exit code 3), saying “no table”."
    assert len(seen) == 2
    assert not any(group_is_alive(group) for group in seen)


def test_an_end_while_others_are_still_started_counts_too() -> None:
    async def bring_up(supervisor: Supervisor) -> None:
        await supervisor.start(program("weak", "import os; os.kill(os.getpid(), 9)"))
        await asyncio.sleep(30)

    with pytest.raises(ProgramEndedError, match=r"weak ended by itself \(SIGKILL\)\."):
        run(supervised(bring_up, io.StringIO()))


def test_asked_to_stop_it_stops_everything_the_last_started_first_with_what_it_started() -> None:
    output = io.StringIO()
    seen: list[int] = []
    tell = (
        "import signal, sys, subprocess, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "def stop(*_):\n    print('bye'); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "print('up')\n"
        "time.sleep(60)"
    )

    async def bring_up(supervisor: Supervisor) -> None:
        await supervisor.start(program("first", tell))
        await supervisor.start(program("second", tell))
        await heard(output, "first     | up")
        await heard(output, "second    | up")
        seen.extend(groups(supervisor))
        supervisor.asked.set()

    run(supervised(bring_up, output))

    assert output.getvalue().splitlines()[2:] == ["second    | bye", "first     | bye"]
    assert not any(group_is_alive(group) for group in seen)


def test_a_program_that_will_not_stop_is_killed() -> None:
    output = io.StringIO()
    seen: list[int] = []
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); {WAIT}"

    async def bring_up(supervisor: Supervisor) -> None:
        await supervisor.start(program("deaf", deaf))
        await heard(output, "up")
        seen.extend(groups(supervisor))
        supervisor.asked.set()

    run(supervised(bring_up, output, patience=0.2))

    assert len(seen) == 1
    assert not group_is_alive(seen[0])


def test_what_bringing_up_raises_stops_everything_too() -> None:
    seen: list[int] = []

    async def bring_up(supervisor: Supervisor) -> None:
        await supervisor.start(program("steady", WAIT))
        seen.extend(groups(supervisor))
        raise NotReadyError("steady doesn't get ready.")

    with pytest.raises(NotReadyError, match="steady"):
        run(supervised(bring_up, io.StringIO()))

    assert not group_is_alive(seen[0])


def test_programs_end_even_when_their_supervisor_is_killed_outright() -> None:
    code = """
import asyncio, os, sys
from pathlib import Path
from infra.local.supervisor import Program, supervise

async def bring_up(supervisor):
    wait = [sys.executable, "-c", "import time; time.sleep(60)"]
    await supervisor.start(Program("steady", wait, dict(os.environ), Path.cwd()))
    await asyncio.sleep(0.3)
    print(supervisor.running[0].process.pid, flush=True)

asyncio.run(supervise(bring_up, sys.stdout))
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout
        group = int(process.stdout.readline())
        assert group_is_alive(group)

        process.kill()

    deadline = time.monotonic() + 5
    while group_is_alive(group) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not group_is_alive(group)


def test_an_end_is_noticed_while_something_it_started_still_runs() -> None:
    leave = (
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('leaving')"
    )
    seen: list[int] = []

    async def bring_up(supervisor: Supervisor) -> None:
        await supervisor.start(program("parent", leave))
        seen.extend(groups(supervisor))

    with pytest.raises(ProgramEndedError, match=r"exit code 0\), saying “leaving”"):
        run(supervised(bring_up, io.StringIO()))

    assert not group_is_alive(seen[0])
