"""Runs Pelican and lets it be cut off before its n-th change of a file, as by a power cut.

`python -m tests.site.cut_off FOLDER HOW AT …` goes on with Pelican's own words. Changes in FOLDER are
counted; at number AT the process is killed (HOW is `killed`), or from then on the disk is full
(`full`). With AT 0 nothing happens, and their number is said at the end.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from itertools import count

from pelican import main  # type: ignore[import-untyped]  # Pelican has no types

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
NEEDING_ROOM = ("open", "os.mkdir", "os.link")
CHANGES = (*NEEDING_ROOM, "os.rename", "os.remove", "os.rmdir", "os.utime")


def watch(folder: str, how: str, at: int) -> count[int]:
    """Count the changes from now on, and cut off where that is wanted."""
    numbers = count(1)

    def look(event: str, told: tuple[object, ...]) -> None:
        if event not in CHANGES or not str(told[0]).startswith(folder):
            return
        if event == "open" and not (isinstance(told[2], int) and told[2] & WRITING):
            return
        number = next(numbers)
        if at and how == "killed" and number == at:
            os.kill(os.getpid(), signal.SIGKILL)
        if at and how == "full" and number >= at and event in NEEDING_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(told[0]))

    sys.addaudithook(look)
    return numbers


if __name__ == "__main__":
    _, told_folder, told_how, told_at, *words = sys.argv
    changes = watch(told_folder, told_how, int(told_at))
    try:
        main(words)
    finally:
        sys.stderr.write(f"\n{next(changes) - 1} changes\n")
