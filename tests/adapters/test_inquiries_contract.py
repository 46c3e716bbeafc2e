"""What people wrote is kept, found by whose address it names, and gone, on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.contact import Inquiry, mails_of
from tests.samples import NOON, SmallShop, buying

JO, AL = "a" * 40, "b" * 40
FIRST = Inquiry("R-1", JO, "jo@buyer.example", "order", "Is it\nready?", NOON, "ORDER1")
LATER = Inquiry("R-2", JO, "jo@buyer.example", "other", "And?", NOON + timedelta(hours=1))
OTHER = Inquiry("R-3", AL, "al@buyer.example", "piece", "How wide?", NOON - timedelta(hours=1))


@pytest.fixture
def written(shop: SmallShop) -> SmallShop:
    for inquiry in (LATER, FIRST, OTHER):
        shop.inquiries.open(inquiry, mails_of(inquiry))
    return shop


def test_what_was_written_is_read_back_whole_with_its_mails(written: SmallShop) -> None:
    waiting = {each.id for each in written.outbox.waiting(NOON + timedelta(days=1))}

    assert written.inquiries.get("R-1") == FIRST
    assert written.inquiries.get("R-9") is None
    assert {"owner_contact-R-1", "contact_received-R-1"} <= waiting


def test_it_is_listed_by_whose_address_it_names_and_by_age(written: SmallShop) -> None:
    assert written.inquiries.of_subject(JO) == [FIRST, LATER]
    assert list(written.inquiries.oldest()) == [OTHER, FIRST, LATER]


def test_what_is_removed_is_gone_and_may_be_removed_again(written: SmallShop) -> None:
    written.inquiries.remove(FIRST)
    written.inquiries.remove(FIRST)

    assert written.inquiries.of_subject(JO) == [LATER]


def test_orders_are_listed_without_what_was_written(shop: SmallShop) -> None:
    order = shop.begin(buying("DAWN-HOOPS"))
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    subject = shop.order(order.id).subject or ""
    inquiry = Inquiry("R-1", subject, "jo@buyer.example", "order", "Hello", NOON, order.id)
    shop.inquiries.open(inquiry, ())

    assert [each.id for each in shop.book.of_subject(subject)] == [order.id]
    assert shop.inquiries.of_subject(subject) == [inquiry]


def test_what_was_written_is_nobodys_order(written: SmallShop) -> None:
    assert written.book.get("message#R-1") is None
