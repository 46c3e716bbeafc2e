"""The form of the piece's page, read the same whether it came as a form or as JSON."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from domain.catalogue import is_sku

MOST_PIECES = 99
"""Of one variant in one order."""

LONGEST_VALUE = 2000
_FIELDS = ("piece", "sku", "quantity", "seen", "country")


_TWICE = {
    "sku": "Choose one piece: two were sent.",
    "quantity": "Say how many you would like once: it was sent twice.",
}
_TOO_LONG = {
    "sku": "That is too long for a piece's name. Choose one from its page.",
    "quantity": "That is too long for a number. Write how many you would like.",
}
_BROKEN = "The form arrived broken. Go back to the piece and send it again."


class CheckoutForm(msgspec.Struct, frozen=True):
    """`seen` is the price in minor units that the page showed for this SKU, if it said so."""

    sku: str
    quantity: int
    seen: int | None = None
    country: str | None = None


class FormError(Exception):
    """What to correct, a sentence a field."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(", ".join(errors))


def parse_checkout_form(pairs: Iterable[tuple[str, str]]) -> CheckoutForm:
    """Read one piece to buy. Unknown fields are ignored. Raises FormError with every fault."""
    values, errors = _collect(pairs)
    sku = values.get("sku", "")
    if "sku" not in errors and not sku:
        errors["sku"] = (
            "Choose a size." if values.get("piece") else "Say which piece you would like."
        )
    elif "sku" not in errors and not is_sku(sku):
        errors["sku"] = UNKNOWN_SKU
    quantity = 0
    if "quantity" not in errors:
        quantity, fault = _quantity(values.get("quantity", ""))
        if fault:
            errors["quantity"] = fault
    if errors:
        raise FormError(errors)
    return CheckoutForm(
        sku=sku,
        quantity=quantity,
        seen=_seen(values.get("seen", ""), sku),
        country=_country(values.get("country", "")),
    )


UNKNOWN_SKU = "We don't have that piece. Choose one from its page."


def _collect(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name, value in pairs:
        if name not in _FIELDS:
            continue
        if name in values:
            errors[name] = _TWICE.get(name, _BROKEN)
        elif len(value) > LONGEST_VALUE:
            errors[name] = _TOO_LONG.get(name, _BROKEN)
        else:
            values[name] = value.strip()
    return values, errors


def _quantity(text: str) -> tuple[int, str | None]:
    if not text:
        return 0, "Say how many you would like."
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        return 0, f"Write how many you would like as a number from 1 to {MOST_PIECES}."
    if text.startswith("-") or not text.strip("0"):
        return 0, "Choose at least 1."
    if len(text.lstrip("0")) > len(str(MOST_PIECES)):
        return 0, f"Choose at most {MOST_PIECES}."
    return int(text), None


def _seen(text: str, sku: str) -> int | None:
    """The SKU's price among `SKU:12800 SKU-2:13000`; None where the page didn't say."""
    for pair in text.split():
        name, _, amount = pair.partition(":")
        if name == sku and amount.isascii() and amount.isdigit() and len(amount) < 13:  # noqa: PLR2004 — below 10¹²
            return int(amount)
    return None


def _country(text: str) -> str | None:
    return text if len(text) == 2 and text.isascii() and text.isupper() else None  # noqa: PLR2004 — ISO 3166 alpha-2
