"""CloudFormation stacks, secrets and clients, at the emulator's address."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

import boto3
import botocore.loaders
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.template import Template

if TYPE_CHECKING:
    from types_boto3_cloudformation.client import CloudFormationClient
    from types_boto3_cloudformation.type_defs import ParameterTypeDef, StackTypeDef

REGION = "us-east-1"
ACCESS_KEY = "test"
"""MiniStack's root; both halves of the key are the same word."""


LARGEST_BODY = 51_200
"""Characters of a template that CloudFormation takes in a request; a larger one lies in S3."""


class TemplateBody(TypedDict):
    TemplateBody: str


class TemplateAddress(TypedDict):
    TemplateURL: str


class DeployError(Exception):
    """CloudFormation could not bring a stack to where the template says; the message says why."""


def session() -> boto3.Session:
    """A session that never looks at a developer's own profile, files or keys."""
    bare = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    # Nor at a proxy: what it talks to is on this machine.
    bare.set_default_client_config(Config(proxies={}))
    bare.register_component("data_loader", loader := _descriptions())
    made = boto3.Session(
        botocore_session=bare,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=ACCESS_KEY,
        region_name=REGION,
    )
    # boto3 has put the folder of its resources there, once more with each session.
    del loader.search_paths[len(botocore.loaders.create_loader().search_paths) :]
    return made


@functools.cache
def _descriptions() -> botocore.loaders.Loader:
    """Of AWS's services, read once: that takes longer than all else of making a client."""
    return botocore.loaders.create_loader()


def environment(endpoint: str) -> dict[str, str]:
    """What makes boto3 in another process talk to the emulator, and to nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def deploy(
    template: Template, endpoint: str, parameters: Mapping[str, str], stack: str
) -> dict[str, str]:
    """Create the stack, or bring it to the template if that differs; its outputs.

    Raises DeployError with CloudFormation's own reasons.
    """
    client = session().client("cloudformation", endpoint_url=endpoint)
    body = _body(template, endpoint, parameters)
    given: list[ParameterTypeDef] = [
        {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
    ]
    write = client.update_stack if _stack(client, stack) else client.create_stack
    try:
        write(
            StackName=stack,
            **body,
            Parameters=given,
            Capabilities=["CAPABILITY_IAM"],
        )
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise DeployError(f"{stack}: {error}") from error
    return _outputs(_settled(client, stack))


def _body(
    template: Template, endpoint: str, parameters: Mapping[str, str]
) -> TemplateBody | TemplateAddress:
    """The template itself, or where it lies: beside the functions' bundle."""
    text = json.dumps(template, separators=(",", ":"), sort_keys=True)
    if len(text) <= LARGEST_BODY:
        return {"TemplateBody": text}
    bucket = parameters["CodeBucket"]
    key = f"templates/{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    session().client("s3", endpoint_url=endpoint).put_object(
        Bucket=bucket, Key=key, Body=text.encode()
    )
    return {"TemplateURL": f"{endpoint}/{bucket}/{key}"}


def _stack(client: CloudFormationClient, stack: str) -> StackTypeDef | None:
    try:
        return client.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _settled(client: CloudFormationClient, stack: str) -> StackTypeDef:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = _stack(client, stack)
        if found is None:
            break
        status = found["StackStatus"]
        if status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            return found
        if status.endswith(("_FAILED", "ROLLBACK_COMPLETE")):
            raise DeployError(f"{stack} is {status}: {_reasons(client, stack)}")
        time.sleep(0.05)
    raise DeployError(f"{stack} is not there after a minute.")


def _reasons(client: CloudFormationClient, stack: str) -> str:
    pages = client.get_paginator("describe_stack_events").paginate(StackName=stack)
    reasons = [
        f"{event.get('LogicalResourceId')}: {event['ResourceStatusReason']}"
        for page in pages
        for event in page["StackEvents"]
        if event.get("ResourceStatus", "").endswith("_FAILED") and event.get("ResourceStatusReason")
    ]
    return "; ".join(reasons) or "no reason given"


def _outputs(stack: StackTypeDef) -> dict[str, str]:
    return {
        output["OutputKey"]: output["OutputValue"]
        for output in stack.get("Outputs", [])
        if "OutputKey" in output and "OutputValue" in output
    }


def table_names(outputs: Mapping[str, str]) -> dict[str, str]:
    """The outputs' tables by their short names: shelf, orders, events, outbox, limits."""
    return {
        key.removesuffix("Table").lower(): value
        for key, value in outputs.items()
        if key.endswith("Table")
    }


def put_secrets(endpoint: str, stage: str, secrets: Mapping[str, str]) -> None:
    """Put a stage's secrets into the Parameter Store, by the last part of their names."""
    client = session().client("ssm", endpoint_url=endpoint)
    for name, value in secrets.items():
        client.put_parameter(
            Name=f"/vitrine/{stage}/{name}", Value=value, Type="SecureString", Overwrite=True
        )
