"""Ports of this machine: which are taken, and who answers."""

from __future__ import annotations

import socket
from itertools import count
from urllib.parse import urlsplit


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def is_taken(port: int) -> bool:
    """Whether nobody could listen on the port now."""
    with socket.socket() as listener:
        # As servers do it: a connection that has just ended doesn't keep the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def next_free(port: int) -> int:
    return next(other for other in count(port + 1) if not is_taken(other))


def answers(address: str) -> bool:
    """Whether somebody listens where a URL such as `http://127.0.0.1:8000` points."""
    url = urlsplit(address)
    try:
        with socket.create_connection((url.hostname or "", url.port or 80), timeout=1):
            return True
    except OSError:
        return False
