"""The translated template, read by the names of its parts."""

from __future__ import annotations

from typing import Any

from infra.translate import translated

FUNCTIONS = ("Checkout", "Orders", "Newsletter", "Privacy", "Account", "Postman", "Clock")
SES = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = translated()["Resources"][name]["Properties"]
    return found


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {
        name: resource["Properties"]
        for name, resource in translated()["Resources"].items()
        if resource["Type"] == kind
    }


def statements(role: str) -> list[dict[str, Any]]:
    return [
        statement
        for policy in properties(role)["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def actions(role: str) -> dict[str, set[str]]:
    """What the role may do, by the first name that each resource refers to or mentions."""
    rights: dict[str, set[str]] = {}
    for statement in statements(role):
        resources = statement["Resource"]
        for resource in resources if isinstance(resources, list) else [resources]:
            listed = statement["Action"]
            names = {listed} if isinstance(listed, str) else set(listed)
            rights.setdefault(short(resource), set()).update(names)
    return rights


def short(resource: dict[str, Any] | str) -> str:
    if isinstance(resource, str):
        return resource
    if "Fn::GetAtt" in resource:
        return ".".join(resource["Fn::GetAtt"]).removesuffix(".Arn")
    return str(resource["Fn::Sub"]).removeprefix(
        "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/vitrine/${Stage}/"
    )
