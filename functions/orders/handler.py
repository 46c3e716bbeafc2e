"""Composition root of orders."""

from __future__ import annotations

from domain.addresses import AddressKey
from domain.holds import Holds
from domain.limits import Gate
from domain.links import OrderLinks
from domain.money_desk import MoneyDesk
from domain.proof import Codes
from domain.settlement import Settlement
from domain.waiting import Waiting
from functions.adapters.dynamo_inquiries import DynamoInquiries
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_waits import DynamoWaitingList
from functions.adapters.s3_doors import S3Doors
from functions.adapters.s3_proofs import S3Proofs
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.clients import dynamodb, s3, ssm
from functions.orders.app import create_app
from functions.orders.parts import OrderParts
from functions.settings import secret, secrets, settings_from
from functions.web.gateway import Gateway
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import new_order_id, new_seed, now

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
        codes=Codes(_token_keys, new_seed),
        pages=Pages(_shelf, now),
        networks=Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name)),
        gate=Gate(DynamoLimits(dynamodb, _settings.tables.limits)),
        inquiries=DynamoInquiries(dynamodb, _settings.tables),
        waiting=Waiting(DynamoWaitingList(dynamodb, _settings.tables), _shelf, now),
        address_key=_address_key,
        doors=S3Doors(s3, _settings.exports_bucket),
        pictures=S3Proofs(s3, _settings.exports_bucket),
        webhook_secrets=secrets(ssm, _settings.stripe_webhook_secret_name),
        origin=_settings.origin,
        now=now,
        new_id=new_order_id,
    )
)
handler = Gateway(app)
