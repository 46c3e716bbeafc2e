"""`shop desk`: the orders, the stock and what there is to do, on a page of this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.places import STACK_FILE, Where
from desk.terminal import EXIT_CODES, REFUSED, stop, within_reach


def desk(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of this machine; a free one if left out.")
    ] = 0,
    opened: Annotated[
        bool, typer.Option("--open/--no-open", help="Open it in your browser.")
    ] = True,
    stack: Where = STACK_FILE,
) -> None:
    """Open a page on this machine that shows and does what the commands do. Ctrl-C closes it.

    Nobody else can open it: it listens on this machine alone, and its link works once.
    """
    # What serves pages takes longer to import than the other commands take to answer.
    from desk.web.parts import parts_at  # noqa: PLC0415
    from desk.web.serving import serve  # noqa: PLC0415

    with within_reach():
        parts = parts_at(stack)
        parts.shelf.facts()
    try:
        serve(parts, port, opened=opened)
    except OSError as error:
        stop(f"Port {port} can't be opened: {error.strerror}. Leave --port out.", REFUSED)


desk.__doc__ = f"{desk.__doc__}\n\n{EXIT_CODES}"
