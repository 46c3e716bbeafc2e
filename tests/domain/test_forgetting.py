"""A reader is forgotten with every record that leads to theirs, however often something breaks."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from domain.forgetting import forget_reader
from domain.order_book import BookUnavailableError
from domain.preferences import moving
from domain.reader_sends import ReaderSend
from domain.subscribers import Standing, Subscriber, SubscriberChange
from tests.letters import AL, JO, Reading
from tests.samples import NOON

OLD, NEW = "jo@before.example", "jo@after.example"


class Moved(Reading):
    """Jo has moved here from an old address; Al mistyped Jo's address as his new one."""

    def keeps(self, mail: str, standing: Standing = Standing.SUBSCRIBED, **facts: Any) -> None:  # noqa: ANN401 — fields of the record
        record = Subscriber(self.address_key.id_of(mail), standing, NOON, **facts)
        self.subscribers.commit(SubscriberChange(record))

    def tell(self) -> None:
        own = self.address_key.id_of(JO)
        self.keeps(JO, address=JO, name="Jo")
        self.keeps(OLD, Standing.LEFT, moved_to=own)
        self.keeps(AL, address=AL)
        al = self.record(AL)
        assert al
        self.subscribers.commit(SubscriberChange(moving(al, JO, own, NOON)))
        self.tables.letters["spring"] = NOON
        for address in (JO, OLD, AL):
            each = self.address_key.id_of(address)
            self.tables.sends["spring", each] = ReaderSend("spring", each, "sent", NOON)

    def leads_to(self, address: str) -> list[str]:
        """Records of others in which that address is, or its hash."""
        own = self.address_key.id_of(address)
        return [
            each.id
            for each in self.subscribers.every()
            if each.id != own and (own in repr(each) or address in repr(each))
        ]


@pytest.fixture
def shop() -> Moved:
    shop = Moved()
    shop.tell()
    return shop


def forget(shop: Moved, address: str, book: Any = None) -> None:  # noqa: ANN401 — a book, or one that breaks
    at = NOON + timedelta(days=1)
    forget_reader(book or shop.subscribers, shop.reader_sends, shop.address_key.id_of(address), at)


def test_nothing_leads_to_somebody_who_is_forgotten(shop: Moved) -> None:
    before = shop.leads_to(JO)

    forget(shop, JO)

    own, al = shop.record(JO), shop.record(AL)
    assert len(before) == 2
    assert shop.leads_to(JO) == []
    assert own
    assert al
    assert own == Subscriber(own.id, Standing.LEFT, own.since, own.revision)
    assert (al.standing, al.address, al.moving_to) == (Standing.SUBSCRIBED, AL, None)
    assert list(shop.tables.sends) == [("spring", shop.address_key.id_of(AL))]


def test_who_is_forgotten_by_an_old_address_gets_no_letters_at_the_new_one(shop: Moved) -> None:
    forget(shop, OLD)

    old, own = shop.record(OLD), shop.record(JO)
    assert old
    assert own
    assert (old.standing, old.moved_to) == (Standing.LEFT, None)
    assert (own.standing, own.address, own.name) == (Standing.LEFT, None, None)


class CutOff:
    """The readers' book, until that many calls have been made."""

    def __init__(self, shop: Moved, calls: int) -> None:
        self._inner, self._left = shop.subscribers, calls

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — whatever the inner one has
        self._left -= 1
        if self._left < 0:
            raise BookUnavailableError("cut off")
        return getattr(self._inner, name)


def test_whatever_is_cut_off_the_link_still_works_and_the_next_try_ends_it() -> None:
    for calls in itertools.count():
        shop = Moved()
        shop.tell()
        try:
            forget(shop, JO, CutOff(shop, calls))
            break
        except BookUnavailableError:
            own = shop.record(JO)
            assert own
            assert own.standing is Standing.SUBSCRIBED

        forget(shop, JO)

        assert shop.leads_to(JO) == []
    assert calls > 5
