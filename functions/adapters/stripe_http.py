"""Stripe's SDK over urllib3, which botocore brings along: `requests` costs more than it gives."""

from __future__ import annotations

from collections.abc import Mapping

import stripe
import urllib3


class KeptAliveClient(stripe.HTTPClient):
    """One pool of connections, kept from one invocation to the next.

    It follows no redirect and repeats nothing by itself: repeating is the SDK's own part, which
    knows whether a request has its idempotency key.
    """

    name = "urllib3"

    def __init__(self, timeout: tuple[float, float]) -> None:
        """`timeout` is in seconds: to connect, and to wait for each part of an answer."""
        super().__init__()
        connect, read = timeout
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=connect, read=read),
            retries=False,
            cert_reqs="CERT_REQUIRED",
            ca_certs=stripe.ca_bundle_path,
        )

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: str | bytes | None = None,
        **_: object,
    ) -> tuple[str, int, Mapping[str, str]]:
        """The whole answer. Raises APIConnectionError, which says if trying again is of use."""
        try:
            answer = self._pool.urlopen(
                method.upper(), url, redirect=False, headers=headers, body=post_data
            )
        except urllib3.exceptions.SSLError as error:
            raise _unreached(error, again=False) from error
        except urllib3.exceptions.HTTPError as error:
            raise _unreached(error, again=True) from error
        return answer.data.decode(errors="replace"), answer.status, answer.headers

    def close(self) -> None:
        self._pool.clear()


def _unreached(error: Exception, *, again: bool) -> stripe.APIConnectionError:
    said = f"{type(error).__name__}: {error}"
    return stripe.APIConnectionError(said, should_retry=again)  # type: ignore[no-untyped-call]  # the SDK's own
