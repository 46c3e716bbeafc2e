"""Composition root of checkout."""

from __future__ import annotations

from domain.checkout import Checkout
from domain.limits import Gate
from domain.links import OrderLinks
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_orders import DynamoOrderBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.checkout.app import create_app
from functions.clients import dynamodb, ssm
from functions.settings import secret, secrets, settings_from
from functions.web.gateway import Gateway
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import new_order_id, now

log_as_json()
_settings = settings_from()
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
_checkout = Checkout(
    shelf=_shelf,
    book=DynamoOrderBook(dynamodb, _settings.tables, now),
    payments=StripePayments(
        stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
    ),
    gate=Gate(DynamoLimits(dynamodb, _settings.tables.limits)),
    links=OrderLinks(_token_keys),
    origin=_settings.origin,
    now=now,
    new_id=new_order_id,
)
_networks = Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name))
app = create_app(_checkout, _shelf, Pages(_shelf, now), _networks)
handler = Gateway(app)
