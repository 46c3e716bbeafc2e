"""Babel's languages without what nothing of ours says: all of them stay, each with fewer words."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

UNSAID = frozenset(
    {
        "compact_currency_formats",
        "compact_decimal_formats",
        "compound_unit_patterns",
        "currency_names",
        "currency_names_plural",
        "date_fields",
        "interval_formats",
        "languages",
        "list_patterns",
        "measurement_systems",
        "ordinal_form",
        "quarters",
        "scientific_formats",
        "scripts",
        "unit_display_names",
        "unit_patterns",
        "variants",
    }
)
"""Sections of CLDR: amounts, days, times and countries in words need none of them."""


NOT_SAID_SO = "\N{EMPTY SET}" * 3
"""CLDR's mark where a country doesn't say a zone as its language does: Babel says it in full."""

Words = dict[str, Any]


def cut_locales(folder: Path) -> None:
    """`folder` is Babel's `locale-data`. Its words are pickled, and are pickled again."""
    spoken = {
        file: pickle.loads(file.read_bytes())  # noqa: S301 (a part that is locked by its hash)
        for file in sorted(folder.glob("*.dat"))
    }
    in_full = {
        zone
        for words in spoken.values()
        for zone, names in words.get("meta_zones", {}).items()
        if NOT_SAID_SO in names.get("short", {}).values()
    }
    for file, words in spoken.items():
        # Empty, not gone: Babel looks into some of them before it knows whether it needs to.
        kept = {section: {} if section in UNSAID else said for section, said in words.items()}
        _shorten(kept, in_full)
        file.write_bytes(pickle.dumps(kept, protocol=4))


def _shorten(words: Words, in_full: set[str]) -> None:
    """Zones are said in short, “CST”; never “Central Standard Time” but where that isn't said."""
    for zones in ("meta_zones", "time_zones"):
        for zone, names in words.get(zones, {}).items():
            if zone not in in_full:
                names.pop("long", None)
