"""Which rights a call needs: IAM's actions, each with what it is done to, in the template's names.

From the Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from tests.rights.recorder import Call

Parameters = Mapping[str, Any]


class Right(NamedTuple):
    """`resource` as in “OrdersTable/index/by_status” or “ExportsBucket/exports/R-1.zip”."""

    function: str
    action: str
    resource: str

    def __str__(self) -> str:
        return f"{self.function}: {self.action} on {self.resource}"


class UnknownOperationError(Exception):
    """A call that nobody has said the rights of: say them in `tests/rights/needs.py`."""


class Names(NamedTuple):
    """The template's names, by what its things are called where they stand; and the stage's."""

    logical: Mapping[str, str]
    stage: str

    def table(self, parameters: Parameters) -> str:
        index = parameters.get("IndexName")
        return self.logical[parameters["TableName"]] + (f"/index/{index}" if index else "")

    def parameter(self, name: str) -> str:
        return "ssm:parameter" + name.replace(f"/{self.stage}/", "/${Stage}/")

    def object(self, parameters: Parameters) -> str:
        bucket = parameters.get("Bucket") or parameters["bucket"]
        return f"{self.logical[bucket]}/{parameters.get('Key') or parameters['key']}"


IN_TRANSACTIONS = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}
ON_OBJECTS = {
    "s3.PutObject": "s3:PutObject",
    "s3.CreateMultipartUpload": "s3:PutObject",
    "s3.UploadPart": "s3:PutObject",
    "s3.CompleteMultipartUpload": "s3:PutObject",
    "s3.AbortMultipartUpload": "s3:AbortMultipartUpload",
    "s3.DeleteObject": "s3:DeleteObject",
    "s3.GetObject": "s3:GetObject",
    "s3.HeadObject": "s3:GetObject",
    # Whoever follows a signed address, or sends a signed form, has the rights of who signed it.
    "signed.GetObject": "s3:GetObject",
    "signed.form": "s3:PutObject",
}
ON_BUCKETS = {"s3.ListObjectsV2": "s3:ListBucket", "s3.HeadBucket": "s3:ListBucket"}
ON_TABLES = frozenset({"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"})


def rights_of(call: Call, names: Names) -> Iterator[Right]:
    for action, resource in _asked(call, names):
        yield Right(call.function, action, resource)


def _asked(call: Call, names: Names) -> Iterator[tuple[str, str]]:
    service, _, operation = call.operation.partition(".")
    if service == "dynamodb":
        yield from _of_tables(operation, call.parameters, names)
    elif call.operation in ON_OBJECTS:
        yield ON_OBJECTS[call.operation], names.object(call.parameters)
    elif call.operation in ON_BUCKETS:
        yield ON_BUCKETS[call.operation], names.logical[call.parameters["Bucket"]]
    elif call.operation in OTHERS:
        yield from OTHERS[call.operation](call.parameters, names)
    else:
        raise UnknownOperationError(f"{call.function}: {call.operation}")


def _of_tables(operation: str, parameters: Parameters, names: Names) -> Iterator[tuple[str, str]]:
    if operation in ON_TABLES:
        yield f"dynamodb:{operation}", names.table(parameters)
    elif operation == "BatchGetItem":
        for table in parameters["RequestItems"]:
            yield "dynamodb:BatchGetItem", names.logical[table]
    elif operation == "TransactWriteItems":
        for write in parameters["TransactItems"]:
            for kind, item in write.items():
                yield IN_TRANSACTIONS[kind], names.table(item)
    else:
        raise UnknownOperationError(f"dynamodb.{operation}")


def _secret(parameters: Parameters, names: Names) -> Iterator[tuple[str, str]]:
    yield "ssm:GetParameter", names.parameter(parameters["Name"])


def _mail(parameters: Parameters, names: Names) -> Iterator[tuple[str, str]]:
    """A mail that is built here is checked as SendRawEmail, whatever the operation is called."""
    assert set(parameters["Content"]) == {"Raw"}
    yield "ses:SendRawEmail", f"ses:identity/{parameters['FromEmailAddress']}"
    if through := parameters.get("ConfigurationSetName"):
        yield "ses:SendRawEmail", f"ses:configuration-set/${{{names.logical[through]}}}"


def _identity(parameters: Parameters, _: Names) -> Iterator[tuple[str, str]]:
    yield "ses:GetEmailIdentity", f"ses:identity/{parameters['EmailIdentity']}"


def _account(_: Parameters, __: Names) -> Iterator[tuple[str, str]]:
    yield "ses:GetAccount", "*"


def _message(parameters: Parameters, names: Names) -> Iterator[tuple[str, str]]:
    yield "sqs:SendMessage", names.logical[parameters["QueueUrl"]]


OTHERS: Mapping[str, Callable[[Parameters, Names], Iterator[tuple[str, str]]]] = {
    "ssm.GetParameter": _secret,
    "sesv2.SendEmail": _mail,
    "sesv2.GetEmailIdentity": _identity,
    "sesv2.GetAccount": _account,
    "sqs.SendMessage": _message,
}
