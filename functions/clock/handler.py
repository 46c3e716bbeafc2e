"""Composition root of the clock, rung every five minutes."""

from __future__ import annotations

from domain.holds import Holds
from domain.settlement import Settlement
from functions.adapters.dynamo_orders import DynamoOrderBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.clients import dynamodb, ssm
from functions.clock.app import Clock
from functions.settings import secret, settings_from
from functions.web.log import log_as_json
from functions.world import now

log_as_json()
_settings = settings_from()
_book = DynamoOrderBook(dynamodb, _settings.tables, now)
_payments = StripePayments(
    stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
)
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
clock = Clock(Holds(_book, _payments, Settlement(_book, _payments, _shelf, now), now))


def handler(event: object, context: object) -> dict[str, int]:
    """EventBridge Scheduler's event says nothing but that it is time."""
    del event, context
    return clock.tick()
