"""The commands in the papers: each block of them is run, or says why it can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAPERS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<why>[^\n]+?) -->\n)?^```sh\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


FENCE = re.compile(r"^ *```(?P<label>\w*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(\./shop [^`\n]+)`")


class Block(NamedTuple):
    """`why` says why it isn't run; empty where it is."""

    paper: str
    line: int
    why: str
    commands: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.paper}:{self.line}"


def blocks(paper: Path) -> Iterator[Block]:
    text = paper.read_text(encoding="utf-8")
    name = str(paper.relative_to(ROOT))
    for found in BLOCK.finditer(text):
        lines = found["text"].replace("\\\n", " ").splitlines()
        commands = tuple(_command(line) for line in lines if _command(line))
        yield Block(
            name, text.count("\n", 0, found.start("text")) + 1, found["why"] or "", commands
        )


def _command(line: str) -> str:
    """The command without the remark behind it."""
    return re.sub(r"(^|\s+)#.*", "", line).strip()


def every_block() -> list[Block]:
    return [block for paper in PAPERS for block in blocks(paper)]


def labels() -> Iterator[tuple[str, str, str]]:
    """Each fenced block's paper and line, its label, and what is in it."""
    for paper in PAPERS:
        text = paper.read_text(encoding="utf-8")
        for found in FENCE.finditer(text):
            line = text.count("\n", 0, found.start("text"))
            yield f"{paper.relative_to(ROOT)}:{line}", found["label"], found["text"]


def in_sentences() -> Iterator[tuple[str, str]]:
    """Commands that stand within a sentence, and the paper that they are in."""
    for paper in PAPERS:
        for told in INLINE.findall(paper.read_text(encoding="utf-8")):
            yield str(paper.relative_to(ROOT)), told
