"""What each role may do, and that it is no more."""

from __future__ import annotations

from infra.translate import translated
from tests.infra.parts import actions, of_type, properties
from tests.rights.granted import listed, statements


def test_no_role_may_change_or_delete_an_entry_of_the_ledger() -> None:
    for role in of_type("AWS::IAM::Role"):
        rights = actions(role).get("LedgerTable", set())
        assert not rights & {
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
        }


def test_lambda_may_put_aside_by_a_role_what_its_function_couldnt_take() -> None:
    policy = properties("FailuresAreKept")

    assert policy["Roles"] == [
        {"Ref": f"{name}Role"} for name in ("Newsletter", "Postman", "Clock", "Privacy")
    ]
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "sqs:SendMessage",
            "Resource": {"Fn::GetAtt": ["Failures", "Arn"]},
        }
    ]


def test_no_role_is_told_the_same_twice() -> None:
    twice = [
        (role, each)
        for role in of_type("AWS::IAM::Role")
        for statement in statements(translated(), role)
        for part in ("Action", "Resource")
        for each in listed(statement[part])
        if listed(statement[part]).count(each) > 1
    ]

    assert twice == []
