"""Composition root of the clock, rung every five minutes, and once a day to look back."""

from __future__ import annotations

from typing import Any

from domain.account_doors import Closing
from domain.addresses import AddressKey
from domain.holds import Holds
from domain.lapsing import Lapsing
from domain.money_desk import MoneyDesk
from domain.reconciliation import Reconciliation
from domain.request_watch import RequestWatch
from domain.retention import Retention
from domain.seals import Seals
from domain.settlement import Settlement
from domain.waiting import Waiting
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.adapters.dynamo_inquiries import DynamoInquiries
from functions.adapters.dynamo_ledger import DynamoLedger
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_reader_sends import DynamoReaderSends
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.dynamo_things import DynamoThings
from functions.adapters.dynamo_waits import DynamoWaitingList
from functions.adapters.stripe_customers import StripeCustomers
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.clients import dynamodb, ssm
from functions.clock.app import Clock
from functions.settings import secret, settings_from
from functions.web.log import log_as_json
from functions.world import now

log_as_json()
_settings = settings_from()
_book = DynamoOrderBook(dynamodb, _settings.tables, now)
_stripe = stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
_payments = StripePayments(_stripe)
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
_address_key = AddressKey(secret(ssm, _settings.address_key_name))
_requests = DynamoRequestBook(dynamodb, _settings.tables)
_settlement = Settlement(_book, _payments, _shelf, _address_key, now)
clock = Clock(
    Holds(_book, _payments, _settlement, now),
    Reconciliation(_book, _payments, _settlement, MoneyDesk(_book, _payments, now), now),
    Lapsing(DynamoSubscriberBook(dynamodb, _settings.tables, now), now),
    RequestWatch(
        _requests,
        DynamoOutbox(dynamodb, _settings.tables.outbox),
        _shelf,
        now,
    ),
    Seals(DynamoLedger(dynamodb, _settings.tables.ledger), now),
    Retention(
        orders=_book,
        subscribers=DynamoSubscriberBook(dynamodb, _settings.tables, now),
        sends=DynamoReaderSends(dynamodb, _settings.tables.sends),
        outbox=DynamoOutbox(dynamodb, _settings.tables.outbox),
        inquiries=DynamoInquiries(dynamodb, _settings.tables),
        things=DynamoThings(dynamodb, _settings.tables),
        customers=StripeCustomers(_stripe),
        shelf=_shelf,
        restrictions=_requests,
        now=now,
    ),
    Waiting(DynamoWaitingList(dynamodb, _settings.tables), _shelf, now),
    Closing(DynamoAccountDoors(dynamodb, _settings.tables), now),
)


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """EventBridge Scheduler's event says that it is time, and once a day what for."""
    del context
    match (event.get("detail") or {}).get("do"):
        case "reconcile":
            return clock.look_back()
        case "forget":
            return clock.forget()
    return clock.tick()
