"""Several programs as one: started in order, heard with their names, stopped together.

honcho would prefix and stop them too, but it starts everything at once from shell lines; here
a program starts when those that it needs are ready, and the reason for an end is said last.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from infra.emulator import group_is_alive
from infra.tether import tethered

READY_SECONDS = 300.0
"""A first build encodes every picture, which takes a slow machine minutes."""

COLOURS = (36, 33, 32, 35, 34, 31)


@dataclass(frozen=True)
class Program:
    """`env` is all of its environment; `is_ready` is asked until it says yes."""

    name: str
    argv: list[str]
    env: Mapping[str, str]
    cwd: Path
    is_ready: Callable[[], bool] | None = None


class ProgramEndedError(Exception):
    """A program ended that nobody asked to; the message says which, how, and its last words."""


class NotReadyError(Exception):
    """A program runs but doesn't get ready."""


@dataclass
class Running:
    program: Program
    process: asyncio.subprocess.Process
    last_words: str = ""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


@dataclass
class Supervisor:
    output: TextIO
    colours: bool = False
    patience: float = 10.0
    """How many seconds a program may take to stop before it is killed."""
    running: list[Running] = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self) -> None:
        self.asked = asyncio.Event()
        """Set when everything shall stop."""
        self.ended: asyncio.Future[object] = asyncio.get_running_loop().create_future()

    async def start(self, program: Program) -> None:
        """Start a program. Raises ProgramEndedError where it isn't there at all."""
        process = await asyncio.create_subprocess_exec(
            *tethered(program.argv),
            env=dict(program.env),
            cwd=program.cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # A session of its own: the terminal's Ctrl-C reaches only the supervisor, which
            # stops everything in order.
            start_new_session=True,
        )
        one = Running(program, process)
        self.running.append(one)
        one.tasks = [
            asyncio.create_task(self._listen(one)),
            asyncio.create_task(self._watch(one)),
        ]

    async def until_ready(self, *names: str) -> None:
        """Wait for programs. Raises NotReadyError after five minutes."""
        for one in self.running:
            if one.program.name in names and one.program.is_ready:
                await self._until_ready(one.program.name, one.program.is_ready)

    async def _until_ready(self, name: str, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not await asyncio.to_thread(is_ready):
            if time.monotonic() > deadline:
                raise NotReadyError(f"{name} doesn't get ready.")
            await asyncio.sleep(0.05)

    async def _listen(self, one: Running) -> None:
        """Pass on what a program prints, line by line, however long the lines are."""
        assert one.process.stdout  # noqa: S101 (asked for when it was started)
        rest = b""
        while chunk := await one.process.stdout.read(65536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._said(one, line)
        if rest:
            self._said(one, rest)

    def _said(self, one: Running, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        one.last_words = text or one.last_words
        self.say(one.program.name, text)

    def say(self, name: str, text: str) -> None:
        prefix = f"{name:<9} | "
        if self.colours:
            known = [one.program.name for one in self.running]
            colour = COLOURS[known.index(name) % len(COLOURS)] if name in known else 0
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
        self.output.write(f"{prefix}{text}\n")
        self.output.flush()

    async def _watch(self, one: Running) -> None:
        code = await _ended(one.process)
        # Its last words may still be on their way; what it started may keep the pipe open.
        await asyncio.wait(one.tasks[:1], timeout=1)
        if not (self.stopping or self.ended.done()):
            words = f", saying “{one.last_words}”" if one.last_words else ""
            self.ended.set_result(f"{one.program.name} ended by itself ({how(code)}){words}.")

    async def stop(self) -> None:
        """End every program, the last started first, and whatever they started themselves."""
        self.stopping = True
        for one in reversed(self.running):
            await self._stop(one)
        self.running.clear()

    async def _stop(self, one: Running) -> None:
        with contextlib.suppress(ProcessLookupError):
            one.process.terminate()
        try:
            await asyncio.wait_for(_ended(one.process), self.patience)
        except TimeoutError:
            one.process.kill()
            await _ended(one.process)
        group = one.process.pid
        deadline = time.monotonic() + self.patience
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGTERM)
            while group_is_alive(group) and time.monotonic() < deadline:  # noqa: ASYNC110 (the kernel sends no event)
                await asyncio.sleep(0.02)
            os.killpg(group, signal.SIGKILL)
        await asyncio.wait(one.tasks, timeout=1)
        for task in one.tasks:
            task.cancel()


async def _ended(process: asyncio.subprocess.Process) -> int:
    """Its exit code. Until Python 3.13, `wait()` also waits for whoever shares its output."""
    while process.returncode is None:  # noqa: ASYNC110 (the event would come too late)
        await asyncio.sleep(0.02)
    return process.returncode


def how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


async def supervise(
    bring_up: Callable[[Supervisor], Coroutine[None, None, None]],
    output: TextIO,
    *,
    colours: bool = False,
    patience: float = 10.0,
    signals: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP),
) -> None:
    """Run what `bring_up` starts until Ctrl-C, SIGTERM or a closed terminal, then stop it all.

    Raises ProgramEndedError where a program ends before that, and whatever `bring_up` raises.
    """
    supervisor = Supervisor(output, colours, patience)
    asked = supervisor.asked
    for number in signals:
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    waiting: asyncio.Future[object] = asyncio.ensure_future(asked.wait())
    up: asyncio.Future[object] = asyncio.ensure_future(bring_up(supervisor))
    ends = {waiting, supervisor.ended}
    try:
        await asyncio.wait({*ends, up}, return_when=asyncio.FIRST_COMPLETED)
        if up.done():
            up.result()
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if supervisor.ended.done() and not asked.is_set():
            raise ProgramEndedError(str(supervisor.ended.result()))
    finally:
        for task in (up, waiting):
            task.cancel()
        await asyncio.wait({up, waiting})
        await supervisor.stop()
