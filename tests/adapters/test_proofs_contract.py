"""What the store of pictures promises: the fake and the real one, and a form before the real one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import httpx2
import pytest
from botocore.config import Config

from domain.exports import ExportsUnavailableError
from domain.handing_over import LONGEST_BEGINNING, Proofs, looked_at, picture_of, request_of
from functions.adapters.fake_proofs import FakeProofs
from functions.adapters.s3_doors import S3Doors
from functions.adapters.s3_proofs import S3Proofs
from infra.aws import session

JPEG, PNG = b"\xff\xd8\xff\xe0 a photo", b"\x89PNG\r\n\x1a\n a screen"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
KEY = "proofs/R-1/abc"


class Store(NamedTuple):
    proofs: Proofs
    put: Callable[[str, bytes], object]


@pytest.fixture(params=["fake", "s3"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "fake":
        fake = FakeProofs(lambda: datetime.now(UTC))
        return Store(fake, fake.hand_in)
    client = session().client("s3", endpoint_url=request.getfixturevalue("ministack"))
    name = f"proofs-{uuid.uuid4().hex[:8]}"
    client.create_bucket(Bucket=name)
    return Store(
        S3Proofs(lambda: client, name),
        lambda key, body: client.put_object(Bucket=name, Key=key, Body=body),
    )


def test_where_nothing_lies_nothing_is_found(store: Store) -> None:
    store.put(f"{KEY}-another", JPEG)

    assert store.proofs.beginning(f"{KEY}-a") is None
    assert store.proofs.whole("proofs/R-2/abc") is None
    store.proofs.delete("proofs/R-2/abc")


def test_only_the_beginning_is_read_to_see_what_it_is(store: Store) -> None:
    store.put(KEY, JPEG * 100)

    assert store.proofs.beginning(KEY) == (JPEG * 100)[:LONGEST_BEGINNING]
    assert store.proofs.whole(KEY) == JPEG * 100


def test_what_is_shorter_than_a_beginning_is_read_as_well(store: Store) -> None:
    store.put(KEY, b"x")

    assert store.proofs.beginning(KEY) == b"x"


@pytest.mark.parametrize(
    ("file", "found"),
    [
        (JPEG, "picture"),
        (PNG, "picture"),
        (SVG, "no_picture"),
        (b"%PDF-1.7", "no_picture"),
        (b"GIF89a", "no_picture"),
        (b"MZ\x90\x00", "no_picture"),
        (b" " + JPEG, "no_picture"),
        (b"\xff\xd8", "no_picture"),
    ],
)
def test_what_is_no_picture_is_gone_once_it_was_looked_at(
    store: Store, file: bytes, found: str
) -> None:
    store.put(KEY, file)

    assert looked_at(store.proofs, KEY) == found
    assert looked_at(store.proofs, KEY) == ("picture" if found == "picture" else "nothing")
    assert (store.proofs.whole(KEY) is None) == (picture_of(file) is None)


def test_every_picture_is_listed_with_when_it_came_and_no_copy_is(store: Store) -> None:
    store.put("exports/R-1/x.zip", b"zip")
    for number in (1, 2):
        store.put(f"proofs/R-{number}/abc", JPEG)

    found = list(store.proofs.every())

    assert sorted(request_of(each.key) for each in found) == ["R-1", "R-2"]
    assert all(abs(each.came_at - datetime.now(UTC)) < timedelta(minutes=5) for each in found)


def test_pictures_are_listed_page_by_page(ministack: str) -> None:
    client = session().client("s3", endpoint_url=ministack)
    name = f"proofs-{uuid.uuid4().hex[:8]}"
    client.create_bucket(Bucket=name)
    for number in range(1001):
        client.put_object(Bucket=name, Key=f"proofs/R-{number}/abc", Body=b"x")

    assert len(list(S3Proofs(lambda: client, name).every())) == 1001


def test_a_drawing_that_is_handed_in_as_a_photo_is_found_out(ministack: str) -> None:
    client = session().client("s3", endpoint_url=ministack, config=Config(signature_version="s3v4"))
    name = f"proofs-{uuid.uuid4().hex[:8]}"
    client.create_bucket(Bucket=name)
    form = S3Doors(lambda: client, name).hand_in(KEY, "https://shop.example/back")
    with httpx2.Client(timeout=10) as web:
        web.post(
            form.address, data=dict(form.fields), files={"file": ("id.jpg", SVG, "image/jpeg")}
        )
    came = client.list_objects_v2(Bucket=name)["KeyCount"]

    found = looked_at(S3Proofs(lambda: client, name), KEY)

    assert (came, found) == (1, "no_picture")
    assert client.list_objects_v2(Bucket=name)["KeyCount"] == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda proofs: proofs.beginning(KEY),
        lambda proofs: proofs.whole(KEY),
        lambda proofs: proofs.delete(KEY),
        lambda proofs: list(proofs.every()),
    ],
)
def test_a_bucket_that_isnt_there_is_said_as_the_domain_says_it(
    ministack: str, call: Callable[[Proofs], object]
) -> None:
    client = session().client("s3", endpoint_url=ministack)

    with pytest.raises(ExportsUnavailableError):
        call(S3Proofs(lambda: client, f"nowhere-{uuid.uuid4().hex[:8]}"))
