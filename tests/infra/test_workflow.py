"""The scheduled publishing signs in without a key, does no more than it must, and runs nobody else's code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.publish import publish

PATH = Path(__file__).parents[2] / ".github/workflows/publish.yml"
TEXT = PATH.read_text(encoding="utf-8")


@pytest.fixture
def workflow() -> dict[str, Any]:
    # YAML 1.1 reads the key “on” as true; every other scalar stays text.
    found: dict[str, Any] = yaml.load(TEXT, Loader=yaml.BaseLoader)  # noqa: S506  text only
    return found


@pytest.fixture
def job(workflow: dict[str, Any]) -> dict[str, Any]:
    ((_, found),) = workflow["jobs"].items()
    return dict(found)


def test_it_runs_every_day_by_hand_and_when_the_content_changes(workflow: dict[str, Any]) -> None:
    ((cron,),) = [each.values() for each in workflow["on"]["schedule"]]

    assert re.fullmatch(r"\d+ \d+ \* \* \*", cron)
    assert workflow["on"]["push"]["branches"] == ["main"]
    assert "content/**" in workflow["on"]["push"]["paths"]
    assert set(workflow["on"]) == {"schedule", "push", "workflow_dispatch"}


def test_it_may_read_the_content_and_say_who_it_is_and_nothing_else(
    workflow: dict[str, Any], job: dict[str, Any]
) -> None:
    assert workflow["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "id-token": "write"}
    assert job["environment"] == "live"


def test_it_holds_no_key() -> None:
    told = re.sub(r"(?m)#.*$", "", TEXT)

    assert "secrets." not in told
    assert not re.search(
        r"(?i)aws.access.key|aws.secret|AKIA|password|token:", told.replace("id-token:", "")
    )
    assert "role-to-assume" in told


def test_every_action_is_pinned_to_one_commit(job: dict[str, Any]) -> None:
    used = [step["uses"] for step in job["steps"] if "uses" in step]

    assert used
    assert all(re.fullmatch(r"(actions|aws-actions)/[\w-]+@[0-9a-f]{40}", each) for each in used)


def test_nothing_that_others_write_reaches_a_shell(job: dict[str, Any]) -> None:
    runs = [step["run"] for step in job["steps"] if "run" in step]

    assert all("${{" not in each for each in runs)
    assert job["steps"][0]["with"] == {"persist-credentials": "false"}


def test_two_at_once_wait_for_each_other(workflow: dict[str, Any]) -> None:
    assert workflow["concurrency"] == {"group": "publish-live", "cancel-in-progress": "false"}


def test_a_schedule_leaves_a_shop_that_was_taken_back_and_a_person_does_not(
    job: dict[str, Any],
) -> None:
    runs = {step.get("if"): step["run"] for step in job["steps"] if "run" in step}

    assert runs == {
        None: "make setup",
        "github.event_name == 'schedule'": "./shop publish --stage live --scheduled",
        "github.event_name != 'schedule'": "./shop publish --stage live",
    }
    assert {"stage", "scheduled"} <= set(publish.__annotations__)
