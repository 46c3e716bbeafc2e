"""Shares long work out to a process for each processor, and shows how far it has come.

The workers are forked, so that what has been read so far is theirs without being sent. Where that
isn't safe (macOS), or where there is little to do, the work is done right here.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

from plugins.darkroom import follow_the_parent, progress_bar

FEW = 200
"""So much is done before two processes have begun."""

CHUNK = 50

T = TypeVar("T")
R = TypeVar("R")

_work: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""What the workers find when they are forked."""


def share_out(name: str, tasks: Sequence[T], do: Callable[[T], R]) -> list[R]:
    """What `do` makes of each task, in their order; whatever it raises is raised here."""
    processors = os.cpu_count() or 1
    if len(tasks) < FEW:
        return [do(task) for task in tasks]
    with _tidying():
        if processors == 1 or sys.platform == "darwin":
            return [do(task) for task in tasks]
        return _fork(name, tasks, do, processors)


@contextlib.contextmanager
def _tidying() -> Iterator[None]:
    """Have garbage looked for among what long work makes."""
    # What is there already won't be thrown away: nobody needs to look for that, nor copy it.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    was_enabled = gc.isenabled()
    gc.enable()
    try:
        yield
    finally:
        if not was_enabled:
            gc.disable()
        gc.unfreeze()


def _fork(name: str, tasks: Sequence[T], do: Callable[[T], R], processors: int) -> list[R]:
    _work.append((do, tasks))
    try:
        with (
            ProcessPoolExecutor(processors, get_context("fork"), follow_the_parent) as pool,
            progress_bar(len(tasks)) as bar,
        ):
            done: list[R] = []
            task = bar.add_task(name, total=len(tasks))
            for results in pool.map(_do_chunk, _chunks(len(tasks))):
                done += results
                bar.update(task, completed=len(done))
            return done
    finally:
        _work.pop()


def _chunks(number: int) -> Iterator[range]:
    return (range(start, min(start + CHUNK, number)) for start in range(0, number, CHUNK))


def _do_chunk(chunk: range) -> list[Any]:
    do, tasks = _work[-1]
    return [do(tasks[number]) for number in chunk]
