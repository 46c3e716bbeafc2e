"""What a deploy would change, resource by resource: in the owner's words, and how dangerous."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

Kind = Literal["added", "changed", "replaced", "removed"]

KEEPS_DATA = {
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::CloudFront::KeyValueStore",
}
"""What would be lost, or left behind where the shop doesn't look any more."""

WORDS = {
    "AWS::DynamoDB::Table": "table",
    "AWS::S3::Bucket": "bucket",
    "AWS::S3::BucketPolicy": "rule of a bucket",
    "AWS::Lambda::Function": "function",
    "AWS::Lambda::Version": "version of a function",
    "AWS::Lambda::Alias": "name of a function's version",
    "AWS::Lambda::Permission": "permission to call a function",
    "AWS::Lambda::EventSourceMapping": "source of a function's events",
    "AWS::Lambda::EventInvokeConfig": "setting of a function",
    "AWS::IAM::OIDCProvider": "sign-in from elsewhere",
    "AWS::IAM::Role": "role",
    "AWS::IAM::Policy": "role's rule",
    "AWS::Logs::LogGroup": "log",
    "AWS::Logs::ResourcePolicy": "rule of the logs",
    "AWS::Logs::Delivery": "way of the access log",
    "AWS::Logs::DeliverySource": "source of the access log",
    "AWS::Logs::DeliveryDestination": "place of the access log",
    "AWS::ApiGatewayV2::Api": "API",
    "AWS::ApiGatewayV2::Stage": "stage of the API",
    "AWS::ApiGatewayV2::Route": "route",
    "AWS::ApiGatewayV2::Integration": "way to a function",
    "AWS::CloudFront::Distribution": "CDN",
    "AWS::CloudFront::Function": "function at the edge",
    "AWS::CloudFront::KeyValueStore": "edge's memory",
    "AWS::CloudFront::ResponseHeadersPolicy": "set of headers",
    "AWS::CloudFront::CachePolicy": "rule of the CDN's cache",
    "AWS::CloudFront::OriginAccessControl": "key to the pages",
    "AWS::CloudFront::OriginRequestPolicy": "rule of what the CDN passes on",
    "AWS::CloudWatch::Alarm": "alarm",
    "AWS::Budgets::Budget": "budget",
    "AWS::SES::ConfigurationSet": "set of mail settings",
    "AWS::SES::ConfigurationSetEventDestination": "way of mail events",
    "AWS::SES::EmailIdentity": "sender's domain",
    "AWS::SNS::Topic": "topic",
    "AWS::SNS::TopicPolicy": "rule of a topic",
    "AWS::SNS::Subscription": "subscription",
    "AWS::SQS::Queue": "queue",
    "AWS::SQS::QueuePolicy": "rule of a queue",
    "AWS::Scheduler::Schedule": "schedule",
    "AWS::WAFv2::WebACL": "firewall",
}


class Change(msgspec.Struct, frozen=True):
    resource: str
    type: str
    kind: Kind
    maybe: bool = False
    """CloudFormation decides only while it runs whether it is replaced."""

    @property
    def word(self) -> str:
        return WORDS.get(self.type, self.type.removeprefix("AWS::"))

    @property
    def is_danger(self) -> bool:
        return self.kind in {"replaced", "removed"} and self.type in KEEPS_DATA


def read_change(told: dict[str, Any]) -> Change:
    """A `ResourceChange` of CloudFormation's."""
    replaced = told.get("Replacement", "False")
    action = told["Action"]
    kind: Kind = "changed"
    if action in {"Add", "Import"}:
        kind = "added"
    elif action == "Remove":
        kind = "removed"
    elif replaced in {"True", "Conditional"}:
        kind = "replaced"
    return Change(
        told["LogicalResourceId"],
        told["ResourceType"],
        kind,
        maybe=kind == "replaced" and replaced == "Conditional",
    )


def dangers(changes: Iterable[Change], named: Iterable[str]) -> list[Change]:
    """What keeps data, would be lost or left behind, and wasn't named by the owner."""
    allowed = set(named)
    return [each for each in changes if each.is_danger and each.resource not in allowed]


def counted(changes: Iterable[Change]) -> dict[Kind, list[str]]:
    """“9 × table”, “1 × bucket” of each kind of change, the most first."""
    words: dict[Kind, Counter[str]] = {}
    for each in changes:
        words.setdefault(each.kind, Counter())[each.word] += 1
    return {
        kind: [_many(count, word) for word, count in words[kind].most_common()]
        for kind in ("added", "changed", "replaced", "removed")
        if kind in words
    }


def _many(count: int, word: str) -> str:
    return f"{count} × {word}"
