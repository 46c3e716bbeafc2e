"""Who comes by the CDN, and whose tries are counted: keyed hashes, never an address or a mailbox."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence

from starlette.requests import Request

from domain.mail_address import mailbox_of

FROM_THE_CDN = "x-vitrine-cdn"
"""A secret that the CDN adds to each request: without it, what stands beside it is a stranger's word."""

VIEWER = "cloudfront-viewer-address"
"""“198.51.100.10:46532”: address and port, as CloudFront saw them."""

PREFIXES = {4: 24, 6: 48}
"""How much of an address is one network: in both, about 256 customers of a provider."""


class Networks:
    """`key` is secret, `cdn_secrets` are all accepted, so that they can be rotated.

    Where there are none, no CDN stands before the functions.
    """

    def __init__(self, key: str, cdn_secrets: Sequence[str] = ()) -> None:
        self._key = key.encode()
        # Blanks let nobody in: a list of nothing but blanks is a mistake, not an open door.
        self._is_behind_the_cdn = bool(cdn_secrets)
        self._cdn_secrets = [secret for secret in cdn_secrets if secret]

    def lets_in(self, request: Request) -> bool:
        """Everybody where there is no CDN; behind one, only what comes by it.

        The API has a public address of its own: whoever called that could claim any address of
        theirs, and would go around the CDN's firewall.
        """
        return not self._is_behind_the_cdn or self._comes_from_the_cdn(request)

    def of(self, request: Request) -> str | None:
        """Twenty hex digits; None where nobody knows the address."""
        prefix = _prefix(self._address(request))
        return None if prefix is None else self._hashed(f"network/{prefix}")

    def of_mailbox(self, address: str) -> str:
        """Twenty hex digits for the mailbox that a mail address stands for."""
        return self._hashed(f"mailbox/{mailbox_of(address)}")

    def _hashed(self, whose: str) -> str:
        return hmac.new(self._key, whose.encode(), hashlib.sha256).hexdigest()[:20]

    def _address(self, request: Request) -> str:
        if self._comes_from_the_cdn(request):
            # Where the CDN doesn't say, the connection's own address is the CDN's: everybody's.
            return request.headers.get(VIEWER, "").rpartition(":")[0].strip("[]")
        return request.client.host if request.client else ""

    def _comes_from_the_cdn(self, request: Request) -> bool:
        said = request.headers.get(FROM_THE_CDN, "").encode()
        return any(hmac.compare_digest(said, each.encode()) for each in self._cdn_secrets)


def _prefix(address: str) -> str | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    network = ipaddress.ip_network((found, PREFIXES[found.version]), strict=False)
    return str(network)
