"""What a buyer wishes for: one piece from its page, or the cart's lines, found on the shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from domain.cart import MOST_LINES, CartLine
from domain.catalogue import Piece, is_sku, is_slug
from domain.choices import chosen_sku, is_choice
from domain.engraving import EngravingError, engraved
from domain.shelf import Shelf, ShelfItem

MOST_PIECES = 99
"""Of one variant in one line."""

LONGEST_AMOUNT = 12
"""Digits: a price in minor units is below 10¹²."""

LINE = "line"
UNKNOWN_SKU = "We don't have that piece. Choose one from its page."
_GONE = "That piece is no longer in the shop. Choose another one."
_BROKEN_LINE = "A line of the cart arrived broken. Open the cart and look at it again."


class Wish(msgspec.Struct, frozen=True):
    """Something to buy, found on the shelf.

    `seen` is what one cost on the page, engraving included; None where the page didn't say.
    A page that was `priced` named prices, if not this one's: it may be older than the choice.
    """

    item: ShelfItem
    quantity: int
    seen: int | None = None
    engraving: str | None = None
    priced: bool = False

    @property
    def unit_amount(self) -> int:
        offered = self.item.engraving
        return self.item.price + (offered.price if offered and self.engraving else 0)

    @property
    def price_changed(self) -> bool:
        return self.priced and self.seen != self.unit_amount

    @property
    def line(self) -> CartLine:
        """The wish as a line of the cart, at the price that it has now."""
        amounts = (str(self.quantity), str(self.unit_amount))
        return CartLine(self.item.sku, *amounts, self.engraving or "")


def read_single(sent: Mapping[str, str], shelf: Shelf, errors: dict[str, str]) -> tuple[Wish, ...]:
    """One piece by its SKU, or by what was chosen of it; none where it can't be found."""
    piece = _piece(sent, shelf, errors)
    sku = chosen_sku(piece, sent, errors) if piece else sent.get("sku", "")
    item = shelf.items([sku]).get(sku) if sku and is_sku(sku) else None
    if sku and item is None:
        errors.setdefault("sku", UNKNOWN_SKU)
    text, fault = _engraving(sent.get("engraving", ""), item or piece)
    if fault:
        errors.setdefault("engraving", fault)
    quantity, fault = _quantity(sent.get("quantity", ""))
    if fault:
        errors.setdefault("quantity", fault)
    if item is None:
        return ()
    prices = sent.get("seen", "")
    seen = _seen(prices, item.sku, text)
    return (Wish(item, quantity, seen, text, priced=bool(prices)),)


def _piece(sent: Mapping[str, str], shelf: Shelf, errors: dict[str, str]) -> Piece | None:
    """The piece of which something is to be chosen; None where its SKU was sent, or is at fault."""
    if sent.get("sku") and not any(map(is_choice, sent)):
        return None
    slug = sent.get("piece", "")
    if not is_slug(slug):
        errors.setdefault("sku", UNKNOWN_SKU if slug else "Say which piece you would like.")
        return None
    piece = shelf.piece(slug)
    if piece is None:
        errors.setdefault("sku", _GONE)
    return piece


def read_lines(texts: Sequence[str], shelf: Shelf, errors: dict[str, str]) -> tuple[Wish, ...]:
    """Those of the cart's lines that have no fault; faults are `line-1`, `line-2` and on."""
    if not texts:
        errors[LINE] = "There is nothing in the cart that can be bought. Put something in first."
    if len(texts) > MOST_LINES:
        errors[LINE] = f"One order has room for {MOST_LINES} lines. Take some out, or order twice."
        return ()
    lines = [CartLine.read(text.strip()) for text in texts]
    items = shelf.items(line.sku for line in lines if is_sku(line.sku))
    wishes = []
    for number, line in enumerate(lines, 1):
        wish, fault = _wish(line, items.get(line.sku))
        if wish:
            wishes.append(wish)
        if fault:
            errors[f"{LINE}-{number}"] = fault
    return tuple(wishes)


def _wish(line: CartLine, item: ShelfItem | None) -> tuple[Wish | None, str | None]:
    """A line's wish, or the sentence that names its piece."""
    if item is None:
        known = f"We have no {line.sku}. Take it out of the cart." if is_sku(line.sku) else None
        return None, known or _BROKEN_LINE
    quantity, fault = _quantity(line.quantity)
    text, engraving_fault = _engraving(line.engraving, item)
    if not _is_amount(line.seen):
        fault = fault or _BROKEN_LINE
    if faults := [each for each in (fault, engraving_fault) if each]:
        return None, f"{item.name}: {' '.join(faults)}"
    return Wish(item, quantity, int(line.seen), text, priced=True), None


def _quantity(text: str) -> tuple[int, str | None]:
    if not text:
        return 0, "Say how many you would like."
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        return 0, f"Write how many you would like as a number from 1 to {MOST_PIECES}."
    if text.startswith("-") or not text.strip("0"):
        return 0, "Choose at least 1 piece."
    if len(text.lstrip("0")) > len(str(MOST_PIECES)):
        return 0, f"Choose at most {MOST_PIECES}."
    return int(text.lstrip("0")), None


def _engraving(text: str, of: ShelfItem | Piece | None) -> tuple[str | None, str | None]:
    """What to engrave, and what is wrong with it; nothing is known of a piece that isn't."""
    try:
        return engraved(text, of.engraving) if of else None, None
    except EngravingError as error:
        return None, str(error)


def _seen(text: str, sku: str, engraving: str | None) -> int | None:
    """The SKU's price among `SKU:12800 SKU-2:13000 engraving:2500`, with the engraving's if any."""
    said = {
        name: int(amount)
        for name, _, amount in (pair.partition(":") for pair in text.split())
        if _is_amount(amount)
    }
    if sku not in said:
        return None
    return said[sku] + (said.get("engraving", 0) if engraving else 0)


def _is_amount(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_AMOUNT
