"""`shop secret`: puts Stripe's secrets into a stage, and renews the ones that may be renewed."""

from __future__ import annotations

import secrets as randomness
from typing import Annotated

import typer

from desk.deploy import StageName
from desk.stage_secrets import ask_for, put_told
from desk.terminal import REFUSED, say, stop
from functions.world import now
from infra.account import Account
from infra.cdn_secret import CDN, check_may_be_renewed
from infra.stage_secrets import MADE, TOLD, Secrets, read_secrets
from infra.stages import StageError, read_stage

ADDRESS_KEY = "address-key"
RENEWABLE = tuple(name for name in MADE if name != ADDRESS_KEY)


def secret(
    name: Annotated[
        str, typer.Argument(help=f"One of {', '.join((*TOLD, *RENEWABLE))}.", show_default=False)
    ],
    stage: StageName,
) -> None:
    """Put one of Stripe's secrets in its place, or renew one of the shop's own.

    It asks for Stripe's, or reads them from a pipe; they are shown nowhere. A renewed key takes
    the old one beside it, so that what it signed is still good.
    """
    if name not in (*TOLD, *MADE):
        stop(f"There is no secret “{name}”. There are: {', '.join((*TOLD, *RENEWABLE))}.", REFUSED)
    if name == ADDRESS_KEY:
        stop(
            "The address key stays as long as the shop: with another one, nobody who has left your "
            "letter could be told from anybody else.",
            REFUSED,
        )
    try:
        account = Account(read_stage(stage))
        account.number(now)
        kept = read_secrets(account)
        if name in RENEWABLE:
            _renew(kept, name)
        else:
            _take(kept, name)
    except StageError as error:
        stop(str(error), REFUSED)


def _take(kept: Secrets, name: str) -> None:
    given = typer.get_text_stream("stdin")
    before = kept.found.get(name)
    if given.isatty():
        ask_for(kept, name, instead=True)
    else:
        put_told(kept, name, given.read().strip(), instead=True)
    changed = kept.found.get(name) != before
    where = kept.account.stage.secret_name(name)
    say(f"{where} is in its place." if changed else f"{where} stays as it was.")


def _renew(kept: Secrets, name: str) -> None:
    """The new one first, and the last one beside it; older ones go. Raises StageError."""
    if name == CDN:
        check_may_be_renewed(kept)
    old = kept.found.get(name, "").split(",")[0].strip()
    kept.put(name, ",".join(filter(None, (randomness.token_urlsafe(32), old))), instead=True)
    stage = kept.account.stage
    say(
        f"{stage.secret_name(name)} is new, and the one before still counts. Functions read it as "
        f"they start, and the CDN with a deploy: ./shop deploy --stage {stage.name}"
    )
