"""The stand-in as the process that the local stack starts."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import stripe

from infra.local.stripe.__main__ import build_parser, settings_from
from infra.local.stripe.app import create_app
from infra.local.stripe.server import build_server
from infra.local.stripe.settings import StandInSettings
from infra.local.stripe.testing import an_order, free_port, wait_until


@contextlib.contextmanager
def process(port: int, *arguments: str, log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "infra.local.stripe", "--port", str(port), *arguments]
    with log.open("wb") as output:
        started = subprocess.Popen(command, stderr=output, stdout=output)
        try:
            wait_until(lambda: answers(port))
            yield
        finally:
            started.terminate()
            started.wait(10)


def answers(port: int) -> bool:
    try:
        httpx2.get(f"http://127.0.0.1:{port}/v1/events", trust_env=False)
    except httpx2.HTTPError:
        return False
    return True


def test_the_command_serves_keeps_and_logs_without_personal_data(tmp_path: Path) -> None:
    port, state, log = free_port(), tmp_path / "state.sqlite", tmp_path / "log"
    base = f"http://127.0.0.1:{port}"
    client = stripe.StripeClient("sk_test_a", base_addresses={"api": base})
    with process(port, "--state", str(state), "--key", "sk_test_a", log=log):
        session = client.v1.checkout.sessions.create(an_order())
        buyer = {"email": "ada@example.com", "name": "Ada", "line1": "1 High Street"}
        rate = str(session.shipping_options[0].shipping_rate)
        place = {"city": "Reno", "postal_code": "89501", "country": "US", "shipping_rate": rate}
        httpx2.post(f"{base}/pay/{session.id}", data=buyer | place, trust_env=False)

        assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
        closed = httpx2.get(f"{base}/_standin/requests", trust_env=False)
        assert closed.status_code == 404

    logged = log.read_text()
    assert f"about {session.id}" in logged
    assert len(logged.splitlines()) == 1
    for personal in ("ada@example.com", "Ada", "High Street", "sk_test_a"):
        assert personal not in logged
    assert state.exists()


def test_the_command_reads_what_the_local_stack_tells_it() -> None:
    parser = build_parser()
    given = parser.parse_args(
        [
            *("--port", "9", "--page-base", "http://shop.test/dev/stripe"),
            *("--webhook-url", "http://a.test/", "--webhook-secret", "whsec_a"),
            *("--key", "sk_test_a", "--key", "rk_test_b", "--pay-later-seconds", "5"),
            *("--test-routes", "--seed-currency", "EUR"),
        ]
    )

    settings = settings_from(parser, given)

    assert settings.port == 9
    assert settings.public_base == "http://shop.test/dev/stripe"
    assert [(each.url, each.secret) for each in settings.endpoints] == [
        ("http://a.test/", "whsec_a")
    ]
    assert settings.keys == ("sk_test_a", "rk_test_b")
    assert settings.pay_later_seconds == 5
    assert settings.test_routes
    assert settings.seed_currency == "eur"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--webhook-url", "http://a.test/"],
        ["--webhook-url", "http://a.test/", "--webhook-secret", "secret"],
    ],
)
def test_a_webhook_without_a_secret_is_a_mistake(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    parser = build_parser()

    with pytest.raises(SystemExit):
        settings_from(parser, parser.parse_args(arguments))

    assert "secret" in capsys.readouterr().err


def test_the_stand_in_is_seen_from_this_machine_only() -> None:
    server = build_server(create_app(StandInSettings()), 8420)

    assert server.config.host == "127.0.0.1"


def test_levers_are_closed_unless_opened() -> None:
    app = create_app(StandInSettings())

    assert not [route for route in app.routes if "_standin" in str(vars(route).get("path"))]
