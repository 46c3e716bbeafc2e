"""`shop publish`: builds the site with what is left today, and shows it once all of it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desk.publishing import Stage, publisher
from desk.terminal import AsJson, print_json, say
from infra.releases.built import Built, build_release
from infra.releases.publisher import Outcome

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"


def publish(
    stage: Stage,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Build it and say what would be done, no more.")
    ] = False,
    scheduled: Annotated[
        bool,
        typer.Option("--scheduled", help="Do nothing while the shop is taken back to a release."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build the site, put it into a stage, and show it to visitors.

    Stop it with Ctrl-C whenever you like, and run it again: visitors see the old site until the
    new one is whole. The last ten can be gone back to: ./shop rollback
    """
    with publisher(stage, quiet=as_json, content=ROOT / "content") as at:

        def build(left: dict[str, int]) -> Built:
            return build_release(ROOT, BUILD / stage, at.places.origin, left)

        done = at.rehearse(build) if dry_run else at.publish(build, scheduled=scheduled)
        if as_json:
            print_json(
                {"stage": stage, "dry_run": dry_run, "origin": at.places.origin, **_row(done)}
            )
            return
        say(_would(done) if dry_run else _did(done, at.places.origin))


def _row(done: Outcome) -> dict[str, object]:
    return {
        "release": done.release,
        "before": done.before,
        "files": done.files,
        "uploaded": done.uploaded,
        "changed": done.changed,
        "forgotten": done.forgotten,
    }


def _would(done: Outcome) -> str:
    if done.release == done.before:
        return f"Nothing has changed since the release {done.release}, which visitors see."
    return (
        f"The release {done.release} would be shown. It has {done.files} files, and "
        f"{done.uploaded} of them would be uploaded."
    )


def _did(done: Outcome, origin: str) -> str:
    if done.release == done.before:
        return f"Nothing has changed. Visitors of {origin} see the release {done.release}."
    changed = len(done.changed)
    return (
        f"Visitors of {origin} see the release {done.release} now. {done.uploaded} of its "
        f"{done.files} files were new, and {changed} {'price or piece' if changed == 1 else 'prices or pieces'} changed."
    )
