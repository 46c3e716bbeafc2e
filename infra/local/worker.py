"""Postman, privacy and clock on one machine: what stream, schedule and queue would call, in turn.

Run as `python -m infra.local.worker`.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from infra.local.queue import QueueSource

SCHEDULED: dict[str, Any] = {
    "source": "aws.scheduler",
    "detail-type": "Scheduled Event",
    "detail": {},
}
"""The template's schedules send the same."""

Handler: TypeAlias = Callable[[dict[str, Any], None], object]

log = logging.getLogger("worker")


DAILY: dict[str, Any] = SCHEDULED | {"detail": {"do": "reconcile"}}
FORGETTING: dict[str, Any] = SCHEDULED | {"detail": {"do": "forget"}}


@dataclass
class Round:
    name: str
    handler: Handler
    every: float
    due: float = 0.0
    event: dict[str, Any] = field(default_factory=lambda: SCHEDULED)

    def go(self, now: float) -> None:
        """Call the handler if it is time; what it raises is printed, and the rounds go on."""
        if now < self.due:
            return
        self.due = now + self.every
        try:
            self.handler(self.event, None)
        except Exception:
            log.exception("%s stumbled; it is called again in %g s", self.name, self.every)


def handler_of(name: str) -> Handler:
    handler: Handler = importlib.import_module(f"functions.{name}.handler").handler
    return handler


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.worker")
    parser.add_argument("--postman-every", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--privacy-every", type=float, default=2.0, metavar="SECONDS")
    parser.add_argument("--clock-every", type=float, default=10.0, metavar="SECONDS")
    parser.add_argument("--reconcile-every", type=float, default=86_400.0, metavar="SECONDS")
    parser.add_argument("--forget-every", type=float, default=86_400.0, metavar="SECONDS")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for noisy in ("botocore", "boto3", "urllib3", "stripe"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    rounds = [
        Round("postman", handler_of("postman"), given.postman_every),
        Round("privacy", handler_of("privacy"), given.privacy_every),
        Round("clock", handler_of("clock"), given.clock_every),
        Round("reconciling", handler_of("clock"), given.reconcile_every, event=DAILY),
        Round("forgetting", handler_of("clock"), given.forget_every, event=FORGETTING),
    ]
    if queue_url := os.environ.get("LETTERS_QUEUE_URL"):
        # Where a client finds its region only a worker's environment says.
        sqs = importlib.import_module("functions.clients").sqs()
        QueueSource(sqs, queue_url, handler_of("postman")).run_beside()
    while True:
        for each in rounds:
            each.go(time.monotonic())
        time.sleep(0.1)


if __name__ == "__main__":
    main()
