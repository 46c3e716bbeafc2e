"""Letters by Amazon SES, one recipient a call, as the message was built here."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError
from botocore.exceptions import EndpointConnectionError as UnreachableError

from domain.outbox import Letter, MailCutOffError, MailRefusedError, MailUnavailableError

if TYPE_CHECKING:
    from types_boto3_sesv2.client import SESV2Client

LATER = frozenset(
    {
        # Rights and secrets can be mended, and the letters are still there when they are.
        "AccessDeniedException",
        "ExpiredTokenException",
        "TooManyRequestsException",
        "LimitExceededException",
        "ThrottlingException",
        "SendingPausedException",
        "AccountSuspendedException",
        "InternalServiceErrorException",
    }
)


class SesMailer:
    """The client must not retry by itself: SES has no idempotency key."""

    def __init__(self, client: SESV2Client) -> None:
        self._client = client

    def send(self, letter: Letter) -> str:
        message = built(letter)
        try:
            answer = self._client.send_email(
                FromEmailAddress=letter.sender,
                Destination={"ToAddresses": [letter.recipient]},
                Content={"Raw": {"Data": message.as_bytes(policy=SMTP)}},
                EmailTags=[{"Name": name, "Value": value} for name, value in letter.tags.items()],
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in LATER:
                raise MailUnavailableError(code) from error
            raise MailRefusedError(code) from error
        except (ConnectTimeoutError, UnreachableError) as error:
            raise MailUnavailableError(type(error).__name__) from error
        except BotoCoreError as error:
            raise MailCutOffError(type(error).__name__) from error
        return answer["MessageId"]


def built(letter: Letter) -> EmailMessage:
    """The letter as MIME, text and HTML. Raises MailRefusedError for a header with a line break."""
    message = EmailMessage()
    try:
        message["From"] = letter.sender
        message["To"] = letter.recipient
        message["Reply-To"] = letter.reply_to
        message["Subject"] = letter.subject
    except Exception as error:
        # For a broken address Python's parser raises whatever it trips over.
        raise MailRefusedError("header") from error
    recipients = message["To"].addresses
    if len(recipients) != 1 or recipients[0].addr_spec != letter.recipient:
        raise MailRefusedError("recipient")
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
