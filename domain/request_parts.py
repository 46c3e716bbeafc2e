"""What a privacy request is made of: the proof, the work, what was kept, and the days moved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from domain.proof import Code
from domain.request_clock import Deadline


class Verification(msgspec.Struct, frozen=True):
    """How they proved who they are, and never by what. The `owner` may know them otherwise.

    `attempts` counts wrong codes and order facts, `sends` the codes mailed. `order_fact` says
    whether a fact of an order is still waited for, was right, or was wrong once too often.
    """

    level: Literal["none", "address", "address_and_order"] = "none"
    method: Literal["none", "mail_code", "mail_code_and_order", "mail_link", "owner"] = "none"
    attempts: int = 0
    sends: int = 0
    verified_at: datetime | None = None
    confirmed_at: datetime | None = None
    code: Code | None = None
    order_fact: Literal["asked", "right", "wrong"] | None = None
    order_tries: int = 0


class Work(msgspec.Struct, frozen=True):
    """What is done in one system: `nothing` where it held nothing, `why` if it failed.

    `left` is what the owner gave up on, and the person is told so.
    """

    name: str
    action: str
    status: Literal["waiting", "done", "nothing", "failed", "left"] = "waiting"
    at: datetime | None = None
    why: str | None = None


class Retained(msgspec.Struct, frozen=True):
    """What was kept, by which law or reason, and until when (None: for as long as that holds)."""

    category: str
    basis: str
    until: date | None = None


class Extension(msgspec.Struct, frozen=True):
    until: date
    reason: str
    at: datetime


class Appeal(msgspec.Struct, frozen=True):
    at: datetime
    deadline: Deadline
    decided_at: datetime | None = None


class Download(msgspec.Struct, frozen=True):
    """A copy that waits to be fetched: under `key`, `until` then, `left` times."""

    key: str
    until: datetime
    left: int = 5

    def is_open(self, now: datetime) -> bool:
        return now < self.until and self.left > 0
