"""A letter as it leaves: one recipient, both bodies, no smuggled headers, every failure named."""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING, Any

import boto3
import msgspec
import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.stub import ANY, Stubber

from domain.outbox import Letter, MailCutOffError, MailRefusedError, MailUnavailableError
from functions.adapters.ses_mailer import SesMailer, built

if TYPE_CHECKING:
    from types_boto3_sesv2.client import SESV2Client

LETTER = Letter(
    sender="Juniper Bend Jewelry <orders@juniperbend.example>",
    recipient="jo@buyer.example",
    reply_to="hello@juniperbend.example",
    subject="Your order – thank you",
    text="Plain ünïcode\n",
    html="<p>Rich ünïcode</p>",
    tags={"message": "confirmation-ORDER1"},
)


@pytest.fixture
def client() -> SESV2Client:
    return boto3.client(
        "sesv2", region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t"
    )


def test_a_letter_carries_both_bodies_and_where_to_answer() -> None:
    message = built(LETTER)

    assert message["Reply-To"] == "hello@juniperbend.example"
    assert message["Subject"] == "Your order – thank you"
    parts = {part.get_content_type(): part.get_content() for part in message.iter_parts()}
    assert parts == {"text/plain": "Plain ünïcode\n", "text/html": "<p>Rich ünïcode</p>\n"}


@pytest.mark.parametrize("field", ["sender", "recipient", "reply_to", "subject"])
@pytest.mark.parametrize("smuggled", ["x\nBcc: all@buyer.example", "x\rBcc: all@buyer.example"])
def test_a_header_with_a_line_break_is_refused(field: str, smuggled: str) -> None:
    with pytest.raises(MailRefusedError):
        built(msgspec.structs.replace(LETTER, **{field: smuggled}))


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
        assert SesMailer(client).send(LETTER) == "ses-1"


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
        SesMailer(client).send(msgspec.structs.replace(LETTER, recipient=recipient))


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
        SesMailer(client).send(msgspec.structs.replace(LETTER, sender=sender))


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
        SesMailer(client).send(LETTER)


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
        SesMailer(client).send(LETTER)
