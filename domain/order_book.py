"""The order book: what is written together in one change of an order, and what may refuse it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec

from domain.ledger import Entry
from domain.messages import Message
from domain.orders import Order, Status
from domain.stock import Move
from domain.stock_keeping import StockKept


class Counter(msgspec.Struct, frozen=True):
    """A count that goes up by one with the change that uses it, if it stands as it was read."""

    name: str
    last: int = 0


class Change(msgspec.Struct, frozen=True):
    """One transaction: all of it happens, or none.

    The order's next revision, its move of stock and of the bench's weeks, the ledger's entries,
    what to do outside, and the provider's event that caused it. `pieces` says how many of which
    SKU move, where it isn't all that the order has; then the bench stays as it is, but for
    `bench_too`. A hold that begins counts for its network, and one that
    ends doesn't any more: `kept` is the order as it is written then. A hold takes no week beyond
    `made_a_week` pieces; with `has_weeks` a move leaves them alone, because they are taken already.
    """

    order: Order
    move: Move | None = None
    messages: tuple[Message, ...] = ()
    event_id: str | None = None
    made_a_week: int | None = None
    has_weeks: bool = False
    entries: tuple[Entry, ...] = ()
    pieces: dict[str, int] | None = None
    bench_too: bool = False
    counter: Counter | None = None

    @property
    def moved_pieces(self) -> dict[str, int]:
        return self.order.quantities if self.pieces is None else self.pieces

    @property
    def leaves_bench(self) -> bool:
        """Whether the move is of stock alone."""
        return self.has_weeks or (self.pieces is not None and not self.bench_too)

    @property
    def begins(self) -> bool:
        return self.move is Move.HOLD and self.order.network is not None

    @property
    def ends(self) -> bool:
        return self.order.status is not Status.DRAFT and self.order.network is not None

    @property
    def was_payable(self) -> bool:
        """Whether the buyer of a hold that ends was ever shown a payment page."""
        return self.order.session_id is not None

    @property
    def kept(self) -> Order:
        """The order as it is written: which network it came from is forgotten with its hold."""
        return msgspec.structs.replace(self.order, network=None) if self.ends else self.order


class StaleOrderError(Exception):
    """Somebody changed the order since it was read: read it again and decide again."""


class EventSeenError(Exception):
    """The provider's event has been handled already."""


class BookUnavailableError(Exception):
    """The database can't be reached or is too busy; whether it wrote may be unknown."""


class Orders(Protocol):
    """Orders to be read. Every call may raise BookUnavailableError."""

    def get(self, order_id: str) -> Order | None: ...

    def with_status(self, status: Status) -> list[Order]:
        """Orders of that status, the oldest first."""
        ...

    def oldest(self, status: Status) -> Iterator[Order]:
        """The same, read page by page as they are asked for."""
        ...

    def of_subject(self, subject: str) -> list[Order]:
        """Everything that stands under that keyed hash of an address, the oldest first."""
        ...


class OrderBook(Orders, Protocol):
    def commit(self, change: Change) -> None:
        """Write the change whole.

        Raises StockGoneError, StaleOrderError or EventSeenError; for a hold TooMuchHeldError,
        HeldAgainError or BenchFullError as well.
        """
        ...

    def counter(self, name: str) -> Counter: ...

    def keep_stock(self, kept: StockKept) -> None:
        """Raises StockGoneError, or StaleOrderError where the SKU's ledger went on meanwhile."""
        ...

    def note_event(self, event_id: str) -> None:
        """Remember an event that changed nothing; remembering it twice is fine."""
        ...

    def seen_events(self, event_ids: Iterable[str]) -> set[str]:
        """Those of the events that have been handled already."""
        ...

    def purge(self, order: Order) -> None:
        """Delete a record as it was read. Raises StaleOrderError."""
        ...
