"""Countries by their names."""

from __future__ import annotations

from domain.languages import language


def country_name(code: str, locale: str = "en_US") -> str:
    """“United States” for US; the code itself where the language has no name for it."""
    return str(language(locale).territories.get(code, code))
