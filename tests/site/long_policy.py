"""Writes a policy with as many long versions as a test needs, each edited from the last."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

FIRST = date(2020, 1, 1)
MOVES_EVERY = 5
WORDS = [
    "a",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "back",
    "be",
    "before",
    "by",
    "can",
    "do",
    "for",
    "from",
    "have",
    "how",
    "if",
    "in",
    "it",
    "its",
    "may",
    "more",
    "no",
    "not",
    "of",
    "on",
    "or",
    "other",
    "our",
    "parcel",
    "piece",
    "ring",
    "shop",
    "so",
    "than",
    "that",
    "the",
    "them",
    "they",
    "this",
    "to",
    "us",
    "we",
    "what",
    "when",
    "which",
    "who",
    "will",
    "with",
    "write",
    "you",
    "your",
    "order",
    "letter",
    "day",
    "money",
    "return",
    "workshop",
    "silver",
    "gold",
]


def long_versions(number: int, kilobytes: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Name and text of each version: in every one some words change, in every fifth a part moves."""
    chance = random.Random(seed)  # noqa: S311  the same texts every time, not secrets
    parts = [_part(chance, number) for number in range(kilobytes)]
    for count in range(number):
        if count:
            _edit(parts, chance, move=count % MOVES_EVERY == 0)
        day = FIRST + timedelta(days=30 * count)
        head = f"---\ntitle: House rules\nsummary: Edit number {count}.\nmaterial: false\n---\n"
        yield f"{day}.md", head + "\n\n".join(parts) + "\n"


def _part(chance: random.Random, number: int) -> str:
    """Somewhat more than a kilobyte: a heading, paragraphs, a list or a table."""
    blocks = [f"## Part {number}", _paragraph(chance), _paragraph(chance)]
    if number % 3 == 0:
        blocks.append("\n".join(f"- {_sentence(chance)}" for _ in range(4)))
    elif number % 3 == 1:
        rows = (f"| {_sentence(chance)} | {_sentence(chance)} |" for _ in range(2))
        blocks.append("\n".join(["| What | Why |", "| --- | --- |", *rows]))
    else:
        blocks.append(f"[{_sentence(chance)}](/contact/) {_sentence(chance)}")
    return "\n\n".join(blocks)


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(7))


def _sentence(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=chance.randint(8, 17))
    return " ".join(words).capitalize() + "."


def _edit(parts: list[str], chance: random.Random, *, move: bool) -> None:
    for number in chance.sample(range(len(parts)), k=min(3, len(parts))):
        words = parts[number].split(" ")
        words[chance.randrange(len(words))] = "changed"
        parts[number] = " ".join(words)
    if move:
        parts.insert(chance.randrange(len(parts)), parts.pop(chance.randrange(len(parts))))
