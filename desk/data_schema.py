"""`python -m desk.data_schema`: the JSON Schema of `data.json`, as the code writes copies."""

from __future__ import annotations

import sys

import msgspec

from domain.copies import schema


def written() -> bytes:
    """The file, byte for byte."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(written())
