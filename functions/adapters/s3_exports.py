"""Copies in S3: streamed there in parts, so that a long one needs no more memory than a short one."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

from botocore.exceptions import BotoCoreError, ClientError

from domain.exports import ExportsUnavailableError

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef

PART = 8 * 1024 * 1024
"""Bytes that are held at a time; all parts but the last have to have 5 MB."""


class S3Exports:
    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    @contextlib.contextmanager
    def writing(self, key: str) -> Iterator[IO[bytes]]:
        upload = Upload(self._client, self._bucket, key)
        try:
            yield cast("IO[bytes]", upload)
            with reached():
                upload.finish()
        except BaseException:
            with contextlib.suppress(BotoCoreError, ClientError):
                upload.give_up()
            raise

    def delete(self, key: str) -> None:
        with reached():
            self._client.delete_object(Bucket=self._bucket, Key=key)


class Upload(io.RawIOBase):
    """A file that can only be written on; nobody sees it before it is finished."""

    def __init__(self, client: S3Client, bucket: str, key: str) -> None:
        super().__init__()
        self._client = client
        self._bucket = bucket
        self._key = key
        self._held = bytearray()
        self._upload = ""
        self._parts: list[CompletedPartTypeDef] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # of Buffer, what a zip writes
        self._held += data
        while len(self._held) >= PART:
            with reached():
                self._send(bytes(self._held[:PART]))
            del self._held[:PART]
        return len(data)

    def finish(self) -> None:
        if not self._upload:
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._key,
                Body=bytes(self._held),
                ContentType="application/zip",
            )
            return
        if self._held:
            self._send(bytes(self._held))
        self._client.complete_multipart_upload(
            Bucket=self._bucket,
            Key=self._key,
            UploadId=self._upload,
            MultipartUpload={"Parts": self._parts},
        )

    def give_up(self) -> None:
        if self._upload:
            self._client.abort_multipart_upload(
                Bucket=self._bucket, Key=self._key, UploadId=self._upload
            )

    def _send(self, part: bytes) -> None:
        if not self._upload:
            begun = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=self._key, ContentType="application/zip"
            )
            self._upload = begun["UploadId"]
        number = len(self._parts) + 1
        sent = self._client.upload_part(
            Bucket=self._bucket,
            Key=self._key,
            UploadId=self._upload,
            PartNumber=number,
            Body=part,
        )
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})


@contextlib.contextmanager
def reached() -> Iterator[None]:
    """Say that the store can't be reached as the domain says it."""
    try:
        yield
    except ClientError as error:
        raise ExportsUnavailableError(error.response["Error"]["Code"]) from error
    except BotoCoreError as error:
        raise ExportsUnavailableError(type(error).__name__) from error
