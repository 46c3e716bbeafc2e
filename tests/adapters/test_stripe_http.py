"""Stripe's SDK over our own HTTP client: what holds on the wire, with a server that listens."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

from functions.adapters.stripe_payments import stripe_client

CUT = 0
"""In place of a status: the connection ends without an answer."""
SILENCE = -1
"""The same, after longer than anybody waits."""

SESSION = '{"id": "cs_1", "object": "checkout.session"}'
QUICK = (0.5, 0.2)


class Listener:
    """`answers` are the statuses to come, 200 afterwards; `keys` the idempotency keys heard."""

    def __init__(self) -> None:
        self.connections = 0
        self.keys: list[str | None] = []
        self.answers: list[int] = []
        self.url = ""
        self.body = SESSION.encode()

    def client(self) -> stripe.StripeClient:
        return stripe_client("sk_test_listener", self.url, QUICK)

    def open_session(self, client: stripe.StripeClient) -> str:
        params: stripe.params.checkout.SessionCreateParams = {"mode": "payment"}
        return client.v1.checkout.sessions.create(params, {"idempotency_key": "ORDER1-1"}).id


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            heard.connections += 1
            super().setup()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            heard.keys.append(self.headers["Idempotency-Key"])
            status = heard.answers.pop(0) if heard.answers else 200
            if status == SILENCE:
                time.sleep(2 * max(QUICK))
            if status in (CUT, SILENCE):
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Location", f"{heard.url}/elsewhere")
            self.send_header("Content-Length", str(len(heard.body)))
            self.end_headers()
            self.wfile.write(heard.body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        heard.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield heard
        server.shutdown()
        thread.join()


def test_one_connection_serves_one_request_after_the_other(listener: Listener) -> None:
    client = listener.client()

    opened = [listener.open_session(client) for _ in range(3)]

    assert opened == ["cs_1"] * 3
    assert listener.connections == 1


@pytest.mark.parametrize("trouble", [CUT, 500, 409])
def test_trouble_is_tried_once_more_under_the_same_key(listener: Listener, trouble: int) -> None:
    listener.answers = [trouble]

    assert listener.open_session(listener.client()) == "cs_1"
    assert listener.keys == ["ORDER1-1"] * 2


def test_a_page_of_some_proxy_in_an_old_encoding_is_trouble_like_any(listener: Listener) -> None:
    listener.body = "<p>Passerelle indisponible, réessayez</p>".encode("latin-1")
    listener.answers = [502, 502]

    with pytest.raises(stripe.APIError):
        listener.open_session(listener.client())

    assert len(listener.keys) == 2


def test_a_connection_that_is_cut_every_time_is_given_up(listener: Listener) -> None:
    listener.answers = [CUT] * 5

    with pytest.raises(stripe.APIConnectionError, match="ProtocolError"):
        listener.open_session(listener.client())

    assert len(listener.keys) == 2


def test_nobody_waits_longer_than_the_timeout_and_one_try_more(listener: Listener) -> None:
    listener.answers = [SILENCE] * 5

    with pytest.raises(stripe.APIConnectionError, match="ReadTimeoutError"):
        listener.open_session(listener.client())

    # On a busy machine the listener reads what it was sent after the client has given up.
    until = time.monotonic() + 10
    while len(listener.keys) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(listener.keys) == 2


def test_nobody_listening_is_an_error_that_says_so() -> None:
    client = stripe_client("sk_test_nobody", "http://127.0.0.1:9", QUICK)

    with pytest.raises(stripe.APIConnectionError, match="NewConnectionError"):
        client.v1.checkout.sessions.retrieve("cs_1")


def test_an_answer_without_encryption_is_no_stripe_and_is_not_asked_again(
    listener: Listener,
) -> None:
    client = stripe_client("sk_test_plain", listener.url.replace("http:", "https:"), QUICK)

    with pytest.raises(stripe.APIConnectionError, match="SSLError"):
        listener.open_session(client)

    assert listener.connections == 1


def test_a_redirect_is_not_followed_with_the_key_in_hand(listener: Listener) -> None:
    listener.answers = [307]

    with pytest.raises(stripe.APIError):
        listener.open_session(listener.client())

    assert len(listener.keys) == 1


def test_the_functions_do_without_requests() -> None:
    start = (
        "import sys; sys.modules['requests'] = None\n"
        "from functions.adapters.stripe_payments import stripe_client\n"
        "print(stripe_client('sk_test_alone', 'http://127.0.0.1:9').v1.checkout is not None)"
    )

    run = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout) == (0, "True\n"), run.stderr
