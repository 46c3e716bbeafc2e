"""Postman's side of a letter as a process of its own, which a proof may kill at any moment.

Batons come from the queue and lost ones are rung for, as at AWS; only the times are shorter. Run
as `python -m tests.proofs.letter_sender CONFIG`, a JSON file. It prints a line after each run.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import msgspec
from botocore.config import Config

from domain import mailings
from domain.batons import Baton
from domain.letter_links import LetterLinks
from domain.letter_run import LetterRun
from functions.adapters.ses_mailer import SesMailer
from functions.postman.sending import letter_run
from functions.settings import Settings, Tables
from functions.world import now
from infra.local.queue import QueueSource

LEASE = timedelta(seconds=10)


def client(service: Any, endpoint: str) -> Any:  # noqa: ANN401 — boto3 types each service by its own name
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(
            connect_timeout=2,
            read_timeout=20,
            retries={"total_max_attempts": 1},
            max_pool_connections=16,
            proxies={},
        ),
    )


def composed(config: dict[str, Any]) -> LetterRun:
    settings = Settings(
        origin="https://shop.example",
        tables=Tables(**config["tables"]),
        stripe_secret_key_name="",
        stripe_webhook_secret_name="",
        token_keys_name="",
        address_key_name="",
        letters_queue_url=config["queue_url"],
    )
    ses = client("sesv2", config["ses"])
    run = letter_run(
        settings,
        SesMailer(ses, now),
        LetterLinks(["a-token-key"], "an-address-key"),
        dynamodb=client("dynamodb", config["aws"]),
        ses=ses,
        sqs=client("sqs", config["aws"]),
    )
    return msgspec.structs.replace(run, run_for=config["run_for"])


def memory() -> dict[str, int]:
    """Kilobytes that the process takes up now, and has taken up at most.

    By the kernel's own marks: what `getrusage` says includes whoever started the process.
    """
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {
        name: int(status[key].split()[0])
        for name, key in (("resident", "VmRSS"), ("peak", "VmHWM"))
    }


def main() -> None:
    config = json.loads(Path(sys.argv[1]).read_text())
    mailings.CLAIM_LEASE = LEASE
    mailings.LOST_AFTER = timedelta(seconds=config["baton_seconds"] + 1)
    run = composed(config)

    def take(event: dict[str, Any], _: None) -> None:
        ended = run.take(msgspec.json.decode(event["Records"][0]["body"], type=Baton))
        sys.stdout.write(json.dumps({"ended": ended, **memory()}) + "\n")
        sys.stdout.flush()

    source = QueueSource(client("sqs", config["aws"]), config["queue_url"], take, wait_seconds=1)
    while True:
        source.take_one()
        run.relay.ring()


if __name__ == "__main__":
    main()
