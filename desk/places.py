"""Where a shop is: on this machine, as `make dev` says, or at AWS, as a stage's settings say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import boto3
import msgspec
import typer
from botocore.config import Config

from functions.settings import Tables
from infra.account import Account
from infra.aws import table_names
from infra.parameters import STRIPE, origin
from infra.stack import Stack
from infra.stages import NAME, StageError, stage_file, stage_from

STACK_FILE = Path(".local/stack.json")


def place(told: str | Path) -> Path:
    """The file that says where a shop is: a stage's settings by its name, or a file as it is.

    Raises typer's own error where no stage can have the name.
    """
    if isinstance(told, Path):
        return told
    if "/" in told or told.endswith(".json"):
        return Path(told)
    if not NAME.fullmatch(told):
        raise typer.BadParameter(f"“{told}” can't be a stage's name. Write one such as live.")
    return stage_file(told)


Where = Annotated[
    Path,
    typer.Option(
        "--stage",
        "--stack",
        parser=place,
        metavar="STAGE",
        help="Which shop: a stage such as live. Without it, the one that runs on this machine.",
        show_default=False,
    ),
]


class _Aws(msgspec.Struct):
    endpoint: str
    region: str


class _Stripe(msgspec.Struct):
    """`base` is empty where Stripe itself takes the payments."""

    base: str
    secret_key_name: str


class _StackFile(msgspec.Struct):
    origin: str
    aws: _Aws
    tables: Tables
    stripe: _Stripe | None = None
    letters_queue: str = ""
    exports_bucket: str = ""
    address_key_name: str = ""


class Place(NamedTuple):
    """`client` makes one of AWS's; `way_out` says what to do where something can't be read.

    `stripe` is empty where it isn't known who takes the payments.
    """

    origin: str
    tables: Tables
    client: Callable[..., Any]
    stripe: str
    stripe_key_name: str
    letters_queue: str
    exports_bucket: str
    address_key_name: str
    way_out: str


def place_at(file: Path) -> Place:
    """Raises StageError where no shop is to be found there."""
    return _at_aws(file) if is_stage(file) else _on_this_machine(file)


def is_stage(file: Path) -> bool:
    """Whether the file is a stage's settings, and not what `make dev` has written."""
    return file.suffix == ".toml"


def _at_aws(file: Path) -> Place:
    stage = stage_from(file)
    account = Account(stage)
    outputs = Stack(account).outputs()
    try:
        tables = msgspec.convert(table_names(outputs), Tables)
    except msgspec.ValidationError as error:
        raise StageError(
            f"{stage.name} was deployed by an older version of the shop ({error}). Deploy it anew: "
            f"./shop deploy --stage {stage.name}"
        ) from error
    return Place(
        origin=origin(stage, outputs),
        tables=tables,
        client=account.client,
        stripe=stage.parameters.get("StripeApiBase", STRIPE),
        stripe_key_name=stage.secret_name("stripe-secret-key"),
        letters_queue=outputs.get("LettersQueueUrl", ""),
        exports_bucket=outputs.get("ExportsBucket", ""),
        address_key_name=stage.secret_name("address-key"),
        way_out=f"See what is wrong: ./shop doctor --stage {stage.name}",
    )


def _on_this_machine(file: Path) -> Place:
    try:
        stack = msgspec.json.decode(file.read_bytes(), type=_StackFile)
    except FileNotFoundError as error:
        raise StageError("The shop isn't running. Start it with: make dev") from error
    except msgspec.MsgspecError as error:
        raise StageError(f"{file} can't be read. Stop the shop and start it again.") from error
    return Place(
        origin=stack.origin,
        tables=stack.tables,
        client=lambda service, config=None: _emulated(service, stack.aws, config),
        stripe=(stack.stripe.base or STRIPE) if stack.stripe else "",
        stripe_key_name=stack.stripe.secret_key_name if stack.stripe else "",
        letters_queue=stack.letters_queue,
        exports_bucket=stack.exports_bucket,
        address_key_name=stack.address_key_name,
        way_out="Stop the shop and start it again.",
    )


def _emulated(service: Any, aws: _Aws, config: Config | None) -> Any:  # noqa: ANN401 — boto3 types each service by its own name
    return boto3.client(
        service,
        config=config,
        endpoint_url=aws.endpoint,
        region_name=aws.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 — the emulator's, not a secret
    )
