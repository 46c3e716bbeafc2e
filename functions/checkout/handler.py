"""Composition root of checkout."""

from __future__ import annotations

from mangum import Mangum

from domain.checkout import Checkout
from domain.links import OrderLinks
from functions.adapters.dynamo_orders import DynamoOrderBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.checkout.app import create_app
from functions.clients import dynamodb, ssm
from functions.settings import secret, settings_from
from functions.web.log import log_as_json
from functions.web.pages import Pages
from functions.world import new_order_id, now

log_as_json()
_settings = settings_from()
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
_checkout = Checkout(
    shelf=_shelf,
    book=DynamoOrderBook(dynamodb, _settings.tables, now),
    payments=StripePayments(
        stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
    ),
    links=OrderLinks(secret(ssm, _settings.token_keys_name).split(",")),
    origin=_settings.origin,
    now=now,
    new_id=new_order_id,
)
app = create_app(_checkout, _shelf, Pages(_shelf, now))
handler = Mangum(app, lifespan="off")
