"""The pages around the letter that need no function: what it is, your choices, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from domain.agreement import has_letter
from plugins.catalogue import Catalogue
from plugins.page import Page

JOIN = "/letters/join/"

ANSWERS = ("asked", "joined", "moved", "left", "forgotten")
"""What is shown after a form of the newsletter, the same to everybody."""


def make(catalogue: Catalogue) -> Iterator[Page]:
    if not has_letter(catalogue.shop, catalogue.policies.in_force):
        return
    yield Page(JOIN, "letters/join", {})
    yield Page("/letters/choices/", "letters/choices", {})
    for name in ANSWERS:
        yield Page(f"/letters/{name}/", f"letters/{name}", {}, indexed=False)
