"""What each role may do, and that it is no more."""

from __future__ import annotations

import pytest

from tests.infra.parts import SES, actions, of_type, properties, statements


def test_no_role_may_change_or_delete_an_entry_of_the_ledger() -> None:
    for role in of_type("AWS::IAM::Role"):
        rights = actions(role).get("LedgerTable", set())
        assert not rights & {
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
        }


@pytest.mark.promise("privacy/least-rights")
def test_functions_may_do_what_their_work_needs_and_nothing_else() -> None:
    take_stock = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"}
    get_put = {"dynamodb:GetItem", "dynamodb:PutItem"}
    with_query = get_put | {"dynamodb:Query"}
    put = {"dynamodb:PutItem"}
    count = {"dynamodb:UpdateItem"}
    secret = {"ssm:GetParameter"}
    log = {"logs:CreateLogStream", "logs:PutLogEvents"}
    send = {"ses:SendEmail", "ses:SendRawEmail"}

    assert actions("CheckoutRole") == {
        "ShelfTable": take_stock,
        "OrdersTable": get_put,
        "LimitsTable": count,
        "stripe-secret-key": secret,
        "token-keys": secret,
        "cdn-secrets": secret,
        "CheckoutLogs": log,
    }
    assert actions("OrdersRole") == {
        "ShelfTable": take_stock,
        "OrdersTable": get_put,
        "EventsTable": put,
        "OutboxTable": put,
        "LedgerTable": put,
        "LimitsTable": count,
        "${ExportsBucket.Arn}/returns/*": {"s3:PutObject", "s3:GetObject", "s3:DeleteObject"},
        "ExportsBucket": {"s3:ListBucket"},
        "stripe-secret-key": secret,
        "stripe-webhook-secret": secret,
        "address-key": secret,
        "token-keys": secret,
        "cdn-secrets": secret,
        "OrdersLogs": log,
    }
    assert actions("NewsletterRole") == {
        "ShelfTable": {"dynamodb:GetItem"},
        "SubscribersTable": get_put | {"dynamodb:DeleteItem", "dynamodb:UpdateItem"},
        "OutboxTable": get_put,
        "SendsTable": get_put
        | {"dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:UpdateItem"},
        "EventsTable": put,
        "LimitsTable": count,
        "token-keys": secret,
        "cdn-secrets": secret,
        "address-key": secret,
        "NewsletterLogs": log,
    }
    assert actions("PrivacyRole") == {
        "ShelfTable": {"dynamodb:GetItem"},
        "LimitsTable": count,
        "RequestsTable": get_put | {"dynamodb:DeleteItem"},
        "${RequestsTable.Arn}/index/by_due": {"dynamodb:Query"},
        "${RequestsTable.Arn}/index/by_subject": {"dynamodb:Query"},
        "RequestsTable.StreamArn": {
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
        },
        "LedgerTable": put,
        "OrdersTable": get_put,
        "${OrdersTable.Arn}/index/by_subject": {"dynamodb:Query"},
        "SubscribersTable": get_put | {"dynamodb:UpdateItem", "dynamodb:DeleteItem"},
        "${SubscribersTable.Arn}/index/by_moving_id": {"dynamodb:Query"},
        "${SubscribersTable.Arn}/index/by_moved_to": {"dynamodb:Query"},
        "OutboxTable": put | {"dynamodb:Scan", "dynamodb:DeleteItem"},
        "SendsTable": {"dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:DeleteItem"},
        "${ExportsBucket.Arn}/exports/*": {
            "s3:PutObject",
            "s3:GetObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
        },
        "${ExportsBucket.Arn}/proofs/*": {"s3:PutObject", "s3:GetObject", "s3:DeleteObject"},
        "${ExportsBucket.Arn}/returns/*": {"s3:GetObject", "s3:DeleteObject"},
        "ExportsBucket": {"s3:ListBucket"},
        "stripe-secret-key": secret,
        "token-keys": secret,
        "cdn-secrets": secret,
        "address-key": secret,
        "PrivacyLogs": log,
    }
    assert actions("PostmanRole") == {
        "OutboxTable": with_query,
        "${OutboxTable.Arn}/index/by_state": with_query,
        "OutboxTable.StreamArn": {
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
        },
        "OrdersTable": get_put | count,
        "${OrdersTable.Arn}/index/by_subject": {"dynamodb:Query"},
        "LedgerTable": put,
        "ShelfTable": take_stock,
        "SubscribersTable": get_put | {"dynamodb:UpdateItem", "dynamodb:DeleteItem"},
        "SendsTable": with_query | {"dynamodb:BatchGetItem", "dynamodb:UpdateItem"},
        "LettersQueue": {
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        },
        "RequestsTable": {"dynamodb:GetItem"},
        f"{SES}:identity/*": send | {"ses:GetEmailIdentity"},
        f"{SES}:configuration-set/${{LettersSet}}": send,
        f"{SES}:configuration-set/${{ReceiptsSet}}": send,
        "*": {"ses:GetAccount"},
        "stripe-secret-key": secret,
        "token-keys": secret,
        "address-key": secret,
        "PostmanLogs": log,
    }
    assert actions("ClockRole") == {
        "OrdersTable": get_put | {"dynamodb:DeleteItem"},
        "${OrdersTable.Arn}/index/by_status": {"dynamodb:Query"},
        "SubscribersTable": {
            *("dynamodb:Scan", "dynamodb:UpdateItem"),
            *("dynamodb:PutItem", "dynamodb:DeleteItem"),
        },
        "SendsTable": {"dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:DeleteItem"},
        "ShelfTable": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
        "EventsTable": {"dynamodb:BatchGetItem", "dynamodb:PutItem"},
        "OutboxTable": {
            *("dynamodb:BatchGetItem", "dynamodb:PutItem"),
            *("dynamodb:Scan", "dynamodb:DeleteItem"),
        },
        "RequestsTable": get_put | {"dynamodb:DeleteItem"},
        "${RequestsTable.Arn}/index/by_due": {"dynamodb:Query"},
        "LedgerTable": {"dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan"},
        "${SubscribersTable.Arn}/index/by_due": {"dynamodb:Query"},
        "LimitsTable": count,
        "stripe-secret-key": secret,
        "address-key": secret,
        "ClockLogs": log,
    }


@pytest.mark.promise("privacy/least-rights")
def test_no_role_may_do_everything_or_on_everything_but_ask_for_the_accounts_quota() -> None:
    for role in of_type("AWS::IAM::Role"):
        for named in actions(role).values():
            assert not any("*" in action for action in named)
        for statement in statements(role):
            assert statement["Resource"] != "*" or statement["Action"] == "ses:GetAccount"
        assert "ManagedPolicyArns" not in properties(role)


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
