"""Calls that AWS has to refuse, made with each function's own rights in the deployed template."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from botocore.exceptions import ClientError

from tests.fixtures.road import STAGE, Road, opened_road

pytestmark = [pytest.mark.prove, pytest.mark.promise("privacy/least-rights")]

OWN = {
    "Checkout": "token-keys",
    "Orders": "stripe-webhook-secret",
    "Account": "token-keys",
    "Newsletter": "token-keys",
    "Privacy": "address-key",
    "Postman": "stripe-secret-key",
    "Clock": "address-key",
}
"""A secret that each function may read, so that what it may not isn't refused for another reason."""
FUNCTIONS = tuple(OWN)
REFUSED = {
    # Whether a known buyer's data is set aside stands among the requests.
    "Checkout": ("SubscribersTable", "OutboxTable", "SendsTable", "LedgerTable"),
    "Orders": ("SubscribersTable", "RequestsTable", "SendsTable", "LedgerTable"),
    "Account": ("OutboxTable", "SendsTable", "LedgerTable", "EventsTable"),
    "Newsletter": ("OrdersTable", "RequestsTable", "LedgerTable"),
    "Privacy": ("OutboxTable", "SendsTable", "LedgerTable", "EventsTable"),
    "Postman": ("LimitsTable", "EventsTable", "LedgerTable"),
    "Clock": ("LimitsTable", "SubscribersTable", "SendsTable", "LedgerTable"),
}
"""Tables of which a function may read no single item, however well it knows its key."""


@pytest.fixture(scope="module")
def road() -> Iterator[Road]:
    with opened_road() as road:
        yield road


def refusal(ask: Callable[[], object]) -> str:
    try:
        ask()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "answered"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_reads_what_isnt_its_business(road: Road, function: str) -> None:
    dynamodb = road.acting_as(function)("dynamodb")

    def reads(table: str) -> str:
        described = road.dynamodb.describe_table(TableName=road.physical(table))["Table"]
        key = {each["AttributeName"]: {"S": "x"} for each in described["KeySchema"]}
        return refusal(lambda: dynamodb.get_item(TableName=described["TableName"], Key=key))

    assert reads("ShelfTable") == "answered"
    assert {table: reads(table) for table in REFUSED[function]} == dict.fromkeys(
        REFUSED[function], "AccessDeniedException"
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_deletes_a_table_rewrites_the_ledger_or_reads_another_stages_secrets(
    road: Road, function: str
) -> None:
    as_it = road.acting_as(function)
    dynamodb, ledger = as_it("dynamodb"), road.tables.ledger
    entry = {"chain": {"S": "request#R-1"}, "sequence": {"N": "1"}}
    secret = "/vitrine/live/token-keys"
    road.client("ssm").put_parameter(
        Name=secret, Value="theirs", Type="SecureString", Overwrite=True
    )
    rewritten = {"Update": {"TableName": ledger, "Key": entry, "UpdateExpression": "REMOVE facts"}}

    refused = {
        "own secret": refusal(
            lambda: as_it("ssm").get_parameter(Name=f"/vitrine/{STAGE}/{OWN[function]}")
        ),
        "table": refusal(lambda: dynamodb.delete_table(TableName=road.tables.orders)),
        "scan": refusal(lambda: dynamodb.scan(TableName=road.tables.orders)),
        "entry": refusal(lambda: dynamodb.delete_item(TableName=ledger, Key=entry)),
        "rewritten": refusal(lambda: dynamodb.transact_write_items(TransactItems=[rewritten])),
        "secret": refusal(lambda: as_it("ssm").get_parameter(Name=secret)),
        "all secrets": refusal(lambda: as_it("ssm").get_parameters_by_path(Path="/vitrine/")),
        "queue": refusal(lambda: as_it("sqs").purge_queue(QueueUrl=road.shop.letters_queue)),
        "bucket": refusal(lambda: as_it("s3").delete_bucket(Bucket=road.shop.exports_bucket)),
        "list": refusal(lambda: as_it("s3").list_objects_v2(Bucket=road.shop.exports_bucket)),
        "role": refusal(lambda: as_it("iam").list_roles()),
    }

    own, kinds = refused.pop("own secret"), set(refused.values())
    assert own == "answered"
    assert kinds == {"AccessDeniedException", "AccessDenied"}, refused
