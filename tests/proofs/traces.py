"""Looks for somebody's values wherever anything is kept, without knowing where that would be.

A value is found however it is written: as text in any case, escaped for JSON or a link, in base64
or hex, inside a zip or packed with gzip. What is kept under a keyed hash is looked for by the hash.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_s3.client import S3Client

Found = dict[str, set[str]]
"""The names of values, by the place in which they are."""


def spellings(value: str) -> set[bytes]:
    """The ways in which a value is written, in lower case where case means nothing."""
    plain = value.encode()
    texts = {value, json.dumps(value)[1:-1], quote(value), quote_plus(value)}
    found = {text.casefold().encode() for text in texts} | {binascii.hexlify(plain)}
    # In base64 the letters depend on where in three bytes a value begins: its middle is sure.
    for shift in range(3):
        packed = base64.b64encode(b" " * shift + plain + b" " * 3)
        found.add(packed[4 : -6 - (len(plain) + shift) % 3].lower())
    return {each for each in found if len(each) > 2}


def names_in(data: bytes, values: Mapping[str, str]) -> set[str]:
    """Which of the named values are in what was kept."""
    whole = b"\n".join(_unpacked(data)).decode(errors="replace").casefold().encode()
    return {
        name for name, value in values.items() if any(each in whole for each in spellings(value))
    }


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The data itself, and what is packed in it."""
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        archive = zipfile.ZipFile(io.BytesIO(data))
        yield "\n".join(archive.namelist()).encode()
        for name in archive.namelist():
            yield archive.read(name)
    try:
        yield gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return


def in_tables(
    client: DynamoDBClient, tables: Mapping[str, str], values: Mapping[str, str]
) -> Found:
    """Every attribute of every item of every table, by its short name and the item's key."""
    found: Found = {}
    for short, table in tables.items():
        keys = [
            each["AttributeName"]
            for each in client.describe_table(TableName=table)["Table"]["KeySchema"]
        ]
        for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
            for item in page["Items"]:
                named = set().union(*(names_in(part, values) for part in _parts(item)))
                if named:
                    place = "/".join(str(next(iter(item[key].values()))) for key in keys)
                    found[f"{short}/{place}"] = named
    return found


def _parts(value: Any) -> Iterator[bytes]:  # noqa: ANN401 — DynamoDB's own tree of values
    """Names and values, whatever they are in."""
    match value:
        case dict():
            for name, part in value.items():
                yield str(name).encode()
                yield from _parts(part)
        case list():
            for part in value:
                yield from _parts(part)
        case bytes():
            yield value
        case _:
            yield str(value).encode()


def in_buckets(client: S3Client, values: Mapping[str, str]) -> Found:
    """Every object of every bucket: what it is called, and what is in it."""
    found: Found = {}
    for bucket in client.list_buckets()["Buckets"]:
        name = bucket["Name"]
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
            for listed in page.get("Contents", []):
                body = client.get_object(Bucket=name, Key=listed["Key"])["Body"].read()
                named = names_in(body, values) | names_in(listed["Key"].encode(), values)
                if named:
                    found[f"{name}/{listed['Key']}"] = named
    return found


def in_queues(client: Any, values: Mapping[str, str]) -> Found:  # noqa: ANN401 — SQS's client has no stubs here
    """Every message that waits in any queue; it stays there."""
    found: Found = {}
    for url in client.list_queues().get("QueueUrls", []):
        answer = client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, MessageAttributeNames=["All"]
        )
        for message in answer.get("Messages", []):
            if named := names_in(json.dumps(message).encode(), values):
                found[re.sub(".*/", "queue/", url)] = named
    return found
