"""What a step of an order brings with it, in words, before anybody agrees to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.money import format_money
from domain.order_book import Change
from domain.orders import Order
from domain.stock import Move

MOVED = {
    Move.PUT_BACK: "for sale again",
    Move.RELEASE: "for sale again, and held for nobody",
    Move.SELL: "sold, and yours to pack",
}
"""What becomes of pieces with a step of a return."""


def what_follows(change: Change) -> list[str]:
    """Sentences about money that goes back, pieces that are for sale again, and mails."""
    return [*_money(change), *_pieces(change), _mails(change)]


def what_follows_a_return(before: Order, changes: Sequence[Change]) -> list[str]:
    """The same of a return's steps that follow each other: its money is said line by line."""
    return [*_paid_for(before, changes[-1].order), *_taken(changes), _mails(*changes)]


def _paid_for(before: Order, after: Order) -> Iterator[str]:
    for each in after.refunds[len(before.refunds) :]:
        amount = format_money(each.amount, after.currency)
        named = ", ".join(
            f"{count} × {line.title}"
            for line, count in zip(after.lines, each.units, strict=True)
            if count
        )
        yield f"{amount} goes back to the buyer for {named}. That can't be taken back."


def _taken(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        pieces = change.moved_pieces if change.move else {}
        for sku, count in pieces.items():
            verb = "is" if count == 1 else "are"
            yield f"{count} × {sku} {verb} {MOVED[change.move or Move.SELL]}."


def _money(change: Change) -> list[str]:
    after, written = change.order, {each.id for each in change.messages}
    return [
        f"{format_money(each.amount, after.currency)} of order {after.id} goes back to the buyer. "
        "That can't be taken back."
        for each in after.refunds
        if f"refund-{each.id}" in written
    ]


def _pieces(change: Change) -> list[str]:
    back = change.moved_pieces if change.move else {}
    return [
        f"{count} × {sku} {'is' if count == 1 else 'are'} for sale again."
        for sku, count in back.items()
    ]


def _mails(*changes: Change) -> str:
    messages = [each for change in changes for each in change.messages]
    buyer = sum(m.kind == "mail" and not m.about.startswith("owner_") for m in messages)
    return f"{buyer or 'No'} mail{'' if buyer == 1 else 's'} to the buyer."
