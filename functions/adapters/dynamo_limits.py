"""Counters in DynamoDB that forget themselves: how often somebody tried."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from functions.adapters.dynamo import answered, values

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

KEPT = timedelta(hours=1)
"""A count stays somewhat longer than its span; its name says which span it is of."""


class DynamoLimits:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def count(self, bucket: str, until: datetime) -> int:
        with answered():
            answer = self._client.update_item(
                TableName=self._table,
                Key={"id": {"S": bucket}},
                UpdateExpression="SET tries = if_not_exists(tries, :none) + :one, expire_at = :end",
                ExpressionAttributeValues=values(
                    none=0, one=1, end=int((until + KEPT).timestamp())
                ),
                ReturnValues="UPDATED_NEW",
            )
        return int(answer["Attributes"]["tries"]["N"])
