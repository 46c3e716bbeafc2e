"""A letter as it leaves: one recipient, both bodies, no smuggled headers, every failure named."""

from __future__ import annotations

import email
from email.policy import default
from email.utils import formataddr
from typing import TYPE_CHECKING, Any

import boto3
import msgspec
import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.stub import ANY, Stubber

from domain.mail import Letter, ListHeaders, MailCutOffError, MailRefusedError, MailUnavailableError
from functions.adapters.mime import built, wire
from functions.adapters.ses_mailer import SesMailer
from tests.mail_rules import bodies
from tests.samples import NOON, Clock, checked_mailer

if TYPE_CHECKING:
    from types_boto3_sesv2.client import SESV2Client

LETTER = Letter(
    sender="Juniper Bend Jewelry <orders@juniperbend.example>",
    recipient="jo@buyer.example",
    reply_to="hello@juniperbend.example",
    subject="Your order – thank you",
    text="Plain ünïcode, 118 Granite Row, Llano, TX 78643\n",
    html="<p>Rich ünïcode, 118 Granite Row, Llano, TX 78643</p>",
    tags={"message": "confirmation-ORDER1"},
)

LISTED = ListHeaders("letter.juniperbend.example", "https://shop.example/leave?t=A")


@pytest.fixture
def client() -> SESV2Client:
    return boto3.client(
        "sesv2", region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t"
    )


def test_a_letter_goes_to_one_recipient_tagged_with_its_message(client: SESV2Client) -> None:
    stub = Stubber(client)
    expected: dict[str, Any] = {
        "FromEmailAddress": LETTER.sender,
        "Destination": {"ToAddresses": ["jo@buyer.example"]},
        "Content": {"Raw": {"Data": ANY}},
        "EmailTags": [{"Name": "message", "Value": "confirmation-ORDER1"}],
    }
    stub.add_response("send_email", {"MessageId": "ses-1"}, expected)

    with stub:
        assert SesMailer(client, Clock()).send(LETTER) == "ses-1"


def test_what_ses_is_given_is_what_the_checker_of_all_mails_saw(
    client: SESV2Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, Any]] = []

    def send_email(**params: dict[str, Any]) -> dict[str, str]:
        given.append(params)
        return {"MessageId": "ses-1"}

    monkeypatch.setattr(client, "send_email", send_email)

    mailer = SesMailer(client, Clock(), letters="letters", receipts="receipts")
    mailer.send(LETTER)
    mailer.send(msgspec.structs.replace(LETTER, list=LISTED))
    checked_mailer(Clock()).send(LETTER)

    params, of_a_letter = given
    assert params["ConfigurationSetName"] == "receipts"
    assert of_a_letter["ConfigurationSetName"] == "letters"
    read = email.message_from_bytes(params["Content"]["Raw"]["Data"], policy=default)
    checked = email.message_from_bytes(wire(built(LETTER, NOON)), policy=default)
    assert read.items()[:-1] == checked.items()[:-1]
    assert bodies(read) == bodies(checked)


def test_an_odd_name_reaches_ses_as_it_stands_in_the_header(client: SESV2Client) -> None:
    stub = Stubber(client)
    expected: dict[str, Any] = {
        "FromEmailAddress": LETTER.sender,
        "Destination": {"ToAddresses": ['"jo..lee"@xn--bcher-kva.example']},
        "Content": ANY,
        "EmailTags": ANY,
    }
    stub.add_response("send_email", {"MessageId": "ses-1"}, expected)

    with stub:
        letter = msgspec.structs.replace(LETTER, recipient="jo..lee@bücher.example")
        assert SesMailer(client, Clock()).send(letter) == "ses-1"


@pytest.mark.parametrize(
    "recipient",
    [
        *("jo@", "jo@[x", "", "jo@buyer.example, al@buyer.example"),
        "=?utf-8?q?al=40buyer.example=2C?=@jo.example",
    ],
)
def test_an_address_that_is_none_is_refused_and_nothing_else_happens(
    client: SESV2Client, recipient: str
) -> None:
    with Stubber(client), pytest.raises(MailRefusedError):
        SesMailer(client, Clock()).send(msgspec.structs.replace(LETTER, recipient=recipient))


def test_a_shops_name_with_an_accent_is_sent_in_the_form_that_ses_takes(
    client: SESV2Client,
) -> None:
    sender = formataddr(("Été Bijoux", "orders@ete.example"))
    stub = Stubber(client)
    expected: dict[str, Any] = {
        "FromEmailAddress": "=?utf-8?b?w4l0w6kgQmlqb3V4?= <orders@ete.example>",
        "Destination": ANY,
        "Content": ANY,
        "EmailTags": ANY,
    }
    stub.add_response("send_email", {"MessageId": "ses-1"}, expected)

    with stub:
        SesMailer(client, Clock()).send(msgspec.structs.replace(LETTER, sender=sender))


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("AccessDeniedException", MailUnavailableError),
        ("TooManyRequestsException", MailUnavailableError),
        ("LimitExceededException", MailUnavailableError),
        ("SendingPausedException", MailUnavailableError),
        ("MessageRejected", MailRefusedError),
        ("MailFromDomainNotVerifiedException", MailRefusedError),
    ],
)
def test_what_ses_answers_is_said_in_our_words(
    client: SESV2Client, code: str, error: type[Exception]
) -> None:
    stub = Stubber(client)
    stub.add_client_error("send_email", code)

    with stub, pytest.raises(error):
        SesMailer(client, Clock()).send(LETTER)


OF_A_LIST = msgspec.structs.replace(LETTER, list=LISTED)


@pytest.mark.parametrize(
    ("letter", "code", "status", "error"),
    [
        (OF_A_LIST, "InternalFailure", 500, MailCutOffError),
        (OF_A_LIST, "InternalServiceErrorException", 500, MailCutOffError),
        (OF_A_LIST, "502", 502, MailCutOffError),
        (OF_A_LIST, "504", 504, MailCutOffError),
        (OF_A_LIST, "ServiceUnavailable", 503, MailCutOffError),
        (OF_A_LIST, "ThrottlingException", 503, MailUnavailableError),
        (OF_A_LIST, "TooManyRequestsException", 429, MailUnavailableError),
        (LETTER, "InternalFailure", 500, MailCutOffError),
        (LETTER, "ServiceUnavailable", 503, MailUnavailableError),
    ],
)
def test_an_error_of_the_services_own_leaves_open_whether_it_took_the_mail(
    client: SESV2Client, letter: Letter, code: str, status: int, error: type[Exception]
) -> None:
    stub = Stubber(client)
    stub.add_client_error("send_email", code, http_status_code=status)

    with stub, pytest.raises(error):
        SesMailer(client, Clock()).send(letter)


@pytest.mark.parametrize(
    ("silence", "error"),
    [
        (EndpointConnectionError(endpoint_url="https://ses"), MailUnavailableError),
        (ReadTimeoutError(endpoint_url="https://ses"), MailCutOffError),
    ],
)
def test_a_send_that_never_left_is_told_from_one_without_an_answer(
    client: SESV2Client,
    monkeypatch: pytest.MonkeyPatch,
    silence: Exception,
    error: type[Exception],
) -> None:
    def fails(**_: object) -> None:
        raise silence

    monkeypatch.setattr(client, "send_email", fails)

    with pytest.raises(error):
        SesMailer(client, Clock()).send(LETTER)
