"""The owner's AWS account: clients for a stage, and what AWS refuses, said in sentences."""

from __future__ import annotations

import contextlib
import email.utils
import functools
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from infra.stages import Stage, StageError

SKEW = timedelta(minutes=4)
"""AWS takes no signature whose time is five minutes off."""

EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
UNKNOWN_KEY = {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"}
SKEWED = {"RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException"}
FORBIDDEN = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden"}

SIGN_IN = "Sign in again (aws sso login, or aws login), then run this again."


class Account:
    """Clients of one stage; made when they are first asked for."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, config: Config | None = None) -> Any:  # noqa: ANN401 — boto3 types each service by its own name
        """Raises StageError where there is no such profile."""
        key = (service, repr(config and config.__dict__))
        if key not in self._clients:
            try:
                self._clients[key] = self._session.client(service, config=config)  # type: ignore[call-overload]
            except BotoCoreError as error:
                raise StageError(sentence(error, self.stage)) from error
        return self._clients[key]

    @functools.cached_property
    def _session(self) -> boto3.Session:
        stage = self.stage
        try:
            # On a machine of GitHub's there is no profile: its workflow has signed in already.
            profile = None if os.environ.get("GITHUB_ACTIONS") else stage.profile or None
            session = boto3.Session(profile_name=profile, region_name=stage.region)
        except ProfileNotFound as error:
            raise StageError(
                f"There is no profile “{stage.profile}” in ~/.aws/config. Make it with "
                f"`aws configure sso --profile {stage.profile}`, or change profile in the stage's file."
            ) from error
        return session

    def number(self, now: Callable[[], datetime]) -> str:
        """Whose account it is, by its twelve digits, once keys and clock are known to be right.

        Raises StageError.
        """
        try:
            said = self.client("sts").get_caller_identity()
        except ClientError as error:
            check_clock(error.response, now())
            raise StageError(sentence(error, self.stage)) from error
        except BotoCoreError as error:
            raise StageError(sentence(error, self.stage)) from error
        check_clock(said, now())
        number: str = said["Account"]
        return number

    @contextlib.contextmanager
    def answers(self) -> Iterator[None]:
        """What AWS refuses, as a StageError."""
        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise StageError(sentence(error, self.stage)) from error


def check_clock(answer: Mapping[str, Any], now: datetime) -> None:
    """Compare this machine's clock with the time on AWS's answer. Raises StageError."""
    off = clock_difference(answer, now)
    if off is not None and abs(off) > SKEW:
        minutes = round(abs(off) / timedelta(minutes=1))
        side = "ahead of" if off > timedelta() else "behind"
        raise StageError(
            f"This machine's clock is {minutes} minutes {side} AWS's, so AWS takes nothing from it. "
            "Let it set itself (timedatectl set-ntp true), then run this again."
        )


def clock_difference(answer: Mapping[str, Any], now: datetime) -> timedelta | None:
    """How far this machine's clock is ahead; None where the answer carries no time."""
    told = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return now - email.utils.parsedate_to_datetime(told) if told else None
    except (TypeError, ValueError):
        return None


def code_of(error: ClientError) -> str:
    code: str = error.response.get("Error", {}).get("Code", "")
    return code


def sentence(error: Exception, stage: Stage) -> str:
    """What AWS refused or why it wasn't reached, and what to do."""
    if isinstance(error, (NoCredentialsError, PartialCredentialsError)):
        return (
            "AWS doesn't know who you are: this machine has no keys for it. Run "
            "`aws configure sso`, and write the profile's name into the stage's file."
        )
    if isinstance(error, (SSOError, TokenRetrievalError)):
        return f"Your sign-in at AWS has expired. {SIGN_IN}"
    if isinstance(error, (EndpointConnectionError, HTTPClientError)):
        return (
            f"AWS can't be reached in {stage.region}. Look at this machine's network, then run "
            "this again."
        )
    if not isinstance(error, ClientError):
        return f"AWS can't be asked: {error}"
    return _refusal(code_of(error), error, stage)


def _refusal(code: str, error: ClientError, stage: Stage) -> str:
    if code in EXPIRED:
        return f"Your sign-in at AWS has expired. {SIGN_IN}"
    if code in UNKNOWN_KEY:
        return (
            "AWS doesn't know the key that this machine shows. Run `aws sts get-caller-identity` "
            "with the profile of the stage's file, and mend what it says."
        )
    if code in SKEWED:
        return (
            "AWS doesn't take this machine's signature. Its clock may be wrong (timedatectl "
            "set-ntp true), or the secret half of its key."
        )
    if code in FORBIDDEN:
        said = error.response["Error"].get("Message", "")
        return (
            f"You may not do that in this account: {error.operation_name} was refused ({said}). "
            f"Sign in as somebody who may set up {stage.name}."
        )
    said = error.response["Error"].get("Message", code)
    return f"AWS refused {error.operation_name}: {said}"
