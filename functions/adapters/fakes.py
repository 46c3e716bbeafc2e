"""The database in memory, held to the same contract suite as the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

import msgspec

from domain.announcing import Notice
from domain.catalogue import Piece, Release
from domain.limits import HELD_PIECES, TooMuchHeldError
from domain.messages import Message, State
from domain.order_book import Change, Counter, EventSeenError, StaleOrderError
from domain.orders import Order, Status
from domain.outbox import NOTICES_AT_ONCE
from domain.policies import PolicyVersion
from domain.shelf import ShelfItem
from domain.shop import ShopFacts
from domain.stock import Move, Shortage, Stock, StockGoneError, moved
from domain.stock_keeping import StockKept
from functions.adapters.fake_claims import FakeClaims
from functions.adapters.fake_requests import is_taken
from functions.adapters.fake_tables import FakeTables


class FakeShelf:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def items(self, skus: Iterable[str]) -> dict[str, ShelfItem]:
        return {sku: self._tables.shelf[sku] for sku in skus if sku in self._tables.shelf}

    def all_items(self) -> list[ShelfItem]:
        return sorted(self._tables.shelf.values(), key=lambda item: item.sku)

    def piece(self, slug: str) -> Piece | None:
        release = self._tables.release
        found = (
            next((piece for piece in release.pieces if piece.slug == slug), None)
            if release
            else None
        )
        if found is None:
            return None
        variants = tuple(
            self._tables.shelf[variant.sku].as_it_stands(variant)
            for variant in found.variants
            if variant.sku in self._tables.shelf and self._tables.shelf[variant.sku].listed
        )
        return msgspec.structs.replace(found, variants=variants) if variants else None

    def bench(self) -> dict[str, int]:
        return dict(self._tables.bench)

    def facts(self) -> ShopFacts | None:
        return self._tables.release.shop if self._tables.release else None

    def frame(self, name: str) -> str | None:
        return self._tables.release.frames.get(name) if self._tables.release else None

    def policies(self) -> tuple[PolicyVersion, ...]:
        return self._tables.release.policies if self._tables.release else ()

    def policy(self, policy: str, version: date) -> PolicyVersion | None:
        return self._tables.policies.get(f"{policy}/{version}")

    def notice(self, notice_id: str) -> Notice | None:
        return self._tables.notices.get(notice_id)

    def post_notice(self, notice: Notice) -> Notice:
        return self._tables.notices.setdefault(notice.id, notice)

    def put_item(self, item: ShelfItem, read: Stock | None) -> bool:
        stands = self._tables.shelf.get(item.sku)
        if (stands is None) != (read is None):
            return False
        if stands and read:
            difference = item.stock.made - read.made
            available = stands.stock.available + difference
            if stands.stock.made != read.made or (difference < 0 and available < 0):
                return False
            stock = msgspec.structs.replace(stands.stock, made=item.stock.made, available=available)
            item = msgspec.structs.replace(item, stock=stock)
        self._tables.shelf[item.sku] = item
        return True

    def put_release(self, release: Release) -> None:
        self._tables.policies |= {each.key: each for each in release.policies}
        self._tables.release = release


class FakeOrderBook:
    def __init__(self, tables: FakeTables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def get(self, order_id: str) -> Order | None:
        return self._tables.orders.get(order_id)

    def commit(self, change: Change) -> None:
        order = change.order
        if change.begins and order.kept_from_others > HELD_PIECES:
            raise TooMuchHeldError(order.id)
        if change.event_id in self._tables.events:
            raise EventSeenError(change.event_id)
        stands = self._tables.orders.get(order.id)
        if (stands.revision if stands else 0) != order.revision - 1:
            raise StaleOrderError(order.id)
        if any(message.id in self._tables.outbox for message in change.messages):
            raise StaleOrderError(order.id)
        if any(is_taken(self._tables, entry) for entry in change.entries):
            raise StaleOrderError(order.id)
        counter = change.counter
        if counter and self._tables.counters.get(counter.name, 0) != counter.last:
            raise StaleOrderError(order.id)
        shelf = self._moved_shelf(change.moved_pieces, change.move) if change.move else {}
        claims = FakeClaims(self._tables, change, self._now())
        claims.check()

        claims.write()
        self._tables.shelf |= shelf
        self._tables.orders[order.id] = change.kept
        self._tables.outbox |= {message.id: message for message in change.messages}
        self._tables.events |= {change.event_id} if change.event_id else set()
        self._tables.counters |= {counter.name: counter.last + 1} if counter else {}
        for entry in change.entries:
            self._tables.ledger.setdefault(entry.chain, []).append(entry)

    def counter(self, name: str) -> Counter:
        return Counter(name, self._tables.counters.get(name, 0))

    def keep_stock(self, kept: StockKept) -> None:
        shelf = self._moved_shelf({kept.sku: kept.count}, kept.move)
        if is_taken(self._tables, kept.entry):
            raise StaleOrderError(kept.sku)
        self._tables.shelf |= shelf
        self._tables.ledger.setdefault(kept.entry.chain, []).append(kept.entry)

    def note_event(self, event_id: str) -> None:
        self._tables.events.add(event_id)

    def seen_events(self, event_ids: Iterable[str]) -> set[str]:
        return self._tables.events & set(event_ids)

    def with_status(self, status: Status) -> list[Order]:
        found = [order for order in self._tables.orders.values() if order.status is status]
        return sorted(found, key=lambda order: order.created_at)

    def oldest(self, status: Status) -> Iterator[Order]:
        return iter(self.with_status(status))

    def of_subject(self, subject: str) -> list[Order]:
        found = [order for order in self._tables.orders.values() if order.subject == subject]
        return sorted(found, key=lambda order: order.created_at)

    def purge(self, order: Order) -> None:
        stands = self._tables.orders.get(order.id)
        if stands is None or stands.revision != order.revision:
            raise StaleOrderError(order.id)
        del self._tables.orders[order.id]

    def _moved_shelf(self, pieces: dict[str, int], move: Move) -> dict[str, ShelfItem]:
        after: dict[str, ShelfItem] = {}
        short: list[Shortage] = []
        for sku, count in pieces.items():
            item = self._tables.shelf.get(sku)
            stock = item.stock if item else Stock(made=0, available=0)
            if item is None or getattr(stock, move.source) < count:
                short.append(Shortage(sku, count, stock.available, stock.held))
            else:
                after[sku] = msgspec.structs.replace(item, stock=moved(stock, move, count))
        if short:
            raise StockGoneError(short)
        return after


class FakeLimits:
    def __init__(self, tables: FakeTables) -> None:
        self._tries = tables.tries

    def count(self, bucket: str, until: datetime) -> int:
        del until
        self._tries[bucket] = self._tries.get(bucket, 0) + 1
        return self._tries[bucket]


class FakeOutbox:
    def __init__(self, tables: FakeTables) -> None:
        self._messages = tables.outbox

    def waiting(self, now: datetime) -> list[Message]:
        due = sorted(self._messages.values(), key=lambda message: message.created_at)
        due = [message for message in due if message.is_due(now)]
        notices = [message for message in due if message.is_to_everybody]
        return [message for message in due if not message.is_to_everybody] + notices[
            :NOTICES_AT_ONCE
        ]

    def get(self, message_id: str) -> Message | None:
        return self._messages.get(message_id)

    def with_state(self, state: State) -> list[Message]:
        found = [each for each in self._messages.values() if each.state is state]
        return sorted(found, key=lambda each: each.created_at)

    def known(self, message_ids: Iterable[str]) -> dict[str, Message]:
        return {each: self._messages[each] for each in message_ids if each in self._messages}

    def add(self, message: Message) -> bool:
        return self._messages.setdefault(message.id, message) is message

    def swap(self, old: Message, new: Message) -> bool:
        stands = self._messages.get(old.id)
        if stands is None or (stands.state, stands.attempts) != (old.state, old.attempts):
            return False
        self._messages[old.id] = new
        return True

    def concerning(
        self, readers: Iterable[str], orders: Iterable[str], requests: Iterable[str]
    ) -> Iterator[Message]:
        wanted = {*readers, *orders, *requests}
        every = list(self._messages.values())
        return (each for each in every if each.names & wanted)

    def written_before(self, at: datetime) -> Iterator[Message]:
        return iter([each for each in self._messages.values() if each.created_at < at])

    def remove(self, message: Message) -> bool:
        stands = self._messages.get(message.id)
        if stands is None or (stands.state, stands.attempts) != (message.state, message.attempts):
            return False
        del self._messages[message.id]
        return True
