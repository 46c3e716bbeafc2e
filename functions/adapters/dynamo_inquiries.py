"""What people wrote to the shop, in DynamoDB, beside the orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from domain.contact import Inquiry
from domain.messages import Message
from domain.order_book import BookUnavailableError
from functions.adapters.dynamo import ConditionsFailedError
from functions.adapters.dynamo_beside_orders import BesideOrders
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

STATUS = "message"


class DynamoInquiries(BesideOrders[Inquiry]):
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        super().__init__(client, tables, "message#", Inquiry)

    def open(self, inquiry: Inquiry, messages: Iterable[Message]) -> None:
        try:
            self._put_new(self._item(inquiry, STATUS), messages)
        except ConditionsFailedError as error:
            raise BookUnavailableError(inquiry.id) from error

    def get(self, inquiry_id: str) -> Inquiry | None:
        return self._at(inquiry_id)

    def oldest(self) -> Iterator[Inquiry]:
        return self._with_status(STATUS)
