"""`shop publish` and `shop rollback` as the owner runs them, against a stage on MiniStack."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from infra.aws import environment
from infra.releases.layout import place
from infra.releases.opening import machine_file
from infra.stages import Stage as Settings
from infra.stages import written
from tests.desk.drawer import shop
from tests.fixtures.published import Stage, address, local_client

ROOT = Path(__file__).parents[3]

# The store's address begins with the account, which no machine knows the way to.
OWNER = """
import re, socket, sys
known = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: known(re.sub(r"^[0-9]{12}[.]", "", host), *rest, **more)
from desk.cli import app
app(sys.argv[1:], prog_name="shop")
"""


class Deployed(NamedTuple):
    """A stage that CloudFormation knows by its name."""

    name: str
    stage: Stage

    def shop(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", OWNER, *arguments, "--stage", self.name],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
            | environment(self.stage.endpoint),
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def deployed(stage: Stage) -> Iterator[Deployed]:
    name = f"try-{uuid.uuid4().hex[:8]}"
    places = stage.places
    outputs = {
        "PagesBucket": places.bucket,
        "EdgeStoreArn": places.edge_store,
        "ShelfTable": places.shelf_table,
        "Origin": places.origin,
    }
    template = {
        "Resources": {"Nothing": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {key: {"Value": value} for key, value in outputs.items()},
    }
    local_client("cloudformation", stage.endpoint).create_stack(
        StackName=f"vitrine-{name}",
        TemplateBody=json.dumps(template),
    )
    settings = ROOT / "stages" / f"{name}.toml"
    settings.parent.mkdir(exist_ok=True)
    told = Settings(id="id", live=False, owner_mail="ada@shop-of-ada.com", name=name)
    settings.write_text(written(told), encoding="utf-8")
    yield Deployed(name, stage)
    settings.unlink()
    shutil.rmtree(ROOT / "build" / name, ignore_errors=True)
    machine_file(name).unlink(missing_ok=True)


@pytest.mark.prove
def test_the_demo_shop_is_published_file_by_file_and_gone_back_to(deployed: Deployed) -> None:
    stage = deployed.stage

    published = deployed.shop("publish", "--json")
    again = deployed.shop("publish")
    listed = deployed.shop("rollback", "--json")
    said = json.loads(published.stdout)
    back = deployed.shop("rollback", said["release"][:6], "--yes")

    assert (published.returncode, published.stderr) == (0, "")
    assert said["uploaded"] == said["files"] > 500
    assert again.stdout.startswith("Nothing has changed.")
    assert [(each["release"], each["shown"]) for each in json.loads(listed.stdout)] == [
        (said["release"], True)
    ]
    assert back.returncode == 0
    moved = json.loads((ROOT / "build" / deployed.name / "moved.json").read_bytes())
    assert {stage.get(old) for old in moved} == set(moved.values())
    site = ROOT / "build" / deployed.name / "site"
    paths = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    kept = {path for path in paths if address(path) not in moved}
    assert {path: stage.edge.file(address(path)) for path in kept} == {
        path: f"/{place(path, said['release']).key}" for path in kept
    }


def test_a_stage_that_isnt_deployed_is_told_in_a_sentence(deployed: Deployed) -> None:
    machine_file("nowhere").unlink(missing_ok=True)
    nowhere = Deployed("nowhere", deployed.stage)

    answer = nowhere.shop("publish")

    assert answer.returncode == 3
    assert answer.stderr.startswith("There is no stage “nowhere”.")


def test_a_live_stage_takes_no_demo_shop_and_no_policies_that_nobody_read(
    deployed: Deployed,
) -> None:
    settings = ROOT / "stages" / f"{deployed.name}.toml"
    settings.write_text(settings.read_text().replace("live = false", "live = true"))

    answer = deployed.shop("publish")

    assert answer.returncode == 4
    assert "The shop has the demo shop's name" in answer.stderr
    assert answer.stderr.endswith("Nothing was published.\n")


def test_without_a_release_there_is_nothing_to_go_back_to(deployed: Deployed) -> None:
    listed, refused = deployed.shop("rollback"), deployed.shop("rollback", "abc", "--yes")

    assert (listed.returncode, refused.returncode) == (0, 4)
    assert listed.stdout == "Nothing was published yet. Publish first: ./shop publish\n"
    assert refused.stderr == listed.stdout


def test_two_commands_on_one_machine_take_turns(deployed: Deployed) -> None:
    with held(machine_file(deployed.name)):
        answer = deployed.shop("publish")

    assert answer.returncode == 4
    assert answer.stderr.startswith("Another command on this machine is publishing.")


@contextlib.contextmanager
def held(file: Path) -> Iterator[None]:
    file.parent.mkdir(exist_ok=True)
    with file.open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_a_name_that_is_no_stages_is_refused() -> None:
    answer = shop("publish", "--stage", "Live/../x")

    assert answer.exit_code == 2
    assert "is no stage" in answer.output
