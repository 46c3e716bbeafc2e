"""Reads `content/products/<slug>/index.md`: a piece, its variants, its facts and its pictures."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path

import msgspec

from domain.catalogue import Piece, Variant, is_sku, is_slug
from plugins.errors import ContentError, Notes
from plugins.fields import Fields
from plugins.front_matter import Document, read_document
from plugins.pictures import Picture, find_pictures, read_picture

PIECE_FIELDS = (
    "title",
    "sku",
    "price",
    "made",
    "one_of_a_kind",
    "added",
    "collection",
    "summary",
    "metal",
    "stones",
    "materials",
    "dimensions",
    "weight",
    "care",
    "alt",
    "variants",
    "tax_code",
    "shipping_class",
)
VARIANT_FIELDS = ("label", "sku", "price", "made")

TAX_CODE = re.compile(r"txcd_[0-9]{8}")
SKU_ADVICE = "Write capitals, digits and hyphens, such as RIVER-BAND-7."
COLLECTION_ADVICE = "Write small letters, such as rings."
SLUG_ADVICE = "Write small letters, digits and hyphens, such as river-band."


class SourcePiece(msgspec.Struct, frozen=True):
    """A piece as its maker describes it: what is sold (`piece`), and what is told of it.

    `facts` are (name, words) in the order they are shown; `text` is Markdown.
    """

    piece: Piece
    added: date
    collection: str
    summary: str
    metal: str
    facts: tuple[tuple[str, str], ...]
    care: str | None
    text: str
    pictures: tuple[Picture, ...]


class PieceReader:
    """Reads all pieces of a content folder; errors of every file go into `errors`."""

    def __init__(
        self,
        content: Path,
        currency: str,
        left: dict[str, int] | None,
        cache: Path,
        errors: list[ContentError],
    ) -> None:
        self.content = content
        self.currency = currency
        self.left = left
        self.cache = cache
        self.errors = errors
        self._skus: dict[str, str] = {}

    def read_all(self) -> list[SourcePiece]:
        """The newest piece first."""
        folder = self.content / "products"
        for stray in sorted(folder.glob("*.md")):
            wanted = f"products/{stray.stem}/index.md"
            self._notes(stray).add(1, "file", f"A piece has a folder. Move it to {wanted}.")
        folders = sorted(path for path in folder.glob("[!.]*") if path.is_dir())
        read = [piece for path in folders if (piece := self._read(path))]
        return sorted(read, key=lambda source: (-source.added.toordinal(), source.piece.slug))

    def _notes(self, path: Path) -> Notes:
        return Notes(path, self.content.parent, self.errors)

    def _read(self, folder: Path) -> SourcePiece | None:
        path = folder / "index.md"
        notes = self._notes(path)
        before = len(self.errors)
        document = read_document(path, notes)
        if document is None:
            return None
        if not is_slug(folder.name):
            notes.add(1, "folder", f"“{folder.name}” can't be in an address. {SLUG_ADVICE}")
        source = self._source(document, folder, notes)
        return source if len(self.errors) == before else None

    def _source(self, document: Document, folder: Path, notes: Notes) -> SourcePiece:
        fields = document.fields
        fields.refuse_unknown(PIECE_FIELDS)
        if not document.text:
            notes.add(fields.line, "text", "It is missing. Write it below the second ---.")
        piece = self._piece(fields, folder.name)
        summary = fields.text("summary", "A ring hammered by hand, one dent at a time.")
        metal = fields.text("metal", "Sterling silver")
        return SourcePiece(
            piece=piece,
            added=fields.day("added") or date.min,
            collection=fields.matching("collection", is_slug, COLLECTION_ADVICE, "rings") or "",
            summary=summary or "",
            metal=metal or "",
            facts=_facts(fields, metal or ""),
            care=fields.text("care"),
            text=document.text,
            pictures=self._pictures(fields, folder, notes),
        )

    def _piece(self, fields: Fields, slug: str) -> Piece:
        one_of_a_kind = fields.flag("one_of_a_kind")
        return Piece(
            slug=slug,
            title=fields.text("title", "River band") or "",
            path=f"/pieces/{slug}/",
            picture=f"/pictures/{slug}/1.jpg",
            currency=self.currency,
            variants=self._variants(fields, slug, one_of_a_kind=one_of_a_kind),
            one_of_a_kind=one_of_a_kind,
            tax_code=fields.matching(
                "tax_code", TAX_CODE.fullmatch, "Write Stripe's code: txcd_99999999."
            ),
            shipping_class=fields.matching("shipping_class", is_slug, SLUG_ADVICE) or "small",
        )

    def _variants(self, fields: Fields, slug: str, *, one_of_a_kind: bool) -> tuple[Variant, ...]:
        sku = fields.matching("sku", is_sku, SKU_ADVICE) or slug.upper()
        price = fields.price("price", self.currency, required=True) or 0
        if fields.has("variants"):
            if one_of_a_kind:
                fields.note("variants", "One of a kind has no variants. Remove them.")
            if fields.has("made"):
                fields.note("made", "Each variant has its own number. Write “made” there.")
            return self._spanned(fields.mappings("variants", "label: US 7"), sku, price)
        if one_of_a_kind:
            if fields.has("made"):
                fields.note("made", "One of a kind is made once. Remove this line.")
            made = 1
        else:
            made = fields.count("made", required=True) or 0
        return (self._variant(fields, sku, "", price, made),)

    def _spanned(self, entries: list[Fields], base: str, price: int) -> tuple[Variant, ...]:
        variants = []
        labels: set[str] = set()
        for entry in entries:
            entry.refuse_unknown(VARIANT_FIELDS)
            label = entry.text("label", "US 7") or ""
            if label in labels:
                entry.note("label", f"“{label}” is taken. Write a label that tells it apart.")
            labels.add(label)
            own_sku = entry.matching("sku", is_sku, SKU_ADVICE) or f"{base}-{sku_part(label)}"
            if label and is_sku(base) and not is_sku(own_sku):
                entry.note("sku", f"“{label}” makes no SKU. {SKU_ADVICE}")
            own_price = entry.price("price", self.currency) or price
            made = entry.count("made", required=True) or 0
            variants.append(self._variant(entry, own_sku, label, own_price, made))
        return tuple(variants)

    def _variant(self, fields: Fields, sku: str, label: str, price: int, made: int) -> Variant:
        place = f"{fields.notes.path}:{fields.line_of('sku')}"
        if sku in self._skus:
            advice = "Write a “sku” of its own."
            fields.note("sku", f"{sku} is taken by {self._skus[sku]}. {advice}")
        self._skus.setdefault(sku, place)
        # A piece that the shelf has never seen has not sold yet.
        left = None if self.left is None else self.left.get(sku, made)
        return Variant(sku=sku, label=label, price=price, made=made, left=left)

    def _pictures(self, fields: Fields, folder: Path, notes: Notes) -> tuple[Picture, ...]:
        paths = find_pictures(folder, notes)
        alts = fields.texts("alt", "The ring on pale linen, seen from above")
        if alts and len(alts) != max(len(paths), 1):
            fields.note(
                "alt",
                f"There are {len(paths)} pictures and {len(alts)} texts. "
                "Write one line for each picture, in their order.",
            )
        read = [
            read_picture(path, folder.name, alt, self.cache, notes)
            for path, alt in zip(paths, alts, strict=False)
        ]
        return tuple(picture for picture in read if picture)


def sku_part(label: str) -> str:
    """A label as the end of a SKU: “US 6½” is US-6-5, “16 in (41 cm)” is 16-IN-41-CM."""
    spelled = "".join(
        f"{unicodedata.numeric(sign):g}"[1:] if _is_fraction(sign) else sign for sign in label
    )
    plain = unicodedata.normalize("NFKD", spelled.upper()).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")


def _is_fraction(sign: str) -> bool:
    return unicodedata.decomposition(sign).startswith("<fraction>")


def _facts(fields: Fields, metal: str) -> tuple[tuple[str, str], ...]:
    told = (
        ("Metal", metal),
        ("Stones", ", ".join(fields.texts("stones"))),
        ("Materials", ", ".join(fields.texts("materials"))),
        ("Dimensions", fields.text("dimensions", "⅜ in (9.5 mm) across")),
        ("Weight", fields.text("weight")),
    )
    return tuple((name, words) for name, words in told if words)
