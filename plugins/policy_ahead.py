"""Renders and compares long policies on every processor, before their pages ask for it.

What comes out lies in the caches that the pages read: a build that is interrupted goes on there.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import msgspec

from plugins.darkroom import follow_the_parent
from plugins.policy_diff import Differences
from plugins.prose import Prose

FEW = 8
"""So many new texts are rendered in less time than it takes to begin another process."""


class Comparison(msgspec.Struct, frozen=True):
    """Two texts in Markdown, and whether what is the same in both is wanted as well."""

    before: str
    after: str
    whole: bool


def compare_ahead(wanted: Sequence[Comparison], prose: Prose, differences: Differences) -> None:
    """Fill the caches of both, where enough is missing to be worth it."""
    texts = {text for each in wanted for text in (each.before, each.after)}
    workers = os.cpu_count() or 1
    if prose.cache is None or workers == 1 or sum(not prose.knows(text) for text in texts) <= FEW:
        return
    # Neighbors share a text, so each process has a stretch of its own.
    size = -(-len(wanted) // workers)
    parts = [wanted[at : at + size] for at in range(0, len(wanted), size)]
    with ProcessPoolExecutor(len(parts), initializer=_end_at_once) as pool:
        tasks = [pool.submit(_compare, part, prose.cache, differences.cache) for part in parts]
        # A process that was ended, by Ctrl-C or for want of memory, leaves its part to the pages.
        for error in (task.exception() for task in wait(tasks).done):
            if error and not isinstance(error, BrokenProcessPool):
                raise error


def _end_at_once() -> None:
    """End by Ctrl-C, and with the parent: what was half written then is seen, and made anew."""
    follow_the_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _compare(wanted: Sequence[Comparison], prose_cache: Path, difference_cache: Path) -> None:
    prose, differences = Prose(prose_cache), Differences(difference_cache)
    for each in wanted:
        before, after = prose.html(each.before), prose.html(each.after)
        differences.between(before, after, whole=each.whole)
