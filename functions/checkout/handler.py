"""Composition root of checkout."""

from __future__ import annotations

from domain.account_doors import Entrance
from domain.checkout import Checkout
from domain.known_buyers import KnownBuyers
from domain.limits import Gate
from domain.links import OrderLinks
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_restrictions import DynamoRestrictions
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_things import DynamoThings
from functions.adapters.stripe_customers import StripeCustomers
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.checkout.app import create_app
from functions.clients import dynamodb, ssm
from functions.settings import secret, secrets, settings_from
from functions.web.gateway import Gateway
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import new_order_id, new_seed, now

log_as_json()
_settings = settings_from()
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_stripe = stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
_checkout = Checkout(
    shelf=_shelf,
    book=DynamoOrderBook(dynamodb, _settings.tables, now),
    payments=StripePayments(_stripe),
    gate=Gate(DynamoLimits(dynamodb, _settings.tables.limits)),
    links=OrderLinks(_token_keys),
    origin=_settings.origin,
    now=now,
    new_id=new_order_id,
    known=KnownBuyers(
        entrance=Entrance(
            DynamoAccountDoors(dynamodb, _settings.tables), OrderLinks(_token_keys), now, new_seed
        ),
        things=DynamoThings(dynamodb, _settings.tables),
        flags=DynamoRestrictions(dynamodb, _settings.tables),
        customers=StripeCustomers(_stripe),
        now=now,
    ),
)
_networks = Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name))
app = create_app(_checkout, _shelf, Pages(_shelf, now), _networks)
handler = Gateway(app)
