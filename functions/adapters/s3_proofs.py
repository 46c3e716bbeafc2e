"""Pictures that prove who asks, as they lie in S3: looked at, and deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from domain.handing_over import LARGEST_PROOF, LONGEST_BEGINNING, PROOFS, Proof
from functions.adapters.s3_exports import reached

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client


class S3Proofs:
    """The client is made for the first picture: most who visit hand in none."""

    def __init__(self, client: Callable[[], S3Client], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def beginning(self, key: str) -> bytes | None:
        return self._first(key, LONGEST_BEGINNING)

    def whole(self, key: str) -> bytes | None:
        return self._first(key, LARGEST_PROOF)

    def delete(self, key: str) -> None:
        with reached():
            self._client().delete_object(Bucket=self._bucket, Key=key)

    def every(self) -> Iterator[Proof]:
        pages = (
            self._client()
            .get_paginator("list_objects_v2")
            .paginate(Bucket=self._bucket, Prefix=PROOFS)
        )
        with reached():
            for page in pages:
                for each in page.get("Contents", []):
                    yield Proof(each["Key"], each["LastModified"])

    def _first(self, key: str, most: int) -> bytes | None:
        # Looked for first: to who may not list the whole bucket, S3 says the same of what isn't
        # there as of what is forbidden. A key that others begin with is listed before them.
        with reached():
            found = self._client().list_objects_v2(Bucket=self._bucket, Prefix=key, MaxKeys=1)
            if key not in {each["Key"] for each in found.get("Contents", [])}:
                return None
            answer = self._client().get_object(
                Bucket=self._bucket, Key=key, Range=f"bytes=0-{most - 1}"
            )
            return answer["Body"].read()
