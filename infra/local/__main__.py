"""`python -m infra.local`: the whole shop on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from infra.aws import (
    REGION,
    DeployError,
    deploy,
    put_secrets,
    table_names,
)
from infra.emulator import EmulatorError
from infra.local.keys import LiveKeyError, keys
from infra.local.processes import STAGE, Stack, Stores, aws_program, secret_name, shop_programs
from infra.local.site import last_build
from infra.local.state import RunningAlreadyError, forget_everything, forget_last_run, locked
from infra.local.supervisor import NotReadyError, ProgramEndedError, Supervisor, supervise
from infra.ports import free_port, is_taken, next_free
from infra.translate import kept_things_only, translated

commands = typer.Typer(add_completion=False)

State = Annotated[Path, typer.Option(help="Where it keeps what it knows between two runs.")]


class PortTakenError(Exception):
    """Somebody listens on the public port; the message says what to write instead."""


@commands.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Where the shop is seen.", min=1, max=65535)] = 8000,
    state: State = Path(".local"),
    open: Annotated[bool, typer.Option(help="Open the shop in a browser.")] = False,  # noqa: A002 (the option's name)
) -> None:
    """Run the whole shop on this machine, until Ctrl-C."""
    if context.invoked_subcommand:
        return
    try:
        with locked(state):
            stack = _stack(port, state.resolve())
            try:
                asyncio.run(
                    supervise(lambda s: _bring_up(s, stack, open), sys.stdout, colours=_tty())
                )
            finally:
                forget_last_run(stack.state)
    except (RunningAlreadyError, PortTakenError, LiveKeyError) as error:
        _stop(str(error), 2)
    except (ProgramEndedError, NotReadyError, EmulatorError, DeployError) as error:
        _stop(f"Everything has been stopped, because {error}", 1)


@commands.command()
def reset(state: State = Path(".local")) -> None:
    """Forget what the local shop has sold, mailed and remembered."""
    try:
        forget_everything(state)
    except RunningAlreadyError as error:
        _stop(str(error), 2)
    typer.echo("The local shop has forgotten everything.")


def _stack(port: int, state: Path) -> Stack:
    if is_taken(port):
        raise PortTakenError(
            f"Port {port} is taken by another program. "
            f"Choose another one: make dev PORT={next_free(port)}"
        )
    forget_last_run(state)
    return Stack(
        root=Path.cwd(),
        state=state,
        port=port,
        aws_port=free_port(),
        functions_port=free_port(),
        stripe_port=free_port(),
        keys=keys(state / "keys.json", os.environ),
    )


async def _bring_up(supervisor: Supervisor, stack: Stack, open_it: bool) -> None:
    await supervisor.start(aws_program(stack))
    await supervisor.until_ready("aws")
    stores = await asyncio.to_thread(_prepare_aws, stack)
    programs = shop_programs(stack, stores)
    for program in programs:
        await supervisor.start(program)
    await supervisor.until_ready(*(program.name for program in programs))
    _write_stack(stack, stores)
    for line in _greeting(stack):
        typer.echo(line)
    if open_it and _tty() and not os.environ.get("NO_BROWSER"):
        await asyncio.to_thread(webbrowser.open, stack.origin)


def _prepare_aws(stack: Stack) -> Stores:
    """The template's tables, bucket, queue and the secrets; what the first three are called."""
    template = translated()
    stack.template.write_text(json.dumps(template))
    outputs = deploy(kept_things_only(template), stack.aws, {}, f"vitrine-{STAGE}")
    put_secrets(stack.aws, STAGE, stack.keys.parameters)
    return Stores(table_names(outputs), outputs["ExportsBucket"], outputs["LettersQueueUrl"])


def _write_stack(stack: Stack, stores: Stores) -> None:
    """Say where everything is, for commands in another terminal."""
    said = {
        "origin": stack.origin,
        "aws": {"endpoint": stack.aws, "region": REGION},
        "tables": stores.tables,
        "exports_bucket": stores.exports_bucket,
        "letters_queue": stores.letters_queue,
        "stripe": {"base": stack.stripe, "secret_key_name": secret_name("stripe-secret-key")},
        "address_key_name": secret_name("address-key"),
        "pid": os.getpid(),
    }
    fresh = stack.state / "stack.json.next"
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(said)))
    fresh.replace(stack.state / "stack.json")


def _greeting(stack: Stack) -> list[str]:
    build = last_build(stack.state)
    mended = ", as soon as what is listed above is mended" if build and build.problems else ""
    lines = [
        "",
        f"The shop is open at {stack.origin}{mended}",
        f"Its mails are at {stack.origin}/dev/mail, and everything else at {stack.origin}/dev/",
        "Edit content/ or theme/ and the page follows. Ctrl-C stops everything.",
    ]
    if not stack.stripe:
        lines.append(
            "Stripe itself takes the payments, in test mode. To let it call the shop: "
            f"stripe listen --forward-to {stack.origin}/api/stripe/events, "
            "and start again with STRIPE_WEBHOOK_SECRET set to what it prints."
        )
    return [*lines, ""]


def _tty() -> bool:
    return sys.stdout.isatty()


def _stop(reason: str, code: int) -> None:
    typer.echo(reason, err=code == 2)  # noqa: PLR2004 (2 says that the call was wrong)
    raise typer.Exit(code)


if __name__ == "__main__":
    commands()
