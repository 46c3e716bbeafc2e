"""What only somebody who has ordered knows: an order's number, or the postal code it went to."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence

from domain.orders import Order

_ZIP_AND_FOUR = re.compile(r"\d{5}-\d{4}")


def is_fact_of(orders: Sequence[Order], typed: str) -> bool:
    """Whether it is the number of one of these orders, or the postal code that one went to."""
    said = _plain(typed)
    postal_codes = [order.address.postal_code for order in orders if order.address]
    facts = [order.id for order in orders] + postal_codes
    # People know the first five of ZIP+4. Elsewhere a dash stands after two or three digits that
    # half a city shares, as in Poland's 00-950, so that they would prove nothing.
    facts += [each.partition("-")[0] for each in postal_codes if _ZIP_AND_FOUR.fullmatch(each)]
    found = [hmac.compare_digest(_plain(fact).encode(), said.encode()) for fact in facts if fact]
    return bool(said) and any(found)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
