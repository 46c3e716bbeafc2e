"""Gives Pelican's templates what the shop's pages need: its filters, and what every page sees."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import jinja2
import msgspec
from babel.dates import format_date
from markupsafe import Markup

from domain.agreement import has_letter
from domain.consent import ADDRESS_WORDS, LETTER_WORDS
from domain.days import date_in_words
from domain.money import format_money
from domain.places import country_name
from domain.ring_sizes import size_elsewhere
from plugins.assets import Asset
from plugins.catalogue import Catalogue, Place
from plugins.delivery_data import decimal_price
from plugins.prose import Prose
from plugins.quick_escape import use_quick_escape
from plugins.structured_data import list_graph, piece_graph


def dress(environment: jinja2.Environment, catalogue: Catalogue, prose: Prose) -> None:
    """Add filters and globals. Few prices, days and countries stand on many pages."""
    use_quick_escape()
    locale = catalogue.shop.locale
    environment.filters |= {
        "money": functools.cache(functools.partial(format_money, locale=locale)),
        "country": functools.cache(functools.partial(country_name, locale=locale)),
        "day": functools.cache(functools.partial(format_date, format="long", locale=locale)),
        "date": functools.partial(date_in_words, locale=locale),
        "ring_size": functools.cache(size_elsewhere),
        "decimal": decimal_price,
        "graph": functools.partial(piece_graph, catalogue=catalogue),
        "way": functools.partial(list_graph, origin=catalogue.origin),
        "markdown": prose.html,
    }
    environment.globals |= {
        "letter_words": LETTER_WORDS,
        "address_words": ADDRESS_WORDS,
        "once": once(),
    }
    # Eight variants say much the same: what stands between their words needn't be sent.
    environment.policies["json.dumps_function"] = _compact
    environment.policies["json.dumps_kwargs"] = {}


def once() -> Callable[..., Markup]:
    """Make what templates use by `call`, around words that many pages share.

    What stands in it is rendered once for all that is named there: that must be all that it
    depends on, besides what is the same for every page.
    """
    rendered: dict[tuple[Any, ...], Markup] = {}

    def render(*depends_on: Any, caller: Callable[[], Markup]) -> Markup:  # noqa: ANN401  any value
        if depends_on not in rendered:
            rendered[depends_on] = caller()
        return rendered[depends_on]

    return render


def _compact(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def seen_by_all(catalogue: Catalogue, assets: Mapping[str, Asset], origin: str) -> dict[str, Any]:
    """What every page sees, whatever it is of. A change of it changes all of them."""
    shop, in_force = catalogue.shop, catalogue.policies.in_force
    return {
        "shop": shop,
        "policies": in_force,
        "has_letter": has_letter(shop, in_force),
        "has_archive": bool(catalogue.archive),
        "lang": shop.locale.replace("_", "-"),
        "theme_lang": theme_lang(shop.locale),
        "collections": tuple(each.place for each in catalogue.collections),
        "plain_pages": tuple(Place(p.slug, p.title, p.path) for p in catalogue.plain_pages),
        "assets": {name: asset.path for name, asset in assets.items()},
        "SITEURL": origin,
    }


def theme_lang(locale: str) -> str:
    """The language of the theme's own words. Prices and dates follow the shop's locale (`lang`)."""
    return "en-US" if locale.partition("_")[0] == "en" else "en"
