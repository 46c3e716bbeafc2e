"""Makes a stage's secrets, asks for Stripe's, and sees that the address key has a copy."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import typer

from desk.terminal import say
from infra.stage_secrets import (
    MADE,
    STRIPE_KEY,
    TOLD,
    WEBHOOK,
    Secrets,
    wrong_key,
    wrong_webhook_secret,
)
from infra.stages import STAGES, Stage, StageError

QUESTIONS = {
    STRIPE_KEY: "Stripe's secret key, from dashboard.stripe.com/apikeys",
    WEBHOOK: "The webhook's signing secret, from dashboard.stripe.com/webhooks",
}


def make_secrets(secrets: Secrets, *, asks: bool, quiet: bool) -> list[str]:
    """Make those that are missing, ask for Stripe's where somebody can answer. Raises StageError."""
    stage = secrets.account.stage
    made = secrets.make()
    for name in made:
        if not quiet:
            say(f"Made the secret {stage.secret_name(name)}.")
    keep_address_key(secrets, quiet=quiet)
    if asks:
        for name in TOLD:
            if name in secrets.missing:
                ask_for(secrets, name)
    return made


def ask_for(secrets: Secrets, name: str, *, instead: bool = False) -> None:
    """Ask for one of Stripe's. An empty answer leaves it as it is. Raises StageError."""
    try:
        value = str(typer.prompt(QUESTIONS[name], default="", hide_input=True, show_default=False))
    except typer.Abort:
        typer.echo()
        return
    if value.strip():
        put_told(secrets, name, value.strip(), instead=instead)


def put_told(secrets: Secrets, name: str, value: str, *, instead: bool = False) -> None:
    """Keep one of Stripe's secrets if it fits the stage. Raises StageError."""
    stage = secrets.account.stage
    wrong = (
        wrong_key(value, live=stage.live, stage=stage.name)
        if name == STRIPE_KEY
        else wrong_webhook_secret(value)
    )
    if wrong:
        raise StageError(wrong)
    secrets.put(name, value, instead=instead)


def copy_of_address_key(stage: Stage, folder: Path = STAGES) -> Path:
    return folder / f"{stage.name}.address-key"


def keep_address_key(secrets: Secrets, *, quiet: bool) -> None:
    """Leave a copy beside the settings, where git doesn't look, and tell the owner to keep it."""
    file = copy_of_address_key(secrets.account.stage)
    if file.exists() or not file.parent.is_dir():
        return
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(secrets.found[MADE[1]] + "\n")
        if not quiet:
            say(
                f"A copy of the key that addresses are known by is in {file}. Put it with your "
                "passwords now: without it, whoever left your letter couldn't be told from anybody "
                "else."
            )
