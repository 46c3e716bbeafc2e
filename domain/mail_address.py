"""A mail address as somebody typed it."""

from __future__ import annotations

import re

LONGEST = 254
"""Characters (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\.]+\.?")
ADVICE = "Enter your email address, such as name@example.com."


class MailAddressError(Exception):
    """What can't be written to; the message is the sentence to show."""


def read_mail_address(text: str) -> str:
    """The address without the space around it. Raises MailAddressError."""
    address = text.strip()
    local = address.partition("@")[0]
    wrong = not address.isprintable() or local.startswith(".") or ".." in address
    wrong = wrong or "=?" in address  # a header reads an encoded word, and others than we do
    if wrong or len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise MailAddressError(ADVICE)
    return address.removesuffix(".")


_HOST = re.compile(r"[^@\s<>,;:\"()\[\]\\]+")


def read_any_address(text: str) -> str:
    """The same for the newsletter, which takes whatever some mail server may take.

    International addresses, two dots in a row, a dot at the end of the name. Raises
    MailAddressError.
    """
    address = text.strip().removesuffix(".")
    local, _, host = address.partition("@")
    wrong = not address.isprintable() or any(each in address for each in (" ", "<", ">", ",", "=?"))
    wrong = wrong or not local or not _HOST.fullmatch(host) or not all(host.split("."))
    if wrong or len(address) > LONGEST or (host.isascii() and "." not in host):
        raise MailAddressError(ADVICE)
    return address


def mailbox_of(address: str) -> str:
    """Whose letters these are: “Jo.Lee+ring@b.example” is “jolee@b.example” at many providers."""
    local, _, host = address.casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{host}"
