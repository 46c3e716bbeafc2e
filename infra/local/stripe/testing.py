"""The stand-in on a free port inside a test, and an endpoint that collects its webhooks."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import stripe
import uvicorn

from infra.local.stripe.app import create_app
from infra.local.stripe.reading import form_values
from infra.local.stripe.server import build_server
from infra.local.stripe.settings import Endpoint, StandInSettings

SECRET = "whsec_for_tests_only"  # noqa: S105  signs nothing but test events
STARTUP_SECONDS = 10


def an_order(**changes: Any) -> Any:  # noqa: ANN401  the SDK types parameters, tests break them
    """Return parameters for a session: two rings at $42, delivery for $5, to the US or Canada."""
    ring = {
        "currency": "usd",
        "unit_amount": 4200,
        "tax_behavior": "exclusive",
        "product_data": {
            "name": "Ring",
            "description": "Size 6, engraved: June",
            "metadata": {"sku": "RING-6"},
            "tax_code": "txcd_99999999",
        },
    }
    post = {
        "display_name": "Post",
        "type": "fixed_amount",
        "fixed_amount": {"amount": 500, "currency": "usd"},
        "delivery_estimate": {
            "minimum": {"unit": "business_day", "value": 3},
            "maximum": {"unit": "business_day", "value": 5},
        },
    }
    return {
        "mode": "payment",
        "client_reference_id": "draft-1",
        "line_items": [{"price_data": ring, "quantity": 2}],
        "shipping_address_collection": {"allowed_countries": ["US", "CA"]},
        "shipping_options": [{"shipping_rate_data": post}],
        "success_url": "http://shop.test/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/cart",
        **changes,
    }


@dataclass
class RunningStandIn:
    url: str
    settings: StandInSettings
    http: httpx2.Client

    def client(self, **options: Any) -> stripe.StripeClient:  # noqa: ANN401  the SDK's own options
        """Return the real SDK's client; it doesn't retry unless `max_network_retries` says so."""
        given = {"max_network_retries": 0, **options}
        return stripe.StripeClient(self.settings.keys[0], base_addresses={"api": self.url}, **given)

    def order_fault(self, match: str, kind: str, **more: float) -> None:
        self.http.post("/_standin/faults", json={"match": match, "kind": kind, **more})

    def handle_webhooks(self, mode: str, **more: Any) -> None:  # noqa: ANN401  as Handling takes it
        self.http.post("/_standin/webhooks", json={"mode": mode, **more})

    def announce(self, kind: str, subject: dict[str, Any]) -> None:
        """Tell the shop of what the stand-in can't bring about itself, such as a payout."""
        self.http.post("/_standin/events", json={"type": kind, "object": subject})

    def dispute(self, payment_intent: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  as Asked takes it
        """Have the buyer's bank take a payment back."""
        return self._lever("disputes", {"payment_intent": payment_intent, **more})

    def decide(self, dispute: str, status: str) -> dict[str, Any]:
        """Move a dispute on: `under_review`, `won` or `lost`."""
        return self._lever(f"disputes/{dispute}", {"status": status})

    def settle_refund(self, refund: str, status: str = "failed") -> dict[str, Any]:
        """Say what became of a refund at the buyer's bank: `failed` or `arrived`."""
        return self._lever(f"refunds/{refund}", {"status": status})

    def _lever(self, name: str, told: dict[str, Any]) -> dict[str, Any]:
        pulled: dict[str, Any] = self.http.post(f"/_standin/{name}", json=told).json()
        return pulled

    def advance(self, seconds: float) -> None:
        self.http.post("/_standin/clock", json={"advance_seconds": seconds})

    def requests(self) -> list[dict[str, Any]]:
        received: list[dict[str, Any]] = self.http.get("/_standin/requests").json()["requests"]
        return received

    def offer(self, off: Any, **more: Any) -> stripe.PromotionCode:  # noqa: ANN401  as an_order
        """Make a coupon and a promotion code for it, `off` and `more` being their parameters."""
        coupon = self.client().v1.coupons.create(off).id
        promotion: Any = {"promotion": {"type": "coupon", "coupon": coupon}, **more}
        return self.client().v1.promotion_codes.create(promotion)

    def pay(self, session_url: str, outcome: str = "pay", **fields: str) -> httpx2.Response:
        """Submit the payment page as a buyer who leaves the suggested values, and doesn't follow."""
        address = f"/pay/{session_url.rpartition('/')[2]}"
        form = {**form_values(self.http.get(address).text), **fields, "outcome": outcome}
        return self.http.post(address, data=form)


class PromptServer(uvicorn.Server):
    """Ends as soon as it is told to, where uvicorn looks ten times a second and then waits."""

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110  another thread sets it
            await asyncio.sleep(0.005)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002  uvicorn's signature
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self.lifespan.shutdown()


@contextlib.contextmanager
def running_standin(settings: StandInSettings | None = None) -> Iterator[RunningStandIn]:
    """Serve a stand-in with test routes in a thread of this process."""
    port = free_port()
    given = settings or StandInSettings()
    chosen = replace(given, port=port, test_routes=True)
    server = PromptServer(build_server(create_app(chosen), port).config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    try:
        url = f"http://127.0.0.1:{port}"
        with httpx2.Client(base_url=url, trust_env=False, timeout=30) as http:
            yield RunningStandIn(url, chosen, http)
    finally:
        server.should_exit = True
        thread.join()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def wait_until(is_so: Callable[[], object], seconds: float = STARTUP_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.005)


@dataclass
class Received:
    payload: bytes
    signature: str
    at: float

    def event(self) -> stripe.Event:
        """Verify as the shop does and return the event."""
        event: stripe.Event = stripe.Webhook.construct_event(self.payload, self.signature, SECRET)
        return event

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.payload)
        return body


@dataclass
class Receiver:
    """A webhook endpoint; `answers` are the statuses of the next deliveries, 200 afterwards.

    A status of 0 closes the connection without an answer.
    """

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(url=self.url, secret=SECRET)

    @property
    def types(self) -> list[str]:
        return [each.body["type"] for each in self.received]


@contextlib.contextmanager
def running_receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = self.rfile.read(int(self.headers["Content-Length"]))
            signature = self.headers["Stripe-Signature"]
            receiver.received.append(Received(payload, signature, time.time()))
            status = receiver.answers.pop(0) if receiver.answers else 200
            if status:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
