"""The pages around “Your things” that need no function: what it is with its form, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.catalogue import Catalogue
from plugins.page import Page

ACCOUNT = "/account/"
ASKED = "/account/asked/"


def make(catalogue: Catalogue) -> Iterator[Page]:
    del catalogue  # They are the same whatever is sold.
    yield Page(ACCOUNT, "account/start", {})
    yield Page(ASKED, "account/asked", {}, indexed=False)
