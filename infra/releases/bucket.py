"""The bucket of the pages: releases, what they share, and a manifest for each that is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from domain.releases import Manifest
from infra.releases.layout import (
    ASSETS,
    ERROR_PAGE,
    ERROR_PAGES,
    MANIFESTS,
    NOT_FOUND_PAGE,
    RELEASES,
    TYPES,
    Place,
    place,
)

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

DELETE_AT_ONCE = 1000


class Stored(NamedTuple):
    """`md5` is S3's own mark of what was put in one piece."""

    size: int
    md5: str


class PagesBucket:
    def __init__(self, client: S3Client, name: str) -> None:
        self._client = client
        self.name = name

    def shared(self) -> dict[str, Stored]:
        return self._stored(ASSETS)

    def of(self, release: str) -> dict[str, Stored]:
        """What is there of a release besides what it shares, whole or not."""
        return self._stored(f"{RELEASES}{release}/")

    def put(self, place: Place, data: bytes) -> None:
        """All of it or nothing: S3 shows no object before it is whole."""
        self._client.put_object(
            Bucket=self.name,
            Key=place.key,
            Body=data,
            ContentType=place.content_type,
            CacheControl=place.cache,
        )

    def manifests(self) -> list[Manifest]:
        """Of every release that is whole."""
        return [
            msgspec.json.decode(self._data(key), type=Manifest) for key in self._stored(MANIFESTS)
        ]

    def put_manifest(self, manifest: Manifest) -> None:
        """From now on the release is one to go back to."""
        data = msgspec.json.encode(manifest, order="sorted")
        self.put(Place(_manifest_key(manifest.id), TYPES["json"], "no-store"), data)

    def show_not_found(self, release: str) -> None:
        """Let the release's own page for what isn't there be the bucket's."""
        data = self._data(place(NOT_FOUND_PAGE, release).key)
        self.put(Place(ERROR_PAGES + NOT_FOUND_PAGE, TYPES["html"], ERROR_PAGE), data)

    def forget(self, release: str) -> None:
        """The manifest goes first: nobody can go back to what is half there."""
        self._client.delete_object(Bucket=self.name, Key=_manifest_key(release))
        for keys in _batches(self._stored(f"{RELEASES}{release}/")):
            answer = self._client.delete_objects(
                Bucket=self.name,
                Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True},
            )
            for refused in answer.get("Errors", [])[:1]:
                raise RuntimeError(f"{refused.get('Key')}: {refused.get('Code')}")

    def releases(self) -> list[str]:
        """Every one that something is left of."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.name, Prefix=RELEASES, Delimiter="/"
        )
        prefixes = (
            each.get("Prefix", "") for page in pages for each in page.get("CommonPrefixes", [])
        )
        return [prefix.removeprefix(RELEASES).rstrip("/") for prefix in prefixes]

    def _stored(self, prefix: str) -> dict[str, Stored]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.name, Prefix=prefix
        )
        return {
            each["Key"]: Stored(each["Size"], each["ETag"].strip('"'))
            for page in pages
            for each in page.get("Contents", [])
        }

    def _data(self, key: str) -> bytes:
        return self._client.get_object(Bucket=self.name, Key=key)["Body"].read()


def _manifest_key(release: str) -> str:
    return f"{MANIFESTS}{release}.json"


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    every = list(keys)
    for start in range(0, len(every), DELETE_AT_ONCE):
        yield every[start : start + DELETE_AT_ONCE]
