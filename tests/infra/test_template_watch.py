"""What tells the owner of trouble: alarms, as many as cost nothing, and a budget."""

from __future__ import annotations

from typing import Any

from infra.translate import translated
from tests.infra.parts import of_type, properties

FREE = 10
"""CloudWatch counts an alarm on one metric as one, and takes nothing for ten."""


def watched(alarm: dict[str, Any]) -> tuple[str, str, object]:
    [*dimensions] = alarm.get("Dimensions", [])
    return alarm["Namespace"], alarm["MetricName"], dimensions[0]["Value"] if dimensions else None


def test_errors_dead_letters_throttles_and_the_bill_are_watched() -> None:
    alarms = of_type("AWS::CloudWatch::Alarm")

    assert {name: watched(alarm) for name, alarm in alarms.items()} == {
        "ApiErrors": ("AWS/ApiGateway", "5xx", {"Ref": "Api"}),
        "NewsletterErrors": ("AWS/Lambda", "Errors", {"Ref": "Newsletter"}),
        "PrivacyErrors": ("AWS/Lambda", "Errors", {"Ref": "Privacy"}),
        "PostmanErrors": ("AWS/Lambda", "Errors", {"Ref": "Postman"}),
        "ClockErrors": ("AWS/Lambda", "Errors", {"Ref": "Clock"}),
        "ClockStopped": ("AWS/Lambda", "Invocations", {"Ref": "Clock"}),
        "DeadLetters": (
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            {"Fn::GetAtt": ["Failures", "QueueName"]},
        ),
        "DeadBatons": (
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            {"Fn::GetAtt": ["LettersDead", "QueueName"]},
        ),
        "Throttles": ("AWS/Lambda", "Throttles", None),
        "Bill": ("AWS/Billing", "EstimatedCharges", "USD"),
    }
    assert len(alarms) <= FREE


def test_every_alarm_says_in_words_what_is_wrong_and_mails_the_owner() -> None:
    for alarm in of_type("AWS::CloudWatch::Alarm").values():
        assert alarm["AlarmDescription"].endswith(".")
        assert alarm["AlarmName"]["Fn::Sub"].startswith("vitrine-${Stage}-")
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    assert properties("OwnerIsTold") == {
        "TopicArn": {"Ref": "AlarmTopic"},
        "Protocol": "email",
        "Endpoint": {"Ref": "OwnerMail"},
    }


def test_one_error_is_enough_and_silence_means_that_nothing_is_wrong() -> None:
    for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
        if name in {"ClockStopped", "Bill"}:
            continue
        assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (1, 1)
        assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
        assert alarm["TreatMissingData"] == "notBreaching"


def test_a_clock_that_isnt_called_for_a_quarter_of_an_hour_is_missed() -> None:
    alarm = properties("ClockStopped")

    assert alarm["Period"] * alarm["EvaluationPeriods"] == 15 * 60
    assert alarm["ComparisonOperator"] == "LessThanThreshold"
    # Nobody counts calls that never came.
    assert alarm["TreatMissingData"] == "breaching"


def test_the_owner_is_told_before_and_when_the_budget_is_spent() -> None:
    budget = properties("Budget")

    assert properties("Bill")["Threshold"] == {"Ref": "MonthlyBudget"}
    # Its subscribers can't be changed, so another mail address is another budget, and needs a name
    # of its own: CloudFormation's.
    assert budget["Budget"] == {
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": {"Ref": "MonthlyBudget"}, "Unit": "USD"},
    }
    told = [each["Notification"] for each in budget["NotificationsWithSubscribers"]]
    assert [(each["NotificationType"], each["Threshold"]) for each in told] == [
        ("ACTUAL", 80),
        ("FORECASTED", 100),
    ]
    for each in budget["NotificationsWithSubscribers"]:
        assert each["Subscribers"] == [
            {"SubscriptionType": "EMAIL", "Address": {"Ref": "OwnerMail"}}
        ]
    assert translated()["Resources"]["Budget"]["Condition"] == "OnAws"
