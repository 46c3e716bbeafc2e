"""A delivery address as somebody types it: for an order on its way out, or to be kept for the next."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence

from domain.ordered import Address
from domain.orders import Order

FIELDS = ("name", "line1", "line2", "city", "state", "postal_code")
"""In the order in which the form has them. The country is the order's own."""

ALWAYS = frozenset({"name", "line1", "city"})
"""Fields that every address has."""

LONGEST_LINE = 100
LONGEST_POSTAL_CODE = 16

_MISSING = {
    "name": "Enter the name that stands on the door.",
    "line1": "Enter the street and the number.",
    "city": "Enter the city.",
    "state": "Enter the state or province.",
    "postal_code": "Enter the postal code.",
}
_TWICE = "This was sent twice. Go back to the form, and send it once."


class AddressFormError(Exception):
    """What to correct, a sentence a field."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(", ".join(errors))


def read_address(pairs: Sequence[tuple[str, str]], order: Order) -> Address:
    """The address that was typed, in the country that the order goes to.

    State and postal code are asked for where the order's own address has them. Where tax was
    worked out from the address, it stays in its state. Raises AddressFormError with every fault.
    """
    stands = order.address
    wanted = {name for name in ("state", "postal_code") if getattr(stands, name, None)}
    said, errors = read_lines(pairs, wanted)
    state = stands.state if stands else ""
    if order.tax.kind == "stripe" and said["state"].casefold() != state.casefold():
        errors.setdefault("state", f"Its tax was worked out for {state}, so it can only go there.")
    if errors:
        raise AddressFormError(errors)
    return address_of(said, stands.country if stands else order.country)


def read_lines(
    pairs: Sequence[tuple[str, str]], wanted: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed into each field, and what is wrong with it.

    Beside name, street and city those are asked for that are `wanted`.
    """
    said: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in FIELDS:
        values = [value for sent, value in pairs if sent == name]
        said[name] = " ".join(unicodedata.normalize("NFC", values[0]).split()) if values else ""
        fault = _TWICE if len(values) > 1 else _fault(name, said[name], name in {*ALWAYS, *wanted})
        if fault:
            errors[name] = fault
    return said, errors


def address_of(said: Mapping[str, str], country: str) -> Address:
    return Address(**{name: said[name] for name in FIELDS}, country=country)


def _fault(name: str, text: str, is_wanted: bool) -> str | None:
    if not text:
        return _MISSING.get(name) if is_wanted else None
    longest = LONGEST_POSTAL_CODE if name == "postal_code" else LONGEST_LINE
    if len(text) > longest:
        return f"Shorten it to {longest} characters."
    if not text.isprintable():
        return "Use letters, numbers and spaces only."
    return None
