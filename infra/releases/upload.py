"""Puts a built release into the bucket: what isn't there, several at a time, safe to cut off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from domain.releases import Manifest, version_of, versions_in
from infra.releases.bucket import PagesBucket, Stored
from infra.releases.built import Built
from infra.releases.layout import Place, place

HANDS = 8
"""Files under way at once."""

Upload = tuple[str, Place]
"""A path of the built site, and where it goes."""


def missing(built: Built, bucket: PagesBucket) -> list[Upload]:
    """What has to be uploaded, shared files first: pages name them."""
    stored = bucket.shared() | bucket.of(built.id)
    wanted = [(path, place(path, built.id)) for path in built.paths]
    found = [each for each in wanted if not _is_there(built, each, stored)]
    return sorted(found, key=lambda each: (not each[1].for_ever, each[1].key))


def _is_there(built: Built, upload: Upload, stored: dict[str, Stored]) -> bool:
    path, wanted = upload
    standing = stored.get(wanted.key)
    if standing is None or wanted.for_ever:
        return standing is not None
    data = built.data(path)
    return standing == Stored(len(data), hashlib.md5(data, usedforsecurity=False).hexdigest())


def ahead_of(built: Built, shown: Manifest) -> list[Upload]:
    """The pages of new versions of policies, to lie beside the policies that visitors see.

    As soon as the shelf has a version, functions may lead to it.
    """
    new = versions_in(built.paths) - shown.versions
    return [(path, place(path, shown.id)) for path in built.paths if version_of(path) in new]


def put_all(
    built: Built,
    uploads: Iterable[Upload],
    bucket: PagesBucket,
    after_each: Callable[[], None],
    hands: int = HANDS,
) -> None:
    """Upload all of it; what is on its way is finished where one fails."""

    def put(upload: Upload) -> None:
        path, wanted = upload
        bucket.put(wanted, built.data(path))

    with ThreadPoolExecutor(hands) as pool:
        try:
            for _ in pool.map(put, uploads):
                after_each()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
