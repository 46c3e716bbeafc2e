"""Events of Stripe and SES in DynamoDB: each is remembered, so that it takes effect once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

EVENTS_KEPT = timedelta(days=60)
"""Stripe lists its events back 30 days: a replay from there is still recognised."""


def event_put(table: str, event_id: str, now: datetime) -> Any:  # noqa: ANN401 — the shape fits put_item and Put alike
    """Refused where the event was met before."""
    expire_at = int((now + EVENTS_KEPT).timestamp())
    return {
        "TableName": table,
        "Item": {"id": {"S": event_id}, "expire_at": {"N": str(expire_at)}},
        "ConditionExpression": "attribute_not_exists(id)",
    }
