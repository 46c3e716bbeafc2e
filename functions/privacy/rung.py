"""Composition root of what privacy does when stream and schedule ring, away from any browser."""

from __future__ import annotations

from domain.addresses import AddressKey
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.adapters.dynamo_inquiries import DynamoInquiries
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_reader_sends import DynamoReaderSends
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.dynamo_things import DynamoThings
from functions.adapters.dynamo_waits import DynamoWaitingList
from functions.adapters.s3_exports import S3Exports
from functions.adapters.s3_proofs import S3Proofs
from functions.adapters.stripe_customers import StripeCustomers
from functions.adapters.stripe_payments import stripe_client
from functions.adapters.stripe_people import StripePeople
from functions.clients import dynamodb, s3, ssm
from functions.privacy.copies import Copies
from functions.privacy.erasing import Erasing
from functions.privacy.executing import Executing
from functions.privacy.proofs import Proving
from functions.privacy.systems.account import AccountSystem
from functions.privacy.systems.orders import OrdersSystem
from functions.privacy.systems.outbox import OutboxSystem
from functions.privacy.systems.payments import PaymentsSystem
from functions.privacy.systems.requests import RequestsSystem
from functions.privacy.systems.sends import SendsSystem
from functions.privacy.systems.subscribers import SubscribersSystem
from functions.settings import secret, settings_from
from functions.world import now

_settings = settings_from()
_tables = _settings.tables
_key = AddressKey(secret(ssm, _settings.address_key_name))
_shelf = DynamoShelf(dynamodb, _tables.shelf)
_orders = DynamoOrderBook(dynamodb, _tables, now)
_readers = DynamoSubscriberBook(dynamodb, _tables, now)
_requests = DynamoRequestBook(dynamodb, _tables)
_sends = DynamoReaderSends(dynamodb, _tables.sends)
_proofs = S3Proofs(s3, _settings.exports_bucket)
_exports = S3Exports(s3(), _settings.exports_bucket)
_stripe = stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
_orders_system = OrdersSystem(
    _orders,
    DynamoInquiries(dynamodb, _tables),
    DynamoWaitingList(dynamodb, _tables),
    _shelf,
    now,
    _proofs,
    _key,
)
# In the order in which they are asked: what is kept on request goes before somebody can have more
# kept, and Stripe and the outbox go by the orders, which come last.
_systems = (
    AccountSystem(
        DynamoThings(dynamodb, _tables),
        DynamoAccountDoors(dynamodb, _tables),
        StripeCustomers(_stripe),
    ),
    PaymentsSystem(StripePeople(_stripe), _orders),
    OutboxSystem(DynamoOutbox(dynamodb, _tables.outbox), _orders, _requests, _readers),
    SendsSystem(_sends, _readers),
    SubscribersSystem(_readers, _sends),
    RequestsSystem(_requests, _exports),
    _orders_system,
)
executing = Executing(
    book=_requests,
    subscribers=_readers,
    orders=_orders_system,
    copies=Copies(_systems, _exports, _shelf, _key, now),
    erasing=Erasing(_systems, _requests, now),
    proving=Proving(_proofs, _requests, _shelf, now),
    now=now,
)
