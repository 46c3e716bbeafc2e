"""`shop trouble` tells alarms, what was put aside, and faults, and nobody's address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.world import now
from infra.trouble import fault_in
from tests.desk.stage_desk import StageDesk, sentences

pytestmark = pytest.mark.prove


class Desk:
    """A deployed stage, and what AWS would note of it."""

    def __init__(self, stage: StageDesk) -> None:
        self.stage = stage
        stage.tell()
        self.outputs: dict[str, str] = stage.deployed()["outputs"]
        listed = stage.client("cloudformation").get_paginator("list_stack_resources")
        self.parts: dict[str, str] = {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for page in listed.paginate(StackName=stage.stage.stack)
            for each in page["StackResourceSummaries"]
        }

    def notes(self, log: str, *lines: dict[str, Any]) -> None:
        logs, group = self.stage.client("logs"), self.parts[log]
        logs.create_log_stream(logGroupName=group, logStreamName="today")
        at = round(now().timestamp() * 1000)
        events = [{"timestamp": at, "message": json.dumps(line)} for line in lines]
        logs.put_log_events(logGroupName=group, logStreamName="today", logEvents=events)

    def puts_aside(self, *bodies: object) -> None:
        for body in bodies:
            self.stage.client("sqs").send_message(
                QueueUrl=self.parts["Failures"], MessageBody=json.dumps(body)
            )

    def alarm(self, name: str) -> None:
        self.stage.client("cloudwatch").set_alarm_state(
            AlarmName=f"{self.stage.stage.stack}-{name}", StateValue="ALARM", StateReason="test"
        )


@pytest.fixture(scope="module")
def desk(ministack: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        yield Desk(StageDesk(tmp_path_factory.mktemp("owner"), ministack, "trouble", patch))


def test_a_stage_is_quiet_and_then_its_trouble_is_told_without_anybodys_address(
    desk: Desk,
) -> None:
    quiet = desk.stage.shop("trouble")
    desk.alarm("postman-errors")
    desk.notes(
        "PostmanLogs",
        {"level": "error", "event": "a message was left", "reason": "KeyError"},
        {"level": "error", "event": "a message was left", "reason": "KeyError"},
        {"level": "info", "event": "sent"},
    )
    desk.puts_aside(
        {
            "requestContext": {"functionArn": "arn:aws:lambda:us-east-1:1:function:news:1"},
            "requestPayload": {"recipient": "jo@buyer.example"},
        }
    )

    told = desk.stage.shop("trouble")

    lines = told.output.splitlines()
    assert (quiet.exit_code, told.exit_code) == (0, 1)
    assert quiet.output == "All is quiet: no alarm, nothing put aside, no fault in 24 hours.\n"
    assert lines[0].startswith("Alarm postman-errors, since 20")
    assert lines[0].endswith(" UTC: docs/owner/alarms.md#postman-errors")
    assert lines[1] == "Put aside: 1 × what a function couldn't take, from news"
    assert lines[2] == "Faults in 24 hours, the last of each:"
    assert lines[3].endswith("UTC  postman: a message was left (KeyError), 2 times")
    assert len(lines) == 4
    assert "jo@buyer" not in desk.stage.shop("trouble", "--json").output


def test_what_was_put_aside_is_cleared_once_somebody_agrees(desk: Desk) -> None:
    desk.puts_aside({}, {})

    unasked = desk.stage.shop("trouble", "--clear")
    refused = desk.stage.shop("trouble", "--clear", says="n\n")
    kept = json.loads(desk.stage.shop("trouble", "--json").stdout)["aside"][0]["count"]
    desk.stage.shop("trouble", "--clear", says="y\n")

    said = json.loads(desk.stage.shop("trouble", "--json").stdout)
    assert (unasked.exit_code, refused.exit_code) == (4, 4)
    assert "Where nobody can be asked, say --yes." in unasked.output
    assert kept >= 2
    assert said["aside"] == []


def test_a_stage_that_isnt_deployed_is_said_so(stage_desk: StageDesk) -> None:
    result = stage_desk.shop("trouble")

    assert result.exit_code == 3
    assert f"Deploy it first: ./shop deploy --stage {stage_desk.name}" in sentences(result)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"level": "error", "event": "x failed"}', "x failed"),
        ('{"level": "warning", "event": "a send was cut off"}', ""),
        (
            '{"log_level": "ERROR", "errorType": "KeyError", "errorMessage": "jo@buyer.example"}',
            "nobody caught KeyError",
        ),
        (
            '{"type": "platform.report", "record": {"status": "timeout"}}',
            "it took too long and was ended",
        ),
        ('{"type": "platform.report", "record": {"status": "success"}}', ""),
        ("START RequestId", ""),
        ("[1]", ""),
    ],
)
def test_a_fault_is_told_by_its_kind_and_never_by_what_somebody_typed(line: str, said: str) -> None:
    assert fault_in(line) == said
