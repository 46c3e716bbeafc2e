"""What a hold takes beside the stock, in memory: weeks on the bench, and its network's share."""

from __future__ import annotations

from datetime import datetime

from domain.bench import BenchFullError
from domain.limits import (
    HELD_PIECES,
    OPEN_DRAFTS,
    HeldAgainError,
    TooMuchHeldError,
    may_hold_again_at,
)
from domain.order_book import Change
from domain.stock import Move
from functions.adapters.fake_tables import FakeTables

SIGNS = {Move.HOLD: 1, Move.RETAKE: 1, Move.RELEASE: -1, Move.PUT_BACK: -1}


class FakeClaims:
    def __init__(self, tables: FakeTables, change: Change, now: datetime) -> None:
        self._tables = tables
        self._change = change
        self._now = now
        self._pieces = change.order.kept_from_others

    def check(self) -> None:
        """Raises HeldAgainError, TooMuchHeldError or BenchFullError."""
        change, network = self._change, self._change.order.network
        if change.begins and network:
            again = tuple(
                sku
                for sku in change.order.one_offs
                if self._tables.again.get((network, sku), self._now) > self._now
            )
            if again:
                raise HeldAgainError(again)
            drafts, pieces = self._tables.networks.get(network, (0, 0))
            if drafts >= OPEN_DRAFTS or pieces > HELD_PIECES - self._pieces:
                raise TooMuchHeldError(change.order.id)
        most = change.made_a_week
        if change.move is Move.HOLD and most is not None:
            for week, count in change.order.bench.items():
                if self._tables.bench.get(week, 0) > most - count:
                    raise BenchFullError(change.order.id)

    def write(self) -> None:
        change, network = self._change, self._change.order.network
        sign = SIGNS.get(change.move, 0) if change.move else 0
        for week, count in change.order.bench.items() if sign and not change.leaves_bench else ():
            self._tables.bench[week] = self._tables.bench.get(week, 0) + sign * count
        if network is None or not (change.begins or change.ends):
            return
        step = 1 if change.begins else -1
        drafts, pieces = self._tables.networks.get(network, (0, 0))
        self._tables.networks[network] = drafts + step, pieces + step * self._pieces
        if change.begins or change.move is Move.RELEASE:
            until = may_hold_again_at(change, self._now)
            self._tables.again |= {(network, sku): until for sku in change.order.one_offs}
