"""Pages in the shop's own look: a frame that the site's build made, filled by a template here."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape
from starlette.responses import HTMLResponse

from domain.agreement import changed_since
from domain.carriers import carrier_name, follow_link
from domain.consent import ADDRESS_WORDS, LETTER_WORDS
from domain.days import date_in_words, day_in_words, day_there, time_in_words
from domain.engraving import spelled
from domain.money import format_money, plain_amount
from domain.order_book import BookUnavailableError
from domain.places import country_name
from domain.policies import InForce, PolicyVersion, in_force
from domain.ring_sizes import size_elsewhere
from domain.shelf import Shelf
from domain.shop import ShopFacts

if TYPE_CHECKING:
    import jinja2

THEME = Path(os.environ.get("VITRINE_THEME") or Path(__file__).parents[2] / "theme")
FRAME_KEPT = timedelta(minutes=1)

PLAIN_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>@@title@@</title></head>
<body><main id="main">@@main@@</main></body></html>"""
"""Where even the shelf can't be read: nothing but the words."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


COMPILED = "compiled"
"""Beside a bundle's templates: the same as Python, so that a cold start needn't read them."""


def environment(folder: Path, locale: str = "en_US") -> jinja2.Environment:
    """Jinja as the site's build has it: HTML escaped, a missing value an error, money in words."""
    # Loaded for the first page: a buyer who is sent on to pay sees none.
    import jinja2  # noqa: PLC0415

    compiled = folder / COMPILED
    written = jinja2.FileSystemLoader(folder)
    jinja = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.ModuleLoader(compiled), written])
        if compiled.exists()
        else written,
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.globals["letter_words"] = LETTER_WORDS
    jinja.globals["address_words"] = ADDRESS_WORDS
    _speak(jinja, locale)
    return jinja


def _speak(jinja: jinja2.Environment, locale: str, time_zone: str = "UTC") -> None:
    """Give the filters a language: money, countries and days are written as it writes them."""
    jinja.filters["money"] = functools.partial(format_money, locale=locale)
    jinja.filters["country"] = functools.partial(country_name, locale=locale)
    jinja.filters["ring_size"] = size_elsewhere
    jinja.filters["spelled"] = spelled
    jinja.filters["plain_amount"] = plain_amount
    jinja.filters["carrier"] = carrier_name
    jinja.filters["follow"] = follow_link
    jinja.filters["day"] = functools.partial(day_in_words, locale=locale)
    jinja.filters["date"] = functools.partial(date_in_words, locale=locale)
    jinja.filters["local_day"] = functools.partial(_local_day, time_zone=time_zone, locale=locale)
    jinja.filters["time"] = functools.partial(time_in_words, time_zone=time_zone, locale=locale)


def _local_day(at: datetime, *, time_zone: str, locale: str) -> str:
    """Which day a moment was on where the shop is, in its words."""
    return day_in_words(day_there(at, time_zone), locale)


class Pages:
    """`frame` names the published page that answers are put into: “page”, or one of its own."""

    def __init__(
        self,
        shelf: Shelf,
        now: Callable[[], datetime],
        theme: Path = THEME,
        *,
        frame: str = "page",
    ) -> None:
        self._shelf = shelf
        self._name = frame
        self._now = now
        self._theme = theme
        self._frame = PLAIN_FRAME
        self._facts: ShopFacts | None = None
        self._versions: tuple[PolicyVersion, ...] = ()
        self._read_at: datetime | None = None

    def answer(
        self,
        template: str,
        title: str,
        status: int = 200,
        *,
        shelf_is_down: bool = False,
        **values: object,
    ) -> HTMLResponse:
        """The template inside the site's frame, never cached; the frame last known if need be."""
        frame = self._frame if shelf_is_down else self._current_frame()
        main = (
            self._spoken()
            .get_template(f"answers/{template}")
            .render(shop=self._facts, policies=self._in_force(), title=title, **values)
        )
        html = frame.replace("@@title@@", str(escape(title))).replace("@@main@@", main)
        return HTMLResponse(html, status, HEADERS)

    def facts(self) -> ShopFacts | None:
        """What is true of the shop, as of a minute ago at the most; None before it opens."""
        self._current_frame()
        return self._facts

    def policies(self) -> InForce:
        """What is in force today where the shop is, of what was published a minute ago."""
        self._current_frame()
        return self._in_force()

    def changed_since(self, agreement: str) -> tuple[PolicyVersion, ...]:
        """What the reader of that agreement wasn't shown; none where nobody can say."""
        self._current_frame()
        return changed_since(agreement, self._versions, self._today())

    def read_anew(self) -> None:
        """For whoever learned that the shelf says something else. Raises BookUnavailableError."""
        now = self._now()
        facts, versions = self._shelf.facts(), self._shelf.policies()
        self._frame = self._shelf.frame(self._name) or PLAIN_FRAME
        self._facts, self._versions, self._read_at = facts, versions, now

    def money(self, amount: int, currency: str) -> str:
        """An amount as the shop's own language writes it."""
        self._current_frame()
        return format_money(amount, currency, self._facts.locale if self._facts else "en_US")

    def _spoken(self) -> jinja2.Environment:
        if self._facts:
            _speak(self._jinja, self._facts.locale, self._facts.time_zone)
        return self._jinja

    @functools.cached_property
    def _jinja(self) -> jinja2.Environment:
        return environment(self._theme / "templates")

    def _current_frame(self) -> str:
        """The published frame, read once a minute; the last one known while that fails."""
        if self._read_at is None or self._now() - self._read_at >= FRAME_KEPT:
            with contextlib.suppress(BookUnavailableError):
                self.read_anew()
        return self._frame

    def _in_force(self) -> InForce:
        return in_force(self._versions, self._today())

    def _today(self) -> date:
        return day_there(self._now(), self._facts.time_zone if self._facts else "UTC")
