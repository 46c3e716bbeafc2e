"""What is true of the shop today, for what can't be done while nobody can say."""

from __future__ import annotations

from domain.asking import TheShop
from domain.shop import ShopClosedError
from functions.web.pages import Pages


def open_shop(pages: Pages) -> TheShop:
    """Raises ShopClosedError where nobody can say by when the shop answers."""
    facts = pages.facts()
    shop = TheShop(facts, pages.policies()) if facts else None
    if shop is None or not shop.is_open:
        raise ShopClosedError
    return shop
