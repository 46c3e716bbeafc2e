"""Puts the shop's own numbers and names where a page's text asks for them.

`{{ shop.return_days }}` in a page is the number that the code obeys, so the two can't disagree.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Callable
from pathlib import Path

from domain.money import format_money
from domain.orders import HOLD_FOR
from domain.shop import Rate, ShopFacts
from plugins.errors import Notes
from plugins.front_matter import find_line

TOKEN = re.compile(r"\{\{\s*(.*?)\s*\}\}|\{\{|\}\}")
SIGNS = re.compile(r"([\\`*_\[\]])")


def fill(text: str, path: Path, shop: ShopFacts | None, notes: Notes) -> str:
    """Markdown in place of every token; one that says nothing is noted with its line."""

    def words(found: re.Match[str]) -> str:
        name = found[1] or ""
        if name not in WORDS:
            line = find_line(path, lambda line: found[0] in line)
            notes.add(line, "text", _refusal(found[0], name))
            return ""
        return WORDS[name](shop) if shop else ""

    return TOKEN.sub(words, text)


def _refusal(token: str, name: str) -> str:
    near = difflib.get_close_matches(name, WORDS, n=1)
    wanted = f"{{{{ {near[0]} }}}}" if near else f"one of {', '.join(WORDS)} in {{{{ }}}}"
    return f"“{token}” says nothing of the shop. Write {wanted}, or remove it."


def _plain(text: str) -> str:
    """Text of which Markdown and HTML leave every sign as it is."""
    return SIGNS.sub(r"\\\1", html.escape(text, quote=False))


def _mail(shop: ShopFacts) -> str:
    return f"[{_plain(shop.mail)}](mailto:{shop.mail})"


def _address(shop: ShopFacts) -> str:
    lines = "<br>".join(html.escape(line) for line in shop.postal_address)
    return f"<address>{lines}</address>"


def _delivery(shop: ShopFacts) -> str:
    """A list of the zones, each with its ways to ship and their prices."""
    return "\n".join(
        f"- {_plain(zone.label)}: {'; '.join(_rate(rate, shop) for rate in zone.rates)}"
        for zone in shop.zones
    )


def _rate(rate: Rate, shop: ShopFacts) -> str:
    price = format_money(rate.amount, shop.currency, shop.locale) if rate.amount else "free"
    days = str(rate.days_to)
    if rate.days_from != rate.days_to:
        days = f"{rate.days_from} to {days}"
    return f"{_plain(rate.label)} in {days} working days, {price}"


WORDS: dict[str, Callable[[ShopFacts], str]] = {
    "shop.name": lambda shop: _plain(shop.name),
    "shop.mail": _mail,
    "shop.postal_address": _address,
    "shop.currency": lambda shop: shop.currency,
    "shop.delivery": _delivery,
    "shop.ready_days": lambda shop: str(shop.workshop.ready_days),
    "shop.return_days": lambda shop: str(shop.return_days),
    "shop.compare_at_most": lambda shop: str(shop.compare_at_most),
    "hold_minutes": lambda _: str(HOLD_FOR.seconds // 60),
}
"""What a page may ask for, and the Markdown that answers it."""
