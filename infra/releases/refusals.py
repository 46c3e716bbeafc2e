"""What AWS and the network refuse, in one sentence that says what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from domain.order_book import BookUnavailableError

GOES_ON = "it goes on where it stopped"
CUT_OFF = f"The connection to AWS was cut off. Run this again: {GOES_ON}."
SIGN_IN = f"Sign in again (aws sso login), then run this again: {GOES_ON}."
EXPIRED = f"Your sign-in to AWS has run out. {SIGN_IN}"
UNKNOWN = (
    "AWS doesn't know you on this machine. Sign in (aws sso login), or name your profile in "
    "AWS_PROFILE, then run this again."
)
CLOCK = f"This machine's clock is wrong by minutes. Set it, then run this again: {GOES_ON}."

EXPIRED_CODES = {
    *("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"),
}
UNKNOWN_CODES = {
    *("InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthFailure"),
    *("UnrecognizedClientException", "InvalidSignatureException", "MissingAuthenticationToken"),
}
CLOCK_CODES = {"RequestTimeTooSkewed", "RequestInTheFuture"}
GONE_CODES = {"NoSuchBucket", "ResourceNotFoundException", "EntityNotFound"}
DENIED_CODES = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


class StageUnreachableError(Exception):
    """What a stage has can't be read or written; the message says what to do."""


@contextlib.contextmanager
def in_words(stage: str) -> Iterator[None]:
    """Raises StageUnreachableError for what AWS refuses."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise StageUnreachableError(_sentence(error, stage)) from error
    except BookUnavailableError as error:
        cause = error.__cause__
        told = (
            _sentence(cause, stage) if isinstance(cause, ClientError | BotoCoreError) else CUT_OFF
        )
        raise StageUnreachableError(told) from error


def _sentence(error: ClientError | BotoCoreError, stage: str) -> str:
    if isinstance(error, ClientError):
        return _refusal(error, stage)
    if isinstance(error, NoCredentialsError | PartialCredentialsError | ProfileNotFound):
        return UNKNOWN
    if isinstance(error, SSOError | TokenRetrievalError):
        return EXPIRED
    return CUT_OFF


def _refusal(error: ClientError, stage: str) -> str:
    code = error.response["Error"]["Code"]
    if code in CLOCK_CODES or "Signature expired" in str(error):
        return CLOCK
    if code in EXPIRED_CODES:
        return EXPIRED
    if code in UNKNOWN_CODES:
        return UNKNOWN
    if code in GONE_CODES:
        part = "bucket" if code == "NoSuchBucket" else "table or store"
        return (
            f"The stage “{stage}” has lost its {part}. Deploy it again, then publish: "
            f"./shop deploy --stage {stage}"
        )
    if code in DENIED_CODES:
        return (
            f"You may not do that in the stage “{stage}” ({error.operation_name}). Sign in as "
            "somebody who may publish, then run this again."
        )
    return f"AWS refused it ({code}). Run this again in a minute: {GOES_ON}."
