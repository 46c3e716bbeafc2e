"""A reader is forgotten: their record, the letters they got, and every record that leads to theirs."""

from __future__ import annotations

from datetime import datetime

from domain.moves import earlier, trail, unasked, unlinked
from domain.reader_sends import ReaderSends, forget_sends
from domain.subscribers import Standing, SubscriberBook, SubscriberChange


def forget_reader(
    book: SubscriberBook, sends: ReaderSends, subscriber_id: str, at: datetime
) -> None:
    """Nothing stays of them but the hash, so that no list brings them back.

    Letters end where they have moved to, too: after this nothing knows where that is. Their own
    record goes last, and with it the link by which they asked: what stops before can be done again.
    Raises StaleSubscriberError, BookUnavailableError.
    """
    forget_sends(sends, subscriber_id)
    unbind(book, sends, subscriber_id)
    for moved_to in trail(book, subscriber_id)[1:]:
        book.suppress(moved_to, Standing.LEFT, at)
    book.forget(subscriber_id, at)


def unbind(book: SubscriberBook, sends: ReaderSends, subscriber_id: str) -> int:
    """Take the address out of other records, which are otherwise left alone; how many.

    The earliest goes first: wherever this stops, those that are left still lead here. Letters
    that went to an earlier address are found by it, so they go before. Raises
    StaleSubscriberError, BookUnavailableError.
    """
    asked = [unasked(each) for each in book.moving_here(subscriber_id)]
    for record in asked:
        book.commit(SubscriberChange(record))
    before = earlier(book, subscriber_id)
    for record in reversed(before):
        if record.is_suppressed:
            forget_sends(sends, record.id)
        book.commit(SubscriberChange(unlinked(record)))
    return len(asked) + len(before)
