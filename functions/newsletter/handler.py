"""Composition root of the newsletter: requests come by the API, the mail service's events by SNS."""

from __future__ import annotations

from typing import Any

from mangum import Mangum
from mangum.types import LambdaContext

from domain.addresses import AddressKey
from domain.letter_links import LetterLinks
from domain.limits import Gate
from domain.newsletter import Newsletter
from domain.stamps import Stamps
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.clients import dynamodb, ssm
from functions.newsletter.app import create_app
from functions.newsletter.parts import NewsletterParts
from functions.settings import secret, secrets, settings_from
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import now

log_as_json()
_settings = settings_from()
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_address_key = secret(ssm, _settings.address_key_name)
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
app = create_app(
    NewsletterParts(
        newsletter=Newsletter(
            book=DynamoSubscriberBook(dynamodb, _settings.tables, now),
            shelf=_shelf,
            key=AddressKey(_address_key),
            links=LetterLinks(_token_keys, _address_key),
            now=now,
        ),
        outbox=DynamoOutbox(dynamodb, _settings.tables.outbox),
        gate=Gate(DynamoLimits(dynamodb, _settings.tables.limits)),
        stamps=Stamps(_token_keys),
        networks=Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name)),
        pages=Pages(_shelf, now),
        origin=_settings.origin,
        now=now,
    )
)
_web = Mangum(app, lifespan="off")


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    # SES's events, which SNS brings as `Records` (EventSource “aws:sns”), branch off here.
    return _web(event, context)
