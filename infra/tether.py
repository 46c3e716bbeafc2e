"""Ends a program with the one that started it, even where that is killed outright."""

from __future__ import annotations

import os
import sys

# Linux sends the signal (PR_SET_PDEATHSIG), and the program that takes this one's place keeps
# the wish. Where the parent died first, nothing is started at all.
TETHER = """
import ctypes, os, signal, sys
parent, argv = int(sys.argv[1]), sys.argv[2:]
ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() == parent:
    os.execvpe(argv[0], argv, os.environ)
"""


def tethered(argv: list[str]) -> list[str]:
    """The command tied to this process; start it from a thread that lives as long as it shall."""
    if sys.platform != "linux":
        return argv
    return [sys.executable, "-I", "-S", "-c", TETHER, str(os.getpid()), *argv]
