"""Looking back over what the payment provider knows, and catching up with what was missed.

Events get lost: an endpoint was down for longer than they are repeated, or was set up wrongly.
The provider remembers them for thirty days, and its sessions say how things stand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

import msgspec

from domain.money_desk import MoneyDesk
from domain.order_book import BookUnavailableError, OrderBook, StaleOrderError
from domain.orders import Order, Status
from domain.payments import (
    CheckoutSession,
    PaymentEvent,
    Payments,
    PaymentsRefusedError,
    PaymentsUnavailableError,
)
from domain.settlement import Settlement, is_behind

REMEMBERED = timedelta(days=30)
"""For how long events can be listed (https://docs.stripe.com/api/events)."""

log = logging.getLogger(__name__)


class CaughtUp(msgspec.Struct, frozen=True):
    """An order that wasn't where its session is. In a dry run `after` is as it was before."""

    order_id: str
    before: Status
    after: Status


class Report(msgspec.Struct, frozen=True):
    """What a look back found: counts, orders' ids, and the ids of sessions.

    `lost` are sessions that took money for an order that isn't there. `left` are orders, or
    sessions, that couldn't be looked at just now. A look back is `whole` if it got to the end.
    """

    sessions: int
    events: int
    missed_events: int
    caught_up: tuple[CaughtUp, ...]
    lost: tuple[str, ...]
    left: tuple[str, ...]
    whole: bool = True

    @property
    def is_fine(self) -> bool:
        return self.whole and not (self.lost or self.left)


class Reconciliation(msgspec.Struct, frozen=True):
    book: OrderBook
    payments: Payments
    settlement: Settlement
    money: MoneyDesk
    now: Callable[[], datetime]

    def run(
        self,
        span: timedelta = REMEMBERED,
        *,
        dry_run: bool = False,
        enough: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Compare everything since `span` ago, and catch up unless it is a dry run.

        Doing it again finds nothing more. It stops early once it is `enough`. Raises what the
        provider and the book raise where not even the lists can be read.
        """
        since = self.now() - span
        sessions = {each.id: each for each in self.payments.sessions_since(since)}
        ours = [each for each in sessions.values() if each.order_id]
        events = [
            event
            for event in self.payments.events_since(since)
            if event.news or (event.session_id and _may_be_ours(sessions.get(event.session_id)))
        ]
        seen = self.book.seen_events(event.id for event in events)
        missed = [event for event in events if event.id not in seen]
        looking = _Looking(self, dry_run, enough)
        # The lists come with the newest first; what happened first is done first.
        looking.replay(reversed(missed))
        looking.compare(reversed(ours))
        report = Report(
            sessions=len(ours),
            events=len(events),
            missed_events=len(missed),
            caught_up=tuple(looking.caught_up),
            lost=tuple(looking.lost),
            left=tuple(looking.left),
            whole=looking.whole,
        )
        _tell(report)
        return report


class _Looking:
    """One look back, and what it has found so far."""

    def __init__(self, over: Reconciliation, dry_run: bool, enough: Callable[[], bool]) -> None:
        self._over = over
        self._dry_run = dry_run
        self._enough = enough
        self.caught_up: list[CaughtUp] = []
        self.lost: list[str] = []
        self.left: list[str] = []
        self.whole = True

    def replay(self, missed: Iterable[PaymentEvent]) -> None:
        """Give each event the effect that it should have had; a dry run leaves it to compare."""
        for event in missed:
            if self._dry_run or self._stops():
                return
            replayed = self._over.money.handle if event.news else self._replay
            self._try(event.session_id or event.id, partial(replayed, event))

    def compare(self, sessions: Iterable[CheckoutSession]) -> None:
        for session in sessions:
            if self._stops():
                return
            self._try(session.order_id or session.id, partial(self._compare, session))

    def _replay(self, event: PaymentEvent) -> None:
        session = self._over.payments.session(event.session_id or "")
        before = self._over.book.get(session.order_id) if session.order_id else None
        after = self._over.settlement.settle(session, event)
        self._note(before, after)

    def _compare(self, session: CheckoutSession) -> None:
        order = self._over.book.get(session.order_id or "")
        if order is None:
            self.lost += [session.id] if session.is_paid else []
        elif is_behind(order, session):
            after = order if self._dry_run else self._over.settlement.settle(session)
            self._note(order, after, always=self._dry_run)

    def _note(self, before: Order | None, after: Order | None, *, always: bool = False) -> None:
        if before and after and (always or before.status is not after.status):
            self.caught_up.append(CaughtUp(before.id, before.status, after.status))

    def _try(self, what: str, step: Callable[[], object]) -> None:
        """One that can't be looked at just now leaves the others done."""
        try:
            step()
        except (
            BookUnavailableError,
            PaymentsRefusedError,
            PaymentsUnavailableError,
            StaleOrderError,
        ) as error:
            self.left.append(what)
            log.warning(
                "left for the next look back", extra={"of": what, "reason": type(error).__name__}
            )

    def _stops(self) -> bool:
        if self.whole and self._enough():
            self.whole = False
        return not self.whole


def _may_be_ours(session: CheckoutSession | None) -> bool:
    """Whether an event's session is ours, or is too old to be in the list."""
    return session is None or session.order_id is not None


def _tell(report: Report) -> None:
    """Loud where money came for nothing that the shop knows of."""
    if report.lost:
        log.error("money without an order", extra={"sessions": list(report.lost)})
    if report.caught_up:
        log.warning("orders caught up", extra={"orders": [e.order_id for e in report.caught_up]})
    log.info(
        "looked back",
        extra={"sessions": report.sessions, "missed": report.missed_events, "whole": report.whole},
    )
