"""Serves the desk on this machine until Ctrl-C."""

from __future__ import annotations

import secrets
import socket
import webbrowser

import uvicorn

from desk.terminal import say
from desk.web.app import create_app
from desk.web.door import OPEN
from desk.web.parts import DeskParts

HERE = "127.0.0.1"


def serve(parts: DeskParts, port: int, *, opened: bool) -> None:
    """On a free port where `port` is 0. Raises OSError where it is taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((HERE, port))
        # From here on a browser waits until it is answered.
        door.listen()
        origin = f"http://{HERE}:{door.getsockname()[1]}"
        token = secrets.token_urlsafe(32)
        app = create_app(parts, origin, secrets.token_urlsafe(32), token)
        link = f"{origin}/?{OPEN}={token}"
        say(f"Your desk ({parts.where}) is open. This link works once:\n{link}\nCtrl-C closes it.")
        if opened:
            webbrowser.open(link)
        _run(app, door)


def _run(app: object, door: socket.socket) -> None:
    # What is looked at is nobody's business: no access log. No proxy stands before it.
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]  # uvicorn has a type of its own for the same thing
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    try:
        uvicorn.Server(config).run(sockets=[door])
    except KeyboardInterrupt:
        say("The desk is closed.")
