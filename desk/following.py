"""A deploy under way: a bar of the resources that are done, and a line for each that failed."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.stack import Stack, Standing, Step
from infra.stages import StageError


def follow(stack: Stack, seen: set[str], count: int, *, quiet: bool) -> Standing:
    """Wait until CloudFormation is done with so many resources. Raises StageError."""
    bar = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=bar, transient=True, disable=quiet or not bar.is_terminal
    ) as shown:
        task = shown.add_task("Deploying", total=count or None)
        done: set[str] = set()

        def told(step: Step) -> None:
            if step.resource != stack.name:
                done.add(step.resource)
            shown.update(task, completed=min(len(done), count or len(done)))
            if step.failed and not quiet:
                bar.print(f"{step.resource}: {step.reason or step.status}", markup=False)

        try:
            return stack.follow(seen, told)
        except StageError as error:
            raise StageError(
                f"{error} What CloudFormation has begun meanwhile goes on by itself."
            ) from error
