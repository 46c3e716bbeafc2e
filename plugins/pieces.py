"""Reads a file of `content/products/`: a piece, what of it can be bought, and its pictures."""

from __future__ import annotations

import re
from collections.abc import Collection as Ids
from datetime import date
from pathlib import Path

import msgspec

from domain.catalogue import Piece, is_slug
from plugins.catalogue import Facet, Marks, SourcePiece
from plugins.engraving import read_engraving
from plugins.errors import ContentError, Notes
from plugins.facts import choices, mentioned, read_facts
from plugins.fields import SLUG_ADVICE, Fields
from plugins.front_matter import Document, read_document
from plugins.links import links_in
from plugins.marks import mark_of
from plugins.piece_pictures import read_pictures
from plugins.prose import Prose
from plugins.references import Lines, list_of_that_name
from plugins.variants import LONGEST_ID, Claim, VariantReader

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


class PieceFile(msgspec.Struct, frozen=True):
    """A piece as it was read from its own file, knowing nothing of the others.

    `skus` are all of its own, `claims` those that nobody else may have; `lines` say where it
    names other pieces. A `sound` one has no errors, and its source's `marks`.
    """

    slug: str
    source: SourcePiece
    status: str | None
    skus: tuple[str, ...]
    claims: tuple[Claim, ...]
    lines: Lines
    has_sku: bool
    sound: bool
    marks: Marks | None = None


class PieceReader:
    """Reads the files of pieces, each by itself: what is wrong with them together is told later."""

    def __init__(
        self,
        content: Path,
        currency: str,
        cache: Path,
        prose: Prose,
        *,
        collections: Ids[str] = (),
        metals: tuple[Facet, ...] = (),
        stones: tuple[Facet, ...] = (),
    ) -> None:
        self.content = content
        self.currency = currency
        self.cache = cache
        self.prose = prose
        self.collections = sorted(collections)
        self.metals = metals
        self.stones = stones

    @property
    def mark(self) -> bytes:
        """Of all besides the file itself that decides what is read from it."""
        places = (self.content, self.cache, self.currency)
        return mark_of((*places, self.collections, self.metals, self.stones))

    @property
    def reserved(self) -> frozenset[str]:
        """Names of lists, under which no piece can stand."""
        return frozenset(facet.id for facet in (*self.metals, *self.stones))

    def read(self, slug: str, path: Path) -> tuple[PieceFile | None, list[ContentError]]:
        """What is written of a piece, None where it can't be read at all; and every error."""
        notes = Notes(path, self.content.parent, [])
        document = read_document(path, notes, PIECE_FIELDS)
        if document is None:
            return None, notes.errors
        self._check_slug(slug, notes)
        fields, variants = document.fields, VariantReader(self.currency)
        status = fields.one_of("status", STATUSES)
        source = self._source(document, slug, variants, retired=status == "retired")
        line = fields.line_of("aliases")
        read = PieceFile(
            slug=slug,
            source=source,
            status=status,
            skus=tuple(variants.skus),
            claims=tuple(variants.claims.values()),
            lines=Lines(notes.path, fields.lines_of("related"), fields.lines_of("aliases"), line),
            has_sku=fields.has("sku"),
            sound=notes.sound,
            marks=source.marks if notes.sound else None,
        )
        return read, notes.errors

    def _check_slug(self, slug: str, notes: Notes) -> None:
        if not is_slug(slug):
            notes.add(1, "folder", f"“{slug}” can't be in an address. {SLUG_ADVICE}")
        elif len(slug) > LONGEST_ID:
            problem = f"“{slug}” has {len(slug)} signs. Choose a name of {LONGEST_ID} at most."
            notes.add(1, "folder", problem)
        elif fault := list_of_that_name(slug, self.reserved):
            notes.add(1, "folder", f"{fault} Choose another name.")

    def _source(
        self, document: Document, slug: str, variants: VariantReader, *, retired: bool
    ) -> SourcePiece:
        fields = document.fields
        summary = fields.text("summary", "A ring hammered by hand, one dent at a time.")
        metal = fields.text("metal", "Sterling silver") or ""
        stones = fields.texts("stones")
        text = str(self.prose.html(document.text))
        pictures, count = read_pictures(fields, self.content / "products" / slug, self.cache)
        piece = self._piece(fields, slug, variants, count, retired=retired)
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
            text=text,
            links=links_in(text),
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

    def _piece(
        self, fields: Fields, slug: str, reader: VariantReader, pictures: int, *, retired: bool
    ) -> Piece:
        one_of_a_kind = fields.flag("one_of_a_kind") or False
        options, variants = reader.read(fields, slug, pictures, one_of_a_kind=one_of_a_kind)
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
