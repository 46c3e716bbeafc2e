"""A group of commands where a name that is no command is shown: `shop order K7QM`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

SHOW = "show"


class ShowsByDefault(TyperGroup):
    """`show` is the command that is meant where none is named."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 — Click's own, which Typer keeps to itself
        named = args and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if named else [SHOW, *args])
