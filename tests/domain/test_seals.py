from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from domain.ledger import BrokenChainError, Entry, Head, head_of, next_entry, verify
from domain.seals import CHAIN, HEADS_AN_ENTRY, Seals, verify_all
from tests.samples import NOON, SmallShop


def chain(name: str, *whats: str) -> list[Entry]:
    head, entries = Head(), []
    for number, what in enumerate(whats):
        entry = next_entry(name, head, NOON + timedelta(hours=number), what, {"number": number})
        entries.append(entry)
        head = head_of(entry)
    return entries


@pytest.fixture
def shop() -> SmallShop:
    small = SmallShop()
    small.ledger.append(chain("request#A", "received", "denied"))
    small.ledger.append(chain("request#B", "received"))
    small.clock.forward(days=3)
    return small


def seal(shop: SmallShop) -> int:
    return Seals(shop.ledger, shop.clock).seal()


def test_a_chain_that_nobody_touched_fits_together() -> None:
    entries = chain("request#A", "received", "proven", "denied")

    assert verify(entries) == head_of(entries[-1])
    assert verify([]) == Head()


@pytest.mark.parametrize(
    "touch",
    [
        lambda e: [e[0], msgspec.structs.replace(e[1], what="fulfilled"), e[2]],
        lambda e: [e[0], msgspec.structs.replace(e[1], facts={"number": 9}), e[2]],
        lambda e: [e[0], msgspec.structs.replace(e[1], at=NOON), e[2]],
        lambda e: [e[0], e[2]],
        lambda e: [e[1], e[2]],
        lambda e: [e[0], e[1], e[1], e[2]],
        lambda e: [e[0], e[2], e[1]],
        lambda e: [msgspec.structs.replace(each, chain="request#B") for each in e],
    ],
    ids=["word", "fact", "time", "missing", "beginning", "twice", "order", "other chain"],
)
def test_a_chain_that_was_touched_doesnt(touch: Callable[[list[Entry]], list[Entry]]) -> None:
    with pytest.raises(BrokenChainError):
        verify(touch(chain("request#A", "received", "proven", "denied")))


def test_heads_are_sealed_once_a_day(shop: SmallShop) -> None:
    assert (seal(shop), seal(shop)) == (2, 0)

    shop.clock.forward(days=1)

    assert len(shop.ledger.entries(CHAIN)) == 1
    seal(shop)
    assert len(shop.ledger.entries(CHAIN)) == 2
    assert verify_all(shop.ledger) == 2


def test_a_day_on_which_nothing_happened_is_sealed_too(shop: SmallShop) -> None:
    seal(shop)
    shop.clock.forward(days=5)

    assert seal(shop) == 0

    assert shop.ledger.entries(CHAIN)[-1].facts == {"day": "2026-03-10"}


def test_only_what_moved_is_sealed_again(shop: SmallShop) -> None:
    seal(shop)
    shop.clock.forward(days=5)
    shop.ledger.append(
        [next_entry("request#A", shop.ledger.head("request#A"), shop.clock(), "appealed")]
    )

    assert seal(shop) == 1


def test_what_was_written_while_the_last_seal_was_made_is_sealed_by_the_next(
    shop: SmallShop,
) -> None:
    seal(shop)
    shop.ledger.append(
        [next_entry("request#C", Head(), shop.clock() - timedelta(minutes=1), "received")]
    )
    shop.clock.forward(days=1)

    seal(shop)

    assert "request#C" in shop.ledger.entries(CHAIN)[-1].facts


def test_more_heads_than_an_entry_holds_are_sealed_in_several() -> None:
    shop = SmallShop()
    for number in range(HEADS_AN_ENTRY + 1):
        shop.ledger.append(chain(f"request#{number}", "received"))

    assert seal(shop) == HEADS_AN_ENTRY + 1

    assert len(shop.ledger.entries(CHAIN)) == 2
    assert verify_all(shop.ledger) == HEADS_AN_ENTRY + 1


def test_a_chain_rewritten_whole_fits_together_and_not_with_its_seal(shop: SmallShop) -> None:
    seal(shop)
    shop.tables.ledger["request#A"] = chain("request#A", "received", "fulfilled")
    verify(shop.ledger.entries("request#A"))

    with pytest.raises(BrokenChainError) as broken:
        verify_all(shop.ledger)

    assert (broken.value.chain, broken.value.sequence) == ("request#A", 2)


def test_a_chain_that_is_cut_short_or_gone_is_found_out(shop: SmallShop) -> None:
    seal(shop)
    shop.tables.ledger["request#A"].pop()

    with pytest.raises(BrokenChainError):
        verify_all(shop.ledger)

    del shop.tables.ledger["request#A"]
    with pytest.raises(BrokenChainError):
        verify_all(shop.ledger)
