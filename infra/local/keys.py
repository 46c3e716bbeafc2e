"""The local shop's secrets: made once, kept in `.local/keys.json`, or a developer's test keys."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec


class LiveKeyError(Exception):
    """Somebody offered the key to real money; the message says what to do."""


class Keys(msgspec.Struct, frozen=True):
    stripe_secret_key: str
    stripe_webhook_secret: str
    token_keys: str
    address_key: str
    is_stripe_itself: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        """As the Parameter Store holds them, by the last part of their names."""
        return {
            "stripe-secret-key": self.stripe_secret_key,
            "stripe-webhook-secret": self.stripe_webhook_secret,
            "token-keys": self.token_keys,
            "address-key": self.address_key,
        }


def keys(file: Path, environment: Mapping[str, str]) -> Keys:
    """The keys of the last run, or new ones; a Stripe test key of the environment goes first.

    Raises LiveKeyError.
    """
    kept = _kept(file)
    given = environment.get("STRIPE_SECRET_KEY", "")
    if given.startswith(("sk_live_", "rk_live_")):
        raise LiveKeyError(
            "STRIPE_SECRET_KEY is a live key, and this shop is for trying things out. "
            "Unset it, or set a test key (sk_test_…)."
        )
    if not given:
        return kept
    if not given.startswith(("sk_test_", "rk_test_")):
        raise LiveKeyError(
            "STRIPE_SECRET_KEY is no test key of Stripe's: those begin with sk_test_. "
            "Unset it, or set a test key."
        )
    return msgspec.structs.replace(
        kept,
        stripe_secret_key=given,
        stripe_webhook_secret=environment.get("STRIPE_WEBHOOK_SECRET")
        or kept.stripe_webhook_secret,
        is_stripe_itself=True,
    )


def _kept(file: Path) -> Keys:
    if file.exists():
        with contextlib.suppress(msgspec.ValidationError):  # of a shop before the newsletter
            return msgspec.json.decode(file.read_bytes(), type=Keys)
        file.unlink()
    made = Keys(
        stripe_secret_key=f"sk_test_local_{secrets.token_hex(12)}",
        stripe_webhook_secret=f"whsec_{secrets.token_hex(16)}",
        token_keys=secrets.token_urlsafe(32),
        address_key=secrets.token_urlsafe(32),
    )
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(msgspec.json.encode(made))
    return made
