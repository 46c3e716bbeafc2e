"""MiniStack as it is, and every mail that it takes kept as it was handed in.

Its own list has lost headers, tags and configuration set. Run by the emulator's Python, which has
none of the shop's packages: `python -P infra/emulated.py`, with the folder in KEPT_MAILS. Each
mail is a file there: what SES was asked for, as JSON, named by the moment.
"""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Scope]]
Send: TypeAlias = Callable[[Scope], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

SENDING = ("POST", "/v2/email/outbound-emails")


def keeping_mails(app: App, folder: Path) -> App:
    """The ASGI app, whose mails are kept before whoever sent them has an answer."""

    async def kept(scope: Scope, receive: Receive, send: Send) -> None:
        if (scope.get("method"), scope.get("path")) != SENDING:
            await app(scope, receive, send)
            return
        body = bytearray()

        async def heard() -> Scope:
            event = await receive()
            body.extend(event.get("body", b""))
            return event

        async def answered(event: Scope) -> None:
            if event.get("status") == 200:  # noqa: PLR2004 (taken)
                keep(bytes(body), folder)
            await send(event)

        await app(scope, heard, answered)

    return kept


def keep(asked: bytes, folder: Path) -> None:
    """Whole or not at all: others read the folder meanwhile."""
    unfinished = folder / f"{time.time_ns()}-{os.getpid()}.part"
    unfinished.write_bytes(asked)
    unfinished.rename(unfinished.with_suffix(".json"))


def main() -> None:
    import ministack.app  # type: ignore[import-not-found]  # noqa: PLC0415 — only in its own environment

    ministack.app.app = keeping_mails(ministack.app.app, Path(os.environ["KEPT_MAILS"]))
    ministack.app.main()


if __name__ == "__main__":
    main()
