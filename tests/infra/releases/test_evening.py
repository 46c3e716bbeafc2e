"""The evening in which a shop gets onto the web: each command of the paper about it, one after the other."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desk.webhook import EVENTS, pinned_version
from infra.aws import ACCESS_KEY, session
from infra.releases.opening import machine_file
from tests.desk.stage_desk import FUNCTIONS, HANDLER
from tests.docs.blocks import ROOT, blocks
from tests.fixtures.aws_front import Front, front_of
from tests.infra.releases.test_commands import OWNER

pytestmark = pytest.mark.prove

PAPER = ROOT / "docs/owner/set-up.md"
PROFILE = f"""[profile my-shop]
aws_access_key_id = {ACCESS_KEY}
aws_secret_access_key = {ACCESS_KEY}
"""
TYPED = {"deploy": "sk_test_evening\n\ny\n"}
"""Stripe's key, where a terminal asks for it, no secret of a webhook yet, and yes."""


class Evening:
    """Somebody who types what the paper says, at a stage of another name."""

    def __init__(self, ministack: str, stripe: Front, folder: Path) -> None:
        self.name = f"try-{uuid.uuid4().hex[:8]}"
        self.settings = ROOT / f"stages/{self.name}.toml"
        self._aws, self._stripe = ministack, stripe
        self._bundle = folder / "bundle.zip"
        with zipfile.ZipFile(self._bundle, "w") as archive:
            for name in FUNCTIONS:
                archive.writestr(f"functions/{name}/handler.py", HANDLER)
        (folder / "config").write_text(PROFILE)
        self._env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "AWS_ENDPOINT_URL": ministack,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(folder / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def types(self, command: str) -> subprocess.CompletedProcess[str]:
        _, *words = shlex.split(command.replace("--stage test", f"--stage {self.name}"))
        if words[0] == "deploy":
            words += ["--bundle", str(self._bundle)]
        done = subprocess.run(
            [sys.executable, "-c", OWNER, *words],
            cwd=ROOT,
            env=self._env,
            input=TYPED.get(words[0], ""),
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # with a terminal of its own, secrets would be asked for there
        )
        if words[0] == "init":
            self._stay_here()
        return done

    def _stay_here(self) -> None:
        """The CDN finds the API on this machine, and Stripe is a stand-in."""
        here = urlsplit(self._aws)
        told = {
            "ApiOriginDomain": here.hostname,
            "ApiOriginPort": here.port,
            "StripeApiBase": self._stripe.url,
        }
        with self.settings.open("a", encoding="utf-8") as file:
            file.writelines(f'{name} = "{value}"\n' for name, value in told.items())

    def forget(self) -> None:
        for file in (self.settings, self.settings.with_suffix(".address-key")):
            file.unlink(missing_ok=True)
        machine_file(self.name).unlink(missing_ok=True)
        shutil.rmtree(ROOT / "build" / self.name, ignore_errors=True)
        logs = session().client("logs", endpoint_url=self._aws)
        logs.delete_resource_policy(policyName=f"vitrine-{self.name}-logs")


@pytest.fixture
def stripe(ministack: str) -> Iterator[Front]:
    """It knows no endpoint yet, and makes the one that is asked for."""
    with front_of(ministack) as front:
        none = {"object": "list", "data": [], "has_more": False, "url": "/v1/webhook_endpoints"}
        made = {
            "id": "we_1",
            "object": "webhook_endpoint",
            "url": "https://elsewhere.example/",
            "api_version": pinned_version(),
            "enabled_events": list(EVENTS),
            "status": "enabled",
            "secret": "whsec_evening",
        }
        front.answer("GET /v1/webhook_endpoints", json.dumps(none))
        front.answer("POST /v1/webhook_endpoints", json.dumps(made))
        yield front


@pytest.fixture
def evening(ministack: str, stripe: Front, tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(ministack, stripe, tmp_path)
    yield evening
    evening.forget()


def test_every_command_for_the_first_stage_does_what_the_paper_says(evening: Evening) -> None:
    typed = [
        command
        for block in blocks(PAPER)
        for command in block.commands
        if command.startswith("./shop ") and "--stage test" in command
    ]

    done = {command: evening.types(command) for command in typed}

    codes = {command.split(" ")[1]: said.returncode for command, said in done.items()}
    # The demo shop's mail is nobody's, which the doctor has to say.
    assert codes == dict.fromkeys(codes, 0) | {"doctor": 1}, done
    assert [command.split(" ")[1] for command in typed] == [
        *("init", "deploy", "deploy", "publish", "doctor", "orders", "stock"),
    ]
    said = {command.split(" ")[1]: answer.stdout for command, answer in done.items()}
    assert "Stripe sends its events to" in said["deploy"]
    assert "see the release" in said["publish"]
    assert "SES doesn't know" in said["doctor"]
    assert "No orders yet." in said["orders"]
