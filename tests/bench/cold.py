"""What a function's cold start costs, beside bare handlers: `make bench-cold`.

Each starts in a process of its own under Lambda's own client, from the unpacked bundle, and
answers one event. They take turns, so that a busy machine is as busy for all:

  ours       the function
  same       (a) a bare handler that makes the same calls, on the same bundle
  stock      (b) the same bare handler on stock boto3 and Stripe, uncut, compiled
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from functions.settings import Tables
from infra.aws import session
from infra.bundle import ROOT, BundleError, Target, bundle, lambda_target
from infra.bundle.packing import unpack
from infra.bundle.targets import this_machine
from infra.emulator import running_emulator
from tests.bench.cold_wire import ColdWire
from tests.bench.starting import Start, start
from tests.fixtures.aws import fresh_tables
from tests.fixtures.real import gateway_event, opened_shop
from tests.policies import AGREEMENT

ROUNDS = 15

VIEWER = {"cloudfront-viewer-address": "203.0.113.7:51000"}
BUY = f"piece=river-band&sku=RIVER-BAND-7&quantity=1&terms={AGREEMENT}&seen=RIVER-BAND-7:48000"

EVENTS: dict[str, dict[str, Any]] = {
    "checkout": gateway_event("POST", "/api/checkout", body=BUY, headers=VIEWER),
    "orders": gateway_event("GET", "/api/orders/thanks", query="t=x", headers=VIEWER),
    "newsletter": gateway_event("GET", "/api/newsletter/leave", query="t=x", headers=VIEWER),
    "privacy": gateway_event("GET", "/api/privacy/request", query="t=x", headers=VIEWER),
    "account": gateway_event("GET", "/api/account/open", query="t=x", headers=VIEWER),
    "postman": {"source": "aws.scheduler"},
    "clock": {"source": "aws.scheduler"},
}

PAYING = frozenset({"checkout", "orders", "postman", "clock"})
"""Those that load Stripe to answer; a bare handler on the bundle does as they do."""

LIMITS = {
    ("checkout", "same"): 1.15,
    ("checkout", "stock"): 0.75,
    ("newsletter", "stock"): 0.60,
    ("privacy", "stock"): 0.60,
}
MEGABYTES = {"zip": 11.0, "memory": 64.0}


@dataclass(frozen=True)
class Costs:
    """Medians: milliseconds of processor time and of waiting, and megabytes at the most."""

    function: str
    processor: dict[str, float]
    wall: dict[str, float]
    memory: dict[str, float]

    def ratio(self, to: str) -> float:
        return self.processor["ours"] / self.processor[to]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cold")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=EVENTS, action="append", help="this function alone")
    given = parser.parse_args()
    try:
        target = lambda_target(this_machine())
        built = bundle(ROOT, target)
    except BundleError as error:
        sys.exit(str(error))
    costs = measured(target, built.path, given.only or list(EVENTS), given.rounds)
    size = built.path.stat().st_size / 1_000_000
    if given.json:
        print(json.dumps({"zip": size, "costs": [asdict(cost) for cost in costs]}))
    else:
        _say(costs, size)
    sys.exit(bool(_over(costs, size)))


def measured(target: Target, packed: Path, functions: list[str], rounds: int) -> list[Costs]:
    with (
        tempfile.TemporaryDirectory(prefix="cold-") as name,
        _recorded(target, packed, Path(name)) as laid_out,
    ):
        starts: dict[str, dict[str, list[Start]]] = {
            function: {variant: [] for variant in ("ours", "same", "stock")}
            for function in functions
        }
        for _ in range(rounds):
            for function in functions:
                for variant, found in starts[function].items():
                    found.append(laid_out.start(function, variant))
    return [_costs(function, found) for function, found in starts.items()]


@dataclass(frozen=True)
class Bench:
    """Where everything lies: `ours` is the bundle, `stock` has boto3 and Stripe as they come."""

    python: Path
    folder: Path
    environment: dict[str, str]

    def start(self, function: str, variant: str) -> Start:
        code = self.folder / ("stock" if variant == "stock" else "ours")
        path = [self.folder / "runtime"]
        environment = dict(self.environment)
        handler = f"functions.{function}.handler.handler"
        if variant != "ours":
            path.append(self.folder / "bare")
            handler = "bare_start.handler"
            environment["BARE_CALLS"] = str(self.folder / f"{function}.json")
            if variant == "stock":
                environment["BARE_STRIPE"] = "with requests"
            elif function in PAYING:
                environment["BARE_STRIPE"] = "yes"
        environment["PYTHONPATH"] = os.pathsep.join(map(str, path))
        return start(self.python, code, handler, EVENTS[function], environment)


@contextlib.contextmanager
def _recorded(target: Target, packed: Path, folder: Path) -> Iterator[Bench]:
    """Everything installed and compiled, and what each function asks for recorded."""
    unpack(packed, folder / "ours")
    _install(target, "stock", folder)
    _install(target, "runtime", folder)
    (folder / "bare").mkdir()
    shutil.copy(Path(__file__).with_name("bare_start.py"), folder / "bare")
    subprocess.run([target.python, "-m", "compileall", "-q", folder / "bare"], check=True)
    with running_emulator() as endpoint:
        dynamodb = session().client("dynamodb", endpoint_url=endpoint)
        with (
            fresh_tables(endpoint) as names,
            opened_shop(endpoint, Tables(**names), dynamodb) as shop,
            ColdWire(endpoint, shop.standin.url) as wire,
        ):
            to_the_wire = {"AWS_ENDPOINT_URL": wire.url, "STRIPE_API_BASE": wire.url}
            bench = Bench(target.python, folder, shop.environment | to_the_wire)
            for function in EVENTS:
                wire.seen.clear()
                bench.start(function, "ours")
                (folder / f"{function}.json").write_text(json.dumps(wire.seen))
            wire.recording = False
            yield bench


def _install(target: Target, lock: str, folder: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [
            *(uv, "pip", "install", "--quiet", "--python", target.python, "--no-deps"),
            *("--require-hashes", "--target", folder / lock),
            *("--requirements", ROOT / "requirements" / f"{lock}.txt"),
        ],
        check=True,
    )
    subprocess.run([target.python, "-m", "compileall", "-q", "-j", "0", folder / lock], check=True)


def _costs(function: str, starts: dict[str, list[Start]]) -> Costs:
    def medians(field: str) -> dict[str, float]:
        return {
            variant: statistics.median(getattr(each, field) for each in found)
            for variant, found in starts.items()
        }

    return Costs(function, medians("processor"), medians("wall"), medians("memory"))


def _over(costs: list[Costs], size: float) -> list[str]:
    over = [
        f"{cost.function} ÷ {to} is {cost.ratio(to):.2f}, at most {limit:.2f}"
        for cost in costs
        for (function, to), limit in LIMITS.items()
        if function == cost.function and cost.ratio(to) > limit
    ]
    memory = max(cost.memory["ours"] for cost in costs)
    if size > MEGABYTES["zip"]:
        over.append(f"the zip is {size:.1f} MB, at most {MEGABYTES['zip']:.0f}")
    if memory > MEGABYTES["memory"]:
        over.append(f"memory is {memory:.0f} MB, at most {MEGABYTES['memory']:.0f}")
    return over


def _say(costs: list[Costs], size: float) -> None:
    print(f"{'':12}{'CPU, ms':>24}{'ratio':>17}{'start, ms':>24}{'peak, MB':>21}")
    head = f"{'ours':>8}{'same':>8}{'stock':>8}"
    print(f"{'':12}{head}{'÷ same':>9}{'÷ stock':>8}{head}{'ours':>7}{'same':>7}{'stock':>7}")
    for cost in costs:
        print(
            f"{cost.function:12}{_row(cost.processor, 8)}{cost.ratio('same'):9.2f}"
            f"{cost.ratio('stock'):8.2f}{_row(cost.wall, 8)}{_row(cost.memory, 7)}"
        )
    print(f"zip {size:.1f} MB; {', '.join(_over(costs, size)) or 'everything within its limit'}")


def _row(values: dict[str, float], width: int) -> str:
    return "".join(f"{values[variant]:{width}.0f}" for variant in ("ours", "same", "stock"))


if __name__ == "__main__":
    main()
