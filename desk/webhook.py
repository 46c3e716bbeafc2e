"""The address that Stripe sends its events to: whether it is there, right, and made where it isn't."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.payments import MONEY_EVENTS, SESSION_EVENTS
from infra.parameters import STRIPE
from infra.stage_secrets import STRIPE_KEY, WEBHOOK, Secrets
from infra.stages import Stage, StageError

PATH = "/api/stripe/events"

EVENTS = (*SESSION_EVENTS, *MONEY_EVENTS)
"""What settles a payment, and what becomes of its money afterwards."""


class Endpoint(msgspec.Struct, frozen=True):
    id: str
    url: str
    version: str
    events: tuple[str, ...]
    enabled: bool

    def wrong(self, version: str) -> list[str]:
        """A sentence for everything about it that isn't as the shop needs it."""
        wrong = []
        if not self.enabled:
            wrong.append("It is switched off. Switch it on at dashboard.stripe.com/webhooks.")
        if self.version != version:
            wrong.append(
                f"It sends Stripe's version {self.version or 'of your account'}, and the shop reads "
                f"{version}. Remove it at dashboard.stripe.com/webhooks and let the shop make it."
            )
        missing = [] if "*" in self.events else sorted(set(EVENTS) - set(self.events))
        if missing:
            wrong.append(
                f"It leaves out {', '.join(missing)}. Add them at dashboard.stripe.com/webhooks."
            )
        return wrong


def find_endpoint(stage: Stage, key: str, origin: str) -> Endpoint | None:
    """Raises StageError where Stripe can't be asked."""
    import stripe  # noqa: PLC0415 — takes longer to import than other commands take to answer

    try:
        listed = _client(stage, key).v1.webhook_endpoints.list({"limit": 100})
        endpoints = list(listed.auto_paging_iter())
    except stripe.StripeError as error:
        raise StageError(_refused(error)) from error
    for each in endpoints:
        if each.url == origin + PATH:
            return Endpoint(
                each.id,
                each.url,
                each.api_version or "",
                tuple(each.enabled_events),
                each.status == "enabled",
            )
    return None


def pinned_version() -> str:
    """The version of Stripe's API that the shop's code is written for."""
    import stripe  # noqa: PLC0415

    return stripe.api_version


def ensure_webhook(secrets: Secrets, origin: str) -> str:
    """Make the endpoint where it isn't there, and keep its secret; what was done. Raises StageError."""
    import stripe  # noqa: PLC0415

    stage, key = secrets.account.stage, secrets.found[STRIPE_KEY]
    if found := find_endpoint(stage, key, origin):
        if secrets.found.get(WEBHOOK):
            return f"Stripe knows {found.url} already."
        raise StageError(
            f"Stripe knows {found.url} already, and tells its secret nobody twice. Copy it from "
            f"dashboard.stripe.com/webhooks, then: ./shop secret {WEBHOOK} --stage {stage.name}"
        )
    try:
        made = _client(stage, key).v1.webhook_endpoints.create(
            {
                "url": origin + PATH,
                "enabled_events": list(EVENTS),
                "api_version": stripe.api_version,
                "description": f"Vitrine, {stage.name}",
            }
        )
    except stripe.StripeError as error:
        raise StageError(_refused(error)) from error
    secrets.put(WEBHOOK, made.secret or "", instead=True)
    return f"Stripe sends its events to {origin + PATH} now."


def _client(stage: Stage, key: str) -> Any:  # noqa: ANN401 — imported late
    from functions.adapters.stripe_payments import stripe_client  # noqa: PLC0415

    return stripe_client(key, stage.parameters.get("StripeApiBase", STRIPE))


def _refused(error: Exception) -> str:
    return (
        f"Stripe can't be asked about its webhooks ({error}). A restricted key needs the right to "
        "write webhook endpoints; you can also make it at dashboard.stripe.com/webhooks."
    )
