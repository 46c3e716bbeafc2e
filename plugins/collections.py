"""Reads `content/collections/<id>.md`: what belongs together, with a text and a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.catalogue import is_slug
from plugins.catalogue import Collection
from plugins.errors import ContentError, Notes
from plugins.fields import SLUG_ADVICE, Fields
from plugins.front_matter import read_document
from plugins.pictures import Picture, read_picture
from plugins.references import Slugs

COLLECTION_FIELDS = ("title", "summary", "piece", "alt")
OWN_PLACES = (
    *(
        "about",
        "account",
        "api",
        "care",
        "cart",
        "compare",
        "contact",
        "dev",
        "faq",
        "feeds",
        "fonts",
    ),
    *("journal", "letters", "pictures", "pieces", "policies", "privacy", "search"),
    *("size-guide", "static", "terms", "wishlist"),
)
"""Addresses that the shop needs itself; pages of the owner's own have theirs as well."""


def collection_ids(content: Path) -> set[str]:
    return {path.stem for path in (content / "collections").glob("[!.]*.md")}


class CollectionReader:
    """Reads all collections; `pictures` are the first pictures of the pieces by slug."""

    def __init__(
        self,
        content: Path,
        cache: Path,
        pictures: Mapping[str, Picture],
        slugs: Slugs,
        errors: list[ContentError],
    ) -> None:
        self.content = content
        self.cache = cache
        self.pictures = pictures
        self.slugs = slugs
        self.errors = errors

    def read_all(self) -> list[Collection]:
        """By title."""
        paths = sorted((self.content / "collections").glob("[!.]*.md"))
        read = [self._read(path) for path in paths]
        found = [collection for collection in read if collection]
        return sorted(found, key=lambda collection: collection.title)

    def _read(self, path: Path) -> Collection | None:
        notes = Notes(path, self.content.parent, self.errors)
        document = read_document(path, notes, COLLECTION_FIELDS)
        if document is None:
            return None
        fields = document.fields
        self._check_address(path, notes)
        title = fields.text("title", "Rings")
        summary = fields.text("summary", "Bands, signets and stones, each made to be worn daily.")
        picture = self._picture(path, fields, notes)
        if picture is None or not notes.sound:
            return None
        return Collection(
            id=path.stem,
            title=title or "",
            path=f"/{path.stem}/",
            summary=summary or "",
            text=document.text,
            picture=picture,
        )

    def _check_address(self, path: Path, notes: Notes) -> None:
        page = self.content / "pages" / path.name
        if not is_slug(path.stem):
            notes.add(1, "file", f"“{path.stem}” can't be in an address. {SLUG_ADVICE}")
        elif path.stem in OWN_PLACES or page.exists():
            advice = "Choose another name, such as rings.md."
            notes.add(1, "file", f"/{path.stem}/ is a page of the shop's own. {advice}")

    def _picture(self, path: Path, fields: Fields, notes: Notes) -> Picture | None:
        """The collection's own picture beside its file, or the first one of a piece."""
        beside = path.with_suffix(".jpg")
        if beside.exists():
            alt = fields.text("alt", "Three rings on linen") or ""
            return read_picture(beside, f"collections-{path.stem}", alt, self.cache, notes)
        slug = fields.text("piece", "river-band")
        if slug is not None and (fault := self.slugs.fault(slug)):
            fields.note("piece", f"{fault} Or put a picture beside this file, as {beside.name}.")
        if fields.has("alt"):
            fields.note("alt", f"There is no {beside.name}. Remove this line, or add the picture.")
        return self.pictures.get(slug or "")
