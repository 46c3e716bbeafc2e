"""What a function is told by its environment: names and addresses, never a secret itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from types_boto3_ssm.client import SSMClient


class SettingError(Exception):
    """A setting that is missing or can't be right; the message names it."""


class Tables(msgspec.Struct, frozen=True):
    shelf: str
    orders: str
    events: str
    outbox: str
    limits: str
    subscribers: str
    sends: str
    requests: str
    ledger: str


class Settings(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address; `…_name` are names of SSM parameters.

    Where no CDN stands before the functions, `cdn_secrets_name` is empty. Mails go through the
    mail service's configuration sets, one for what is sent to many and one for receipts, and
    their events come by a topic; where those are empty, nothing is told of a mail that went out.
    """

    origin: str
    tables: Tables
    stripe_secret_key_name: str
    stripe_webhook_secret_name: str
    token_keys_name: str
    address_key_name: str
    stripe_api_base: str = "https://api.stripe.com"
    cdn_secrets_name: str = ""
    letters_queue_url: str = ""
    letters_set: str = ""
    receipts_set: str = ""
    mail_events_topic: str = ""
    exports_bucket: str = ""


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises SettingError naming the variable that is missing."""
    return Settings(
        origin=_read(environment, "VITRINE_ORIGIN").rstrip("/"),
        tables=Tables(
            shelf=_read(environment, "SHELF_TABLE"),
            orders=_read(environment, "ORDERS_TABLE"),
            events=_read(environment, "EVENTS_TABLE"),
            outbox=_read(environment, "OUTBOX_TABLE"),
            limits=_read(environment, "LIMITS_TABLE"),
            subscribers=_read(environment, "SUBSCRIBERS_TABLE"),
            sends=_read(environment, "SENDS_TABLE"),
            requests=_read(environment, "REQUESTS_TABLE"),
            ledger=_read(environment, "LEDGER_TABLE"),
        ),
        stripe_secret_key_name=_read(environment, "STRIPE_SECRET_KEY_NAME"),
        stripe_webhook_secret_name=_read(environment, "STRIPE_WEBHOOK_SECRET_NAME"),
        token_keys_name=_read(environment, "TOKEN_KEYS_NAME"),
        address_key_name=_read(environment, "ADDRESS_KEY_NAME"),
        stripe_api_base=environment.get("STRIPE_API_BASE") or "https://api.stripe.com",
        cdn_secrets_name=environment.get("CDN_SECRETS_NAME", ""),
        letters_queue_url=environment.get("LETTERS_QUEUE_URL", ""),
        letters_set=environment.get("LETTERS_SET", ""),
        receipts_set=environment.get("RECEIPTS_SET", ""),
        mail_events_topic=environment.get("MAIL_EVENTS_TOPIC", ""),
        exports_bucket=environment.get("EXPORTS_BUCKET", ""),
    )


def _read(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        raise SettingError(f"The setting {name} is missing or empty.")
    return value


def secret(ssm: SSMClient, name: str) -> str:
    """The secret of that name. Raises SettingError where it is empty or not there."""
    try:
        answer = ssm.get_parameter(Name=name, WithDecryption=True)
    except ssm.exceptions.ParameterNotFound as error:
        raise SettingError(f"The secret {name} is missing.") from error
    value = answer["Parameter"].get("Value", "").strip()
    if not value:
        raise SettingError(f"The secret {name} is empty.")
    return value


def secrets(ssm: SSMClient, name: str) -> list[str]:
    """Those that stand under one name, separated by commas while they rotate; none without a name.

    Raises SettingError.
    """
    return [each.strip() for each in secret(ssm, name).split(",")] if name else []
