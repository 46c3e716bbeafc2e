"""AWS clients, made once when a handler is imported: creating one costs more than using it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_sesv2.client import SESV2Client
    from types_boto3_sqs.client import SQSClient

_session = boto3.session.Session()
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

dynamodb = _session.client("dynamodb", config=_PATIENT)
ssm = _session.client("ssm", config=_PATIENT)


def s3() -> S3Client:
    """Signs as S3 wants it everywhere: addresses and forms that browsers open are made with it."""
    signing = Config(signature_version="s3v4")
    return _session.client("s3", config=_PATIENT.merge(signing))


def ses() -> SESV2Client:
    """SES has no idempotency key: a send is tried once, and its outbox item knows the rest."""
    return _session.client("sesv2", config=_ONCE)


def sqs() -> SQSClient:
    return _session.client("sqs", config=_PATIENT)
