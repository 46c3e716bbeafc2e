"""Composition root of postman: the outbox's stream rings, and a schedule sweeps."""

from __future__ import annotations

from typing import Any

from domain.delivery import Delivery
from domain.links import OrderLinks
from domain.proof import Codes
from domain.request_links import RequestLinks
from functions.adapters.dynamo_orders import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.ses_mailer import SesMailer
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.clients import dynamodb, ses, ssm
from functions.postman.app import Postman
from functions.postman.correspondence import LetterDesk
from functions.postman.letters import Letters
from functions.postman.notices import NoticeMails
from functions.postman.requests import RequestMails
from functions.settings import secret, settings_from
from functions.web.log import log_as_json
from functions.world import new_seed, now

log_as_json()
_settings = settings_from()
_token_keys = secret(ssm, _settings.token_keys_name).split(",")
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
_book = DynamoOrderBook(dynamodb, _settings.tables, now)
postman = Postman(
    Delivery(
        outbox=DynamoOutbox(dynamodb, _settings.tables.outbox),
        book=_book,
        payments=StripePayments(
            stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
        ),
        mailer=SesMailer(ses()),
        letters=Letters(
            _shelf,
            OrderLinks(_token_keys),
            _settings.origin,
            now,
        ),
        correspondence=LetterDesk(),
        notices=NoticeMails(
            _shelf, _book, DynamoSubscriberBook(dynamodb, _settings.tables, now), _settings.origin
        ),
        requests=RequestMails(
            _shelf,
            DynamoRequestBook(dynamodb, _settings.tables),
            RequestLinks(_token_keys),
            Codes(_token_keys, new_seed),
            _settings.origin,
            now,
        ),
        now=now,
    )
)


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    del context
    return postman.ring(event)
