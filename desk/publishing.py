"""What `shop publish` and `shop rollback` share: a stage's publisher, its progress, its refusals."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from desk.live_refusals import live_refusals
from desk.terminal import NOT_RUNNING, REFUSED, STOPPED, WRONG, stop
from domain.policies import PolicyRewrittenError, PolicyWithdrawnError
from domain.publishing import ShelfBusyError
from domain.releases import UnknownReleaseError
from domain.stock import StockMismatchError
from functions.world import now
from infra.account import Account
from infra.releases.edge_store import InTheWayError
from infra.releases.opening import machine_file, open_publisher
from infra.releases.places import deployed_places
from infra.releases.publisher import GoneBackError, Publisher, UnsealedPolicyError
from infra.releases.refusals import StageUnreachableError, in_words
from infra.releases.turn import NotYourTurnError, this_machine, who
from infra.site_build import SiteError
from infra.stages import StageError, read_stage

STAGE = re.compile("[a-z][a-z0-9-]{0,30}")
"""What the template takes for a stage's name."""


def _stage(told: str) -> str:
    if not STAGE.fullmatch(told):
        raise typer.BadParameter(f"“{told}” is no stage. Write it as test or live.")
    return told


Stage = Annotated[
    str,
    typer.Option(
        "--stage",
        envvar="VITRINE_STAGE",
        callback=_stage,
        help="Which of your shops, such as test or live.",
    ),
]

REFUSALS = (
    *(StockMismatchError, PolicyRewrittenError, PolicyWithdrawnError, UnsealedPolicyError),
    *(UnknownReleaseError, NotYourTurnError, InTheWayError),
)


@contextlib.contextmanager
def publisher(
    stage: str, *, quiet: bool = False, content: Path | None = None
) -> Iterator[Publisher]:
    """The stage's publisher, with a bar of its progress on a terminal; refusals become sentences.

    With `content` to publish, a live stage takes none that it wouldn't be deployed with.
    """
    with _told_kindly(), in_words(stage), this_machine(machine_file(stage)) as holder:
        account = Account(read_stage(stage))
        if content and account.stage.live and (wrong := live_refusals(account.stage, content)):
            stop("\n".join((*wrong, "Nothing was published.")), REFUSED)
        places = deployed_places(account)
        with _progress(quiet=quiet) as tell:
            yield open_publisher(places, account, holder=holder, who=who(), now=now, tell=tell)


@contextlib.contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """On the terminal only, and beside what is printed, which other programs may read."""
    said = Console(stderr=True, quiet=quiet)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=said, transient=True, disable=not said.is_terminal) as bars:
        tasks = {}

        def tell(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=of)
            bars.update(tasks[step], completed=done, total=of)

        yield tell


@contextlib.contextmanager
def _told_kindly() -> Iterator[None]:
    try:
        yield
    except SiteError as error:
        stop(f"{error}\nVisitors see what they saw before, until this is mended.", WRONG)
    except (StageError, StageUnreachableError) as error:
        stop(str(error), NOT_RUNNING)
    except ShelfBusyError as error:
        stop(f"{error} is being bought all the time. Run this again in a minute.", REFUSED)
    except REFUSALS as error:
        stop(str(error), REFUSED)
    except GoneBackError as error:
        # Nothing is wrong: a schedule that comes every day shouldn't cry every day.
        typer.echo(str(error))
    except KeyboardInterrupt:
        stop("Stopped. Run it again when you like: it goes on where it stopped.", STOPPED)
