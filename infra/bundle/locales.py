"""Babel's languages without what nothing of ours says: all of them stay, each with fewer words."""

from __future__ import annotations

import pickle
from pathlib import Path

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


ZONES = ("meta_zones", "time_zones")
"""Their names are said in short: “CST”, never “Central Standard Time”."""


def cut_locales(folder: Path) -> None:
    """`folder` is Babel's `locale-data`. Its words are pickled, and are pickled again."""
    for file in sorted(folder.glob("*.dat")):
        words = pickle.loads(file.read_bytes())  # noqa: S301 (a part that is locked by its hash)
        # Empty, not gone: Babel looks into some of them before it knows whether it needs to.
        kept = {section: {} if section in UNSAID else said for section, said in words.items()}
        for zones in ZONES:
            for names in kept.get(zones, {}).values():
                names.pop("long", None)
        file.write_bytes(pickle.dumps(kept, protocol=4))
