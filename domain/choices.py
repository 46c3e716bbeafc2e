"""What a buyer chooses of a piece: a value for each of its options, and the variant they make."""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.catalogue import Option, Piece

LONGEST_TOLD = 60
"""Of a value that the shop doesn't know, in a sentence of its own."""

_CHOICE = re.compile(r"choice-[1-9]")


def is_choice(field: str) -> bool:
    return _CHOICE.fullmatch(field) is not None


def chosen_sku(piece: Piece, sent: Mapping[str, str], errors: dict[str, str]) -> str | None:
    """The SKU of the variant that has the values that were sent; None, with an error, if none."""
    if not piece.options:
        if len(piece.variants) == 1:
            return piece.variants[0].sku
        errors.setdefault("sku", "Choose one of them.")
        return None
    names = choice_names(piece)
    values = tuple(sent.get(f"choice-{number}", "") for number in range(1, len(names) + 1))
    missing = {
        name: _request(option, values[number])
        for number, (name, option) in enumerate(zip(names, piece.options, strict=True))
        if values[number] not in piece.values(number)
    }
    if missing:
        errors |= missing
        return None
    sku = next((each.sku for each in piece.variants if each.values == values), None)
    if sku is None:
        errors.setdefault(names[-1], f"We don't make {' with '.join(values)}. Change one of them.")
    return sku


def choice_names(piece: Piece) -> tuple[str, ...]:
    """What the fields of the piece's options are called: a single option asks for the SKU."""
    if len(piece.options) == 1:
        return ("sku",)
    return tuple(f"choice-{number}" for number, _ in enumerate(piece.options, 1))


def _request(option: Option, value: str) -> str:
    """To choose; an older page may have sent what isn't made any more."""
    wanted = f"Choose {_with_article(option)}."
    told = 0 < len(value) <= LONGEST_TOLD
    return f"We don't make it in {value} any more. {wanted}" if told else wanted


def _with_article(option: Option) -> str:
    """“Ring size” is “a ring size”; “US size” keeps its capitals."""
    first, *_ = option.label.split(" ")
    label = option.label if first.isupper() else option.label[:1].lower() + option.label[1:]
    return f"{'an' if label[:1] in 'aeio' else 'a'} {label}"
