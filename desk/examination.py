"""A stage under the doctor's eyes: what a check finds, and how one that can't ask stops no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import dns.exception
import dns.resolver
import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from domain.mail import MailUnavailableError
from functions.adapters.dmarc import SECONDS, DnsUnavailableError, Texts, texts_of
from infra.account import Account, sentence
from infra.stack import Stack
from infra.stages import Stage, StageError

Verdict = Literal["ok", "wrong", "look", "unknown"]
"""To be mended; to be looked at; can't be asked."""


class Finding(msgspec.Struct, frozen=True):
    name: str
    verdict: Verdict
    said: str
    todo: str = ""


def fine(said: str) -> Finding:
    return Finding("", "ok", said)


def wrong(said: str, todo: str) -> Finding:
    return Finding("", "wrong", said, todo)


def look(said: str, todo: str) -> Finding:
    return Finding("", "look", said, todo)


def addresses_of(name: str) -> set[str]:
    """A name's addresses. Raises DnsUnavailableError where no name server answers."""
    try:
        return {str(each) for each in dns.resolver.resolve(name, "A", lifetime=SECONDS)}
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return set()
    except dns.exception.DNSException as error:
        raise DnsUnavailableError(type(error).__name__) from error


class Examination:
    """One stage under the doctor's eyes; what several checks need is asked once."""

    def __init__(
        self,
        account: Account,
        now: Callable[[], datetime],
        content: Path = Path("content"),
        texts: Texts = texts_of,
        addresses: Callable[[str], set[str]] = addresses_of,
    ) -> None:
        self.account, self.now, self.content = account, now, content
        self.texts, self.addresses = texts, addresses
        self._outputs: dict[str, str] | None = None

    @property
    def stage(self) -> Stage:
        return self.account.stage

    def outputs(self) -> dict[str, str]:
        if self._outputs is None:
            self._outputs = Stack(self.account).outputs()
        return self._outputs

    def asked(self, name: str, check: Callable[[Examination], Finding]) -> Finding:
        """What a check finds; where it can't ask, it knows nothing, and the others go on."""
        try:
            found = check(self)
        except (ClientError, BotoCoreError) as error:
            found = Finding("", "unknown", sentence(error, self.stage))
        except (StageError, MailUnavailableError, OSError, ValueError, KeyError) as error:
            found = Finding("", "unknown", str(error) or type(error).__name__)
        except DnsUnavailableError as error:
            found = Finding("", "unknown", f"No name server answers ({error}).", "Try again later.")
        return msgspec.structs.replace(found, name=name)
