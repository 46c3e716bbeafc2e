"""The clock's own handler on real tables: what time does to privacy requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.request_states import State
from domain.seals import CHAIN, verify_all
from functions.adapters.dynamo_ledger import DynamoLedger
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.settings import Tables
from tests.fixtures.real import RealShop
from tests.fixtures.runtime_api import invoke
from tests.privacy import arrived

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

HANDLER = "functions.clock.handler.handler"
DAILY = {"detail": {"do": "reconcile"}}


def test_an_unproven_request_is_closed_and_its_ledger_sealed(
    real_shop: RealShop, dynamodb: DynamoDBClient, tables: dict[str, str]
) -> None:
    book = DynamoRequestBook(dynamodb, Tables(**tables))
    ledger = DynamoLedger(dynamodb, tables["ledger"])
    change = arrived(now=datetime.now(UTC) - timedelta(days=20))
    book.open(change)

    ticked: Any = invoke(HANDLER, {}, environment=real_shop.environment)
    daily: Any = invoke(HANDLER, DAILY, environment=real_shop.environment)

    assert (ticked["lapsed"], ticked["forgotten"]) == (1, 0)
    found = book.get(change.request.id)
    assert found
    assert found.state is State.DENIED
    assert real_shop.outbox.get(found.parting[0])
    assert daily["sealed"] == 1
    assert ledger.head(CHAIN).sequence == 1
    assert verify_all(ledger) == 1
