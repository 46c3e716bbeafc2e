"""Builds the site, and shows a piece that is edited before the next build has come to it.

The process that built what is shown stays with all that it knows (plugins/at_once.py). It ends when
the next build is shown, or when nobody holds it any more.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from infra.site_build import SiteError
from plugins.at_once import BUILT, SHOWN, SOCKET

PATIENCE_SECONDS = 2.0
"""A piece that isn't shown by then is shown by the build."""


class Proof:
    """A build by a `command` of Pelican's in the folder `root`, and the process that made it.

    `told` is of its environment. Raises SiteError where the site can't be built.
    """

    def __init__(self, command: Sequence[str], root: Path, told: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        self._asking = threading.Lock()
        self._socket = ours
        self._lines = ours.makefile("rw", encoding="utf-8")
        with theirs, tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            self._process = subprocess.Popen(  # noqa: S603 (our own command)
                command,
                cwd=root,
                env={**os.environ, **told, "COLUMNS": "200", SOCKET: str(theirs.fileno())},
                pass_fds=[theirs.fileno()],
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            theirs.close()
            if self._lines.readline().strip() == BUILT:
                ours.settimeout(PATIENCE_SECONDS)
            else:
                self._ended(said)

    def _ended(self, said: IO[str]) -> None:
        """A build that was good and didn't stay, as without our plugins, shows nothing more."""
        status = self._process.wait()
        self.end()
        said.seek(0)
        if status:
            raise SiteError(said.read().strip() or f"Pelican ended with {status}.")

    def show(self, path: Path) -> bool:
        """Whether the file is shown as it is now."""
        with self._asking, contextlib.suppress(OSError, ValueError):
            self._lines.write(f"{path}\n")
            self._lines.flush()
            return self._lines.readline().strip() == SHOWN
        return False

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        with self._asking, contextlib.suppress(OSError):
            self._lines.close()
        self._socket.close()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
