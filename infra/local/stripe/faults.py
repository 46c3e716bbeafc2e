"""Mishaps that tests order in advance."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["500", "429", "slow", "cut", "cut_after"]


@dataclass
class Fault:
    """`match` is a method and a path, where `*` stands for anything: `POST /v1/refunds`.

    `500` is saved under the idempotency key, `429` is not; `slow` waits `seconds` before the work;
    `cut` closes the connection before the work, `cut_after` after it.
    """

    match: str
    kind: Kind
    times: int = 1
    seconds: float = 0


@dataclass
class Faults:
    waiting: list[Fault] = field(default_factory=list)

    def next_for(self, method: str, path: str) -> Fault | None:
        for fault in self.waiting:
            if fnmatchcase(f"{method} {path}", fault.match):
                fault.times -= 1
                if fault.times < 1:
                    self.waiting.remove(fault)
                return fault
        return None


@dataclass
class Requests:
    """What was asked of the API, without the key it was asked with."""

    kept: int = 1000
    received: list[dict[str, Any]] = field(default_factory=list)

    def note(self, **request: object) -> dict[str, Any]:
        self.received.append(request)
        del self.received[: -self.kept]
        return request
