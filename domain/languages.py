"""Which language something is said in.

Babel is loaded for the first words that need it: most of what a function does says none, and
whoever waits for its cold start would wait for a language too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.core import Locale


def language(locale: str) -> Locale:
    """The language of that name, such as en_US; American English for one that nobody knows."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        return Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")
