"""`python -m infra.local.stripe`: the stand-in as a process of its own."""

import argparse
import logging
from pathlib import Path

from infra.local.stripe.app import create_app
from infra.local.stripe.server import build_server
from infra.local.stripe.settings import DEFAULT_KEY, DEFAULT_PORT, Endpoint, StandInSettings


def main(arguments: list[str] | None = None) -> None:
    parser = build_parser()
    settings = settings_from(parser, parser.parse_args(arguments))
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for noisy in ("httpx2", "httpcore2"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    build_server(create_app(settings), settings.port).run()


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.stripe",
        description="A stand-in for Stripe on 127.0.0.1: no account, no network, no money.",
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--state", type=Path, help="SQLite file; without it nothing is kept")
    parser.add_argument("--page-base", default="", help="where browsers see the payment pages")
    parser.add_argument("--webhook-url", action="append", default=[], help="may be repeated")
    parser.add_argument(
        "--webhook-secret", action="append", default=[], help="whsec_…, one per --webhook-url"
    )
    parser.add_argument("--key", action="append", help="accepted API key; may be repeated")
    parser.add_argument(
        "--pay-later-seconds", type=float, help="when delayed payments arrive by themselves"
    )
    parser.add_argument(
        "--seed-currency", default="", help="usd, …: start with codes to try, in this currency"
    )
    parser.add_argument("--test-routes", action="store_true", help="open /_standin/… for tests")
    return parser


def settings_from(parser: argparse.ArgumentParser, given: argparse.Namespace) -> StandInSettings:
    if len(given.webhook_url) != len(given.webhook_secret):
        parser.error("give one --webhook-secret for each --webhook-url")
    pairs = zip(given.webhook_url, given.webhook_secret, strict=True)
    try:
        endpoints = tuple(Endpoint(url=url, secret=secret) for url, secret in pairs)
    except ValueError as error:
        parser.error(str(error))
    return StandInSettings(
        port=given.port,
        keys=tuple(given.key or [DEFAULT_KEY]),
        page_base=given.page_base,
        state=given.state,
        endpoints=endpoints,
        pay_later_seconds=given.pay_later_seconds,
        seed_currency=given.seed_currency.lower(),
        test_routes=given.test_routes,
    )


if __name__ == "__main__":
    main()
