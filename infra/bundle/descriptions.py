"""botocore's descriptions of AWS, cut to what the functions use of it.

Reading them is nearly all that making a client costs, and they are three quarters of botocore.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from botocore import xform_name

Description: TypeAlias = dict[str, Any]

PARTITION = "aws"
SHARED = ("_retry.json", "sdk-default-configuration.json")
"""What every client reads besides its own description."""

UNSEEN = {"s3": ("create_bucket", "head_bucket")}
"""What botocore itself calls, or builds forms for uploads from."""

UNREAD = ("documentation", "documentationUrl", "examples")


def cut_descriptions(data: Path, services: Collection[str], words: Collection[str]) -> None:
    """Leave in botocore's folder `data` what clients of `services` need for the operations in `words`.

    Those are written as plain JSON: the zip packs them as well, and nobody has to unpack them
    at each start.
    """
    for found in sorted(data.iterdir()):
        if found.is_dir() and found.name in services:
            _cut_service(found, {*words, *UNSEEN.get(found.name, ())})
        elif found.is_dir():
            shutil.rmtree(found)
        elif found.name in ("endpoints.json", "partitions.json"):
            _write(found, _one_partition(_read(found), services))
        elif found.name not in SHARED:
            found.unlink()


def _cut_service(folder: Path, words: Collection[str]) -> None:
    *older, newest = sorted(each for each in folder.iterdir() if each.is_dir())
    for each in older:
        shutil.rmtree(each)
    for file in sorted(newest.iterdir()):
        description = _read(file)
        file.unlink()
        kind = file.name.partition("-")[0]
        plain = file.with_name(file.name.removesuffix(".gz"))
        if kind == "service" and ".sdk-extras" not in file.name:
            _write(plain, _used(description, words))
        elif kind == "paginators" and ".sdk-extras" not in file.name:
            pages = description["pagination"]
            kept = {name: each for name, each in pages.items() if xform_name(name) in words}
            _write(plain, {"pagination": kept})
        elif kind == "endpoint":
            _write(plain, description)


def _used(service: Description, words: Collection[str]) -> Description:
    operations = {
        name: operation
        for name, operation in service["operations"].items()
        if xform_name(name) in words
    }
    shapes: Description = {}
    for wanted in _shapes_of(operations):
        _gather(wanted, service["shapes"], shapes)
    # An answer may be any of the service's errors, and code may ask for each by its name.
    for name, shape in service["shapes"].items():
        if shape.get("exception"):
            _gather(name, service["shapes"], shapes)
    # The words about the parameters of clients stay: botocore reads those.
    cut = {"operations": operations, "shapes": dict(sorted(shapes.items()))}
    read: Description = _without_words(cut)
    return service | read | {"documentation": ""}


def _gather(name: str, every: Description, kept: Description) -> None:
    if name not in kept:
        kept[name] = every[name]
        for inner in _shapes_of(every[name]):
            _gather(inner, every, kept)


def _shapes_of(part: object) -> Iterator[str]:
    """The names of the shapes that a part of a description points at."""
    if isinstance(part, dict):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for value in part.values():
            yield from _shapes_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from _shapes_of(value)


def _without_words(part: Any) -> Any:  # noqa: ANN401 (JSON)
    """Without what is written for people. A member may bear such a name: then it is a shape."""
    if isinstance(part, dict):
        return {
            key: _without_words(value)
            for key, value in part.items()
            if not (key in UNREAD and isinstance(value, str | list))
        }
    return [_without_words(value) for value in part] if isinstance(part, list) else part


def _one_partition(description: Description, services: Collection[str]) -> Description:
    """The world of `aws` alone: of `endpoints.json` with the services in use, or `partitions.json`."""
    partitions = [
        each
        for each in description["partitions"]
        if PARTITION in (each.get("id"), each.get("partition"))
    ]
    for each in partitions:
        if "services" in each:
            # A service's entry goes by its endpoint's name: `sesv2` is at `email`.
            wanted = {*services, *(ENDPOINTS.get(name, name) for name in services)}
            each["services"] = {k: v for k, v in each["services"].items() if k in wanted}
    return description | {"partitions": partitions}


ENDPOINTS = {"sesv2": "email"}


def _read(file: Path) -> Description:
    content = file.read_bytes()
    plain = gzip.decompress(content) if file.suffix == ".gz" else content
    description: Description = json.loads(plain)
    return description


def _write(file: Path, description: Description) -> None:
    file.write_text(json.dumps(description, separators=(",", ":"), ensure_ascii=False))
