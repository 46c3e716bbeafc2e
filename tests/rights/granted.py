"""What the template's roles allow, and what Lambda itself does in a function's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from infra.template import Template
from tests.rights.needs import Right

READS_A_STREAM = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
TAKES_FROM_A_QUEUE = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
WRITES_A_LOG = ("CreateLogStream", "PutLogEvents")

_PART = r"(?:\$\{[^}]*\}|[^:$])*"
_ARN = re.compile(rf"arn:\$\{{AWS::Partition\}}:(\w+):{_PART}:{_PART}:(.+)")
_IN_SUB = re.compile(r"\$\{(\w+)\.Arn\}(.*)")


class UnreadableError(Exception):
    """A part of a role that this module can't read: teach it, or say it in the template otherwise."""


def functions(template: Template) -> dict[str, Any]:
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Function"
    }


def statements(template: Template, role: str) -> Iterator[dict[str, Any]]:
    """Of the role's own policies, and of those that are written down apart from it."""
    policies = list(template["Resources"][role]["Properties"].get("Policies", ()))
    for resource in template["Resources"].values():
        is_theirs = {"Ref": role} in resource.get("Properties", {}).get("Roles", ())
        if resource["Type"] == "AWS::IAM::Policy" and is_theirs:
            policies.append(resource["Properties"])
    for policy in policies:
        yield from policy["PolicyDocument"]["Statement"]


def granted(template: Template) -> set[Right]:
    """Each action with each resource that it stands beside, by the function whose role it is."""
    return {
        right
        for function, properties in functions(template).items()
        for right in rights_of_role(template, properties["Role"]["Fn::GetAtt"][0], function)
    }


def rights_of_role(template: Template, role: str, whose: str) -> Iterator[Right]:
    for statement in statements(template, role):
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                yield Right(whose, action, resource_name(template, resource))


def listed(value: Any) -> list[Any]:  # noqa: ANN401 — one or several, as IAM has it
    return value if isinstance(value, list) else [value]


def resource_name(template: Template, resource: Any) -> str:  # noqa: ANN401 — a string or a reference
    """As in `Right`; a log group's own Arn ends with all of its streams."""
    match resource:
        case {"Fn::GetAtt": [str(name), "Arn"]}:
            is_log = template["Resources"][name]["Type"] == "AWS::Logs::LogGroup"
            return f"{name}:*" if is_log else name
        case {"Fn::GetAtt": [str(name), "StreamArn"]}:
            return f"{name}/stream"
        case {"Ref": str(name)} if template["Resources"][name]["Type"] == "AWS::SNS::Topic":
            return name
        case {"Fn::Sub": str(text)} if found := _IN_SUB.fullmatch(text):
            return found[1] + found[2]
        case {"Fn::Sub": str(text)} if found := _ARN.fullmatch(text):
            return f"{found[1]}:{found[2]}"
        case "*":
            return "*"
    raise UnreadableError(str(resource))


def done_by_lambda(template: Template) -> set[Right]:
    """Rights that no line of a function's code uses: its log, its stream, its queue, its failures."""
    return {
        Right(function, action, resource_name(template, resource))
        for function, properties in functions(template).items()
        for actions, resource in _behind(template, function, properties)
        for action in actions
    }


def _behind(
    template: Template, function: str, properties: dict[str, Any]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    group = properties["LoggingConfig"]["LogGroup"]["Ref"]
    yield _of("logs", WRITES_A_LOG), {"Fn::GetAtt": [group, "Arn"]}
    if dead := properties.get("DeadLetterConfig"):
        yield _handing_on(template, dead["TargetArn"]), dead["TargetArn"]
    for resource in template["Resources"].values():
        said = resource.get("Properties", {})
        if said.get("FunctionName") != {"Ref": function}:
            continue
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            yield _taking(said["EventSourceArn"]), said["EventSourceArn"]
        if resource["Type"] in DESTINATIONS:
            for end in said.get("DestinationConfig", {}).values():
                yield _handing_on(template, end["Destination"]), end["Destination"]


DESTINATIONS = frozenset({"AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig"})


def _taking(source: dict[str, Any]) -> tuple[str, ...]:
    if source["Fn::GetAtt"][1] == "StreamArn":
        return _of("dynamodb", READS_A_STREAM)
    return _of("sqs", TAKES_FROM_A_QUEUE)


def _handing_on(template: Template, target: dict[str, Any]) -> tuple[str, ...]:
    """A failed batch or call goes to a queue or a topic, in the function's own name."""
    name = target["Ref"] if "Ref" in target else target["Fn::GetAtt"][0]
    is_topic = template["Resources"][name]["Type"] == "AWS::SNS::Topic"
    return ("sns:Publish",) if is_topic else ("sqs:SendMessage",)


def _of(service: str, operations: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{service}:{operation}" for operation in operations)


def covers(right: Right, needed: Right) -> bool:
    """Whether the right, which may end in a wildcard, is what is needed."""
    return right[:2] == needed[:2] and fnmatchcase(needed.resource, right.resource)
