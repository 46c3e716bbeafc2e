"""Where a stage has what publishing needs, as its CloudFormation stack says."""

from __future__ import annotations

from urllib.parse import urlsplit

import boto3
import msgspec
from botocore.exceptions import ClientError

REGION = "us-east-1"
"""Where CloudFront takes its certificate from, and so where all of a shop is."""

LIVE = "live"
"""The stage that sells; the others are for trying."""


class NoStageError(Exception):
    """A stage that isn't deployed, or not as publishing needs it; the message says what to do."""


class Places(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address, `edge_store` the ARN of CloudFront's store."""

    stage: str
    origin: str
    bucket: str
    edge_store: str
    shelf_table: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc

    @property
    def is_live(self) -> bool:
        return self.stage == LIVE


def deployed_places(stage: str, session: boto3.Session) -> Places:
    """From the outputs and parameters of the stack `vitrine-<stage>`. Raises NoStageError."""
    again = f"Deploy it: ./shop deploy --stage {stage}"
    try:
        stacks = session.client("cloudformation").describe_stacks(StackName=f"vitrine-{stage}")
    except ClientError as error:
        if "does not exist" in str(error):
            raise NoStageError(f"There is no stage “{stage}” yet. {again}") from error
        raise
    stack = stacks["Stacks"][0]
    said = {each.get("OutputKey"): each.get("OutputValue") for each in stack.get("Outputs", [])}
    given = {
        each.get("ParameterKey"): each.get("ParameterValue") for each in stack.get("Parameters", [])
    }
    places = Places(
        stage=stage,
        origin=given.get("Origin") or "",
        bucket=said.get("PagesBucket") or "",
        edge_store=said.get("EdgeStoreArn") or "",
        shelf_table=said.get("ShelfTable") or "",
    )
    missing = [name for name, value in msgspec.to_builtins(places).items() if not value]
    if missing:
        raise NoStageError(f"The stage “{stage}” is older than this command needs it. {again}")
    return places
