"""The desk's pages in the shop's look: templates of its own, colors and type of the theme."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from desk.order_page import address_lines, moment, status_in_words
from desk.return_page import pieces
from desk.web.parts import DeskParts
from desk.web.pictures import picture_of
from domain.carriers import follow_link
from domain.days import date_in_words, day_in_words
from domain.money import format_money, plain_amount
from domain.orders import Order, Status
from domain.return_rules import REASONS
from functions.web.pages import environment

TEMPLATES = Path(__file__).with_name("templates")

NAV = {
    "/": "Today",
    "/orders": "Orders",
    "/returns": "Returns",
    "/stock": "Stock",
    "/sales": "Sales",
}
"""Pages of the desk, by their place behind the key. A new one is added here and in `app`."""


class Paper:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._jinja: jinja2.Environment = environment(TEMPLATES)
        self._jinja.globals["has_picture"] = lambda slug: picture_of(parts.site, slug) is not None
        self._jinja.globals["came_back"] = pieces
        self._jinja.filters["reason_words"] = lambda it: REASONS[it.reason]
        self._jinja.filters["status_words"] = _status
        self._jinja.filters["address_lines"] = address_lines
        self._jinja.filters["follow"] = follow_link
        self._jinja.filters["plain_amount"] = plain_amount

    def page(
        self, request: Request, template: str, title: str, status: int = 200, **values: object
    ) -> HTMLResponse:
        """A page of the desk. Raises BookUnavailableError where even the shop's name isn't known."""
        facts = self._parts.shelf.facts()
        locale = facts.locale if facts else "en_US"
        self._jinja.filters["money"] = partial(format_money, locale=locale)
        self._jinja.filters["day"] = partial(day_in_words, locale=locale)
        self._jinja.filters["date"] = partial(date_in_words, locale=locale)
        self._jinja.filters["moment"] = partial(moment, shop=facts)
        name = facts.name if facts else "Your shop"
        return self._answer(request, template, title, status, {"shop_name": name} | values)

    def words(self, request: Request, title: str, status: int, *sentences: str) -> HTMLResponse:
        """A page of a few sentences, which asks nothing of the shop."""
        told = {"shop_name": "Your shop", "sentences": sentences}
        return self._answer(request, "words.html", title, status, told)

    def _answer(
        self,
        request: Request,
        template: str,
        title: str,
        status: int,
        values: Mapping[str, object],
    ) -> HTMLResponse:
        base = request.scope.get("root_path", "")
        here = request.url.path.removeprefix(base)
        html = self._jinja.get_template(template).render(
            base=base,
            nav=NAV if base else {},
            here=here,
            title=title,
            where=self._parts.where,
            **values,
        )
        return HTMLResponse(html, status)


def _status(order: Order) -> str:
    """As the filters name it: a piece that is “making” is in the workshop."""
    words = status_in_words(order)
    return "in the workshop" if order.status is Status.MAKING else words


def behind(request: Request, path: str) -> RedirectResponse:
    """To another page of the desk, after something was done."""
    return RedirectResponse(f"{request.scope['root_path']}{path}", 303)
