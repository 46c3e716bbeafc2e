"""Letters by Amazon SES, one recipient a call, as the message was built here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError
from botocore.exceptions import EndpointConnectionError as UnreachableError

from domain.outbox import Letter, MailCutOffError, MailRefusedError, MailUnavailableError
from functions.adapters.mime import built, recipient_of, sender_of, wire

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
    """The client must not retry by itself: SES has no idempotency key.

    With a configuration set SES publishes what becomes of each mail, and to whom it may go.
    """

    def __init__(
        self, client: SESV2Client, now: Callable[[], datetime], configuration_set: str = ""
    ) -> None:
        self._client = client
        self._now = now
        self._set: Any = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, letter: Letter) -> str:
        message = built(letter, self._now())
        try:
            answer = self._client.send_email(
                FromEmailAddress=sender_of(message),
                Destination={"ToAddresses": [recipient_of(message)]},
                Content={"Raw": {"Data": wire(message)}},
                EmailTags=[{"Name": name, "Value": value} for name, value in letter.tags.items()],
                **self._set,
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
