"""`shop rollback`: lists the last releases, and goes back to one of them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from desk.publishing import Stage, publisher
from desk.terminal import REFUSED, AsJson, console, print_json, say, stop
from domain.releases import Manifest, Showing


def rollback(
    stage: Stage,
    release: Annotated[
        str | None,
        typer.Argument(help="Its id, or the beginning of it.", show_default=False),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take visitors back to an earlier release; without one, list those there are.

    Pages and prices go back. Policies stay as they are, and so does how many were made of each
    piece. The shop stays there until you publish by hand.
    """
    with publisher(stage, quiet=as_json) as at:
        if release is None:
            _list(*at.releases(), as_json=as_json)
            return
        if not yes and not typer.confirm(
            f"Visitors of {at.places.origin} will see the release {release}. Go back to it?",
            err=True,
        ):
            stop("Nothing was done.", REFUSED)
        done = at.go_back(release)
        if as_json:
            print_json(
                {
                    "stage": stage,
                    "release": done.release,
                    "before": done.before,
                    "policies": done.policies,
                    "changed": done.changed,
                }
            )
            return
        say(
            f"Visitors of {at.places.origin} see the release {done.release} now, with the policies "
            f"of {done.policies}. It stays so until you publish by hand: ./shop publish"
        )


def _list(manifests: list[Manifest], showing: Showing | None, *, as_json: bool) -> None:
    rows = [_row(each, showing) for each in manifests]
    if as_json:
        print_json(rows)
        return
    if not rows:
        say("Nothing was published yet. Publish first: ./shop publish")
        return
    table = Table("Release", "Published (UTC)", "Pieces", "", box=None, header_style="bold")
    for row in rows:
        table.add_row(row["release"], row["published_at"], str(row["pieces"]), _mark(row))
    console.print(table)


def _row(manifest: Manifest, showing: Showing | None) -> dict[str, Any]:
    return {
        "release": manifest.id,
        "published_at": f"{manifest.published_at:%Y-%m-%d %H:%M}",
        "pieces": len(manifest.release.pieces),
        "shown": bool(showing and showing.pages == manifest.id),
        "policies_shown": bool(showing and showing.policies == manifest.id),
    }


def _mark(row: dict[str, Any]) -> str:
    if row["shown"]:
        return "visitors see it" if row["policies_shown"] else "visitors see its pages"
    return "visitors see its policies" if row["policies_shown"] else ""
