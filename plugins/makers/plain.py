"""The pages that are only words, and the size guide with its table and its sizer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.catalogue import Catalogue
from plugins.page import Page
from plugins.ring_sizer import Sizer

SIZE_GUIDE = "size-guide"


def make(catalogue: Catalogue) -> Iterator[Page]:
    for page in catalogue.plain_pages:
        values: dict[str, Any] = {"page": page}
        if page.slug == SIZE_GUIDE:
            values["sizer"] = Sizer()
        template = "size_guide" if page.slug == SIZE_GUIDE else "page"
        yield Page(page.path, template, values)
