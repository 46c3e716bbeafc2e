"""Parts of the privacy office that each forget one thing, and have to be found out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

import msgspec

from domain.proof import Code, Codes
from domain.request_decisions import extend
from domain.request_watch import RequestWatch
from domain.requests import Phase, Request, RequestChange
from functions.adapters.fake_requests import FakeRequestBook
from tests.proofs.privacy_office import Parts


class LosesWhatNeedsNoProof(FakeRequestBook):
    def open(self, change: RequestChange) -> None:
        if change.messages:
            super().open(change)


class ForgetsMessages(FakeRequestBook):
    def commit(self, change: RequestChange) -> None:
        super().commit(msgspec.structs.replace(change, messages=()))


class ForgetsEntries(FakeRequestBook):
    def commit(self, change: RequestChange) -> None:
        super().commit(msgspec.structs.replace(change, entries=()))


class DeletesAtOnce(FakeRequestBook):
    def in_phase(self, phase: Phase, until: datetime | None = None) -> Iterator[Request]:
        return super().in_phase(phase, None if phase is Phase.KEPT else until)


class KeepsWhoeverAsked(RequestWatch, frozen=True):
    def _done(self, change: RequestChange | None) -> bool:
        forgets = change is not None and change.request.phase is Phase.KEPT
        return False if forgets else super()._done(change)


class NeverReminds(RequestWatch, frozen=True):
    def _done(self, change: RequestChange | None) -> bool:
        reminds = change is not None and change.entries[-1].what == "reminded"
        return False if reminds else super()._done(change)


class NeverLapses(RequestWatch, frozen=True):
    def _done(self, change: RequestChange | None) -> bool:
        lapses = change is not None and change.entries[-1].what == "lapsed"
        return False if lapses else super()._done(change)


class TakesAnyCode(Codes):
    def is_right(self, request_id: str, code: Code, typed: str) -> bool:
        del request_id, code
        return len(typed) == 6


def extends_again(request: Request, reason: str, now: datetime, today: date) -> RequestChange:
    return extend(msgspec.structs.replace(request, extension=None), reason, now, today)


def extends_too_late(request: Request, reason: str, now: datetime, today: date) -> RequestChange:
    return extend(request, reason, now, min(today, request.due_on))


BROKEN: Iterable[Parts] = (
    Parts(book=LosesWhatNeedsNoProof),
    Parts(book=ForgetsMessages),
    Parts(book=ForgetsEntries),
    Parts(book=DeletesAtOnce),
    Parts(watch=KeepsWhoeverAsked),
    Parts(watch=NeverReminds),
    Parts(watch=NeverLapses),
    Parts(codes=TakesAnyCode),
    Parts(extend=extends_again),
    Parts(extend=extends_too_late),
)


def name_of(parts: Parts) -> str:
    (broken,) = (part.__name__ for part in parts if part.__module__ == __name__)
    return broken
