"""Makes a publisher for a stage: the one place where its parts are put together."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import boto3
from botocore.config import Config

from functions.adapters.dynamo_shelf import DynamoShelf
from infra.releases.bucket import PagesBucket
from infra.releases.edge_store import EdgeStore
from infra.releases.places import REGION, Places
from infra.releases.publisher import Publisher, Tell
from infra.releases.turn import Turn
from infra.releases.upload import HANDS

STATE = Path(".local")
"""Where a machine keeps what it is known by, a file a stage."""


def aws_session() -> boto3.Session:
    """As whoever is signed in; in the region that the environment names, or in a shop's usual one."""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION
    return boto3.Session(region_name=region)


def machine_file(stage: str) -> Path:
    return STATE / f"publishing-{stage}"


def open_publisher(
    places: Places,
    session: boto3.Session,
    *,
    holder: str,
    who: str,
    now: Callable[[], datetime],
    tell: Tell = lambda *_: None,
) -> Publisher:
    patient = Config(
        connect_timeout=5,
        read_timeout=30,
        max_pool_connections=2 * HANDS,
        retries={"mode": "standard", "total_max_attempts": 5},
    )
    dynamodb = session.client("dynamodb", config=patient)
    return Publisher(
        places=places,
        bucket=PagesBucket(session.client("s3", config=patient), places.bucket),
        edge=EdgeStore(
            session.client("cloudfront-keyvaluestore", config=patient), places.edge_store
        ),
        shelf=DynamoShelf(dynamodb, places.shelf_table),
        turn=Turn(dynamodb, places.shelf_table, holder, who, now),
        now=now,
        tell=tell,
    )
