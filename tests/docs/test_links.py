"""What the papers point to is there: files, and headings in them; and each paper is pointed to."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.blocks import PAPERS, ROOT

LINK = re.compile(
    r"\]\((?!https?:|mailto:|/)([^)\s]*)\)|<(?:img|a) [^>]*(?:src|href)=\"(?!http)([^\"]+)\""
)
FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def anchors(paper: Path) -> set[str]:
    """The names by which a forge reaches a paper's headings."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", paper.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def targets(paper: Path) -> list[str]:
    text = FENCED.sub("", paper.read_text(encoding="utf-8"))
    return [one or other for one, other in LINK.findall(text)]


def test_every_link_leads_to_a_file_and_a_heading_that_are_there() -> None:
    broken = []
    for paper in PAPERS:
        for target in targets(paper):
            path, _, anchor = target.partition("#")
            there = (paper.parent / path).resolve() if path else paper
            found = there.exists() and (not anchor or anchor in anchors(there))
            if not found:
                broken.append(f"{paper.relative_to(ROOT)}: {target}")

    assert broken == []


def test_every_paper_can_be_reached_from_the_readme() -> None:
    to_read, reached = [ROOT / "README.md"], set[Path]()
    while to_read:
        paper = to_read.pop()
        reached.add(paper)
        for target in targets(paper):
            there = (paper.parent / target.partition("#")[0]).resolve()
            if there.is_dir():
                to_read += [each for each in there.glob("*.md") if each not in reached]
            elif there.suffix == ".md" and there not in reached and there.exists():
                to_read.append(there)

    assert set(PAPERS) - reached == set()
