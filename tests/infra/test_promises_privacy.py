"""What the privacy policy says of logs, held against what the template asks AWS to keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.template import references
from infra.translate import translated
from tests.promised import number_in, words_of

OF_VISITS = {
    *("AccessLogSetting", "AccessLoggingPolicy"),  # API Gateway's older APIs, MediaStore
    *("Logging", "LoggingConfiguration", "RealtimeLogConfigArn"),  # CloudFront, S3, WAF
}
"""Settings by which AWS's services are asked to write down who asked for what, all of it."""

TELLING = ("ip", "addr", "host", "user", "agent", "referer", "cookie", "query", "forwarded", "port")
"""What a field has in its name that would tell visitors apart, or whose words hold tokens."""

UNLESS_SAID = 35
"""For how many days DynamoDB goes back in time where a table names no other number."""


def names_in(part: Any) -> Iterator[str]:  # noqa: ANN401 — any part of a template
    if isinstance(part, dict):
        for name, inside in part.items():
            yield name
            yield from names_in(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from names_in(inside)


def of_type(start: str) -> dict[str, dict[str, Any]]:
    return {
        name: resource
        for name, resource in translated()["Resources"].items()
        if resource["Type"].startswith(start)
    }


@pytest.mark.promise("privacy/no-visit-log", "cookies/visits-nameless")
def test_what_is_noted_of_requests_doesnt_tell_whose_they_were() -> None:
    resources = translated()["Resources"]
    [of_pages] = [
        resource["Properties"]["RecordFields"]
        for resource in of_type("AWS::Logs::").values()
        if resource["Type"] == "AWS::Logs::Delivery"
    ]
    of_calls = json.loads(resources["ApiStage"]["Properties"]["AccessLogSettings"]["Format"])

    assert OF_VISITS.isdisjoint(names_in(resources))
    assert [name for name in names_in(resources) if name == "AccessLogSettings"] == [
        "AccessLogSettings"
    ]
    for field in (*of_pages, *of_calls.values()):
        name = field.lower().removeprefix("$context.")
        assert not [word for word in TELLING if word in name], field


@pytest.mark.promise("privacy/no-visit-log")
def test_functions_and_requests_are_all_that_is_noted() -> None:
    functions = of_type("AWS::Lambda::Function")
    written_to = {
        name
        for function in functions.values()
        for name in references(function["Properties"]["LoggingConfig"])
    }

    assert of_type("AWS::Logs::LogGroup").keys() == written_to | {"VisitLogs", "CallLogs"}


@pytest.mark.promise("privacy/logs-deleted", "cookies/visits-deleted")
@pytest.mark.parametrize("promise", ["privacy/logs-deleted", "cookies/visits-deleted"])
def test_logs_are_deleted_after_as_many_days_as_the_policy_says(promise: str) -> None:
    days = number_in(words_of(promise))
    logs = of_type("AWS::Logs::LogGroup").values()

    assert len(logs) == len(of_type("AWS::Lambda::Function")) + 2
    assert {log["Properties"]["RetentionInDays"] for log in logs} == {days}


@pytest.mark.promise("privacy/backups-end")
def test_backups_end_after_as_many_days_as_the_policy_says() -> None:
    days = number_in(words_of("privacy/backups-end"))
    recovery = "PointInTimeRecoverySpecification"
    backed_up = {
        name: table["Properties"][recovery]
        for name, table in of_type("AWS::DynamoDB::Table").items()
        if recovery in table["Properties"]
    }
    back = backed_up.values()

    # The table of limits holds counts alone, and isn't backed up.
    assert set(backed_up) == {*of_type("AWS::DynamoDB::Table")} - {"LimitsTable"}
    assert {each.get("RecoveryPeriodInDays", UNLESS_SAID) for each in back} == {days}
    assert not of_type("AWS::Backup::")
