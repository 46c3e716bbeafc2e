"""Trouble on order: a fuse in front of every call to the outside, which blows once."""

from __future__ import annotations

import contextlib
import enum
import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar, cast

from domain.mail import MailCutOffError, MailUnavailableError
from domain.order_book import BookUnavailableError
from domain.payments import PaymentsUnavailableError
from tests.samples import PowerCutError

T = TypeVar("T")


class Way(enum.Enum):
    """How a call goes wrong."""

    CUT_BEFORE = "the power fails before it"
    CUT_AFTER = "the power fails after it"
    DOWN = "nobody answers, and it hasn't happened"
    TIMEOUT = "nobody answers, and it has happened"
    MEANWHILE = "somebody else acts just before it"


WRITES = frozenset(
    {
        "add",
        "commit",
        "expire_session",
        "note_event",
        "open_session",
        "put_item",
        "put_release",
        "refund",
        "send",
        "swap",
    }
)
"""What others do meanwhile matters between a read and one of these, so only these are counted."""


class Fault(NamedTuple):
    """What happens to the call after so many others, or to the first of a name.

    `others` name who acts meanwhile.
    """

    at: int | str
    way: Way
    others: str = ""


class Silence(NamedTuple):
    """What a part raises that doesn't answer: of a call that didn't happen, and of one that did."""

    down: type[Exception]
    timeout: type[Exception]


DATABASE = Silence(BookUnavailableError, BookUnavailableError)
PAYMENTS = Silence(PaymentsUnavailableError, PaymentsUnavailableError)
MAIL = Silence(MailUnavailableError, MailCutOffError)


class Fuse:
    """`cut_off` says whether the last act met a fault of its own; others acting is none."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._calls = 0
        self._meanwhile: Callable[[str], None] | None = None
        self.blown = False

    @property
    def cut_off(self) -> bool:
        return self.blown and self._way is not Way.MEANWHILE

    @contextlib.contextmanager
    def armed(self, fault: Fault | None, meanwhile: Callable[[str], None]) -> Iterator[None]:
        self._fault, self._calls, self._meanwhile = fault, 0, meanwhile
        self._way = fault.way if fault else None
        self.blown = False
        try:
            yield
        finally:
            self._fault = None

    def call(self, name: str, act: Callable[[], T], silence: Silence) -> T:
        fault = self._fault
        if fault is None or (fault.way is Way.MEANWHILE and name not in WRITES):
            return act()
        if fault.at not in (self._calls, name):
            self._calls += 1
            return act()
        self._fault, self.blown = None, True
        match fault.way:
            case Way.CUT_BEFORE:
                raise PowerCutError
            case Way.CUT_AFTER:
                act()
                raise PowerCutError
            case Way.DOWN:
                raise silence.down
            case Way.TIMEOUT:
                act()
                raise silence.timeout
            case Way.MEANWHILE:
                assert self._meanwhile
                self._meanwhile(fault.others)
                return act()


class _Fused:
    def __init__(self, part: object, fuse: Fuse, silence: Silence) -> None:
        self._part = part
        self._fuse = fuse
        self._silence = silence

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — whatever the part has
        found = getattr(self._part, name)
        return functools.partial(self._call, name, found) if callable(found) else found

    def _call(
        self, name: str, method: Callable[..., object], *given: object, **named: object
    ) -> object:
        return self._fuse.call(name, functools.partial(method, *given, **named), self._silence)


def fused(part: T, fuse: Fuse, silence: Silence) -> T:
    """The part itself, but for a fuse in front of each of its methods."""
    return cast("T", _Fused(part, fuse, silence))
