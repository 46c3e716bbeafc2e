"""A letter on this machine: the owner's command, the queue, the worker, and the mails it sends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from domain.letters import marked
from domain.subscribers import SubscriberChange
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.settings import Tables
from functions.world import now
from infra.aws import session
from tests.fixtures.tiny_shop import write_tiny_shop
from tests.infra.test_local_stack import ROOT, LocalStack, eventually
from tests.letter_post import SPRING, reader
from tests.policies import LETTER_POLICY

pytestmark = pytest.mark.prove

LETTER = (
    'zones=(), letter=LetterFacts("letter@tiny.example", "Now and then", "rings", '
    '(Topic("new-pieces", "New pieces"),)),'
)
SUBJECT = SPRING.subject


def shop_with_a_letter(root: Path) -> Path:
    shop = write_tiny_shop(root)
    plugin = shop / "plugins" / "tiny_plugin.py"
    written = plugin.read_text().replace("zones=(),", LETTER)
    plugin.write_text(written.replace("import ShopFacts", "import LetterFacts, ShopFacts, Topic"))
    policies = msgspec.to_builtins([LETTER_POLICY])
    piece = {"title": "Ring", "made": 3, "policies": policies}
    (shop / "content" / "piece.json").write_text(json.dumps(piece))
    source = shop / "content" / "letters" / "2026-03-02-spring.md"
    source.parent.mkdir()
    source.write_text("---\n---\n")
    return shop


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    stack = LocalStack(shop_with_a_letter(tmp_path / "shop"))
    try:
        stack.until_open()
        yield stack
    finally:
        if stack.process.poll() is None:
            stack.process.send_signal(signal.SIGINT)
            stack.process.wait(30)
        stack.end()


def command(stack: LocalStack, *arguments: str) -> Any:  # noqa: ANN401 — JSON
    run = subprocess.run(
        [sys.executable, "-m", "desk", "letter", *arguments, "--json"],
        cwd=stack.shop,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr + stack.said()
    return json.loads(run.stdout)


def test_a_letter_that_the_owner_sends_arrives_once_at_each_reader(stack: LocalStack) -> None:
    said = json.loads(stack.stack_file.read_text())
    client = session().client("dynamodb", endpoint_url=said["aws"]["endpoint"])
    readers = DynamoSubscriberBook(client, Tables(**said["tables"]), now)
    for number in range(1, 6):
        readers.commit(SubscriberChange(reader(number)))
    built = stack.stack_file.parent / "letters" / "spring.json"
    built.parent.mkdir(exist_ok=True)
    here = marked(msgspec.structs.replace(SPRING, origin=stack.origin))
    built.write_bytes(msgspec.json.encode(here))

    command(stack, "send", "spring", "--yes")

    def done() -> Any:  # noqa: ANN401 — JSON
        report = command(stack, "report", "spring")
        return report if report["state"] != "sending" else None

    report = eventually(done, 90)
    mails = httpx2.get(f"{stack.origin}/dev/mail.json", trust_env=False).json()["messages"]
    letters = [mail for mail in mails if mail["subject"] == SUBJECT]
    assert (report["state"], report["recipients"], report["sent"]) == ("done", 5, 5)
    assert sorted(mail["to"][0] for mail in letters) == [
        f"reader{number}@example.org" for number in range(1, 6)
    ]
    for mail in letters:
        assert f"{stack.origin}/api/newsletter/leave?t=" in mail["text"]
