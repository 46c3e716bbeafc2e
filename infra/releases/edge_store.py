"""CloudFront's KeyValueStore: which release visitors see, and where moved pages lead.

Every write names the version of the store that it was read as, so nobody's is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from domain.releases import Showing, read_showing

if TYPE_CHECKING:
    from types_boto3_cloudfront_keyvaluestore.client import CloudFrontKeyValueStoreClient
    from types_boto3_cloudfront_keyvaluestore.type_defs import (
        DeleteKeyRequestListItemTypeDef,
        PutKeyRequestListItemTypeDef,
    )

RELEASE = "release"
MOVED = "moved:"
AT_ONCE = 50
"""Keys in one call, the most that CloudFront takes and lists."""


class InTheWayError(Exception):
    """Somebody else changed what visitors see, while it was about to be changed here."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has just changed what visitors see. Look at it: ./shop rollback. "
            "Then run this again if it should be otherwise."
        )


class EdgeStore:
    def __init__(self, client: CloudFrontKeyValueStoreClient, arn: str) -> None:
        self._client = client
        self._arn = arn
        self._version = ""
        self._seen: Showing | None = None

    def read(self) -> Showing | None:
        """What visitors see as of now; what is written next is held to it."""
        self._seen = self._look()
        return self._seen

    def show(self, showing: Showing) -> None:
        """From now on visitors see that. Raises InTheWayError."""
        self._write({RELEASE: showing.text}, [])
        self._seen = showing

    def lead(self, release: str, moved: Mapping[str, str]) -> None:
        """Lead visitors of a release from old addresses to new ones. Raises InTheWayError."""
        prefix = f"{MOVED}{release}:"
        standing = {key: value for key, value in self._keys() if key.startswith(prefix)}
        wanted = {prefix + path: to for path, to in moved.items()}
        self._change(
            {key: to for key, to in wanted.items() if standing.get(key) != to},
            [key for key in standing if key not in wanted],
        )

    def lead_nobody_but(self, releases: set[str]) -> None:
        """Forget the addresses of all other releases. Raises InTheWayError."""
        keys = [key for key, _ in self._keys() if key.startswith(MOVED)]
        self._change({}, [key for key in keys if key.split(":")[1] not in releases])

    def _keys(self) -> Iterator[tuple[str, str]]:
        pages = self._client.get_paginator("list_keys").paginate(
            KvsARN=self._arn, PaginationConfig={"PageSize": AT_ONCE}
        )
        for page in pages:
            for each in page.get("Items", []):
                yield each["Key"], each["Value"]

    def _change(self, puts: Mapping[str, str], deletes: list[str]) -> None:
        for start in range(0, len(puts), AT_ONCE):
            self._write(dict(list(puts.items())[start : start + AT_ONCE]), [])
        for start in range(0, len(deletes), AT_ONCE):
            self._write({}, deletes[start : start + AT_ONCE])

    def _write(self, puts: Mapping[str, str], deletes: list[str]) -> None:
        """One call, all or nothing.

        A call whose answer was lost is made again by the client, and then finds the store
        changed by itself: what stands there decides.
        """
        try:
            self._call(puts, deletes)
        except self._client.exceptions.ConflictException as error:
            standing = self._look()
            if standing and puts.get(RELEASE) == standing.text:
                return
            if standing != self._seen:
                raise InTheWayError from error
            gone = [key for key, _ in self._keys() if key in deletes]
            if puts or gone:
                self._call(puts, gone)

    def _call(self, puts: Mapping[str, str], deletes: list[str]) -> None:
        put: list[PutKeyRequestListItemTypeDef] = [
            {"Key": key, "Value": value} for key, value in puts.items()
        ]
        delete: list[DeleteKeyRequestListItemTypeDef] = [{"Key": key} for key in deletes]
        answer = self._client.update_keys(
            KvsARN=self._arn, IfMatch=self._version, Puts=put, Deletes=delete
        )
        self._version = answer["ETag"]

    def _look(self) -> Showing | None:
        """The version comes first: what changes in between makes the next write fail."""
        self._version = self._client.describe_key_value_store(KvsARN=self._arn)["ETag"]
        try:
            answer = self._client.get_key(KvsARN=self._arn, Key=RELEASE)
        except self._client.exceptions.ResourceNotFoundException:
            return None
        return read_showing(answer["Value"])
