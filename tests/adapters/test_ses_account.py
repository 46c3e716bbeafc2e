"""What SES says of the account and of a domain, in its own words, and when a stand-in answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from domain.mail import MailUnavailableError
from domain.sending_account import Account, Identity
from functions.adapters.ses_account import OneMachine, SesAccount, sending_account

if TYPE_CHECKING:
    from types_boto3_sesv2.client import SESV2Client


def client(endpoint: str | None = None) -> SESV2Client:
    return boto3.client(
        "sesv2",
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="t",
        aws_secret_access_key="t",
    )


def identity(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 — as SES has it
    return {
        "IdentityType": "DOMAIN",
        "FeedbackForwardingStatus": True,
        "VerifiedForSendingStatus": True,
        "VerificationStatus": "SUCCESS",
        "DkimAttributes": {
            "SigningEnabled": True,
            "Status": "SUCCESS",
            "Tokens": ["a", "b", "c"],
            "SigningAttributesOrigin": "AWS_SES",
        },
        "MailFromAttributes": {
            "MailFromDomain": "mail.shop.example",
            "MailFromDomainStatus": "SUCCESS",
            "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
    } | changes


def test_rate_and_quota_are_read_as_ses_says_them() -> None:
    ses = client()
    stub = Stubber(ses)
    stub.add_response(
        "get_account",
        {
            "DedicatedIpAutoWarmupEnabled": True,
            "EnforcementStatus": "HEALTHY",
            "ProductionAccessEnabled": True,
            "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 321.0},
            "SendingEnabled": True,
        },
    )

    with stub:
        account = SesAccount(ses).account()

    assert account == Account(rate=14, quota=50_000, sent=321, in_production=True, may_send=True)
    assert (account.letters_a_second, account.letters_a_day) == (12.6, 45_000)
    assert account.letters_left == 44_679


def test_a_sandbox_keeps_twenty_letters_for_receipts() -> None:
    account = Account(rate=1, quota=200, sent=0, in_production=False, may_send=True)

    assert account.letters_left == 180


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (identity(), Identity(is_verified=True, is_signed=True, is_aligned=True, has_dmarc=True)),
        (
            identity(DkimAttributes={"SigningEnabled": False, "Status": "SUCCESS"}),
            Identity(is_verified=True, is_signed=False, is_aligned=True, has_dmarc=True),
        ),
        (
            identity(DkimAttributes={"SigningEnabled": True, "Status": "PENDING"}),
            Identity(is_verified=True, is_signed=False, is_aligned=True, has_dmarc=True),
        ),
        (
            identity(MailFromAttributes={"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}),
            Identity(is_verified=True, is_signed=True, is_aligned=False, has_dmarc=True),
        ),
    ],
)
def test_a_domain_is_in_order_where_all_of_it_is(said: dict[str, Any], expected: Identity) -> None:
    ses = client()
    stub = Stubber(ses)
    said["MailFromAttributes"].setdefault("MailFromDomain", "mail.shop.example")
    said["MailFromAttributes"].setdefault("MailFromDomainStatus", "PENDING")
    stub.add_response("get_email_identity", said, {"EmailIdentity": "shop.example"})

    with stub:
        found = SesAccount(ses, lambda _: True).identity("shop.example")

    assert found == expected


@pytest.mark.parametrize("has_dmarc", [True, False])
def test_a_domain_has_dmarc_where_dns_says_so_each_time_that_it_is_asked(
    *, has_dmarc: bool
) -> None:
    ses = client()
    stub = Stubber(ses)
    stub.add_response("get_email_identity", identity(), {"EmailIdentity": "shop.example"})
    asked: list[str] = []

    def look_up(domain: str) -> bool:
        asked.append(domain)
        return has_dmarc

    with stub:
        found = SesAccount(ses, look_up).identity("shop.example")

    assert (found.has_dmarc, asked) == (has_dmarc, ["shop.example"])


def test_a_domain_that_ses_doesnt_know_is_in_no_order() -> None:
    ses = client()
    stub = Stubber(ses)
    stub.add_client_error("get_email_identity", "NotFoundException")

    with stub:
        found = SesAccount(ses).identity("shop.example")

    assert found == Identity()


def test_a_service_that_doesnt_answer_is_asked_another_time() -> None:
    ses = client()
    stub = Stubber(ses)
    stub.add_client_error("get_account", "TooManyRequestsException")

    with stub, pytest.raises(MailUnavailableError):
        SesAccount(ses).account()


@pytest.mark.parametrize(
    ("endpoint", "stand_in"),
    [
        (None, SesAccount),
        ("https://email.eu-central-1.amazonaws.com", SesAccount),
        ("http://127.0.0.1.evil.example:80", SesAccount),
        ("http://127.0.0.1:4566", OneMachine),
        ("http://localhost:4566", OneMachine),
    ],
)
def test_only_on_this_machine_a_domain_counts_as_in_order_unseen(
    endpoint: str | None, stand_in: type
) -> None:
    assert type(sending_account(client(endpoint))) is stand_in
