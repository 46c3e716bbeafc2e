"""What only somebody who has ordered knows: an order's number, or the postal code it went to."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable

from domain.orders import Order


def is_fact_of(orders: Iterable[Order], typed: str) -> bool:
    """Whether it is the number of one of these orders, or the postal code that one went to."""
    said = _plain(typed)
    facts = [order.id for order in orders]
    facts += [order.address.postal_code for order in orders if order.address]
    # ZIP+4: people know the first five.
    facts += [each.partition("-")[0] for each in facts]
    found = [hmac.compare_digest(_plain(fact).encode(), said.encode()) for fact in facts if fact]
    return bool(said) and any(found)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
