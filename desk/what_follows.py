"""What a step of an order brings with it, in words, before anybody agrees to it."""

from __future__ import annotations

from domain.money import format_money
from domain.orders import Change


def what_follows(change: Change) -> list[str]:
    """Sentences about money that goes back, pieces that are for sale again, and mails."""
    return [*_money(change), *_pieces(change), _mails(change)]


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


def _mails(change: Change) -> str:
    buyer = sum(m.kind == "mail" and not m.about.startswith("owner_") for m in change.messages)
    return f"{buyer or 'No'} mail{'' if buyer == 1 else 's'} to the buyer."
