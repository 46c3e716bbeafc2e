"""Composition root of privacy: the pages for browsers, and the work that stream and schedule ring for."""

from __future__ import annotations

from typing import Any

from mangum import Mangum

from domain.addresses import AddressKey
from domain.asking import Asking
from domain.limits import Gate
from domain.proof import Codes
from domain.request_links import RequestLinks
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_orders import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_reader_sends import DynamoReaderSends
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.s3_doors import S3Doors
from functions.adapters.s3_exports import S3Exports
from functions.adapters.s3_proofs import S3Proofs
from functions.adapters.stripe_payments import stripe_client
from functions.adapters.stripe_people import StripePeople
from functions.clients import dynamodb, s3, ssm
from functions.privacy.app import create_app
from functions.privacy.copies import Copies
from functions.privacy.erasing import Erasing
from functions.privacy.executing import Executing
from functions.privacy.parts import PrivacyParts
from functions.privacy.proofs import Proving
from functions.privacy.systems.orders import OrdersSystem
from functions.privacy.systems.outbox import OutboxSystem
from functions.privacy.systems.payments import PaymentsSystem
from functions.privacy.systems.requests import RequestsSystem
from functions.privacy.systems.sends import SendsSystem
from functions.privacy.systems.subscribers import SubscribersSystem
from functions.settings import secret, secrets, settings_from
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import new_request_id, new_seed, now

log_as_json()
_settings = settings_from()
_tables = _settings.tables
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_key = AddressKey(secret(ssm, _settings.address_key_name))
_shelf = DynamoShelf(dynamodb, _tables.shelf)
_orders = DynamoOrderBook(dynamodb, _tables, now)
_readers = DynamoSubscriberBook(dynamodb, _tables, now)
_requests = DynamoRequestBook(dynamodb, _tables)
_sends = DynamoReaderSends(dynamodb, _tables.sends)
_s3 = s3()
_exports = S3Exports(_s3, _settings.exports_bucket)
_proofs = S3Proofs(_s3, _settings.exports_bucket)
_stripe = stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)

app = create_app(
    PrivacyParts(
        asking=Asking(
            book=_requests,
            orders=_orders,
            subscribers=_readers,
            gate=Gate(DynamoLimits(dynamodb, _tables.limits)),
            codes=Codes(_token_keys, new_seed),
            key=_key,
            now=now,
            new_id=new_request_id,
        ),
        links=RequestLinks(_token_keys),
        doors=S3Doors(_s3, _settings.exports_bucket),
        proofs=_proofs,
        pages=Pages(_shelf, now, frame="privacy"),
        networks=Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name)),
        origin=_settings.origin,
        now=now,
    )
)
_orders_system = OrdersSystem(_orders, _shelf, now, _proofs, _key)
# In the order in which they are asked: Stripe and the outbox go by the orders, which come last.
_systems = (
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
_browsers = Mangum(app, lifespan="off")


def handler(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 — Lambda's own
    """API Gateway's events have a version of their format; what rings has none."""
    if event.get("version") == "2.0" and "routeKey" in event:
        return _browsers(event, context)
    return executing.ring(event)
