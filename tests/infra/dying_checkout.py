"""A checkout function that is killed at a chosen moment: `before` or `after` Stripe's session."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from starlette.testclient import TestClient

from functions.adapters.stripe_payments import StripePayments
from functions.checkout.handler import app
from tests.fixtures.real import CDN_SECRET
from tests.policies import AGREEMENT

open_session = StripePayments.open_session


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def open_and_die(self: StripePayments, *asked: Any, **named: Any) -> None:  # noqa: ANN401 — as the adapter's
    open_session(self, *asked, **named)
    die()


StripePayments.open_session = {"before": die, "after": open_and_die}[sys.argv[1]]  # type: ignore[method-assign,assignment]  # the power cut
TestClient(app).post(
    "/api/checkout",
    data={"sku": "EMBER-RING", "quantity": "1", "terms": AGREEMENT},
    headers={"x-vitrine-cdn": CDN_SECRET},
)
