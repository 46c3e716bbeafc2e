"""Composition root of orders."""

from __future__ import annotations

from domain.addresses import AddressKey
from domain.holds import Holds
from domain.limits import Gate
from domain.links import OrderLinks
from domain.money_desk import MoneyDesk
from domain.settlement import Settlement
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_orders import DynamoOrderBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.clients import dynamodb, ssm
from functions.orders.app import create_app
from functions.orders.parts import OrderParts
from functions.settings import secret, secrets, settings_from
from functions.web.gateway import Gateway
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import now

log_as_json()
_settings = settings_from()
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_book = DynamoOrderBook(dynamodb, _settings.tables, now)
_payments = StripePayments(
    stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
)
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
_address_key = AddressKey(secret(ssm, _settings.address_key_name))
_settlement = Settlement(_book, _payments, _shelf, _address_key, now)
app = create_app(
    OrderParts(
        shelf=_shelf,
        book=_book,
        payments=_payments,
        settlement=_settlement,
        money=MoneyDesk(_book, _payments, now),
        holds=Holds(_book, _payments, _settlement, now),
        links=OrderLinks(_token_keys),
        pages=Pages(_shelf, now),
        networks=Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name)),
        gate=Gate(DynamoLimits(dynamodb, _settings.tables.limits)),
        address_key=_address_key,
        webhook_secrets=secrets(ssm, _settings.stripe_webhook_secret_name),
        origin=_settings.origin,
        now=now,
    )
)
handler = Gateway(app)
