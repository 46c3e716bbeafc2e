"""How long the differences of a long policy with many versions take: `make bench-differences`.

Every version is edited in a few places: words replaced, blocks added, removed and moved.
"""

from __future__ import annotations

import random
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from plugins.policy_diff import Differences
from plugins.prose import Prose

VERSIONS = 60
BYTES = 50_000
SMALL = "the of to and a in that is we you your for it with as on or be are by".split()  # noqa: SIM905
LARGE = 1500


def main() -> None:
    versions = write_versions(random.Random(4))  # noqa: S311  the same words every time
    with tempfile.TemporaryDirectory() as folder:
        prose = Prose(Path(folder) / "prose")
        pages = [prose.html(text) for text in versions]
        for state in ("cold", "warm"):
            began, used = time.perf_counter(), time.process_time()
            differences = Differences(Path(folder) / "differences")
            for before, after in pairwise(pages):
                differences.between(before, after)
            for before in pages[:-1]:
                differences.between(before, pages[-1], whole=True)
            wall, cpu = time.perf_counter() - began, time.process_time() - used
            print(f"{state}: {2 * len(pages) - 2} differences, {wall:.2f} s ({cpu:.2f} s of CPU)")


def write_versions(chance: random.Random) -> list[str]:
    words = [
        "".join(chance.choices("aeioustrnlmdpckg", k=chance.randint(4, 10))) for _ in range(LARGE)
    ]
    blocks: list[str] = []
    while sum(map(len, blocks)) < BYTES:
        blocks.append(_block(chance, words))
    versions = [blocks]
    while len(versions) < VERSIONS:
        versions.append(_edited(chance, words, versions[-1]))
    return ["\n\n".join(version) for version in versions]


def _edited(chance: random.Random, words: list[str], blocks: list[str]) -> list[str]:
    blocks = list(blocks)
    for _ in range(chance.randint(2, 8)):
        at = chance.randrange(len(blocks))
        match chance.choice(["words", "words", "words", "add", "remove", "move"]):
            case "words":
                edited = blocks[at].split(" ")
                for _ in range(chance.randint(1, 4)):
                    edited[chance.randrange(len(edited))] = chance.choice(words)
                blocks[at] = " ".join(edited)
            case "add":
                blocks.insert(at, _block(chance, words))
            case "remove":
                del blocks[at]
            case "move":
                blocks.insert(chance.randrange(len(blocks)), blocks.pop(at))
    return blocks


def _block(chance: random.Random, words: list[str]) -> str:
    match chance.choice(["text", "text", "text", "list", "heading", "table"]):
        case "list":
            items = range(chance.randint(2, 7))
            return "\n".join("- " + _say(chance, words, chance.randint(4, 20)) for _ in items)
        case "heading":
            return "## " + _say(chance, words, 3)
        case "table":
            rows = [f"| {_say(chance, words, 2)} | {_say(chance, words, 4)} |" for _ in range(6)]
            return "\n".join([rows[0], "| --- | --- |", *rows[1:]])
        case _:
            sentences = range(chance.randint(1, 5))
            return " ".join(f"{_say(chance, words, chance.randint(8, 24))}." for _ in sentences)


def _say(chance: random.Random, words: list[str], count: int) -> str:
    """Some words are common, as they are in any language."""
    said = [
        chance.choice(SMALL)
        if chance.random() < 0.45
        else words[min(int(chance.expovariate(0.006)), LARGE - 1)]
        for _ in range(count)
    ]
    return " ".join(said).capitalize()


if __name__ == "__main__":
    main()
