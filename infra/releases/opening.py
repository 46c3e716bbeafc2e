"""Makes a publisher for a stage: the one place where its parts are put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from botocore.config import Config

from functions.adapters.dynamo_shelf import DynamoShelf
from infra.releases.bucket import PagesBucket
from infra.releases.edge_store import EdgeStore
from infra.releases.places import Places
from infra.releases.publisher import Publisher, Tell
from infra.releases.turn import Turn
from infra.releases.upload import HANDS

STATE = Path(".local")
"""Where a machine keeps what it is known by, a file a stage."""


class Clients(Protocol):
    """Whatever makes AWS's clients: the owner's account, or a test's."""

    def client(self, service: str, config: Config | None = None) -> Any: ...  # noqa: ANN401 — boto3 types each service by its own name


def machine_file(stage: str) -> Path:
    return STATE / f"publishing-{stage}"


def open_publisher(
    places: Places,
    account: Clients,
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
    dynamodb = account.client("dynamodb", patient)
    return Publisher(
        places=places,
        bucket=PagesBucket(account.client("s3", patient), places.bucket),
        edge=EdgeStore(account.client("cloudfront-keyvaluestore", patient), places.edge_store),
        shelf=DynamoShelf(dynamodb, places.shelf_table),
        turn=Turn(dynamodb, places.shelf_table, holder, who, now),
        now=now,
        tell=tell,
    )
