"""`shop deploy`: shows what would change at AWS, in words and in money, asks, and does it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from desk.deploying import Deploy, Wishes
from desk.policy_book import CONTENT, Content
from desk.terminal import EXIT_CODES, REFUSED, STOPPED, AsJson, print_json, stop
from infra.before import DeployFailedError
from infra.stages import StageError

StageName = Annotated[
    str,
    typer.Option("--stage", help="Which stage: the name of a file in stages/.", show_default=False),
]


def deploy(
    stage: StageName,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before deploying.")] = False,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A table or bucket that may be replaced or removed; may be repeated.",
            show_default=False,
        ),
    ] = None,
    over_edits: Annotated[
        bool, typer.Option("--over-edits", help="Deploy over what was edited by hand at AWS.")
    ] = False,
    make_webhook: Annotated[
        bool, typer.Option("--make-webhook", help="Tell Stripe where to send its events.")
    ] = False,
    start_over: Annotated[
        bool, typer.Option("--start-over", help="Remove what a failed first deploy has left.")
    ] = False,
    recover: Annotated[
        bool, typer.Option("--recover", help="Go on with going back after a failed deploy.")
    ] = False,
    bundle: Annotated[
        Path | None,
        typer.Option(help="A bundle that is built already.", exists=True, show_default=False),
    ] = None,
    as_json: AsJson = False,
    content: Content = CONTENT,
) -> None:
    """Deploy the shop to AWS, or bring it to what these files say now.

    Nothing is done before you have seen it and agreed. Stop it whenever you like: run again, it
    goes on from there.
    """
    wishes = Wishes(
        dry_run=dry_run,
        yes=yes,
        allowed=tuple(allow or ()),
        over_edits=over_edits,
        make_webhook=make_webhook,
        start_over=start_over,
        recover=recover,
        quiet=as_json,
        bundle=bundle,
    )
    with _told(stage, as_json=as_json):
        outcome = Deploy.of(stage, content, wishes).run()
    if as_json:
        print_json(outcome)


deploy.__doc__ = f"{deploy.__doc__}\n\n    {EXIT_CODES}"


@contextlib.contextmanager
def _told(stage: str, *, as_json: bool) -> Iterator[None]:
    try:
        yield
    except DeployFailedError as error:
        if as_json:
            failed = [msgspec.to_builtins(each) for each in error.failures]
            print_json({"stage": stage, "outcome": "failed", "failed": failed})
        stop(str(error), REFUSED)
    except StageError as error:
        stop(str(error), REFUSED)
    except KeyboardInterrupt:
        stop(
            "Stopped. What CloudFormation has begun goes on by itself. To see how it stands, and to "
            f"go on from there: ./shop deploy --stage {stage}",
            STOPPED,
        )
