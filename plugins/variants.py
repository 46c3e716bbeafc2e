"""Reads what of a piece can be bought: the one thing that it is, or its variants."""

from __future__ import annotations

import re
import unicodedata

import msgspec
from msgspec.structs import replace

from domain.catalogue import MOST_VARIANTS, Option, Variant, is_sku
from plugins.fields import Fields
from plugins.options import read_options, read_values

VARIANT_FIELDS = ("values", "sku", "price", "compare_at", "made", "made_to_order", "picture")
SKU_ADVICE = "Write capitals, digits and hyphens, such as RIVER-BAND-7."
WAYS = ("made", "one_of_a_kind", "made_to_order")
"""A piece says one of these of its stock, or has variants that do."""

LONGEST_MAKING = 365

LONGEST_ID = 50
"""Google takes no longer id of a product, nor of the piece that it is a variant of."""


class Spanned(msgspec.Struct, frozen=True):
    """What the variants of one piece have in common: their options, and what they start from."""

    options: tuple[Option, ...]
    sku: str
    price: int
    compare_at: int | None
    pictures: int


class Claim(msgspec.Struct, frozen=True):
    """A SKU, and where it was written: `where` is a file's path, `field` the way to its line."""

    sku: str
    where: str
    line: int
    field: str


class VariantReader:
    """Reads the variants of one piece, and sees that no two have the same SKU."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.skus: dict[str, None] = {}
        """Every SKU that was read, that of a piece with variants as a whole included."""
        self.claims: dict[str, Claim] = {}

    def read(
        self, fields: Fields, slug: str, pictures: int, *, one_of_a_kind: bool
    ) -> tuple[tuple[Option, ...], tuple[Variant, ...]]:
        """The piece's options and variants; what is wrong is noted."""
        # Of a name that is too long, which is noted already, nothing else is said.
        name = slug if len(slug) <= LONGEST_ID else slug[: LONGEST_ID // 2]
        sku = fields.matching("sku", is_sku, SKU_ADVICE) or name.upper()
        self.skus[sku] = None
        price = fields.price("price", self.currency, required=True) or 0
        compare_at = self._compare_at(fields, price)
        if not fields.has("variants"):
            if fields.has("options"):
                fields.note("options", "Nothing spans them. Write “variants:” with a value each.")
            single = self._single(fields, sku, price, compare_at, one_of_a_kind=one_of_a_kind)
            return (), (single,)
        _refuse_ways(fields)
        spanned = Spanned(read_options(fields), sku, price, compare_at, pictures)
        variants = self._variants(fields, spanned)
        self.skus |= dict.fromkeys(each.sku for each in variants)
        return spanned.options, variants

    def _single(
        self,
        fields: Fields,
        sku: str,
        price: int,
        compare_at: int | None,
        *,
        one_of_a_kind: bool,
    ) -> Variant:
        self._claim(fields, sku)
        if not one_of_a_kind:
            return self._counted(fields, Variant(sku, "", price, compare_at=compare_at))
        for way in ("made", "made_to_order"):
            if fields.has(way):
                fields.note(way, "One of a kind is made once. Remove this line.")
        return Variant(sku, "", price, made=1, compare_at=compare_at)

    def _variants(self, fields: Fields, spanned: Spanned) -> tuple[Variant, ...]:
        entries = fields.mappings("variants", "values: US 7")
        if len(entries) > MOST_VARIANTS:
            fields.note("variants", f"There are {len(entries)}. Write {MOST_VARIANTS} at most.")
        taken: set[tuple[str, ...]] = set()
        variants = []
        for entry in entries:
            variant = self._variant(entry, spanned)
            values = tuple(map(str.casefold, variant.values))
            if values and values in taken:
                entry.note("values", f"“{variant.label}” is taken. Write others, or remove it.")
            taken.add(values)
            variants.append(variant)
        return tuple(variants)

    def _variant(self, fields: Fields, spanned: Spanned) -> Variant:
        fields.refuse_unknown(VARIANT_FIELDS)
        values = read_values(fields, spanned.options)
        own_price = fields.price("price", self.currency)
        price = own_price or spanned.price
        # What the whole piece cost before says nothing of a variant with a price of its own.
        before = None if fields.has("price") else spanned.compare_at
        variant = Variant(
            sku=self._spanned_sku(fields, spanned.sku, values),
            label=", ".join(values),
            price=price,
            values=values,
            compare_at=self._compare_at(fields, price) or before,
            picture=_picture(fields, spanned.pictures),
        )
        return self._counted(fields, variant)

    def _spanned_sku(self, fields: Fields, base: str, values: tuple[str, ...]) -> str:
        end = "-".join(filter(None, map(sku_part, values)))
        own = fields.matching("sku", is_sku, SKU_ADVICE)
        sku = own or f"{base}-{end}"
        if fields.has("sku") and own is None:
            return sku
        if values and is_sku(base) and not is_sku(sku):
            fields.note("sku", f"“{', '.join(values)}” makes no SKU. {SKU_ADVICE}")
        elif end or own:
            self._claim(fields, sku)
        return sku

    def _claim(self, fields: Fields, sku: str) -> None:
        """Note a SKU that another variant of the shop has, or that is too long for Google."""
        if len(sku) > LONGEST_ID:
            advice = f"Write a “sku” of {LONGEST_ID} at most."
            fields.note("sku", f"{sku} has {len(sku)} signs. {advice}")
        claim = Claim(sku, fields.notes.path, fields.line_of("sku"), f"{fields.prefix}sku")
        if sku in self.claims:
            fields.note("sku", taken(self.claims[sku]))
        self.claims.setdefault(sku, claim)

    def _compare_at(self, fields: Fields, price: int) -> int | None:
        before = fields.price("compare_at", self.currency)
        if before is not None and before <= price:
            fields.note("compare_at", "It isn't above the price. Write what it cost before.")
        return before

    def _counted(self, fields: Fields, variant: Variant) -> Variant:
        """The variant with how many were made, or how long it takes to make one."""
        if not fields.has("made_to_order"):
            made = fields.count("made", required=True) or 0
            return replace(variant, made=made)
        if fields.has("made"):
            fields.note("made", "Made to order has no number. Remove this line.")
        lead_days = fields.count("made_to_order", most=LONGEST_MAKING)
        return replace(variant, lead_days=lead_days or 1)


def taken(by: Claim) -> str:
    """What is wrong with a SKU that something else has."""
    return f"{by.sku} is taken by {by.where}:{by.line}. Write a “sku” of its own."


def _refuse_ways(fields: Fields) -> None:
    for way in WAYS:
        if fields.has(way):
            advice = "Remove it." if way == "one_of_a_kind" else "Write it at each variant."
            fields.note(way, f"A piece with variants doesn't say this of all. {advice}")


def _picture(fields: Fields, pictures: int) -> int:
    number = fields.count("picture") or 1
    if pictures and number > pictures:
        advice = f"Write 1 to {pictures}." if pictures > 1 else "Write 1, or remove the line."
        fields.note("picture", f"There is no {number}.jpg. {advice}")
    return number


def sku_part(label: str) -> str:
    """A label as the end of a SKU: “US 6½” is US-6-5, “16 in (41 cm)” is 16-IN-41-CM."""
    spelled = "".join(
        f"{unicodedata.numeric(sign):g}"[1:] if _is_fraction(sign) else sign for sign in label
    )
    plain = unicodedata.normalize("NFKD", spelled.upper()).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")


def _is_fraction(sign: str) -> bool:
    return unicodedata.decomposition(sign).startswith("<fraction>")
