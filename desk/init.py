"""`shop init`: asks a few questions and writes a stage's settings; asked again, it keeps what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import typer

from desk.live_refusals import live_refusals
from desk.policy_book import CONTENT, Content
from desk.terminal import EXIT_CODES, REFUSED, say, stop
from infra.stages import (
    REGION,
    Stage,
    StageError,
    new_id,
    stage_file,
    stage_from,
    written,
    wrong_with,
)

T = TypeVar("T", str, int, bool)

QUESTIONS = {
    "live": "Does it take real money",
    "owner_mail": "Your mail address, for alarms",
    "domain": "Its domain, such as shop.example (empty: one of CloudFront's, to try it out)",
    "certificate": f"The domain's certificate in {REGION}, as an ARN",
    "mail_domain": "The domain of your mails, if this stage shall set it up at SES (empty: no)",
    "profile": "Your profile in ~/.aws/config (empty: the usual one)",
    "monthly_budget": "From how many dollars a month on you want a mail",
    "publish_from": "The repository at GitHub that publishes it, such as ada/shop (empty: none)",
}

NEEDS = {"certificate": "domain", "publish_from": "live"}
"""What isn't asked for where there is nothing of the other."""


def init(
    stage: Annotated[
        str, typer.Option("--stage", help="The stage's name: test and live are usual.")
    ] = "test",
    *,
    live: Annotated[
        bool | None,
        typer.Option("--live/--not-live", help="Whether it takes real money.", show_default=False),
    ] = None,
    owner_mail: Annotated[
        str | None, typer.Option(help="Who gets the alarms.", show_default=False)
    ] = None,
    domain: Annotated[
        str | None, typer.Option(help="Where visitors find the shop.", show_default=False)
    ] = None,
    certificate: Annotated[
        str | None, typer.Option(help="The domain's certificate, as an ARN.", show_default=False)
    ] = None,
    mail_domain: Annotated[
        str | None,
        typer.Option(help="The domain of your mails, set up by this stage.", show_default=False),
    ] = None,
    region: Annotated[str | None, typer.Option(help="Where it runs.", show_default=False)] = None,
    profile: Annotated[
        str | None, typer.Option(help="Your profile in ~/.aws/config.", show_default=False)
    ] = None,
    monthly_budget: Annotated[
        int | None, typer.Option(help="Dollars a month that are worth a mail.", show_default=False)
    ] = None,
    publish_from: Annotated[
        str | None,
        typer.Option(help="The repository at GitHub that publishes it.", show_default=False),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Don't ask: take what is said here, and keep the rest.")
    ] = False,
    content: Content = CONTENT,
) -> None:
    """Write a stage's settings, and say what of the shop is still to be written.

    Run it again whenever you like: what you don't change stays, and nothing is overwritten before
    you have agreed.
    """
    given = {
        "live": live,
        "owner_mail": owner_mail,
        "domain": domain,
        "certificate": certificate,
        "mail_domain": mail_domain,
        "profile": profile,
        "monthly_budget": monthly_budget,
        "publish_from": publish_from,
    }
    try:
        file = stage_file(stage)
        before = stage_from(file) if file.exists() else None
        settings = _settings(stage, before, given, region, asks=not yes)
    except StageError as error:
        stop(str(error), REFUSED)
    _write(file, before, settings, yes=yes)
    _say_next(settings, content)


init.__doc__ = f"{init.__doc__}\n\n    {EXIT_CODES}"


def _settings(
    name: str, before: Stage | None, given: dict[str, Any], region: str | None, *, asks: bool
) -> Stage:
    """Raises StageError where they can't be right."""
    start = before or Stage(id=new_id(), live=name == "live", owner_mail="", name=name)
    said = msgspec.structs.asdict(start)
    said["region"] = region or start.region
    for field, question in QUESTIONS.items():
        if given[field] is not None:
            said[field] = given[field]
        elif asks and said[NEEDS.get(field, "name")]:
            said[field] = _asked(question, said[field])
    if not said["domain"]:
        said["certificate"] = ""
    settings = Stage(**said)
    if wrong := wrong_with(settings):
        raise StageError("\n".join(("Nothing was written.", *wrong)))
    return settings


def _asked(question: str, present: T) -> T:
    try:
        if isinstance(present, bool):
            return typer.confirm(f"{question}?", default=present)
        answer = typer.prompt(question, default=present, type=type(present))
    except typer.Abort:
        typer.echo()
        stop("Nothing was written. Where nobody can be asked, say --yes.", REFUSED)
    return answer.strip() if isinstance(answer, str) else answer  # type: ignore[return-value]


def _write(file: Path, before: Stage | None, settings: Stage, *, yes: bool) -> None:
    if before == settings:
        say(f"{file} stays as it was.")
        return
    if before and not yes:
        for field, old, new in _changes(before, settings):
            say(f"{field}: {old!r} becomes {new!r}")
        if not _agreed(f"Write that into {file}?"):
            stop("Nothing was written.", REFUSED)
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_suffix(".toml.part")
    fresh.write_text(written(settings), encoding="utf-8")
    fresh.replace(file)
    say(f"Wrote {file}. Keep it with your content: no secret is in it.")


def _changes(before: Stage, after: Stage) -> list[tuple[str, Any, Any]]:
    old, new = msgspec.structs.asdict(before), msgspec.structs.asdict(after)
    return [(field, old[field], new[field]) for field in new if old[field] != new[field]]


def _agreed(question: str) -> bool:
    try:
        return typer.confirm(question)
    except typer.Abort:
        typer.echo()
        return False


def _say_next(settings: Stage, content: Path) -> None:
    left = live_refusals(msgspec.structs.replace(settings, live=True), content)
    if left and settings.live:
        say("\nBefore it can go live:")
        for each in left:
            say(f"- {each}")
    say(
        f"\nSee what it would set up, without doing it: ./shop deploy --stage {settings.name} --dry-run"
    )
