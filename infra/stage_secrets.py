"""A stage's secrets in the Parameter Store: what is there, what is made, what has to be told."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from infra.account import Account, code_of
from infra.stages import StageError

MADE = ("token-keys", "address-key", "cdn-secrets")
"""Random ones, which nobody but the shop has to know."""

STRIPE_KEY, WEBHOOK = "stripe-secret-key", "stripe-webhook-secret"
TOLD = (STRIPE_KEY, WEBHOOK)
"""Stripe's, which the owner tells."""

LIVE_KEYS, TEST_KEYS = ("sk_live_", "rk_live_"), ("sk_test_", "rk_test_")


class Secrets(msgspec.Struct):
    """Those of one stage, by the last part of their names."""

    account: Account
    found: dict[str, str]
    versions: dict[str, int]
    """How often each was written."""

    @property
    def version(self) -> str:
        """Another word as soon as one of them is another: functions read theirs when they start."""
        return "-".join(str(self.versions.get(name, 0)) for name in (*MADE, *TOLD))

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in (*MADE, *TOLD) if not self.found.get(name))

    def make(self) -> list[str]:
        """Make what is missing and can be made; what is there stays. Raises StageError."""
        made = [name for name in MADE if name in self.missing]
        for name in made:
            self.put(name, secrets.token_urlsafe(32))
        return made

    def pretend(self) -> None:
        """The same for a run that keeps nothing: the template wants to be told one all the same."""
        for name in set(MADE) & set(self.missing):
            self.found[name] = secrets.token_urlsafe(32)

    def put(self, name: str, value: str, *, instead: bool = False) -> None:
        """Keep a secret; one that is there only `instead` of it. Raises StageError."""
        ssm = self.account.client("ssm")
        where = self.account.stage.secret_name(name)
        with self.account.answers():
            try:
                put = ssm.put_parameter(
                    Name=where, Value=value, Type="SecureString", Overwrite=instead
                )
                self.versions[name] = put["Version"]
            except ssm.exceptions.ParameterAlreadyExists:
                # Somebody else has just made it: theirs is the one that is used.
                there = ssm.get_parameter(Name=where, WithDecryption=True)["Parameter"]
                value, self.versions[name] = there["Value"], there["Version"]
        self.found[name] = value


def read_secrets(account: Account) -> Secrets:
    """Raises StageError."""
    ssm: Any = account.client("ssm")
    found: dict[str, str] = {}
    versions: dict[str, int] = {}
    with account.answers():
        for name in (*MADE, *TOLD):
            try:
                answer = ssm.get_parameter(
                    Name=account.stage.secret_name(name), WithDecryption=True
                )
            except ClientError as error:
                if code_of(error) != "ParameterNotFound":
                    raise
            else:
                found[name] = answer["Parameter"]["Value"].strip()
                versions[name] = answer["Parameter"]["Version"]
    return Secrets(account, found, versions)


def wrong_key(key: str, *, live: bool, stage: str) -> str | None:
    """Why a stage can't have this key of Stripe's; None where it can."""
    if not key.startswith((*LIVE_KEYS, *TEST_KEYS)):
        return (
            "This is no secret key of Stripe's: those begin with sk_ or rk_. You find it at "
            "dashboard.stripe.com/apikeys."
        )
    if live and key.startswith(TEST_KEYS):
        return (
            f"The stage {stage} is live and its Stripe key is a test key, so nobody could really "
            f"pay. Put the live one in its place: ./shop secret {STRIPE_KEY} --stage {stage}"
        )
    if not live and key.startswith(LIVE_KEYS):
        return (
            f"The stage {stage} is for trying things out and its Stripe key is a live key, so real "
            f"money would move. Put the test key in its place: ./shop secret {STRIPE_KEY} "
            f"--stage {stage}"
        )
    return None


def wrong_webhook_secret(value: str) -> str | None:
    if value.startswith("whsec_"):
        return None
    return (
        "This is no signing secret of a Stripe webhook: those begin with whsec_. You find it with "
        "the endpoint, at dashboard.stripe.com/webhooks."
    )


def check_told(secrets: Secrets, *, but: tuple[str, ...] = ()) -> None:
    """See that Stripe's secrets are there and fit the stage. Raises StageError.

    What is made later in the same run is left out by `but`.
    """
    stage = secrets.account.stage
    for name in TOLD:
        value = secrets.found.get(name, "")
        if name in but and not value:
            continue
        if not value:
            raise StageError(
                f"The secret {name} of {stage.name} is missing. Put it in with: "
                f"./shop secret {name} --stage {stage.name}"
            )
        wrong = (
            wrong_key(value, live=stage.live, stage=stage.name)
            if name == STRIPE_KEY
            else wrong_webhook_secret(value)
        )
        if wrong:
            raise StageError(wrong)
