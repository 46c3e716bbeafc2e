"""What Amazon SES says of the account and of the domains that it sends from."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from domain.mail import MailUnavailableError
from domain.sending_account import Account, Identity

if TYPE_CHECKING:
    from types_boto3_sesv2.client import SESV2Client


class SesAccount:
    """`has_dmarc` is asked for a domain that SES knows; DNS itself where none is given."""

    def __init__(self, client: SESV2Client, has_dmarc: Callable[[str], bool] | None = None) -> None:
        self._client = client
        self._has_dmarc = has_dmarc or _has_dmarc

    def account(self) -> Account:
        with _answered():
            said = self._client.get_account()
        quota = said.get("SendQuota", {})
        return Account(
            rate=quota.get("MaxSendRate", 1.0),
            quota=int(quota.get("Max24HourSend", 0)),
            sent=int(quota.get("SentLast24Hours", 0)),
            in_production=said.get("ProductionAccessEnabled", False),
            may_send=said.get("SendingEnabled", False),
        )

    def identity(self, domain: str) -> Identity:
        """A MAIL FROM domain of one's own is what aligns SPF: SES's own name isn't the shop's."""
        try:
            with _answered():
                said = self._client.get_email_identity(EmailIdentity=domain)
        except self._client.exceptions.NotFoundException:
            return Identity()
        dkim = said.get("DkimAttributes", {})
        mail_from = said.get("MailFromAttributes", {})
        return Identity(
            is_verified=said.get("VerifiedForSendingStatus", False),
            is_signed=dkim.get("Status") == "SUCCESS" and dkim.get("SigningEnabled", False),
            is_aligned=mail_from.get("MailFromDomainStatus") == "SUCCESS",
            has_dmarc=self._has_dmarc(domain),
        )


def _has_dmarc(domain: str) -> bool:
    # Only whoever begins a letter looks names up: no other call waits for the import.
    from functions.adapters.dmarc import DnsUnavailableError, has_dmarc  # noqa: PLC0415

    try:
        return has_dmarc(domain)
    except DnsUnavailableError as error:
        raise MailUnavailableError(str(error)) from error


@contextlib.contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "NotFoundException":
            raise
        raise MailUnavailableError(code) from error
    except BotoCoreError as error:
        raise MailUnavailableError(type(error).__name__) from error


class OneMachine:
    """A stand-in where SES is an emulator on this machine, which knows no domain.

    Rate and quota are what the emulator answers; the domain counts as in order, and nothing about
    it has been looked at.
    """

    def __init__(self, emulated: SesAccount) -> None:
        self._emulated = emulated

    def account(self) -> Account:
        return self._emulated.account()

    def identity(self, domain: str) -> Identity:
        del domain
        return Identity(is_verified=True, is_signed=True, is_aligned=True, has_dmarc=True)


def is_on_this_machine(client: SESV2Client) -> bool:
    """Whether the client talks to an emulator: AWS itself is never at a loopback address."""
    endpoint = client.meta.endpoint_url.partition("://")[2]
    return endpoint.startswith(("127.0.0.1:", "localhost:", "[::1]:"))


def sending_account(client: SESV2Client) -> SesAccount | OneMachine:
    """SES as it is; on this machine with the domain taken for granted."""
    account = SesAccount(client)
    return OneMachine(account) if is_on_this_machine(client) else account
