"""Puts the shop's own numbers and names where a page's text asks for them.

`{{ terms.return_window_days }}` in a page is the number of the policy that is in force, which the
code obeys: the two can't disagree.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from domain.money import format_money
from domain.policies import TERMS
from domain.shop import Rate, ShopFacts
from plugins.errors import Notes
from plugins.front_matter import find_line

TOKEN = re.compile(r"\{\{\s*(.*?)\s*\}\}|\{\{|\}\}")
SIGNS = re.compile(r"([\\`*_\[\]])")


class ShopWords:
    """What a page may ask for: the shop's own words, and the terms that are in force.

    Either is None where it couldn't be read, which is noted already: then nothing is said of it.
    """

    def __init__(self, shop: ShopFacts | None, terms: Mapping[str, int] | None) -> None:
        self.shop = shop
        self.terms = {f"terms.{name}": value for name, value in (terms or {}).items()}
        unread = () if terms else (f"terms.{name}" for name in TERMS)
        self.known = (*WORDS, *sorted(self.terms), *unread)

    def fill(self, text: str, path: Path, notes: Notes) -> str:
        """Markdown in place of every token; one that says nothing is noted with its line."""

        def words(found: re.Match[str]) -> str:
            name = found[1] or ""
            if name not in self.known:
                line = find_line(path, lambda line: found[0] in line)
                notes.add(line, "text", self._refusal(found[0], name))
                return ""
            return self._say(name)

        return TOKEN.sub(words, text)

    def _say(self, name: str) -> str:
        if name in WORDS:
            return WORDS[name](self.shop) if self.shop else ""
        return str(self.terms.get(name, ""))

    def _refusal(self, token: str, name: str) -> str:
        near = difflib.get_close_matches(name, self.known, n=1)
        wanted = f"{{{{ {near[0]} }}}}" if near else f"one of {', '.join(self.known)} in {{{{ }}}}"
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
    words = f"{_plain(rate.label)} in {days} working days, {price}"
    if rate.free_from is None:
        return words
    return f"{words} and free from {format_money(rate.free_from, shop.currency, shop.locale)}"


WORDS: dict[str, Callable[[ShopFacts], str]] = {
    "shop.name": lambda shop: _plain(shop.name),
    "shop.mail": _mail,
    "shop.postal_address": _address,
    "shop.currency": lambda shop: shop.currency,
    "shop.delivery": _delivery,
    "shop.ready_days": lambda shop: str(shop.workshop.ready_days),
}
"""What a page may ask for beside the terms, and the Markdown that answers it."""
