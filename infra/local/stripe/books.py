"""What every act of the stand-in needs: settings, memory, clock and a place to announce events."""

import logging
from dataclasses import dataclass, field

from infra.local.stripe.errors import missing
from infra.local.stripe.ids import new_id
from infra.local.stripe.settings import StandInSettings
from infra.local.stripe.store import Object, Store
from infra.local.stripe.webhooks import Courier

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cause:
    """The API request that an event came from; empty for what buyers and time do."""

    request_id: str | None = None
    idempotency_key: str | None = None


NOBODY = Cause()


@dataclass
class Books:
    settings: StandInSettings
    store: Store
    courier: Courier
    ahead_seconds: float = field(default=0)

    def now(self) -> int:
        return int(self.settings.clock() + self.ahead_seconds)

    def find(self, kind: str, object_id: str, what: str, param: str) -> Object:
        """Return an object or raise as Stripe does where an address names nothing."""
        found = self.store.get(object_id, kind)
        if found is None:
            raise missing(what, object_id, param)
        return found

    def announce(
        self, kind: str, subject: Object, cause: Cause = NOBODY, before: Object | None = None
    ) -> Object:
        """Record an event with a snapshot of its subject, and hand it to the courier."""
        event: Object = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": self.settings.api_version,
            "created": self.now(),
            "data": {"object": subject},
            "livemode": False,
            "pending_webhooks": len(self.settings.endpoints),
            "request": {"id": cause.request_id, "idempotency_key": cause.idempotency_key},
            "type": kind,
        }
        if before:
            event["data"]["previous_attributes"] = before
        self.store.put(event)
        self.courier.accept(event)
        logger.info("%s %s about %s", kind, event["id"], subject["id"])
        return event
