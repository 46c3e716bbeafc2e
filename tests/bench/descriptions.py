"""Makes descriptions of pieces as an owner would write them, in the Markdown that she would use."""

from __future__ import annotations

import random

SENTENCES = (
    "The band is hammered on a river stone, one dent at a time, until it rings like a bell.",
    "It's heavier than it looks, and *warmer*, because the gold is nearly pure.",
    "Wear it beside the [river band](/pieces/river-band/): the two were made from one sheet.",
    "We found the stone on a walk near Llano in 2019 -- a gray day, and the only dry one that week.",
    "“Make it plain,” she said, and it is plain: no bezel, no milgrain, nothing that catches.",
    "The edges are rounded by hand, so it slides over a knuckle and **stays where it belongs**.",
    "Its color changes with the hour; by candlelight it's nearly brown, at noon it is the sky.",
    'Ask for the "brushed" finish if you work with your hands... it hides what a week does to it.',
    "A thin wire runs around the foot of the setting, twisted left, then right, and soldered twice.",
    "Each one takes four days: one to cast, one to file, one to set, and one to leave it alone.",
    "The clasp opens with one thumb and closes with a click that you can hear across the table.",
    "Silver darkens where it is left and brightens where it is worn; rub it, and it forgives you.",
    "There are 12 of them, 3 mm apart, held by 48 grains of metal no larger than a poppy seed.",
    "If it doesn't fit, send it back within a month & we'll make it fit, or return what you paid.",
    "The chain is 18 in long, with a ring at 16 in for those who wear it higher.",
    "`750` is stamped inside, and our mark, which is a juniper berry (or so we like to think).",
)
LISTS = (
    "- cast in river sand\n- filed and sanded by hand\n- set under a glass, twice as large",
    "1. Breathe on it.\n2. Wipe it with a soft cloth.\n3. Put it in its box.",
    "| Size | Wide | Thick |\n| --- | ---: | :-: |\n| small | 3 mm | 1.2 mm |\n| large | 5 mm | 1.6 mm |",
    "> I have worn it every day for a year, in the garden too.\n> It looks better for it.",
    "## How it is made\n\nSlowly, and with the window open.",
)


def description(words: random.Random, least: int = 180) -> str:
    """Markdown of `least` words and a few more."""
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < least:
        parts.append(" ".join(words.sample(SENTENCES, words.randint(2, 5))))
        if words.random() < 0.3:
            parts.append(words.choice(LISTS))
    return "\n\n".join(parts) + "\n"
