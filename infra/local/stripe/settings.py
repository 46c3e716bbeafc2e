"""What a stand-in can be told when it starts."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import stripe

DEFAULT_PORT = 8420
DEFAULT_KEY = "sk_test_vitrine"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A webhook endpoint and the `whsec_…` secret that its events are signed with."""

    url: str
    secret: str

    def __post_init__(self) -> None:
        if not self.secret.startswith("whsec_"):
            msg = "A webhook secret starts with whsec_, as Stripe's do"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True)
class StandInSettings:
    """Times are in seconds. `pay_later_seconds=None` leaves a delayed payment to the page's buttons.

    `page_base` is the address under which a browser reaches the payment pages, with the prefix that
    a proxy strips. `seed_currency` asks for the codes of `seeds`. `test_routes` opens `/_standin/…`, which only tests need.
    """

    port: int = DEFAULT_PORT
    keys: tuple[str, ...] = (DEFAULT_KEY,)
    page_base: str = ""
    state: Path | None = None
    endpoints: tuple[Endpoint, ...] = ()
    retry_after_seconds: tuple[float, ...] = (1, 2, 5, 10, 30, 60, 120, 300)
    delivery_timeout_seconds: float = 20
    redirect_wait_seconds: float = 10
    pay_later_seconds: float | None = None
    seed_currency: str = ""
    sweep_seconds: float = 1
    payment_methods: tuple[str, ...] = ("card", "link", "paypal", "klarna")
    test_routes: bool = False
    api_version: str = stripe.api_version
    clock: Callable[[], float] = time.time

    @property
    def public_base(self) -> str:
        return self.page_base.rstrip("/") or f"http://127.0.0.1:{self.port}"
