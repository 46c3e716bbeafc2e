"""Letters by Amazon SES, one recipient a call, as the message was built here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError
from botocore.exceptions import EndpointConnectionError as UnreachableError

from domain.mail import Letter, MailCutOffError, MailRefusedError, MailUnavailableError
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
        "Throttling",
        "ThrottlingException",
        "SendingPausedException",
        "AccountSuspendedException",
    }
)
"""Codes that say why SES didn't take the mail, and that it may take it later, at any status."""

SERVERS_OWN = 500
"""From this status on an error is the service's own, and leaves open whether it took the mail.

AWS says to repeat such a call, and warns of duplicates
(https://docs.aws.amazon.com/ses/latest/DeveloperGuide/api-error-codes.html).
"""

UNAVAILABLE = 503
"""SES says that it can't be had just now. Where nobody gets two, that is open as well."""


class SesMailer:
    """The client must not retry by itself: SES has no idempotency key.

    What has a list goes through the configuration set `letters`, the rest through `receipts`: by
    them SES publishes what becomes of each mail, and to whom it may go.

    An error of SES's own, without a code that says that nothing was taken, counts as cut off: the
    mail may be on its way. Of what isn't the newsletter's, an order's confirmation for example, a
    503 is tried again like a throttled call: it would be missed more than it would annoy twice.
    """

    def __init__(
        self,
        client: SESV2Client,
        now: Callable[[], datetime],
        *,
        letters: str = "",
        receipts: str = "",
    ) -> None:
        self._client = client
        self._now = now
        self._letters = letters
        self._receipts = receipts

    def send(self, letter: Letter) -> str:
        message = built(letter, self._now())
        through = self._letters if letter.list else self._receipts
        named: Any = {"ConfigurationSetName": through} if through else {}
        try:
            answer = self._client.send_email(
                FromEmailAddress=sender_of(message),
                Destination={"ToAddresses": [recipient_of(message)]},
                Content={"Raw": {"Data": wire(message)}},
                EmailTags=[{"Name": name, "Value": value} for name, value in letter.tags.items()],
                **named,
            )
        except ClientError as error:
            raise _said(error, letter) from error
        except (ConnectTimeoutError, UnreachableError) as error:
            raise MailUnavailableError(type(error).__name__) from error
        except BotoCoreError as error:
            raise MailCutOffError(type(error).__name__) from error
        return answer["MessageId"]


def _said(error: ClientError, letter: Letter) -> Exception:
    """What an answer of SES's says about the mail, in our words."""
    code = error.response["Error"]["Code"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code in LATER or (status == UNAVAILABLE and letter.list is None):
        return MailUnavailableError(code)
    return MailCutOffError(code) if status >= SERVERS_OWN else MailRefusedError(code)
