"""What becomes of mails, and who is told."""

from __future__ import annotations

import pytest

from infra.translate import translated
from tests.infra.parts import SES, of_type, properties


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


def test_the_mail_domain_signs_and_takes_bounces_in_its_own_name() -> None:
    identity = translated()["Resources"]["MailIdentity"]

    # An account has each domain once: a second stage leaves it to the first.
    assert identity["Condition"] == "HasMailDomain"
    assert identity["Properties"] == {
        "EmailIdentity": {"Ref": "MailDomain"},
        "DkimAttributes": {"SigningEnabled": True},
        "DkimSigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"},
        "MailFromAttributes": {
            "MailFromDomain": {"Fn::Sub": "bounce.${MailDomain}"},
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
    }
    records = translated()["Outputs"]["DkimRecords"]["Value"]["Fn::Join"][1]
    assert [each["Fn::GetAtt"][1] for each in records] == [
        f"DkimDNSToken{part}{number}" for number in (1, 2, 3) for part in ("Name", "Value")
    ]


def test_nothing_that_a_queue_or_function_gave_up_is_lost_for_two_weeks() -> None:
    for name in ("Failures", "LettersDead"):
        queue = properties(name)
        assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
        assert queue["SqsManagedSseEnabled"] is True
