"""The pages that are only words, the size guide with its table and its sizer, and the contact form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.contact import TOPICS
from plugins.catalogue import Catalogue
from plugins.page import Page
from plugins.ring_sizer import Sizer

SIZE_GUIDE, CONTACT = "size-guide", "contact"
TEMPLATES = {SIZE_GUIDE: "size_guide", CONTACT: "contact"}
"""Pages that have more than their words, by their slugs."""


def make(catalogue: Catalogue) -> Iterator[Page]:
    for page in catalogue.plain_pages:
        values: dict[str, Any] = {"page": page}
        if page.slug == SIZE_GUIDE:
            values["sizer"] = Sizer()
        if page.slug == CONTACT:
            values["topics"] = TOPICS
        yield Page(page.path, TEMPLATES.get(page.slug, "page"), values)
