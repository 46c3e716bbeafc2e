"""A line of the cart as the buyer's browser keeps and sends it."""

from __future__ import annotations

from typing import Self

import msgspec

MOST_LINES = 50
"""In one order. Stripe takes 100, and so does one transaction."""


class CartLine(msgspec.Struct, frozen=True):
    """“RIVER-BAND-7 2 50500 For Ada”: SKU, quantity, the price seen for one, the engraving.

    All four as sent, to be judged by whoever reads the order. The price is in minor units,
    with the engraving's own price in it.
    """

    sku: str
    quantity: str
    seen: str
    engraving: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        """What is missing is empty."""
        sku, quantity, seen, engraving, *_ = [*text.split(" ", 3), "", "", ""]
        return cls(sku, quantity, seen, engraving)

    @property
    def text(self) -> str:
        return " ".join(filter(None, (self.sku, self.quantity, self.seen, self.engraving)))
