"""Who waits for what is kept by piece and person, found by both, and gone, on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain import outbox
from domain.waiting import Step, Wait
from tests.samples import NOON, SmallShop

JO, AL = "a" * 40, "b" * 40
ASKED = Wait("RIVER-BAND-7", JO, "jo@buyer.example", Step.ASKED, NOON)
WAITS = Wait("DAWN-HOOPS", JO, "jo@buyer.example", Step.CONFIRMED, NOON + timedelta(hours=1))
OTHER = Wait("DAWN-HOOPS", AL, "al@buyer.example", Step.CONFIRMED, NOON)


@pytest.fixture
def waited(shop: SmallShop) -> SmallShop:
    for wait in (WAITS, ASKED, OTHER):
        shop.waits.put(wait)
    return shop


def test_each_step_is_found_by_piece_and_person(waited: SmallShop) -> None:
    assert waited.waits.get(Step.ASKED, "RIVER-BAND-7", JO) == ASKED
    assert waited.waits.get(Step.CONFIRMED, "RIVER-BAND-7", JO) is None
    assert waited.waits.of_subject(JO) == [ASKED, WAITS]
    assert list(waited.waits.oldest(Step.CONFIRMED)) == [OTHER, WAITS]
    assert waited.book.of_subject(JO) == []


def test_what_was_asked_today_changes_nothing_more(waited: SmallShop) -> None:
    mail = outbox.of_a_wait("stock_confirm", ASKED.sku, JO, "2026-03-02", NOON)
    later = Wait(ASKED.sku, JO, "JO@buyer.example", Step.ASKED, NOON + timedelta(hours=2))

    waited.waits.put(ASKED, (mail,))
    waited.waits.put(later, (mail,))

    assert waited.waits.get(Step.ASKED, ASKED.sku, JO) == ASKED
    assert waited.outbox.get(mail.id) == mail


def test_what_is_removed_is_gone_and_may_be_removed_again(waited: SmallShop) -> None:
    waited.waits.remove(WAITS)
    waited.waits.remove(WAITS)

    assert waited.waits.of_subject(JO) == [ASKED]
