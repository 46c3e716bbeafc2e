"""What checkout costs a function's processor, beside a bare handler: `make bench-checkout`.

Both take the same event and make the same calls of AWS and Stripe with the same clients, on a
wire that answers at once. They take turns, so that a busy machine is as busy for both.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from botocore.client import BaseClient

from functions.settings import Tables
from infra.aws import session
from infra.emulator import running_emulator
from tests.bench.bare import bare_handler, calls_recorded
from tests.bench.canned import Wire
from tests.fixtures.aws import fresh_tables
from tests.fixtures.real import gateway_event, opened_shop
from tests.policies import AGREEMENT

LIMIT = 1.35
"""How many times the bare handler's processor time ours may take."""

ROUNDS = 20
EACH = 30
"""Requests to a handler in a round."""

FORMS = {
    "a piece": f"piece=river-band&sku=RIVER-BAND-7&quantity=1&terms={AGREEMENT}",
    "a cart": "cart=yes&line=RIVER-BAND-7+1+48000&line=DAWN-HOOPS+2+32000"
    f"&line=SIGNET-7-GOLD+1+98500+Cleo&terms={AGREEMENT}&newsletter=yes",
}

Handler = Callable[[dict[str, Any], object], dict[str, Any]]


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time; `ratio` is of the medians of the rounds' minimums."""

    form: str
    ours_p50: float
    ours_p99: float
    bare_p50: float
    bare_p99: float
    ratio: float
    calls: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.checkout")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    costs = [measure(name, body, given.rounds) for name, body in FORMS.items()]
    if given.json:
        print(json.dumps({"limit": LIMIT, "costs": [asdict(cost) for cost in costs]}))
    else:
        _say(costs)
    sys.exit(any(cost.ratio > LIMIT for cost in costs))


def measure(form: str, body: str, rounds: int) -> Cost:
    """Raises SystemExit where the two don't make as many calls: they wouldn't be comparable."""
    viewer = {"cloudfront-viewer-address": "203.0.113.7:51000"}
    event = gateway_event("POST", "/api/checkout", body=body, headers=viewer)
    with _handlers(event) as (wire, ours, bare, calls):
        spent: dict[str, list[list[float]]] = {"ours": [], "bare": []}
        asked = {"ours": 0, "bare": 0}
        for _ in range(rounds):
            for name, handler in (("ours", ours), ("bare", bare)):
                wire.calls = 0
                spent[name].append([_milliseconds(handler, event) for _ in range(EACH)])
                asked[name] += wire.calls
    if asked["ours"] != asked["bare"]:
        sys.exit(f"Calls made: {asked}. The bare handler must make those that ours makes.")
    return _cost(form, spent["ours"], spent["bare"], calls)


@contextlib.contextmanager
def _handlers(event: dict[str, Any]) -> Iterator[tuple[Wire, Handler, Handler, list[str]]]:
    """Ours and the bare one, warm, on a wire that answers as MiniStack and the stand-in did."""
    wire = Wire()
    with running_emulator() as endpoint, contextlib.redirect_stdout(_nowhere()):
        dynamodb = session().client("dynamodb", endpoint_url=endpoint)
        with (
            fresh_tables(endpoint) as names,
            opened_shop(endpoint, Tables(**names), dynamodb) as shop,
            wire.recording(),
        ):
            os.environ.update(shop.environment)
            ours = _composed()
            _buy(ours, event)
            with calls_recorded(_clients()) as calls:
                _buy(ours, event)
    bare = bare_handler(calls)
    with wire.replaying(), contextlib.redirect_stdout(_nowhere()):
        for handler in (ours, bare):
            _buy(handler, event)
        yield wire, ours, bare, [call.name for call in calls]


def _composed() -> Handler:
    """Checkout's handler, imported anew as a cold start does."""
    for module in [name for name in sys.modules if name.endswith((".handler", ".clients"))]:
        if module.startswith("functions."):
            del sys.modules[module]
    handler: Handler = importlib.import_module("functions.checkout.handler").handler
    return handler


def _clients() -> list[BaseClient]:
    made = vars(sys.modules["functions.clients"]).values()
    return [client for client in made if isinstance(client, BaseClient)]


def _buy(handler: Handler, event: dict[str, Any]) -> None:
    answer = handler(event, None)
    if answer["statusCode"] != 303:
        sys.exit(f"Nothing was bought: {answer}")


def _milliseconds(handler: Handler, event: dict[str, Any]) -> float:
    before = time.thread_time_ns()
    handler(event, None)
    return (time.thread_time_ns() - before) / 1e6


def _nowhere() -> Any:  # noqa: ANN401 — a text file
    """Where the function's log goes, written as in Lambda and not in the way here."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 — open until the end


def _cost(form: str, ours: list[list[float]], bare: list[list[float]], calls: list[str]) -> Cost:
    our_least, bare_least = (
        statistics.median(min(part) for part in parts) for parts in (ours, bare)
    )
    return Cost(form, *_spread(ours), *_spread(bare), our_least / bare_least, calls)


def _spread(rounds: list[list[float]]) -> tuple[float, float]:
    """Its p50 and p99."""
    cuts = statistics.quantiles([each for part in rounds for each in part], n=100)
    return cuts[49], cuts[98]


def _say(costs: list[Cost]) -> None:
    print(f"{'ms of CPU':10}{'ours p50':>10}{'p99':>8}{'bare p50':>10}{'p99':>8}{'ratio':>8}")
    for cost in costs:
        print(
            f"{cost.form:10}{cost.ours_p50:10.2f}{cost.ours_p99:8.2f}"
            f"{cost.bare_p50:10.2f}{cost.bare_p99:8.2f}{cost.ratio:8.2f}"
        )
    for cost in costs:
        print(f"{cost.form}: {len(cost.calls)} calls: {', '.join(cost.calls)}")
    print(f"at most {LIMIT} × the bare handler")


if __name__ == "__main__":
    main()
