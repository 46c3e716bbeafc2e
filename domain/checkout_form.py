"""The order form, read the same from a piece's page, from the cart and from JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from domain.agreement import is_agreement
from domain.catalogue import LONGEST_SKU, MOST_VARIANTS
from domain.choices import is_choice
from domain.gift import Gift, GiftError, gift_message
from domain.rates_seen import LONGEST_RATES, RatesSeen
from domain.shelf import Shelf
from domain.shop import ShopFacts, Zone
from domain.wishes import LINE, LONGEST_AMOUNT, Wish, read_lines, read_single

MOST_PAID = 99_999_999
"""Minor units in one payment: eight digits (https://docs.stripe.com/api/payment_intents/create)."""

LONGEST_VALUE = 2000
LONGEST_SEEN = (MOST_VARIANTS + 1) * (LONGEST_SKU + len(": ") + LONGEST_AMOUNT)
"""A price for every variant, and the engraving's."""

_FIELDS = (
    *("piece", "sku", "quantity", "seen", "engraving", "country", "terms", "newsletter"),
    *("rates", "code", "gift_message", "gift_receipt", "website"),
)
LONGEST_CODE = 60
"""Characters: Stripe's promotion codes are shorter."""

_YES = ("yes", "true")

AGREE_AGAIN = "Our policies have changed: look at what changed, and agree once more."
TOO_MUCH = "That is more than one payment can carry. Choose fewer, or write to us."
BAD_CODE = "We don't know this code, or it has ended. Check how it is written, or go on without it."
NO_CODES = "We take no discount codes just now. Go on without it."
_FOR_ROBOTS = "Leave the field for robots empty, and send the form again."
_TWICE = {
    "sku": "Choose one piece: two were sent.",
    "quantity": "Say how many you would like once: it was sent twice.",
}
_TOO_LONG = {
    "sku": "That is too long for a piece's name. Choose one from its page.",
    "quantity": "That is too long for a number. Write how many you would like.",
}
_LONGEST = {
    "seen": LONGEST_SEEN,
    "rates": LONGEST_RATES,
    "engraving": sys.maxsize,
    "gift_message": sys.maxsize,
    "code": sys.maxsize,
}
"""Words are answered by their own length; the body is capped whatever is in it."""

_BROKEN = "The form arrived broken. Go back to the piece and send it again."


class CheckoutForm(msgspec.Struct, frozen=True):
    """An order without a fault of its own; whoever sent it agreed to what they were shown.

    `agreement` says which versions of the policies that was, or is a word for a page that
    couldn't say. `rates` is what delivery cost on their page, `code` what they typed.
    """

    wishes: tuple[Wish, ...]
    country: str
    zone: Zone
    agreement: str
    newsletter: bool = False
    rates: RatesSeen = RatesSeen()
    code: str | None = None
    gift: Gift | None = None
    from_cart: bool = False

    @property
    def subtotal(self) -> int:
        return sum(wish.unit_amount * wish.quantity for wish in self.wishes)


class FormError(Exception):
    """What to correct, a sentence a field; the lines of a cart are `line-1`, `line-2` and on."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(", ".join(errors))


def comes_from_the_cart(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether it has lines, or says that it is the cart: one that is empty has none."""
    return any(name == LINE or (name == "cart" and value in _YES) for name, value in pairs)


def read_checkout_form(
    pairs: Sequence[tuple[str, str]], shelf: Shelf, facts: ShopFacts, agreement: str
) -> CheckoutForm:
    """Read one piece, or the cart's lines. Unknown fields are ignored.

    `agreement` is what a page of today asks to agree to. A form that agreed to something else
    is no fault by itself; beside other faults it is told with them.

    Raises FormError with every fault.
    """
    sent, errors = _collect(pairs)
    if comes_from_the_cart(pairs):
        lines = [value for name, value in pairs if name == LINE]
        wishes = read_lines(lines, shelf, errors)
    else:
        wishes = read_single(sent, shelf, errors)
    country = sent.get("country", "").upper() or facts.country
    zone = facts.zone_of(country)
    if zone is None:
        errors.setdefault("country", "We don't ship there yet. Choose a country that we ship to.")
    elif _most(wishes, zone) > MOST_PAID:
        errors.setdefault(LINE if comes_from_the_cart(pairs) else "quantity", TOO_MUCH)
    code = _code(sent, errors, facts)
    gift = _gift(sent, errors)
    if sent.get("website"):
        errors["website"] = _FOR_ROBOTS
    agreed = sent.get("terms", "")
    if not (agreed in _YES or is_agreement(agreed)):
        errors.setdefault("terms", "Agree to the terms of sale to go on.")
    elif errors and agreed != agreement:
        errors.setdefault("terms", AGREE_AGAIN)
    if errors or zone is None:
        raise FormError(errors)
    return CheckoutForm(
        wishes,
        country,
        zone,
        agreed,
        newsletter=sent.get("newsletter") in _YES,
        rates=RatesSeen.read(sent.get("rates", "")),
        code=code,
        gift=gift,
        from_cart=comes_from_the_cart(pairs),
    )


def _code(sent: Mapping[str, str], errors: dict[str, str], facts: ShopFacts) -> str | None:
    """Whoever typed one counts on it: a shop that stopped taking codes says so, and charges nothing."""
    code = sent.get("code", "")
    if code and not facts.codes:
        errors["code"] = NO_CODES
    elif len(code) > LONGEST_CODE or not code.isprintable():
        errors["code"] = BAD_CODE
    return code or None


def _gift(sent: Mapping[str, str], errors: dict[str, str]) -> Gift | None:
    try:
        message = gift_message(sent.get("gift_message", ""))
    except GiftError as error:
        errors["gift_message"] = str(error)
        return None
    gift = Gift(message, receipt=sent.get("gift_receipt") in _YES)
    return gift if gift != Gift() else None


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


def _most(wishes: Iterable[Wish], zone: Zone) -> int:
    """What is to pay with the dearest delivery, before tax."""
    delivery = max((rate.amount for rate in zone.rates), default=0)
    return sum(wish.unit_amount * wish.quantity for wish in wishes) + delivery
