"""What is wrong with a stage at AWS: alarms that are on, what was put aside, and faults in its logs."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from infra.account import Account
from infra.stack import Stack

FAULTS = (
    '{ ($.level = "error") || ($.log_level = "ERROR") || '
    '($.record.status = "timeout") || ($.record.status = "error") }'
)
"""Our own lines, Lambda's of what nobody caught, and Lambda's report of a call that it ended."""

LOGS, QUEUES = "Logs", ("Failures", "LettersDead")
MOST = 1000
"""Lines of one log that are read: a fault that comes all the time is known long before."""

LOOKED_AT = 10


class Alarm(msgspec.Struct, frozen=True):
    """`name` is what it is called in every stage, such as `api-errors`."""

    name: str
    since: datetime


class PutAside(msgspec.Struct, frozen=True):
    """`functions` are those that couldn't take it, as far as the first few say."""

    queue: str
    count: int
    url: str
    functions: tuple[str, ...] = ()


class Fault(msgspec.Struct, frozen=True):
    """The same thing in the same log, however often."""

    where: str
    said: str
    count: int
    last: datetime


class Trouble(msgspec.Struct, frozen=True):
    alarms: tuple[Alarm, ...]
    aside: tuple[PutAside, ...]
    faults: tuple[Fault, ...]

    @property
    def is_quiet(self) -> bool:
        return not (self.alarms or self.aside or self.faults)


def find_trouble(account: Account, since: datetime) -> Trouble:
    """Raises StageError. No address is in it: what is put aside is counted, and not shown."""
    Stack(account).outputs()
    with account.answers():
        parts = list(_parts(account))
        return Trouble(
            alarms=tuple(_alarms(account, parts)),
            aside=tuple(_aside(account, parts)),
            faults=tuple(_faults(account, parts, since)),
        )


def clear_aside(account: Account, aside: Iterable[PutAside]) -> None:
    """Raises StageError."""
    with account.answers():
        for each in aside:
            account.client("sqs").purge_queue(QueueUrl=each.url)


def _parts(account: Account) -> Iterator[tuple[str, str, str]]:
    """Each resource's kind, its name in the template, and its name at AWS."""
    pages = account.client("cloudformation").get_paginator("list_stack_resources")
    for page in pages.paginate(StackName=account.stage.stack):
        for each in page["StackResourceSummaries"]:
            if physical := each.get("PhysicalResourceId"):
                yield each["ResourceType"], each["LogicalResourceId"], physical


def _of(parts: list[tuple[str, str, str]], kind: str) -> dict[str, str]:
    return {logical: physical for found, logical, physical in parts if found == kind}


def _alarms(account: Account, parts: list[tuple[str, str, str]]) -> Iterator[Alarm]:
    names = list(_of(parts, "AWS::CloudWatch::Alarm").values())
    told = account.client("cloudwatch").describe_alarms(AlarmNames=names, StateValue="ALARM")
    for each in sorted(told["MetricAlarms"], key=lambda each: str(each["AlarmName"])):
        name = each["AlarmName"].removeprefix(f"{account.stage.stack}-")
        yield Alarm(name, each["StateUpdatedTimestamp"])


def _aside(account: Account, parts: list[tuple[str, str, str]]) -> Iterator[PutAside]:
    sqs, queues = account.client("sqs"), _of(parts, "AWS::SQS::Queue")
    for queue in QUEUES:
        url = queues[queue]
        wanted = "ApproximateNumberOfMessages"
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[wanted])["Attributes"]
        if count := int(told[wanted]):
            seen = sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=LOOKED_AT, VisibilityTimeout=0
            ).get("Messages", [])
            functions = {_function(each["Body"]) for each in seen} - {""}
            yield PutAside(queue, count, url, tuple(sorted(functions)))


def _function(body: str) -> str:
    """Whose it was, without the rest, in which an address may stand."""
    try:
        arn = str(json.loads(body)["requestContext"]["functionArn"])
    except (ValueError, KeyError, TypeError):
        return ""
    return next(iter(arn.split(":function:")[1:]), "").partition(":")[0]


def _faults(
    account: Account, parts: list[tuple[str, str, str]], since: datetime
) -> Iterator[Fault]:
    logs = account.client("logs").get_paginator("filter_log_events")
    for logical, group in sorted(_of(parts, "AWS::Logs::LogGroup").items()):
        if logical in {"VisitLogs", "CallLogs"}:
            continue
        pages = logs.paginate(
            logGroupName=group, startTime=round(since.timestamp() * 1000), filterPattern=FAULTS
        )
        events = (event for page in pages for event in page["events"])
        found: dict[str, list[int]] = {}
        for event in itertools.islice(events, MOST):
            if said := fault_in(event["message"]):
                found.setdefault(said, []).append(event["timestamp"])
        for said, times in sorted(found.items()):
            last = datetime.fromtimestamp(max(times) / 1000, UTC)
            yield Fault(logical.removesuffix(LOGS).lower(), said, len(times), last)


def fault_in(line: str) -> str:
    """What went wrong, in a few words; empty for a line that tells of nothing wrong.

    An exception's own message is left out: it may quote what somebody typed.
    """
    try:
        told: Any = json.loads(line)
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return ""
    if told.get("level") == "error":
        why = told.get("reason") or told.get("error")
        return f"{told.get('event')} ({why})" if why else str(told.get("event"))
    if told.get("log_level") == "ERROR":
        return f"nobody caught {told.get('errorType', 'an error')}"
    record = told.get("record")
    status = record.get("status") if isinstance(record, dict) else None
    return {"timeout": "it took too long and was ended", "error": "it broke off"}.get(
        str(status), ""
    )
