"""Signed addresses and forms of S3: made here, and only ever opened by a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from domain.handing_over import FETCH_WITHIN, HAND_IN_WITHIN, LARGEST_PROOF, Upload

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client


UNSHOWN = "application/octet-stream"


class S3Doors:
    """The client is made for the first door: most who visit open none."""

    def __init__(self, client: Callable[[], S3Client], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def fetch(self, key: str, name: str) -> str:
        return self._client().generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": f'attachment; filename="{name}"',
                "ResponseCacheControl": "no-store",
            },
            ExpiresIn=int(FETCH_WITHIN.total_seconds()),
        )

    def hand_in(self, key: str, then: str) -> Upload:
        """S3 itself refuses what is larger, or goes anywhere else.

        Whatever it is called where it comes from, it lies there as bytes that no browser shows: a
        policy can't name two types, and what is no picture would be called one.
        """
        fixed = {"success_action_redirect": then, "Content-Type": UNSHOWN}
        made = self._client().generate_presigned_post(
            self._bucket,
            key,
            Fields=dict(fixed),
            Conditions=[
                *({name: value} for name, value in fixed.items()),
                ["content-length-range", 1, LARGEST_PROOF],
            ],
            ExpiresIn=int(HAND_IN_WITHIN.total_seconds()),
        )
        return Upload(made["url"], made["fields"])
