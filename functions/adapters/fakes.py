"""The database, payments and mail in memory, held to the same contract suite as the real ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal

import msgspec

from domain.catalogue import Piece, Release
from domain.orders import Address, Change, EventSeenError, Order, StaleOrderError, Status
from domain.outbox import NOTICES_AT_ONCE, Letter, Message
from domain.payments import (
    CheckoutSession,
    PaymentEvent,
    PaymentsUnavailableError,
    SessionLine,
)
from domain.policies import PolicyVersion
from domain.shelf import ShelfItem
from domain.shop import ShopFacts
from domain.stock import Move, Shortage, Stock, StockGoneError, moved


class FakeTables:
    """What the fakes of one shop share."""

    def __init__(self) -> None:
        self.shelf: dict[str, ShelfItem] = {}
        self.release: Release | None = None
        self.policies: dict[str, PolicyVersion] = {}
        self.orders: dict[str, Order] = {}
        self.outbox: dict[str, Message] = {}
        self.events: set[str] = set()


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

    def facts(self) -> ShopFacts | None:
        return self._tables.release.shop if self._tables.release else None

    def frame(self, name: str) -> str | None:
        return self._tables.release.frames.get(name) if self._tables.release else None

    def policies(self) -> tuple[PolicyVersion, ...]:
        return self._tables.release.policies if self._tables.release else ()

    def policy(self, policy: str, version: date) -> PolicyVersion | None:
        return self._tables.policies.get(f"{policy}/{version}")

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
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def get(self, order_id: str) -> Order | None:
        return self._tables.orders.get(order_id)

    def commit(self, change: Change) -> None:
        order = change.order
        if change.event_id in self._tables.events:
            raise EventSeenError(change.event_id)
        stands = self._tables.orders.get(order.id)
        if (stands.revision if stands else 0) != order.revision - 1:
            raise StaleOrderError(order.id)
        if any(message.id in self._tables.outbox for message in change.messages):
            raise StaleOrderError(order.id)
        shelf = self._moved_shelf(order, change.move) if change.move else {}

        self._tables.shelf |= shelf
        self._tables.orders[order.id] = order
        self._tables.outbox |= {message.id: message for message in change.messages}
        self._tables.events |= {change.event_id} if change.event_id else set()

    def note_event(self, event_id: str) -> None:
        self._tables.events.add(event_id)

    def seen_events(self, event_ids: Iterable[str]) -> set[str]:
        return self._tables.events & set(event_ids)

    def with_status(self, status: Status) -> list[Order]:
        found = [order for order in self._tables.orders.values() if order.status is status]
        return sorted(found, key=lambda order: order.created_at)

    def _moved_shelf(self, order: Order, move: Move) -> dict[str, ShelfItem]:
        after: dict[str, ShelfItem] = {}
        short: list[Shortage] = []
        for sku, count in order.quantities.items():
            item = self._tables.shelf.get(sku)
            stock = item.stock if item else Stock(made=0, available=0)
            if item is None or getattr(stock, move.source) < count:
                short.append(Shortage(sku, count, stock.available, stock.held))
            else:
                after[sku] = msgspec.structs.replace(item, stock=moved(stock, move, count))
        if short:
            raise StockGoneError(short)
        return after


class FakeOutbox:
    def __init__(self, tables: FakeTables) -> None:
        self._messages = tables.outbox

    def waiting(self, now: datetime) -> list[Message]:
        due = sorted(self._messages.values(), key=lambda message: message.created_at)
        due = [message for message in due if message.is_due(now)]
        notices = [message for message in due if message.policy]
        return [message for message in due if not message.policy] + notices[:NOTICES_AT_ONCE]

    def get(self, message_id: str) -> Message | None:
        return self._messages.get(message_id)

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


class FakePayments:
    """Sessions in memory; a test moves them on with `pay`, `pay_later`, `expire`."""

    def __init__(self) -> None:
        self.sessions: dict[str, CheckoutSession] = {}
        self.ways_back: dict[str, tuple[str, str]] = {}
        self.asked: dict[str, list[SessionLine]] = {}
        self.refunds: dict[str, str] = {}
        self.opened: dict[str, datetime] = {}
        self.events: list[tuple[datetime, PaymentEvent]] = []
        self.fails_before: BaseException | None = None
        self.fails_after: BaseException | None = None
        self.refund_fails: BaseException | None = None
        self._numbers = itertools.count(1)

    def open_session(self, order: Order, success_url: str, cancel_url: str) -> CheckoutSession:
        if self.fails_before:
            raise self.fails_before
        number = next(self._numbers)
        session = CheckoutSession(
            id=f"cs_{number}",
            url=f"https://pay.example/{number}",
            status="open",
            payment_status="unpaid",
            order_id=order.id,
            currency=order.currency,
            amount_subtotal=order.subtotal,
            amount_total=order.subtotal,
            amount_shipping=0,
            amount_tax=0,
            amount_discount=0,
            payment_intent=None,
            customer_name=None,
            customer_mail=None,
            address=None,
        )
        self.sessions[session.id] = session
        self.opened[session.id] = order.created_at
        self.ways_back[session.id] = (success_url, cancel_url)
        self.asked[session.id] = [SessionLine(line.amount, line.quantity) for line in order.lines]
        if self.fails_after:
            raise self.fails_after
        return session

    def session(self, session_id: str) -> CheckoutSession:
        if session_id not in self.sessions:
            raise PaymentsUnavailableError(session_id)
        return self.sessions[session_id]

    def find_session(self, order: Order) -> CheckoutSession | None:
        return next((s for s in self.sessions.values() if s.order_id == order.id), None)

    def sessions_since(self, since: datetime) -> Iterator[CheckoutSession]:
        recent = [each for each, opened in self.opened.items() if opened >= since]
        return iter([self.sessions[each] for each in reversed(recent)])

    def events_since(self, since: datetime) -> Iterator[PaymentEvent]:
        return iter([event for at, event in reversed(self.events) if at >= since])

    def lines(self, session_id: str) -> list[SessionLine]:
        return self.asked[session_id]

    def expire_session(self, session_id: str) -> CheckoutSession:
        if self.sessions[session_id].status == "open":
            self.move(session_id, status="expired")
        return self.sessions[session_id]

    def refund(self, payment_intent: str, order_id: str) -> str:
        if self.refund_fails:
            raise self.refund_fails
        return self.refunds.setdefault(payment_intent, f"re_{order_id}")

    def pay(
        self,
        session_id: str,
        payment_status: Literal["paid", "unpaid"] = "paid",
        shipping: int = 600,
    ) -> None:
        session = self.sessions[session_id]
        self.move(
            session_id,
            status="complete",
            payment_status=payment_status,
            amount_shipping=shipping,
            amount_total=session.amount_subtotal + shipping,
            payment_intent=f"pi_{session_id}",
            customer_name="Jo Buyer",
            customer_mail="jo@buyer.example",
            address=Address("Jo Buyer", "1 Elm St", "", "Austin", "TX", "78701", "US"),
        )

    def move(self, session_id: str, **facts: object) -> None:
        self.sessions[session_id] = msgspec.structs.replace(self.sessions[session_id], **facts)


class FakeMailer:
    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.fails: Exception | None = None

    def send(self, letter: Letter) -> str:
        if self.fails:
            raise self.fails
        self.sent.append(letter)
        return f"ses-{len(self.sent)}"
