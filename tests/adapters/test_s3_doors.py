"""Signed addresses and forms of S3: what they open, for how long, and what they refuse."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from botocore.config import Config

from domain.handing_over import LARGEST_PROOF
from functions.adapters.s3_doors import S3Doors
from infra.aws import session
from tests.fixtures.aws import functions_client

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

KEY = "proofs/R-1/abc"
JPEG = b"\xff\xd8\xff\xe0 a photo"


class Bucket(NamedTuple):
    client: S3Client
    name: str
    doors: S3Doors

    def keys(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=self.name)
        return [each["Key"] for each in found.get("Contents", [])]


@pytest.fixture
def bucket(ministack: str) -> Bucket:
    signing = Config(signature_version="s3v4")
    client = session().client("s3", endpoint_url=ministack, config=signing)
    theirs = functions_client("s3", ministack, signing)
    name = f"doors-{uuid.uuid4().hex[:8]}"
    client.create_bucket(Bucket=name)
    return Bucket(client, name, S3Doors(lambda: theirs, name))


@pytest.fixture
def web() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=10) as client:
        yield client


def test_a_copy_is_fetched_under_its_name_and_for_a_minute(
    bucket: Bucket, web: httpx2.Client
) -> None:
    bucket.client.put_object(Bucket=bucket.name, Key="exports/R-1/x.zip", Body=b"zip")

    address = bucket.doors.fetch("exports/R-1/x.zip", "my-data-R-1.zip")

    assert web.get(address).content == b"zip"
    asked = parse_qs(urlsplit(address).query)
    assert asked["X-Amz-Expires"] == ["60"]
    assert asked["response-content-disposition"] == ['attachment; filename="my-data-R-1.zip"']
    assert asked["response-cache-control"] == ["no-store"]


def test_a_picture_is_handed_in_where_the_form_says_and_leads_back(
    bucket: Bucket, web: httpx2.Client
) -> None:
    form = bucket.doors.hand_in(KEY, "https://shop.example/back")

    answer = web.post(
        form.address, data=dict(form.fields), files={"file": ("id.svg", JPEG, "image/svg+xml")}
    )

    assert bucket.keys() == [KEY]
    lies = bucket.client.head_object(Bucket=bucket.name, Key=KEY)
    assert lies["ContentType"] == "application/octet-stream"
    assert form.fields["success_action_redirect"] == "https://shop.example/back"
    assert answer.status_code < 400


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        ({"Content-Type": "text/html"}, b"<script>"),
        ({"Content-Type": "image/svg+xml"}, b"<svg><script>"),
        ({"Content-Type": "image/jpeg"}, JPEG),
        ({"key": "exports/R-1/x.zip"}, JPEG),
        ({"key": "proofs/R-2/abc"}, JPEG),
        ({"success_action_redirect": "https://elsewhere.example"}, JPEG),
        ({}, b""),
        ({}, b"x" * (LARGEST_PROOF + 1)),
    ],
)
def test_what_is_called_something_is_too_large_or_goes_elsewhere_is_refused(
    bucket: Bucket, web: httpx2.Client, changed: dict[str, str], body: bytes
) -> None:
    form = bucket.doors.hand_in(KEY, "https://shop.example/back")

    answer = web.post(
        form.address, data=dict(form.fields) | changed, files={"file": ("id.jpg", body)}
    )

    assert answer.status_code >= 400
    assert bucket.keys() == []
