"""Reads `content/products/`: pieces, their variants, their facts and their pictures."""

from __future__ import annotations

import re
from collections.abc import Collection as Ids
from datetime import date
from pathlib import Path

import msgspec

from domain.catalogue import Piece, is_slug
from plugins.catalogue import Facet, SourcePiece
from plugins.engraving import read_engraving
from plugins.errors import ContentError, Notes
from plugins.fields import Fields
from plugins.front_matter import Document, read_document
from plugins.pictures import Picture, find_pictures, read_picture
from plugins.variants import VariantReader

PIECE_FIELDS = (
    "title",
    "sku",
    "price",
    "compare_at",
    "made",
    "one_of_a_kind",
    "made_to_order",
    "added",
    "status",
    "collections",
    "summary",
    "metal",
    "stones",
    "materials",
    "hallmark",
    "nickel_free",
    "dimensions",
    "weight",
    "care",
    "gift_wrap",
    "options",
    "variants",
    "engraving",
    "alt",
    "related",
    "aliases",
    "tax_code",
    "shipping_class",
    "seo_title",
    "seo_description",
)
STATUSES = ("draft", "published", "retired")
TAX_CODE = re.compile(r"txcd_[0-9]{8}")
SLUG_ADVICE = "Write small letters, digits and hyphens, such as river-band."


class PieceReader:
    """Reads all pieces of a content folder; errors of every file go into `errors`."""

    def __init__(
        self,
        content: Path,
        currency: str,
        left: dict[str, int] | None,
        cache: Path,
        errors: list[ContentError],
        *,
        collections: Ids[str] = (),
        metals: tuple[Facet, ...] = (),
        stones: tuple[Facet, ...] = (),
    ) -> None:
        self.content = content
        self.currency = currency
        self.variants = VariantReader(currency, left)
        self.cache = cache
        self.errors = errors
        self.collections = collections
        self.metals = metals
        self.stones = stones

    def read_all(self) -> list[SourcePiece]:
        """The newest piece first; drafts are read for their errors and left out."""
        folder = self.content / "products"
        files = {path.stem: path for path in sorted(folder.glob("[!.]*.md"))}
        for path in sorted(folder.glob("[!.]*/")):
            inside = path / "index.md"
            if path.name in files and inside.exists():
                where = files[path.name].relative_to(self.content.parent)
                self._notes(inside).add(1, "file", f"{where} is this piece too. Remove one.")
            elif path.name not in files:
                files[path.name] = inside
        read = [source for slug, path in files.items() if (source := self._read(slug, path))]
        return sorted(read, key=lambda source: (-source.added.toordinal(), source.piece.slug))

    def _notes(self, path: Path) -> Notes:
        return Notes(path, self.content.parent, self.errors)

    def _read(self, slug: str, path: Path) -> SourcePiece | None:
        notes = self._notes(path)
        before = len(self.errors)
        document = read_document(path, notes)
        if document is None:
            return None
        if not is_slug(slug):
            notes.add(1, "folder", f"“{slug}” can't be in an address. {SLUG_ADVICE}")
        fields = document.fields
        fields.refuse_unknown(PIECE_FIELDS)
        status = fields.matching(
            "status", STATUSES.__contains__, f"Write one of {', '.join(STATUSES)}."
        )
        source = self._source(document, slug, notes, retired=status == "retired")
        return source if len(self.errors) == before and status != "draft" else None

    def _source(self, document: Document, slug: str, notes: Notes, *, retired: bool) -> SourcePiece:
        fields = document.fields
        if not document.text:
            notes.add(fields.line, "text", "It is missing. Write it below the second ---.")
        summary = fields.text("summary", "A ring hammered by hand, one dent at a time.")
        metal = fields.text("metal", "Sterling silver")
        stones = fields.texts("stones")
        return SourcePiece(
            piece=self._piece(fields, slug, retired=retired),
            added=fields.day("added") or date.min,
            collections=self._collections(fields),
            summary=summary or "",
            metal=metal or "",
            metals=_found(self.metals, metal or ""),
            stones=_found(self.stones, " ".join(stones)),
            facts=_facts(fields, metal or "", stones),
            care=fields.text("care"),
            gift_wrap=fields.text("gift_wrap"),
            text=document.text,
            pictures=self._pictures(fields, slug, notes),
            retired=retired,
            related=fields.texts("related"),
            aliases=fields.texts("aliases"),
            seo_title=fields.text("seo_title"),
            seo_description=fields.text("seo_description"),
        )

    def _collections(self, fields: Fields) -> tuple[str, ...]:
        named = fields.text_or_texts("collections", "rings")
        for name in named:
            if name not in self.collections:
                fields.note(
                    "collections",
                    f"There is no collection “{name}”. Write one of "
                    f"{', '.join(sorted(self.collections))}, or write collections/{name}.md.",
                )
        return named or ("",)

    def _piece(self, fields: Fields, slug: str, *, retired: bool) -> Piece:
        options, variants = self.variants.read(fields, slug)
        if retired:
            variants = tuple(msgspec.structs.replace(each, left=0) for each in variants)
        return Piece(
            slug=slug,
            title=fields.text("title", "River band") or "",
            path=f"/pieces/{slug}/",
            picture=f"/pictures/{slug}/1.jpg",
            currency=self.currency,
            variants=variants,
            one_of_a_kind=fields.flag("one_of_a_kind"),
            tax_code=fields.matching(
                "tax_code", TAX_CODE.fullmatch, "Write Stripe's code: txcd_99999999."
            ),
            shipping_class=fields.matching("shipping_class", is_slug, SLUG_ADVICE) or "small",
            options=options,
            engraving=read_engraving(fields, self.currency),
        )

    def _pictures(self, fields: Fields, slug: str, notes: Notes) -> tuple[Picture, ...]:
        folder = self.content / "products" / slug
        paths = find_pictures(folder, notes)
        alts = fields.texts("alt", "The ring on pale linen, seen from above")
        if alts and len(alts) != max(len(paths), 1):
            fields.note(
                "alt",
                f"There are {len(paths)} pictures and {len(alts)} texts. "
                "Write one line for each picture, in their order.",
            )
        read = [
            read_picture(path, slug, alt, self.cache, notes)
            for path, alt in zip(paths, alts, strict=False)
        ]
        return tuple(picture for picture in read if picture)


def _found(facets: tuple[Facet, ...], text: str) -> tuple[str, ...]:
    """The ids of the facets whose words the text mentions."""
    said = text.casefold()
    return tuple(
        facet.id for facet in facets if any(word.casefold() in said for word in facet.words)
    )


def _facts(fields: Fields, metal: str, stones: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    told = (
        ("Metal", metal),
        ("Stones", ", ".join(stones)),
        ("Materials", ", ".join(fields.texts("materials"))),
        ("Hallmark", fields.text("hallmark")),
        ("Nickel", "Free of nickel" if fields.flag("nickel_free") else None),
        ("Dimensions", fields.text("dimensions", "⅜ in (9.5 mm) across")),
        ("Weight", fields.text("weight")),
    )
    return tuple((name, words) for name, words in told if words)
