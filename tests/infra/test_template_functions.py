"""Functions: what they are told, what calls them, how long they take."""

from __future__ import annotations

import json

import pytest

from domain.request_states import BY_ITSELF, CLOSED
from infra.translate import translated
from tests.infra.parts import FUNCTIONS, of_type, properties, statements


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
        "VITRINE_ORIGIN": {
            "Fn::If": [
                "HasOrigin",
                {"Ref": "Origin"},
                {
                    "Fn::If": [
                        "HasDomain",
                        {"Fn::Sub": "https://${Domain}"},
                        {"Fn::Sub": "https://${Shop.DomainName}"},
                    ]
                },
            ]
        },
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
        "CDN_SECRETS_NAME": {
            "Fn::If": [
                "CdnIsProven",
                {"Fn::Sub": "/vitrine/${Stage}/cdn-secrets"},
                {"Ref": "AWS::NoValue"},
            ]
        },
        # Read by nobody: another word is another environment, and starts functions anew.
        "SECRETS_VERSION": {"Ref": "SecretsVersion"},
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


def test_one_baton_at_a_time_is_taken_from_the_queue() -> None:
    mapping = properties("PostmanLetters")
    queue = properties("LettersQueue")

    assert mapping["FunctionName"] == {"Ref": "Postman"}
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["LettersQueue", "Arn"]}
    assert mapping["BatchSize"] == 1
    assert queue["FifoQueue"] is True
    assert queue["VisibilityTimeout"] >= 6 * properties("Postman")["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3


ASYNCHRONOUS = {
    "Newsletter": (2, 21600),
    "Postman": (0, 300),
    "Clock": (2, 3600),
    "Privacy": (0, 300),
}
FAILURES = {"OnFailure": {"Destination": {"Fn::GetAtt": ["Failures", "Arn"]}}}


def test_what_a_function_that_nobody_waits_for_couldnt_take_is_put_aside() -> None:
    settings = of_type("AWS::Lambda::EventInvokeConfig").values()

    assert {
        each["FunctionName"]["Ref"]: (
            each["MaximumRetryAttempts"],
            each["MaximumEventAgeInSeconds"],
        )
        for each in settings
    } == ASYNCHRONOUS
    assert all(each["DestinationConfig"] == FAILURES for each in settings)
    for name in ASYNCHRONOUS:
        # Lambda asks whether the role may write there when it is told of the destination.
        assert translated()["Resources"][name]["DependsOn"] == "FailuresAreKept"


@pytest.mark.parametrize("mapping", ["PostmanOutbox", "PrivacyRequests"])
def test_records_of_a_stream_that_couldnt_be_taken_are_put_aside(mapping: str) -> None:
    assert properties(mapping)["DestinationConfig"] == FAILURES


def test_nothing_is_reserved_unless_somebody_asks_for_it() -> None:
    template = translated()

    assert template["Parameters"]["ReservedConcurrency"]["Default"] == 0
    for function in FUNCTIONS:
        assert properties(function)["ReservedConcurrentExecutions"] == {
            "Fn::If": [
                "ReservesConcurrency",
                {"Ref": "ReservedConcurrency"},
                {"Ref": "AWS::NoValue"},
            ]
        }


def test_checkout_starts_from_a_snapshot_where_that_is_wanted_and_nothing_else_does() -> None:
    template = translated()
    snapshot = template["Resources"]["CheckoutSnapshot"]

    assert template["Parameters"]["SnapStart"]["Default"] == "false"
    assert snapshot["Condition"] == "HasSnapStart"
    # CloudFormation replaces a version whose description changes: new code is a new snapshot.
    assert snapshot["Properties"] == {
        "FunctionName": {"Ref": "Checkout"},
        "Description": {"Fn::Sub": "${CodeKey}, secrets ${SecretsVersion}"},
    }
    assert properties("Checkout")["SnapStart"] == {
        "ApplyOn": {"Fn::If": ["HasSnapStart", "PublishedVersions", "None"]}
    }
    assert not [name for name in FUNCTIONS[1:] if "SnapStart" in properties(name)]
