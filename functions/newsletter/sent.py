"""What a form of the newsletter sent, read field by field: a value each, or a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from domain.mail_address import MailAddressError, read_any_address
from domain.preferences import LONGEST_NAME, ReaderNameError, read_name
from functions.web.forms import Pairs

TOO_LONG = f"Write a name of at most {LONGEST_NAME} characters, or leave it out."


class Sent(msgspec.Struct, frozen=True):
    """`typed` is what was sent, by the field's name: the first value, where there are several."""

    typed: Mapping[str, str]
    address: str
    name: str | None
    errors: Mapping[str, str]

    @property
    def form(self) -> Literal["page", "footer"]:
        return "page" if self.typed.get("form") == "page" else "footer"

    @property
    def by_a_program(self) -> bool:
        """Whether the field is filled in that people neither see nor hear of."""
        return bool(self.typed.get("website"))


def read_sent(pairs: Pairs) -> Sent:
    """What is wrong stands in `errors`, a sentence for each field."""
    typed = dict(reversed(pairs))
    errors: dict[str, str] = {}
    address, name = "", None
    try:
        address = read_any_address(typed.get("mail", ""))
    except MailAddressError as error:
        errors["mail"] = str(error)
    try:
        name = read_name(typed.get("name", ""))
    except ReaderNameError:
        errors["name"] = TOO_LONG
    return Sent(typed, address, name, errors)
