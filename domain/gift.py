"""A gift: a message for the card, and a receipt without prices."""

from __future__ import annotations

import re
import unicodedata

import msgspec

LONGEST_MESSAGE = 300
"""Characters that fit on a card."""

_KEPT = "\n\u200d"
"""Line ends, and what joins the parts of an emoji; all else that can't be seen is left out."""


class Gift(msgspec.Struct, frozen=True):
    """`receipt`: whether a receipt without prices goes with the piece."""

    message: str | None = None
    receipt: bool = False


class GiftError(Exception):
    """A message that doesn't fit; the message is the sentence to show."""


def gift_message(text: str) -> str | None:
    """The message as it is written on the card, in Unicode's composed form; None where empty.

    Raises GiftError.
    """
    lines = unicodedata.normalize("NFC", re.sub("\r\n|[\r\u2028\u2029]", "\n", text))
    seen = "".join(sign for sign in lines if sign in _KEPT or unicodedata.category(sign)[0] != "C")
    message = re.sub(r"\n{3,}", "\n\n", seen).strip()
    if len(message) > LONGEST_MESSAGE:
        raise GiftError(
            f"At most {LONGEST_MESSAGE} characters fit on the card, and there are {len(message)}. "
            "Shorten it."
        )
    return message or None
