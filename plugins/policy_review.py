"""`content/policies/reviewed.toml`: which versions the owner has read and stands by.

A version counts by its hash: whoever changes a word of it has to read it again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import msgspec

from domain.policies import PolicyVersion
from plugins.policy_text import PolicyBook

REVIEWED = "reviewed.toml"
HEAD = "# Which versions were read, by whom and when. Written by: ./shop policies reviewed\n"


class ReviewError(Exception):
    """The file of what was read can't be read itself; the message says what to do."""


class Review(msgspec.Struct, frozen=True):
    sha256: str
    on: date
    by: str


def read_reviews(policies: Path) -> dict[str, Review]:
    """What was read, by “privacy/2026-09-01”. Raises ReviewError."""
    file = policies / REVIEWED
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        return msgspec.convert(told, dict[str, Review])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise ReviewError(
            f"{file} can't be read ({error}). Bring it back as it was, or remove it and read the "
            "policies again."
        ) from error


def write_reviews(policies: Path, reviews: Mapping[str, Review]) -> None:
    parts = [
        f'\n["{key}"]\nsha256 = "{each.sha256}"\non = {each.on}\nby = {_text(each.by)}\n'
        for key, each in sorted(reviews.items())
    ]
    fresh = policies / f".{REVIEWED}.part"
    fresh.write_text(HEAD + "".join(parts), encoding="utf-8")
    fresh.replace(policies / REVIEWED)


def _text(value: str) -> str:
    """Text stands in TOML as it does in JSON."""
    return msgspec.json.encode(value).decode()


def visible(book: PolicyBook) -> tuple[PolicyVersion, ...]:
    """What visitors can be held to: each policy's version in force, and those announced."""
    return (*book.in_force.versions, *book.announced)


def unread(book: PolicyBook, reviews: Mapping[str, Review]) -> list[PolicyVersion]:
    """The visible versions that nobody has read as they are now."""
    return [each for each in visible(book) if not _is_read(each, reviews)]


def _is_read(version: PolicyVersion, reviews: Mapping[str, Review]) -> bool:
    review = reviews.get(version.key)
    return review is not None and review.sha256 == version.sha256


def reviewed(
    versions: Iterable[PolicyVersion], reviews: Mapping[str, Review], on: date, by: str
) -> dict[str, Review]:
    """The reviews with these versions' own."""
    return {**reviews} | {each.key: Review(each.sha256, on, by) for each in versions}
