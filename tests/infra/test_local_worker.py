from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from infra.local.worker import DAILY, FORGETTING, SCHEDULED, Round
from infra.translate import translated


def test_the_worker_calls_with_the_event_of_the_templates_schedules() -> None:
    resources = translated()["Resources"].values()

    inputs = [
        json.loads(resource["Properties"]["Target"]["Input"])
        for resource in resources
        if resource["Type"] == "AWS::Scheduler::Schedule"
    ]

    assert sorted(inputs, key=json.dumps) == [FORGETTING, DAILY, *[SCHEDULED] * 3]


def test_a_handler_is_called_when_it_is_time_and_not_before() -> None:
    calls: list[dict[str, Any]] = []
    postman = Round("postman", lambda event, _: calls.append(event), every=1)

    for now in (10.0, 10.1, 10.9, 11.0, 11.5):
        postman.go(now)

    assert calls == [SCHEDULED, SCHEDULED]


def test_a_handler_that_stumbles_is_said_and_called_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls: list[None] = []

    def stumble(_: dict[str, Any], context: None) -> None:
        calls.append(context)
        raise RuntimeError("the table is gone")

    clock = Round("clock", stumble, every=10)

    with caplog.at_level(logging.ERROR):
        clock.go(0)
        clock.go(10)

    assert len(calls) == 2
    assert "clock stumbled; it is called again in 10 s" in caplog.text
    assert "the table is gone" in caplog.text
