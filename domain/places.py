"""Countries by their names."""

from __future__ import annotations

from babel.core import Locale, UnknownLocaleError


def country_name(code: str, locale: str = "en_US") -> str:
    """“United States” for US; the code itself where the language has no name for it."""
    try:
        spoken = Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        spoken = Locale("en", "US")
    return str(spoken.territories.get(code, code))
