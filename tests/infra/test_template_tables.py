"""Tables, queues and the bucket of copies, as CloudFormation will see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.handing_over import PROOF_KEPT, PROOFS
from domain.return_pictures import KEPT, PICTURES
from infra.template import Template, references
from infra.translate import kept_things_only, tables_only, translated
from tests.infra.parts import properties

KEPT_TABLES = (
    "ShelfTable",
    "OrdersTable",
    "EventsTable",
    "OutboxTable",
    "SubscribersTable",
    "SendsTable",
    "RequestsTable",
    "LedgerTable",
)
TABLES = (*KEPT_TABLES, "LimitsTable")


@pytest.mark.promise("privacy/encrypted")
@pytest.mark.parametrize("table", KEPT_TABLES)
def test_every_table_is_on_demand_encrypted_backed_up_and_kept(table: str) -> None:
    resource = translated()["Resources"][table]

    said = resource["Properties"]
    assert said["BillingMode"] == "PAY_PER_REQUEST"
    assert said["SSESpecification"] == {"SSEEnabled": True}
    assert said["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert said["DeletionProtectionEnabled"] == {"Fn::If": ["DataIsKept", True, False]}
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_data_is_kept_unless_a_throwaway_stack_says_otherwise() -> None:
    template = translated()

    assert template["Parameters"]["KeepData"]["Default"] == "true"
    assert template["Conditions"]["DataIsKept"] == {"Fn::Equals": [{"Ref": "KeepData"}, "true"]}


def test_what_was_asked_counted_or_done_forgets_itself_and_the_rest_never() -> None:
    forgetful = {name: properties(name).get("TimeToLiveSpecification") for name in TABLES}

    lifetime = {"AttributeName": "expire_at", "Enabled": True}
    assert forgetful == {
        "ShelfTable": None,
        "OrdersTable": lifetime,
        "EventsTable": lifetime,
        "OutboxTable": lifetime,
        "SubscribersTable": lifetime,
        "SendsTable": None,
        "RequestsTable": None,
        "LedgerTable": None,
        "LimitsTable": lifetime,
    }


def test_requests_are_found_by_what_is_due_when_and_by_whom_they_are_about() -> None:
    indexes = properties("RequestsTable")["GlobalSecondaryIndexes"]

    keys = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in indexes
    }
    assert keys == {"by_due": ["phase", "due_at"], "by_subject": ["subject", "received_at"]}
    assert properties("RequestsTable")["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}


@pytest.mark.promise("privacy/encrypted", "returns/pictures-deleted")
def test_copies_are_encrypted_private_and_gone_by_themselves() -> None:
    said = properties("ExportsBucket")

    (encryption,) = said["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert set(said["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(said["PublicAccessBlockConfiguration"]) == 4
    assert "VersioningConfiguration" not in said
    lifetimes = {
        rule["Prefix"]: rule["ExpirationInDays"]
        for rule in said["LifecycleConfiguration"]["Rules"]
        if rule["Status"] == "Enabled" and "Prefix" in rule
    }
    assert lifetimes == {
        "exports/": 8,
        PROOFS: PROOF_KEPT.days,
        PICTURES: KEPT.days,
    }
    assert PROOF_KEPT.days < 30  # S3 rounds up to the next midnight
    assert KEPT.days < 90


def test_nobody_reaches_copies_without_tls_but_in_a_throwaway_stack() -> None:
    policy = translated()["Resources"]["ExportsOverTls"]

    assert policy["Condition"] == "DataIsKept"
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert statement["Action"] == "s3:*"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [
        {"Fn::GetAtt": ["ExportsBucket", "Arn"]},
        {"Fn::Sub": "${ExportsBucket.Arn}/*"},
    ]


@pytest.mark.parametrize(
    ("table", "keys", "age"),
    [
        ("OrdersTable", ("status", "subject"), "created_at"),
        ("OutboxTable", ("state",), "created_at"),
        ("SubscribersTable", ("standing",), "due_at"),
    ],
)
def test_what_waits_or_is_somebodys_is_found_by_that_and_its_age(
    table: str, keys: tuple[str, ...], age: str
) -> None:
    indexes = properties(table)["GlobalSecondaryIndexes"]

    assert indexes == [
        {
            "IndexName": "by_due" if age == "due_at" else f"by_{key}",
            "KeySchema": [
                {"AttributeName": key, "KeyType": "HASH"},
                {"AttributeName": age, "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
        for key in keys
    ] + (MOVES if table == "SubscribersTable" else [])


MOVES = [
    {
        "IndexName": f"by_{key}",
        "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
    for key in ("moving_id", "moved_to")
]
"""Who wants to move to an address, and who has."""


@pytest.mark.parametrize(
    ("part", "stores", "outputs"),
    [
        (tables_only, TABLES, TABLES),
        (
            kept_things_only,
            (*TABLES, "ExportsBucket", "PagesBucket", "LettersQueue", "LettersDead", "Failures"),
            (*TABLES, "ExportsBucket", "PagesBucket", "LettersQueueUrl", "FailuresUrl"),
        ),
    ],
)
def test_what_keeps_data_is_a_whole_template_by_itself(
    part: Callable[[Template], Template], stores: tuple[str, ...], outputs: tuple[str, ...]
) -> None:
    alone = part(translated())

    assert set(alone["Resources"]) == set(stores)
    assert set(alone["Outputs"]) == set(outputs)
    declared = {*alone["Parameters"], *alone["Conditions"], *alone["Resources"]}
    assert set(references(alone["Resources"])) <= declared
    assert set(references(alone["Conditions"])) <= declared
