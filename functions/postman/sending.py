"""Composes what sends letters, for postman's handler and for whoever measures it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from domain.batons import Relay
from domain.letter_links import LetterLinks
from domain.letter_run import LetterRun
from domain.mail import Mailer
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.dynamo_restrictions import DynamoRestrictions
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.ses_account import sending_account
from functions.adapters.sqs_batons import SqsBatons
from functions.settings import Settings
from functions.world import now

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_sesv2.client import SESV2Client
    from types_boto3_sqs.client import SQSClient


def letter_run(
    settings: Settings,
    mailer: Mailer,
    links: LetterLinks,
    *,
    dynamodb: DynamoDBClient,
    ses: SESV2Client,
    sqs: SQSClient,
) -> LetterRun:
    mailings = DynamoMailings(dynamodb, settings.tables)
    return LetterRun(
        mailings=mailings,
        readers=DynamoSubscriberBook(dynamodb, settings.tables, now),
        restrictions=DynamoRestrictions(dynamodb, settings.tables),
        shelf=DynamoShelf(dynamodb, settings.tables.shelf),
        account=sending_account(ses),
        mailer=mailer,
        relay=Relay(mailings, SqsBatons(sqs, settings.letters_queue_url), now),
        links=links,
        origin=settings.origin,
        now=now,
        steady=time.monotonic,
        pause=time.sleep,
    )
