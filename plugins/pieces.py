"""Reads `content/products/`: pieces, what of them can be bought, and their pictures."""

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
from plugins.facts import choices, mentioned, read_facts
from plugins.fields import SLUG_ADVICE, Fields
from plugins.front_matter import Document, read_document
from plugins.piece_pictures import read_pictures
from plugins.references import Slugs
from plugins.variants import LONGEST_ID, VariantReader

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


class Written(msgspec.Struct, frozen=True):
    """A piece as it was read, what it was read from, and whether it is shown."""

    source: SourcePiece
    fields: Fields
    shown: bool


class PieceReader:
    """Reads all pieces of a content folder; errors of every file go into `errors`.

    After `read_all`, `slugs` knows every piece that there is.
    """

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
        self.slugs = Slugs((), ())

    def read_all(self) -> list[SourcePiece]:
        """The newest piece first; drafts are read for their errors and left out."""
        files = self._files()
        self.slugs = Slugs(files, (facet.id for facet in (*self.metals, *self.stones)))
        read = [found for slug, path in files.items() if (found := self._read(slug, path))]
        for each in read:
            self.slugs.claim(each.fields, each.source.piece.slug, each.source.aliases)
        for each in read:
            self.slugs.check_related(each.fields, each.source.piece.slug, each.source.related)
        shown = (each.source for each in read if each.shown)
        return sorted(shown, key=lambda source: (-source.added.toordinal(), source.piece.slug))

    def _files(self) -> dict[str, Path]:
        """Each piece's file by its slug: `river-band.md`, or `index.md` in `river-band/`."""
        folder = self.content / "products"
        files = {path.stem: path for path in sorted(folder.glob("[!.]*.md")) if path.is_file()}
        for path in sorted(folder.glob("[!.]*")):
            inside = path / "index.md"
            if not path.is_dir():
                if path.suffix != ".md":
                    advice = "Move it into the folder of its piece, or away."
                    self._notes(path).add(1, "file", f"It belongs to no piece. {advice}")
            elif path.name not in files:
                files[path.name] = inside
            elif inside.exists():
                where = self._notes(files[path.name]).path
                self._notes(inside).add(1, "file", f"{where} is this piece too. Remove one.")
        return files

    def _notes(self, path: Path) -> Notes:
        return Notes(path, self.content.parent, self.errors)

    def _read(self, slug: str, path: Path) -> Written | None:
        notes = self._notes(path)
        document = read_document(path, notes, PIECE_FIELDS)
        if document is None:
            return None
        self._check_slug(slug, notes)
        fields = document.fields
        status = fields.one_of("status", STATUSES)
        if status == "draft":
            self.slugs.drafts.add(slug)
        source = self._source(document, slug, retired=status == "retired")
        return Written(source, fields, shown=notes.sound and status != "draft")

    def _check_slug(self, slug: str, notes: Notes) -> None:
        if not is_slug(slug):
            notes.add(1, "folder", f"“{slug}” can't be in an address. {SLUG_ADVICE}")
        elif len(slug) > LONGEST_ID:
            problem = f"“{slug}” has {len(slug)} signs. Choose a name of {LONGEST_ID} at most."
            notes.add(1, "folder", problem)
        elif fault := self.slugs.taken(slug):
            notes.add(1, "folder", f"{fault} Choose another name.")

    def _source(self, document: Document, slug: str, *, retired: bool) -> SourcePiece:
        fields = document.fields
        summary = fields.text("summary", "A ring hammered by hand, one dent at a time.")
        metal = fields.text("metal", "Sterling silver") or ""
        stones = fields.texts("stones")
        pictures, count = read_pictures(fields, self.content / "products" / slug, self.cache)
        piece = self._piece(fields, slug, count, retired=retired)
        return SourcePiece(
            piece=piece,
            added=fields.day("added") or date.min,
            collections=self._collections(fields),
            summary=summary or "",
            metal=metal,
            metals=self._metals(fields, metal, piece),
            stones=mentioned(self.stones, " ".join(stones)),
            facts=read_facts(fields, piece, metal, stones),
            care=fields.text("care"),
            gift_wrap=fields.text("gift_wrap"),
            text=document.text,
            pictures=pictures,
            retired=retired,
            related=fields.names("related"),
            aliases=fields.names("aliases"),
            seo_title=fields.text("seo_title"),
            seo_description=fields.text("seo_description"),
        )

    def _collections(self, fields: Fields) -> tuple[str, ...]:
        named = fields.text_or_texts("collections", "rings")
        fields.check_each("collections", named, self._collection_fault)
        return named or ("",)

    def _collection_fault(self, name: str) -> str | None:
        if name in self.collections:
            return None
        known = ", ".join(sorted(self.collections))
        advice = f"Write one of {known}, or make" if known else "Make"
        return f"There is no collection “{name}”. {advice} collections/{name}.md."

    def _metals(self, fields: Fields, metal: str, piece: Piece) -> tuple[str, ...]:
        """The ids of the metals that it is made of, or that can be chosen."""
        found = mentioned(self.metals, f"{metal} {choices(piece)}")
        if metal and self.metals and not mentioned(self.metals, metal):
            known = ", ".join(facet.label.lower() for facet in self.metals)
            advice = f"Add it to “metals” in shop.yaml, or write one with {known}."
            fields.note("metal", f"“{metal}” is none of the shop's metals. {advice}")
        return found

    def _piece(self, fields: Fields, slug: str, pictures: int, *, retired: bool) -> Piece:
        one_of_a_kind = fields.flag("one_of_a_kind") or False
        options, variants = self.variants.read(fields, slug, pictures, one_of_a_kind=one_of_a_kind)
        if retired:
            gone = (msgspec.structs.replace(each, left=0, lead_days=None) for each in variants)
            variants = tuple(gone)
        return Piece(
            slug=slug,
            title=fields.text("title", "River band") or "",
            path=f"/pieces/{slug}/",
            picture=f"/pictures/{slug}/1.jpg",
            currency=self.currency,
            variants=variants,
            one_of_a_kind=one_of_a_kind,
            tax_code=fields.matching(
                "tax_code", TAX_CODE.fullmatch, "Write Stripe's code: txcd_99999999."
            ),
            shipping_class=fields.matching("shipping_class", is_slug, SLUG_ADVICE) or "small",
            options=options,
            engraving=read_engraving(fields, self.currency),
        )
