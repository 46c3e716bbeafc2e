"""Composition root of the newsletter: requests come by the API, the mail service's events by SNS."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from domain.addresses import AddressKey
from domain.letter_links import LetterLinks
from domain.limits import Gate
from domain.newsletter import Newsletter
from domain.stamps import Stamps
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_reader_sends import DynamoReaderSends
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.clients import dynamodb, ssm
from functions.newsletter.app import create_app
from functions.newsletter.parts import NewsletterParts
from functions.settings import secret, secrets, settings_from
from functions.web.gateway import Gateway
from functions.web.log import log_as_json
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import now

if TYPE_CHECKING:
    from mangum.types import LambdaContext

    from functions.newsletter.ses_events import SesEvents

log_as_json()
_settings = settings_from()
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_address_key = secret(ssm, _settings.address_key_name)
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
_readers = DynamoSubscriberBook(dynamodb, _settings.tables, now)
_mailings = DynamoMailings(dynamodb, _settings.tables)
_outbox = DynamoOutbox(dynamodb, _settings.tables.outbox)
_key = AddressKey(_address_key)
app = create_app(
    NewsletterParts(
        newsletter=Newsletter(
            book=_readers,
            shelf=_shelf,
            key=_key,
            links=LetterLinks(_token_keys, _address_key),
            now=now,
        ),
        mailings=_mailings,
        sends=DynamoReaderSends(dynamodb, _settings.tables.sends),
        outbox=_outbox,
        gate=Gate(DynamoLimits(dynamodb, _settings.tables.limits)),
        stamps=Stamps(_token_keys),
        networks=Networks(_token_keys[0], secrets(ssm, _settings.cdn_secrets_name)),
        pages=Pages(_shelf, now),
        origin=_settings.origin,
        now=now,
    )
)
_web = Gateway(app)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if "routeKey" in event:
        return _web(event, context)
    return _ses_events().take(event)


@functools.cache
def _ses_events() -> SesEvents:
    """Loaded for the mail service's events, not for who waits for a page."""
    from domain.mail_events import MailEvents  # noqa: PLC0415
    from functions.newsletter.ses_events import SesEvents  # noqa: PLC0415

    taken_by = MailEvents(_readers, _mailings, _outbox, _key, now)
    return SesEvents(taken_by, _settings.mail_events_topic)
