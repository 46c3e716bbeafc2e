"""Reads what of a piece can be bought: its options, and the variants that they span."""

from __future__ import annotations

import re
import unicodedata

from domain.catalogue import Option, Variant, is_sku
from plugins.fields import Fields

OPTION_FIELDS = ("label", "kind")
VARIANT_FIELDS = ("values", "sku", "price", "compare_at", "made", "made_to_order", "picture")
KINDS = ("plain", "ring_size", "length")
SKU_ADVICE = "Write capitals, digits and hyphens, such as RIVER-BAND-7."
WAYS = ("made", "one_of_a_kind", "made_to_order")
"""A piece says one of these of its stock, or has variants that do."""


class VariantReader:
    """Reads the variants of all pieces of one shop, and sees that no two have the same SKU."""

    def __init__(self, currency: str, left: dict[str, int] | None) -> None:
        self.currency = currency
        self.left = left
        self._skus: dict[str, str] = {}

    def read(self, fields: Fields, slug: str) -> tuple[tuple[Option, ...], tuple[Variant, ...]]:
        """The piece's options and variants; what is wrong is noted."""
        sku = fields.matching("sku", is_sku, SKU_ADVICE) or slug.upper()
        price = fields.price("price", self.currency, required=True) or 0
        if not fields.has("variants"):
            if fields.has("options"):
                fields.note("options", "Nothing spans them. Write “variants:” with a value each.")
            return (), (self._single(fields, sku, price),)
        for way in WAYS:
            if fields.has(way):
                advice = "Write it at each variant." if way != "one_of_a_kind" else "Remove it."
                fields.note(way, f"A piece with variants doesn't say this of all. {advice}")
        options = tuple(
            _option(option) for option in fields.mappings("options", "label: Ring size")
        )
        entries = fields.mappings("variants", "values: US 7")
        return options, self._spanned(entries, options, sku, price)

    def _single(self, fields: Fields, sku: str, price: int) -> Variant:
        if fields.flag("one_of_a_kind"):
            for way in ("made", "made_to_order"):
                if fields.has(way):
                    fields.note(way, "One of a kind is made once. Remove this line.")
            return self._variant(fields, sku, (), price, made=1)
        return self._counted(fields, sku, (), price)

    def _spanned(
        self, entries: list[Fields], options: tuple[Option, ...], base: str, price: int
    ) -> tuple[Variant, ...]:
        variants = []
        taken: set[tuple[str, ...]] = set()
        for entry in entries:
            entry.refuse_unknown(VARIANT_FIELDS)
            values = entry.text_or_texts("values", "US 7")
            if options and values and len(values) != len(options):
                names = ", ".join(option.label for option in options)
                entry.note("values", f"Write {len(options)}: one each for {names}.")
            if values and values in taken:
                entry.note("values", f"“{', '.join(values)}” is taken. Write others, or remove it.")
            taken.add(values)
            end = "-".join(filter(None, map(sku_part, values)))
            own_sku = entry.matching("sku", is_sku, SKU_ADVICE) or f"{base}-{end}"
            if values and is_sku(base) and not is_sku(own_sku):
                entry.note("sku", f"“{', '.join(values)}” makes no SKU. {SKU_ADVICE}")
            own_price = entry.price("price", self.currency) or price
            variants.append(self._counted(entry, own_sku, values, own_price))
        return tuple(variants)

    def _counted(self, fields: Fields, sku: str, values: tuple[str, ...], price: int) -> Variant:
        lead_days = fields.count("made_to_order")
        if fields.has("made_to_order"):
            if fields.has("made"):
                fields.note("made", "Made to order has no number. Remove this line.")
            return self._variant(fields, sku, values, price, lead_days=lead_days or 1)
        made = fields.count("made", required=True) or 0
        return self._variant(fields, sku, values, price, made=made)

    def _variant(
        self,
        fields: Fields,
        sku: str,
        values: tuple[str, ...],
        price: int,
        *,
        made: int = 0,
        lead_days: int | None = None,
    ) -> Variant:
        place = f"{fields.notes.path}:{fields.line_of('sku')}"
        if sku in self._skus:
            advice = "Write a “sku” of its own."
            fields.note("sku", f"{sku} is taken by {self._skus[sku]}. {advice}")
        self._skus.setdefault(sku, place)
        compare_at = fields.price("compare_at", self.currency)
        if compare_at is not None and compare_at <= price:
            fields.note("compare_at", "It isn't above the price. Write what it cost before.")
        # A piece that the shelf has never seen has not sold yet.
        left = None if self.left is None or lead_days else self.left.get(sku, made)
        return Variant(
            sku=sku,
            label=", ".join(values),
            price=price,
            made=made,
            left=left,
            values=values,
            compare_at=compare_at,
            lead_days=lead_days,
            picture=fields.count("picture") or 1,
        )


def _option(fields: Fields) -> Option:
    fields.refuse_unknown(OPTION_FIELDS)
    kind = fields.matching("kind", KINDS.__contains__, f"Write one of {', '.join(KINDS)}.")
    label = fields.text("label", "Ring size") or ""
    return Option(label, kind or "plain")  # type: ignore[arg-type]  # one of KINDS


def sku_part(label: str) -> str:
    """A label as the end of a SKU: “US 6½” is US-6-5, “16 in (41 cm)” is 16-IN-41-CM."""
    spelled = "".join(
        f"{unicodedata.numeric(sign):g}"[1:] if _is_fraction(sign) else sign for sign in label
    )
    plain = unicodedata.normalize("NFKD", spelled.upper()).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")


def _is_fraction(sign: str) -> bool:
    return unicodedata.decomposition(sign).startswith("<fraction>")
