"""Composition root of privacy: the pages for browsers; `rung` has the work that is rung for."""

from __future__ import annotations

from typing import Any

from domain.addresses import AddressKey
from domain.asking import Asking
from domain.limits import Gate
from domain.proof import Codes
from domain.pursuing import Pursuing
from domain.request_links import RequestLinks
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_orders import DynamoOrders
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.s3_doors import S3Doors
from functions.adapters.s3_proofs import S3Proofs
from functions.clients import dynamodb, s3, ssm
from functions.privacy.app import create_app
from functions.privacy.parts import PrivacyParts
from functions.settings import secret, secrets, settings_from
from functions.web.gateway import Gateway
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import new_request_id, new_seed, now

log_as_json()
_settings = settings_from()
_tables = _settings.tables
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_book = DynamoRequestBook(dynamodb, _tables)
_gate = Gate(DynamoLimits(dynamodb, _tables.limits))
_key = AddressKey(secret(ssm, _settings.address_key_name))
app = create_app(
    PrivacyParts(
        asking=Asking(
            book=_book,
            subscribers=DynamoSubscriberBook(dynamodb, _tables, now),
            gate=_gate,
            key=_key,
            now=now,
            new_id=new_request_id,
        ),
        pursuing=Pursuing(
            book=_book,
            orders=DynamoOrders(dynamodb, _tables),
            gate=_gate,
            codes=Codes(_token_keys, new_seed),
            key=_key,
            now=now,
        ),
        links=RequestLinks(_token_keys),
        doors=S3Doors(s3, _settings.exports_bucket),
        proofs=S3Proofs(s3, _settings.exports_bucket),
        pages=Pages(DynamoShelf(dynamodb, _tables.shelf), now, frame="privacy"),
        networks=Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name)),
        origin=_settings.origin,
        now=now,
    )
)
_browsers = Gateway(app)


def handler(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 — Lambda's own
    """API Gateway's events have a version of their format; what rings has none."""
    if event.get("version") == "2.0" and "routeKey" in event:
        return _browsers(event, context)
    # Stripe and what makes archives are loaded for those who ring, not for who waits for a page.
    from functions.privacy.rung import executing  # noqa: PLC0415

    return executing.ring(event)
