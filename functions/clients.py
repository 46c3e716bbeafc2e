"""AWS clients, made once when a handler is imported: creating one costs more than using it.

They are botocore's own, of one session, so that all share what it has read. boto3 around it
would add only its resources and its threads for large files, which no function uses.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from functions.light_session import light_session

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_s3.client import S3Client
    from types_boto3_sesv2.client import SESV2Client
    from types_boto3_sqs.client import SQSClient
    from types_boto3_ssm.client import SSMClient

_session = light_session()
_HANDS = 16
"""As many as send letters at the same time, each on a connection of its own."""

_PATIENT = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=_HANDS,
)
_ONCE = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"total_max_attempts": 1},
    max_pool_connections=_HANDS,
)


def _client(service: str, config: Config = _PATIENT) -> Any:  # noqa: ANN401 — botocore makes its class
    """The bundle carries AWS's descriptions of the services that are named here, and no others."""
    return _session.create_client(service, config=config)


dynamodb: DynamoDBClient = _client("dynamodb")
ssm: SSMClient = _client("ssm")


@functools.cache
def s3() -> S3Client:
    """Signs as S3 wants it everywhere: addresses and forms that browsers open are made with it."""
    signing = Config(signature_version="s3v4")
    client: S3Client = _client("s3", _PATIENT.merge(signing))
    return client


def ses() -> SESV2Client:
    """SES has no idempotency key: a send is tried once, and its outbox item knows the rest."""
    client: SESV2Client = _client("sesv2", _ONCE)
    return client


def sqs() -> SQSClient:
    client: SQSClient = _client("sqs")
    return client
