"""Cards: what the search shows of pages, so many in a file of JSON, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

ON_A_CARD = 32

_decode = msgspec.json.Decoder(list[msgspec.Raw]).decode


def cards_of(shown: Sequence[bytes]) -> list[bytes]:
    """All cards; `shown` is JSON of every page."""
    starts = range(0, len(shown), ON_A_CARD)
    return [_card(shown[start : start + ON_A_CARD]) for start in starts]


def put(cards: list[bytes], number: int, shown: bytes) -> None:
    """Show a page as it is now, or a new one that comes last."""
    card, place = divmod(number, ON_A_CARD)
    on_it = [bytes(each) for each in _decode(cards[card])] if card < len(cards) else []
    on_it[place:] = [shown, *on_it[place + 1 :]]
    cards[card:] = [_card(on_it), *cards[card + 1 :]]


def _card(shown: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(shown) + b"]"
