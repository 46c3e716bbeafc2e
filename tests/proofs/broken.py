"""Parts that each forget one thing. A shop that is built with one has to be found out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from domain.messages import Message, State
from domain.order_book import Change
from domain.payments import CheckoutSession
from domain.shelf import ShelfItem
from domain.stock import Move, Stock, moved
from functions.adapters.fakes import FakeOrderBook, FakeOutbox, FakeShelf
from tests.proofs.house import Parts
from tests.proofs.provider import TellingPayments


class TakesWhatIsGone(FakeOrderBook):
    def _moved_shelf(self, pieces: dict[str, int], move: Move) -> dict[str, ShelfItem]:
        items = ((self._tables.shelf[sku], count) for sku, count in pieces.items())
        return {
            item.sku: msgspec.structs.replace(item, stock=moved(item.stock, move, count))
            for item, count in items
        }


class ForgetsToRelease(FakeOrderBook):
    def commit(self, change: Change) -> None:
        move = None if change.move is Move.RELEASE else change.move
        super().commit(msgspec.structs.replace(change, move=move))


class ForgetsToPutBack(FakeOrderBook):
    def commit(self, change: Change) -> None:
        move = None if change.move is Move.PUT_BACK else change.move
        super().commit(msgspec.structs.replace(change, move=move))


class HoldsNothingForAnExchange(FakeOrderBook):
    def commit(self, change: Change) -> None:
        is_exchange = change.move is Move.HOLD and change.pieces is not None
        move = None if is_exchange else change.move
        super().commit(msgspec.structs.replace(change, move=move))


class OverwritesOthers(FakeOrderBook):
    def commit(self, change: Change) -> None:
        stands = self._tables.orders.get(change.order.id)
        if stands:
            as_read = msgspec.structs.replace(stands, revision=change.order.revision - 1)
            self._tables.orders[stands.id] = as_read
        for message in change.messages:
            self._tables.outbox.pop(message.id, None)
        super().commit(change)


class CountsForEver(FakeOrderBook):
    def commit(self, change: Change) -> None:
        kept = msgspec.structs.replace(change, order=change.kept)
        super().commit(change if change.begins else kept)


class KeepsTheBenchTaken(FakeOrderBook):
    def commit(self, change: Change) -> None:
        if change.move is Move.RELEASE:
            taken = dict(self._tables.bench)
            super().commit(change)
            self._tables.bench = taken
        else:
            super().commit(change)


class ForgetsEvents(FakeOrderBook):
    def commit(self, change: Change) -> None:
        super().commit(msgspec.structs.replace(change, event_id=None))


class ForgetsMessages(FakeOrderBook):
    def commit(self, change: Change) -> None:
        super().commit(msgspec.structs.replace(change, messages=()))


class ForgetsWhatIsSent(FakeOutbox):
    def swap(self, old: Message, new: Message) -> bool:
        return new.state is State.DONE or super().swap(old, new)


class ForgetsWhoSends(FakeOutbox):
    def waiting(self, now: datetime) -> list[Message]:
        del now
        return [each for each in self._messages.values() if each.state is not State.DONE]

    def get(self, message_id: str) -> Message | None:
        message = super().get(message_id)
        if message is None or message.state is not State.SENDING:
            return message
        return msgspec.structs.replace(message, state=State.WAITING)

    def swap(self, old: Message, new: Message) -> bool:
        self._messages[old.id] = new
        return True


class LeavesPagesOpen(TellingPayments):
    def expire_session(self, session_id: str) -> CheckoutSession:
        return msgspec.structs.replace(self.session(session_id), status="expired")


class PublishesBlindly(FakeShelf):
    def put_item(self, item: ShelfItem, read: Stock | None) -> bool:
        del read
        self._tables.shelf[item.sku] = item
        return True


BROKEN: Iterable[Parts] = (
    Parts(book=TakesWhatIsGone),
    Parts(book=ForgetsToRelease),
    Parts(book=CountsForEver),
    Parts(book=KeepsTheBenchTaken),
    Parts(book=ForgetsToPutBack),
    Parts(book=HoldsNothingForAnExchange),
    Parts(book=OverwritesOthers),
    Parts(book=ForgetsEvents),
    Parts(book=ForgetsMessages),
    Parts(outbox=ForgetsWhatIsSent),
    Parts(outbox=ForgetsWhoSends),
    Parts(payments=LeavesPagesOpen),
    Parts(shelf=PublishesBlindly),
)


def name_of(parts: Parts) -> str:
    (broken,) = (part.__name__ for part in parts if part.__module__ == __name__)
    return broken
