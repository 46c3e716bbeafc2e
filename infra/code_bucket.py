"""The private bucket that a stage's code and template are uploaded to, under keys of their content."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import BotoCoreError, ClientError

from infra.account import Account, code_of
from infra.stages import REGION, StageError
from infra.template import Template


class CodeBucket:
    """Every call names the account that the bucket has to belong to."""

    def __init__(self, account: Account, number: str) -> None:
        stage = account.stage
        self.name = stage.code_bucket or f"vitrine-code-{number}-{stage.name}"
        self._account = account
        self._s3 = account.client("s3")
        self._owner: dict[str, Any] = {"Bucket": self.name, "ExpectedBucketOwner": number}

    def ensure(self) -> bool:
        """Whether it was made now. Raises StageError, also where the name is somebody else's."""
        with self._account.answers():
            made = not self._is_there()
            if made:
                self._make()
            self._close()
        return made

    def _is_there(self) -> bool:
        stage = self._account.stage
        try:
            head = self._s3.head_bucket(**self._owner)
        except ClientError as error:
            code = code_of(error)
            if code in {"404", "NoSuchBucket"}:
                return False
            if code in {"301", "PermanentRedirect"}:
                headers = error.response["ResponseMetadata"]["HTTPHeaders"]
                raise StageError(self._elsewhere(headers.get("x-amz-bucket-region", ""))) from error
            if code in {"403", "AccessDenied"}:
                raise StageError(self._taken()) from error
            raise
        region = head.get("BucketRegion") or stage.region
        if region != stage.region:
            raise StageError(self._elsewhere(region))
        return True

    def _make(self) -> None:
        region = self._account.stage.region
        where = (
            {}
            if region == REGION
            else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        )
        try:
            self._s3.create_bucket(Bucket=self.name, **where)
        except (
            self._s3.exceptions.BucketAlreadyExists,
            self._s3.exceptions.BucketAlreadyOwnedByYou,
        ) as error:
            raise StageError(self._taken()) from error

    def _close(self) -> None:
        """Private and encrypted; done each time, so that a run cut off in between leaves no gap."""
        self._s3.put_public_access_block(
            **self._owner,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            },
        )
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        self._s3.put_bucket_encryption(
            **self._owner, ServerSideEncryptionConfiguration={"Rules": [rule]}
        )

    def _taken(self) -> str:
        return (
            f"The bucket name {self.name} is taken by another AWS account. Write another one into "
            f'stages/{self._account.stage.name}.toml, such as code_bucket = "{self.name}-2".'
        )

    def _elsewhere(self, region: str) -> str:
        stage = self._account.stage
        return (
            f"The stage {stage.name} lives in {region or 'another region'} (its bucket {self.name} "
            f"does), and stages/{stage.name}.toml says {stage.region}. Write the former one there "
            "again: a region can't be changed afterwards."
        )

    def put_code(self, file: Path, digest: str) -> tuple[str, bool]:
        """The bundle's key, and whether it was uploaded now. Raises StageError."""
        return self._put(f"functions/{digest[:16]}.zip", file.read_bytes(), "application/zip")

    def put_template(self, template: Template) -> str:
        """The template's address: in the request itself it might be too long. Raises StageError."""
        body = json.dumps(template, separators=(",", ":"), sort_keys=True).encode()
        key = f"templates/{hashlib.sha256(body).hexdigest()[:16]}.json"
        self._put(key, body, "application/json")
        endpoint: str = self._s3.meta.endpoint_url
        if ".amazonaws.com" in endpoint:
            return f"https://{self.name}.s3.{self._account.stage.region}.amazonaws.com/{key}"
        return f"{endpoint}/{self.name}/{key}"

    def _put(self, key: str, body: bytes, kind: str) -> tuple[str, bool]:
        """One request: what S3 has is whole, or isn't there."""
        size = len(body)
        if self._size_of(key) == size:
            return key, False
        try:
            self._s3.put_object(
                **self._owner, Key=key, Body=body, ContentType=kind, ChecksumAlgorithm="SHA256"
            )
        except (BotoCoreError, ClientError, S3UploadFailedError) as error:
            if isinstance(error, ClientError) and not code_of(error).startswith("5"):
                with self._account.answers():
                    raise
            raise StageError(self._cut_off(key, size)) from error
        if self._size_of(key) != size:
            raise StageError(self._cut_off(key, size))
        return key, True

    def _cut_off(self, key: str, size: int) -> str:
        return (
            f"The upload of {key} ({size / 1_000_000:.1f} MB) was cut off. Nothing at AWS has "
            "changed: run this again to go on from there."
        )

    def _size_of(self, key: str) -> int | None:
        try:
            head = self._s3.head_object(**self._owner, Key=key)
        except ClientError as error:
            if code_of(error) in {"404", "NoSuchKey"}:
                return None
            with self._account.answers():
                raise
        except BotoCoreError as error:
            with self._account.answers():
                raise error from None
        length: int = head["ContentLength"]
        return length
