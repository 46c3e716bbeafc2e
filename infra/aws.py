"""MiniStack as a process of its own, and CloudFormation stacks deployed into it.

MiniStack has its own environment (`.venv-emulator`), because it pins another botocore. It is
started with an empty environment: its Lambda workers inherit what it has, so a developer's
own keys would leak into the functions.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import boto3
from botocore.exceptions import ClientError

from infra.template import Template

if TYPE_CHECKING:
    from types_boto3_cloudformation.client import CloudFormationClient
    from types_boto3_cloudformation.type_defs import ParameterTypeDef, StackTypeDef

REGION = "us-east-1"
ACCESS_KEY = "test"
"""MiniStack's root; both halves of the key are the same word."""

INTERPRETER = Path(__file__).parent.parent / ".venv-emulator" / "bin" / "python"
STOP_SECONDS = 15.0


class EmulatorError(Exception):
    """MiniStack isn't installed, or doesn't come up."""


class DeployError(Exception):
    """CloudFormation could not bring a stack to where the template says; the message says why."""


class Command(NamedTuple):
    """A program with its arguments, and all of its environment."""

    argv: list[str]
    env: dict[str, str]


def emulator(port: int, temporary: Path, state: Path | None = None) -> Command:
    """How MiniStack is started; with `state` it keeps everything there between two runs.

    Its state is written when it is asked to stop (SIGTERM), not before.
    """
    if not INTERPRETER.exists():
        raise EmulatorError("MiniStack isn't installed. Run `make dev` or `make test` once.")
    env = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TMPDIR": str(temporary),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        # Listeners that no part of the shop uses; they would take ports of their own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    if state:
        env |= {
            "PERSIST_STATE": "1",
            "STATE_DIR": str(state / "services"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(state / "s3"),
        }
    return Command([str(INTERPRETER), "-m", "ministack"], env)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def is_ready(endpoint: str) -> bool:
    try:
        with urllib.request.urlopen(f"{endpoint}/_ministack/ready", timeout=2):  # noqa: S310 (our own loopback address)
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextlib.contextmanager
def running_emulator(state: Path | None = None) -> Iterator[str]:
    """MiniStack for the length of the block; its endpoint's address."""
    with tempfile.TemporaryDirectory(prefix="ministack-") as folder:
        port = free_port()
        endpoint = f"http://127.0.0.1:{port}"
        command = emulator(port, Path(folder), state)
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 (our own command)
                command.argv,
                env=command.env,
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _await_ready(endpoint, lambda: process.poll() is None, log)
            yield endpoint
        finally:
            stop_group(process)


def _await_ready(endpoint: str, is_alive: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + 30
    while not is_ready(endpoint):
        if not is_alive() or time.monotonic() > deadline:
            raise EmulatorError(f"MiniStack doesn't come up:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to stop, then wait for it and for every process that it started."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    deadline = time.monotonic() + 5
    while group_is_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def group_is_alive(group: int) -> bool:
    """Whether a process of the group still runs; the dead that nobody has fetched don't count."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # After the name in brackets: state, parent, group.
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                return True
    return False


def session() -> boto3.Session:
    """A session that never looks for a developer's own credentials."""
    return boto3.Session(
        aws_access_key_id=ACCESS_KEY, aws_secret_access_key=ACCESS_KEY, region_name=REGION
    )


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
    body = json.dumps(template, separators=(",", ":"), sort_keys=True)
    given: list[ParameterTypeDef] = [
        {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
    ]
    write = client.update_stack if _stack(client, stack) else client.create_stack
    try:
        write(
            StackName=stack,
            TemplateBody=body,
            Parameters=given,
            Capabilities=["CAPABILITY_IAM"],
        )
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise DeployError(f"{stack}: {error}") from error
    return _outputs(_settled(client, stack))


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
    events = client.describe_stack_events(StackName=stack)["StackEvents"]
    reasons = [
        f"{event.get('LogicalResourceId')}: {event['ResourceStatusReason']}"
        for event in events
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
    """The outputs' tables by their short names: shelf, orders, events, outbox."""
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
