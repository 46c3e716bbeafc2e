"""Whether a domain tells what becomes of mails that only pretend to be from it (DMARC)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import dns.exception
import dns.resolver

RECORD = "v=DMARC1"
SECONDS = 5.0

Texts = Callable[[str], list[str]]


class DnsUnavailableError(Exception):
    """No name server answers."""


def has_dmarc(domain: str, texts: Texts | None = None) -> bool:
    """Whether the domain has a record, or one of those above it, whose word counts for it too.

    `texts` looks up a name's TXT records. Raises DnsUnavailableError.
    """
    look_up = texts or texts_of
    return any(
        text.replace(" ", "").startswith(RECORD)
        for name in _names(domain)
        for text in look_up(f"_dmarc.{name}")
    )


def _names(domain: str) -> Iterator[str]:
    """“news.shop.example”, then “shop.example”: no registry's own name has a record for others."""
    labels = domain.split(".")
    for first in range(max(1, len(labels) - 1)):
        yield ".".join(labels[first:])


def texts_of(name: str) -> list[str]:
    """The name's TXT records as DNS has them. Raises DnsUnavailableError."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise DnsUnavailableError(type(error).__name__) from error
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]
