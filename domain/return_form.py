"""What a buyer sent with the form that asks for a return: a request, or a sentence for each field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from domain.orders import Order
from domain.return_rules import FAULTS, Returnable, returnable, siblings
from domain.return_steps import LONGEST
from domain.returned import Reason, ReturnedLine
from domain.returns import Asked
from domain.shelf import ShelfItem

OFFERED = (Reason.SIZE, Reason.CHANGED_MIND, Reason.DEFECT, Reason.DAMAGED)


class ReturnFormError(Exception):
    """`errors` maps a field to its sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(", ".join(sorted(self.errors)))


class Choice(msgspec.Struct, frozen=True):
    """A line of the form, numbered from 1, and what it can be exchanged for now."""

    number: int
    it: Returnable
    offers: tuple[ShelfItem, ...]


def choices(order: Order, items: Collection[ShelfItem]) -> tuple[Choice, ...]:
    return tuple(
        Choice(each.place + 1, each, siblings(each.line, items)) for each in returnable(order)
    )


def read_return(sent: Mapping[str, str], order: Order, items: Collection[ShelfItem]) -> Asked:
    """`sent` by the fields' names; what isn't known is left aside. Raises ReturnFormError."""
    errors: dict[str, str] = {}
    lines = tuple(_lines(sent, order, items, errors))
    if not lines and not errors:
        errors[f"count-{_first(order)}"] = "Choose how many you send back, of one piece at least."
    reason = next((each for each in OFFERED if each.value == sent.get("reason")), None)
    if reason is None:
        errors["reason"] = "Choose the reason that fits best."
    else:
        errors |= dict(_exempt(lines, order, reason))
    words = "\n".join(sent.get("words", "").splitlines()).strip()
    if len(words) > LONGEST:
        errors["words"] = f"Shorten it to {LONGEST:,} characters."
    elif any(not each.isprintable() and each != "\n" for each in words):
        errors["words"] = "Leave out the signs that can’t be seen, and write it once more."
    if errors or reason is None:
        raise ReturnFormError(errors)
    return Asked(reason, lines, words)


def read_count(typed: str, most: int) -> int | None:
    """A whole number from 0 to `most`; None for anything else. Nothing typed is none of it."""
    said = typed.strip()
    if not said:
        return 0
    if not said.isascii() or not said.isdigit() or len(said) > len(str(most)) + 1:
        return None
    return int(said) if int(said) <= most else None


def _lines(
    sent: Mapping[str, str], order: Order, items: Collection[ShelfItem], errors: dict[str, str]
) -> Iterable[ReturnedLine]:
    for each in returnable(order):
        number = each.place + 1
        count = read_count(sent.get(f"count-{number}", ""), each.left)
        if count is None:
            errors[f"count-{number}"] = f"Choose a number from 0 to {each.left}."
            continue
        if not count:
            continue
        wanted = sent.get(f"instead-{number}", "").strip() or None
        can_have = {item.sku for item in siblings(each.line, items, count=count)}
        if wanted and wanted not in can_have:
            errors[f"instead-{number}"] = (
                "That can’t be had in exchange any more, or not as many. Choose another, or your "
                "money."
            )
        yield ReturnedLine(each.place, count, wanted)


def _exempt(
    lines: Iterable[ReturnedLine], order: Order, reason: Reason
) -> Iterable[tuple[str, str]]:
    exempt = {each.place: each.exempt for each in returnable(order) if each.exempt}
    for line in lines:
        if reason not in FAULTS and line.place in exempt:
            sentence = (
                f"This can’t come back for that reason: {exempt[line.place]}. If something is wrong "
                "with it, choose that as the reason."
            )
            yield f"count-{line.place + 1}", sentence


def _first(order: Order) -> int:
    return next((each.place + 1 for each in returnable(order)), 1)
