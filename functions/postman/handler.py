"""Composition root of postman: the outbox's stream rings, a schedule sweeps, batons come by queue."""

from __future__ import annotations

from typing import Any

from domain.account_doors import Entrance
from domain.addresses import AddressKey
from domain.delivery import Delivery
from domain.errands import Errands
from domain.held_back import HoldingBack
from domain.letter_links import LetterLinks
from domain.links import OrderLinks
from domain.newsletter import Newsletter
from domain.proof import Codes
from domain.request_links import RequestLinks
from domain.restriction import Addresses
from domain.waiting import Waiting
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.adapters.dynamo_inquiries import DynamoInquiries
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.dynamo_waits import DynamoWaitingList
from functions.adapters.ses_mailer import SesMailer
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.clients import dynamodb, ses, sqs, ssm
from functions.postman.accounts import AccountMails
from functions.postman.app import Postman
from functions.postman.correspondence import LetterDesk
from functions.postman.inquiries import InquiryMails
from functions.postman.letters import Letters
from functions.postman.notices import NoticeMails
from functions.postman.requests import RequestMails
from functions.postman.sending import letter_run
from functions.postman.waits import WaitMails
from functions.settings import secret, secrets, settings_from
from functions.web.log import log_as_json
from functions.world import new_seed, now

log_as_json()
_settings = settings_from()
_token_keys = secrets(ssm, _settings.token_keys_name)
_address_key = secret(ssm, _settings.address_key_name)
_links = LetterLinks(_token_keys, _address_key)
_orders = DynamoOrderBook(dynamodb, _settings.tables, now)
_shelf = DynamoShelf(dynamodb, _settings.tables.shelf)
_payments = StripePayments(
    stripe_client(secret(ssm, _settings.stripe_secret_key_name), _settings.stripe_api_base)
)
_subscribers = DynamoSubscriberBook(dynamodb, _settings.tables, now)
_requests = DynamoRequestBook(dynamodb, _settings.tables)
_ses = ses()
_mailer = SesMailer(_ses, now, letters=_settings.letters_set, receipts=_settings.receipts_set)
postman = Postman(
    Delivery(
        outbox=DynamoOutbox(dynamodb, _settings.tables.outbox),
        book=_orders,
        errands=Errands(_orders, _payments, _shelf, now),
        mailer=_mailer,
        letters=Letters(
            _shelf,
            OrderLinks(_token_keys),
            Codes(_token_keys, new_seed),
            _settings.origin,
            now,
        ),
        correspondence=LetterDesk(
            Newsletter(_subscribers, _shelf, AddressKey(_address_key), _links, now),
            _orders,
            _settings.origin,
        ),
        notices=NoticeMails(_shelf, _orders, _subscribers, _settings.origin),
        requests=RequestMails(
            _shelf,
            _requests,
            RequestLinks(_token_keys),
            Codes(_token_keys, new_seed),
            Addresses(_subscribers, _orders),
            _settings.origin,
            now,
        ),
        inquiries=InquiryMails(
            _shelf,
            DynamoInquiries(dynamodb, _settings.tables),
            _orders,
            _settings.origin,
        ),
        waits=WaitMails(
            Waiting(DynamoWaitingList(dynamodb, _settings.tables), _shelf, now),
            OrderLinks(_token_keys),
            _settings.origin,
        ),
        doors=AccountMails(
            _shelf,
            Entrance(
                DynamoAccountDoors(dynamodb, _settings.tables),
                OrderLinks(_token_keys),
                now,
                new_seed,
            ),
            _settings.origin,
        ),
        holding_back=HoldingBack(_requests, AddressKey(_address_key)),
        now=now,
    ),
    letter_run(
        _settings,
        _mailer,
        _links,
        dynamodb=dynamodb,
        ses=_ses,
        sqs=sqs(),
    ),
)


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    del context
    return postman.ring(event)
