"""Composition root of “Your things”."""

from __future__ import annotations

import functools

from domain.account_doors import Entrance
from domain.addresses import AddressKey
from domain.asking import Asking
from domain.customers import Customers
from domain.letter_links import LetterLinks
from domain.limits import Gate
from domain.links import OrderLinks
from domain.request_links import RequestLinks
from functions.account.app import create_app
from functions.account.parts import AccountParts
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_orders import DynamoOrders
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.dynamo_things import DynamoThings
from functions.clients import dynamodb, ssm
from functions.settings import secret, secrets, settings_from
from functions.web.gateway import Gateway
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import new_order_id, new_request_id, new_seed, now

log_as_json()
_settings = settings_from()
_tables = _settings.tables
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_address_key = secret(ssm, _settings.address_key_name)
_key = AddressKey(_address_key)
_shelf = DynamoShelf(dynamodb, _tables.shelf)
_orders = DynamoOrders(dynamodb, _tables)
_readers = DynamoSubscriberBook(dynamodb, _tables, now)
_gate = Gate(DynamoLimits(dynamodb, _tables.limits))


@functools.cache
def _customers() -> Customers:
    """Stripe is loaded for whoever deletes their last address, not for who waits for the page."""
    from functions.adapters.stripe_customers import StripeCustomers  # noqa: PLC0415
    from functions.adapters.stripe_payments import stripe_client  # noqa: PLC0415

    stripe_key = secret(ssm, _settings.stripe_secret_key_name)
    return StripeCustomers(stripe_client(stripe_key, _settings.stripe_api_base))


app = create_app(
    AccountParts(
        entrance=Entrance(
            DynamoAccountDoors(dynamodb, _tables), OrderLinks(_token_keys), now, new_seed
        ),
        things=DynamoThings(dynamodb, _tables),
        orders=_orders,
        subscribers=_readers,
        asking=Asking(
            book=DynamoRequestBook(dynamodb, _tables),
            subscribers=_readers,
            gate=_gate,
            key=_key,
            now=now,
            new_id=new_request_id,
        ),
        customers=_customers,
        letter_links=LetterLinks(_token_keys, _address_key),
        request_links=RequestLinks(_token_keys),
        shelf=_shelf,
        pages=Pages(_shelf, now),
        networks=Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name)),
        gate=_gate,
        address_key=_key,
        origin=_settings.origin,
        now=now,
        new_id=new_order_id,
    )
)
handler = Gateway(app)
