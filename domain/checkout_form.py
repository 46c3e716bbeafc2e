"""What the buyer asks for, read the same from a piece's form, from the cart and from JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from domain.cart import MOST_LINES, CartLine
from domain.catalogue import LONGEST_SKU, MOST_VARIANTS, Piece, is_sku, is_slug
from domain.choices import chosen_sku, is_choice
from domain.engraving import EngravingError, engraved
from domain.shelf import Shelf, ShelfItem
from domain.shop import ShopFacts, Zone

MOST_PIECES = 99
"""Of one variant in one line."""

MOST_PAID = 99_999_999
"""Minor units in one payment: eight digits (https://docs.stripe.com/api/payment_intents/create)."""

LONGEST_VALUE = 2000
_DIGITS = 12
"""Of an amount: a price in minor units is below 10¹²."""

LONGEST_SEEN = (MOST_VARIANTS + 1) * (LONGEST_SKU + len(": ") + _DIGITS)
"""A price for every variant, and the engraving's."""

LINE = "line"
_FIELDS = ("piece", "sku", "quantity", "seen", "engraving", "country", "terms", "newsletter")
_YES = ("yes", "true")

UNKNOWN_SKU = "We don't have that piece. Choose one from its page."
TOO_MUCH = "That is more than one payment can carry. Choose fewer, or write to us."
_GONE = "That piece is no longer in the shop. Choose another one."
_TWICE = {
    "sku": "Choose one piece: two were sent.",
    "quantity": "Say how many you would like once: it was sent twice.",
}
_TOO_LONG = {
    "sku": "That is too long for a piece's name. Choose one from its page.",
    "quantity": "That is too long for a number. Write how many you would like.",
}
_LONGEST = {"seen": LONGEST_SEEN, "engraving": sys.maxsize}
"""An engraving is answered by its own length; the body is capped whatever is in it."""

_BROKEN = "The form arrived broken. Go back to the piece and send it again."
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


class CheckoutForm(msgspec.Struct, frozen=True):
    """An order without a fault of its own; whoever sent it has agreed to the terms of sale."""

    wishes: tuple[Wish, ...]
    country: str
    zone: Zone
    newsletter: bool = False


class FormError(Exception):
    """What to correct, a sentence a field; the lines of a cart are `line-1`, `line-2` and on."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(", ".join(errors))


def comes_from_the_cart(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether it has lines, or says that it is the cart: one that is empty has none."""
    return any(name == LINE or (name == "cart" and value in _YES) for name, value in pairs)


def read_checkout_form(
    pairs: Sequence[tuple[str, str]], shelf: Shelf, facts: ShopFacts
) -> CheckoutForm:
    """Read one piece, or the cart's lines. Unknown fields are ignored.

    Raises FormError with every fault.
    """
    sent, errors = _collect(pairs)
    if comes_from_the_cart(pairs):
        lines = [value for name, value in pairs if name == LINE]
        wishes = _cart(lines, shelf, errors)
    else:
        wishes = _single(sent, shelf, errors)
    country = sent.get("country", "").upper() or facts.country
    zone = facts.zone_of(country)
    if zone is None:
        errors.setdefault("country", "We don't ship there yet. Choose a country that we ship to.")
    elif _most(wishes, zone) > MOST_PAID:
        errors.setdefault(LINE if comes_from_the_cart(pairs) else "quantity", TOO_MUCH)
    if sent.get("terms") not in _YES:
        errors.setdefault("terms", "Agree to the terms of sale to go on.")
    if errors or zone is None:
        raise FormError(errors)
    return CheckoutForm(wishes, country, zone, newsletter=sent.get("newsletter") in _YES)


def _collect(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """The fields that may be sent once, and a sentence for each that was sent otherwise."""
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name, value in pairs:
        if name not in _FIELDS and not is_choice(name):
            continue
        if name in values:
            errors[name] = _TWICE.get(name, _BROKEN)
        elif len(value) > _LONGEST.get(name, LONGEST_VALUE):
            errors[name] = _TOO_LONG.get(name, _BROKEN)
        values.setdefault(name, value.strip())
    return values, errors


def _single(sent: Mapping[str, str], shelf: Shelf, errors: dict[str, str]) -> tuple[Wish, ...]:
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


def _cart(texts: Sequence[str], shelf: Shelf, errors: dict[str, str]) -> tuple[Wish, ...]:
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
        return 0, "Choose at least 1."
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


def _most(wishes: Iterable[Wish], zone: Zone) -> int:
    """What is to pay with the dearest delivery, before tax."""
    delivery = max((rate.amount for rate in zone.rates), default=0)
    return sum(wish.unit_amount * wish.quantity for wish in wishes) + delivery


def _is_amount(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS
