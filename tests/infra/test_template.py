"""What the template says, read from its translation: MiniStack ignores much of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.request_states import BY_ITSELF, CLOSED
from infra.template import Template, references
from infra.translate import TEMPLATE, kept_things_only, tables_only, translated

FUNCTIONS = ("Checkout", "Orders", "Newsletter", "Privacy", "Postman", "Clock")
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


@pytest.mark.prove
def test_cfn_lint_finds_nothing() -> None:
    linter = shutil.which("cfn-lint", path=str(Path(sys.executable).parent))
    assert linter

    run = subprocess.run([linter, str(TEMPLATE)], capture_output=True, text=True, check=False)

    assert run.stdout + run.stderr == ""
    assert run.returncode == 0


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
        "OrdersTable": None,
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


def test_no_role_may_change_or_delete_an_entry_of_the_ledger() -> None:
    for role in of_type("AWS::IAM::Role"):
        rights = actions(role).get("LedgerTable", set())
        assert not rights & {
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
        }


@pytest.mark.promise("privacy/encrypted")
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
    assert lifetimes == {"exports/": 8, "proofs/": 30}


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
    ]


def test_only_waiting_messages_of_the_outbox_ring_for_postman() -> None:
    mapping = properties("PostmanOutbox")

    assert properties("OutboxTable")["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert mapping["FunctionName"] == {"Ref": "Postman"}
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["OutboxTable", "StreamArn"]}
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["MaximumRetryAttempts"] == 2
    assert json.loads(mapping["FilterCriteria"]["Filters"][0]["Pattern"]) == {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"NewImage": {"state": {"S": ["waiting"]}}},
    }


def test_requests_that_go_on_by_themselves_ring_for_privacy() -> None:
    mapping = properties("PrivacyRequests")

    assert mapping["FunctionName"] == {"Ref": "Privacy"}
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["RequestsTable", "StreamArn"]}
    assert mapping["MaximumRetryAttempts"] == 2
    pattern = json.loads(mapping["FilterCriteria"]["Filters"][0]["Pattern"])
    assert set(pattern["dynamodb"]["NewImage"]["state"]["S"]) == BY_ITSELF | CLOSED


def test_clock_postman_and_privacy_are_called_every_five_minutes_by_a_role_that_may_do_only_that() -> (
    None
):
    schedules = of_type("AWS::Scheduler::Schedule")

    targets = {
        schedule["Target"]["Arn"]["Fn::GetAtt"][0]: (name, schedule)
        for name, schedule in schedules.items()
        if name not in {"ClockDaily", "ClockForget"}
    }
    assert set(targets) == {"Clock", "Postman", "Privacy"}
    for function, (name, schedule) in targets.items():
        assert schedule["ScheduleExpression"] == "rate(5 minutes)"
        # A fixed name would keep a second stage out of the account.
        assert "Name" not in schedule
        assert json.loads(schedule["Target"]["Input"])["source"] == "aws.scheduler"
        assert schedule["Target"]["RoleArn"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}
        assert statements(f"{name}Role") == [
            {
                "Effect": "Allow",
                "Action": "lambda:InvokeFunction",
                "Resource": {"Fn::GetAtt": [function, "Arn"]},
            }
        ]


@pytest.mark.promise("terms/lost-news-found")
def test_the_clock_looks_back_once_a_day() -> None:
    daily = of_type("AWS::Scheduler::Schedule")["ClockDaily"]

    assert daily["ScheduleExpression"] == "rate(1 day)"
    assert json.loads(daily["Target"]["Input"])["detail"] == {"do": "reconcile"}
    assert daily["Target"]["Arn"]["Fn::GetAtt"][0] == "Clock"


def test_the_clock_forgets_once_a_day_what_is_over() -> None:
    daily = of_type("AWS::Scheduler::Schedule")["ClockForget"]

    assert daily["ScheduleExpression"] == "rate(1 day)"
    assert json.loads(daily["Target"]["Input"])["detail"] == {"do": "forget"}
    assert daily["Target"]["Arn"]["Fn::GetAtt"][0] == "Clock"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_gets_the_environment_that_its_settings_read(function: str) -> None:
    variables = properties(function)["Environment"]["Variables"]

    assert variables == {
        "VITRINE_ORIGIN": {"Ref": "Origin"},
        "SHELF_TABLE": {"Ref": "ShelfTable"},
        "ORDERS_TABLE": {"Ref": "OrdersTable"},
        "EVENTS_TABLE": {"Ref": "EventsTable"},
        "OUTBOX_TABLE": {"Ref": "OutboxTable"},
        "LIMITS_TABLE": {"Ref": "LimitsTable"},
        "SUBSCRIBERS_TABLE": {"Ref": "SubscribersTable"},
        "SENDS_TABLE": {"Ref": "SendsTable"},
        "REQUESTS_TABLE": {"Ref": "RequestsTable"},
        "LEDGER_TABLE": {"Ref": "LedgerTable"},
        "EXPORTS_BUCKET": {"Ref": "ExportsBucket"},
        "LETTERS_QUEUE_URL": {"Ref": "LettersQueue"},
        "LETTERS_SET": {"Ref": "LettersSet"},
        "RECEIPTS_SET": {"Ref": "ReceiptsSet"},
        "MAIL_EVENTS_TOPIC": {"Ref": "MailEvents"},
        "STRIPE_SECRET_KEY_NAME": {"Fn::Sub": "/vitrine/${Stage}/stripe-secret-key"},
        "STRIPE_WEBHOOK_SECRET_NAME": {"Fn::Sub": "/vitrine/${Stage}/stripe-webhook-secret"},
        "TOKEN_KEYS_NAME": {"Fn::Sub": "/vitrine/${Stage}/token-keys"},
        "ADDRESS_KEY_NAME": {"Fn::Sub": "/vitrine/${Stage}/address-key"},
        "STRIPE_API_BASE": {"Ref": "StripeApiBase"},
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_its_own_handler_role_and_log(function: str) -> None:
    said = properties(function)

    assert said["Handler"] == f"functions.{function.lower()}.handler.handler"
    assert said["Role"] == {"Fn::GetAtt": [f"{function}Role", "Arn"]}
    assert said["LoggingConfig"] == {"LogGroup": {"Ref": f"{function}Logs"}, "LogFormat": "JSON"}
    assert properties(f"{function}Logs") == {"RetentionInDays": 30}
    assert said["Runtime"] == {"Ref": "PythonRuntime"}
    assert said["Architectures"] == [{"Ref": "Architecture"}]
    assert said["Code"] == {"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": {"Ref": "CodeKey"}}


def test_functions_outlive_stripes_attempts_and_end_before_the_api_or_the_lease() -> None:
    timeouts = {function: properties(function)["Timeout"] for function in FUNCTIONS}

    assert 20 < timeouts["Checkout"] < 30
    assert 20 < timeouts["Orders"] < 30
    assert timeouts["Newsletter"] < 30
    assert timeouts["Postman"] < 180
    assert timeouts["Clock"] < 180
    assert timeouts["Privacy"] > 40


def test_the_api_may_call_the_functions_behind_its_routes() -> None:
    allowed = {
        permission["FunctionName"]["Ref"]: permission
        for permission in of_type("AWS::Lambda::Permission").values()
        if permission["Principal"] == "apigateway.amazonaws.com"
    }

    called = {
        integration["IntegrationUri"]["Fn::GetAtt"][0]
        for integration in of_type("AWS::ApiGatewayV2::Integration").values()
    }
    assert set(allowed) == called == {"Checkout", "Orders", "Newsletter", "Privacy"}
    for permission in allowed.values():
        assert permission["SourceArn"]["Fn::Sub"].endswith(":${Api}/*/*/api/*")


def test_one_baton_at_a_time_is_taken_from_the_queue() -> None:
    mapping = properties("PostmanLetters")
    queue = properties("LettersQueue")

    assert mapping["FunctionName"] == {"Ref": "Postman"}
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["LettersQueue", "Arn"]}
    assert mapping["BatchSize"] == 1
    assert queue["FifoQueue"] is True
    assert queue["VisibilityTimeout"] >= 6 * properties("Postman")["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3


@pytest.mark.promise("newsletter/receipts-anyway")
def test_who_complained_of_a_letter_still_gets_receipts() -> None:
    suppressed = {
        name: said["SuppressionOptions"]["SuppressedReasons"]
        for name, said in of_type("AWS::SES::ConfigurationSet").items()
    }

    assert suppressed == {"LettersSet": ["BOUNCE", "COMPLAINT"], "ReceiptsSet": ["BOUNCE"]}


@pytest.mark.promise("newsletter/no-tracking", "privacy/no-opening-seen")
def test_what_becomes_of_every_mail_is_told_and_nobody_is_followed_through_it() -> None:
    destinations = of_type("AWS::SES::ConfigurationSetEventDestination").values()

    assert {each["ConfigurationSetName"]["Ref"] for each in destinations} == {
        "LettersSet",
        "ReceiptsSet",
    }
    for each in destinations:
        assert each["EventDestination"] == {
            "Enabled": True,
            "MatchingEventTypes": ["send", "delivery", "bounce", "complaint", "reject"],
            "SnsDestination": {"TopicARN": {"Ref": "MailEvents"}},
        }


def test_what_ses_tells_comes_to_the_newsletters_function_by_that_topic_alone() -> None:
    assert properties("MailEventsToNewsletter") == {
        "TopicArn": {"Ref": "MailEvents"},
        "Protocol": "lambda",
        "Endpoint": {"Fn::GetAtt": ["Newsletter", "Arn"]},
    }
    assert properties("NewsletterForMailEvents") == {
        "FunctionName": {"Ref": "Newsletter"},
        "Action": "lambda:InvokeFunction",
        "Principal": "sns.amazonaws.com",
        "SourceArn": {"Ref": "MailEvents"},
    }


def test_only_ses_may_tell_of_mails_and_only_of_these() -> None:
    policy = properties("MailEventsPolicy")

    [statement] = policy["PolicyDocument"]["Statement"]
    assert policy["Topics"] == [{"Ref": "MailEvents"}]
    assert statement["Principal"] == {"Service": "ses.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"
    assert statement["Condition"] == {
        "StringEquals": {
            "AWS:SourceAccount": {"Ref": "AWS::AccountId"},
            "AWS:SourceArn": [
                {"Fn::Sub": f"{SES}:configuration-set/${{LettersSet}}"},
                {"Fn::Sub": f"{SES}:configuration-set/${{ReceiptsSet}}"},
            ],
        }
    }


def test_requests_reach_functions_in_the_shape_that_mangum_reads() -> None:
    integrations = of_type("AWS::ApiGatewayV2::Integration").values()

    for integration in integrations:
        assert integration["IntegrationType"] == "AWS_PROXY"
        assert integration["PayloadFormatVersion"] == "2.0"
    assert properties("ApiStage") == {
        "ApiId": {"Ref": "Api"},
        "StageName": "$default",
        "AutoDeploy": True,
    }


def test_the_template_holds_no_secret() -> None:
    written = TEMPLATE.read_text()

    for beginning in ("sk_test_", "sk_live_", "rk_live_", "whsec_"):
        assert beginning not in written


@pytest.mark.parametrize(
    ("part", "stores", "outputs"),
    [
        (tables_only, TABLES, TABLES),
        (
            kept_things_only,
            (*TABLES, "ExportsBucket", "LettersQueue", "LettersDead"),
            (*TABLES, "ExportsBucket", "LettersQueueUrl"),
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
