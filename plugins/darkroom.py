"""Encodes all pictures that are new, on every processor, and shows how far it has come."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path

from pelican.log import console  # type: ignore[import-untyped]  # Pelican has no types
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from plugins.picture_cache import fill
from plugins.pictures import Picture

FEW = 4
"""So many are done before anybody wonders what takes so long."""


def encode(pictures: Iterable[Picture]) -> None:
    """Fill the cache with what is missing in it; raises PictureError.

    What is finished stays so if this is interrupted, and the next build goes on from there.
    """
    kept = {picture.kept: picture for picture in pictures}.values()
    waiting = {Path(each.kept): Path(each.original) for each in kept if each.unmade}
    if not waiting:
        return
    workers = min(len(waiting), os.cpu_count() or 1)
    pool = ProcessPoolExecutor(workers, initializer=follow_the_parent)
    try:
        tasks = [pool.submit(fill, key.parent, key.name, path) for key, path in waiting.items()]
        with progress_bar(len(tasks)) as progress:
            for task in progress.track(as_completed(tasks), len(tasks), description="Pictures"):
                task.result()
    finally:
        pool.shutdown(cancel_futures=True)


def progress_bar(number: int) -> Progress:
    """A bar on Pelican's own console, beside its “Generating”; nothing where nobody looks on."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=number <= FEW or not console.is_terminal,
    )


def follow_the_parent() -> None:
    """Leave Ctrl-C to the parent, which lets the picture in hand be finished; end if it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
