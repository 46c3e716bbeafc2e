"""Reads a piece's pictures: found by number in its folder, each with the words of its `alt`."""

from __future__ import annotations

import re
from pathlib import Path

from plugins.errors import Notes
from plugins.fields import Fields
from plugins.pictures import Picture, read_picture

NAME = re.compile(r"([1-9][0-9]?)\.jpg")


def read_pictures(fields: Fields, folder: Path, cache: Path) -> tuple[tuple[Picture, ...], int]:
    """The pictures that can be shown, and how many files there are; what is wrong is noted."""
    notes = fields.notes
    if not folder.is_dir():
        place = f"content/products/{folder.name}/1.jpg"
        notes.add(1, "pictures", f"1.jpg is missing. Put it at {place}.")
        return (), 0
    paths = _find(folder, notes)
    alts = fields.texts("alt", "The ring on pale linen, seen from above")
    _check_alts(fields, len(paths), len(alts))
    read = [
        read_picture(path, folder.name, alt, cache, notes)
        for path, alt in zip(paths, alts, strict=False)
    ]
    return tuple(picture for picture in read if picture), len(paths)


def _find(folder: Path, notes: Notes) -> list[Path]:
    """The pictures 1.jpg, 2.jpg … of a piece's folder; what is missing or misnamed is noted."""
    names = {path.name for path in folder.iterdir()} - {"index.md"}
    numbers = sorted(int(match[1]) for name in names if (match := NAME.fullmatch(name)))
    for name in sorted(names):
        if not NAME.fullmatch(name) and not name.startswith("."):
            notes.add(1, "pictures", f"“{name}” is no picture. Call pictures 1.jpg, 2.jpg …")
    for wanted in range(1, max(numbers, default=1) + 1):
        if wanted not in numbers:
            notes.add(1, "pictures", f"{wanted}.jpg is missing. Put it beside index.md.")
    return [folder / f"{number}.jpg" for number in numbers]


def _check_alts(fields: Fields, pictures: int, alts: int) -> None:
    """Each picture has words for those who don't see it."""
    if 0 < alts < pictures:
        missing = ", ".join(f"{number}.jpg" for number in range(alts + 1, pictures + 1))
        fields.note("alt", f"Nothing is said of {missing}. Write a line for each picture.")
    elif alts > pictures > 0:
        advice = "Remove a line, or add the picture."
        fields.note("alt", f"There is no {pictures + 1}.jpg. {advice}", pictures + 1)
