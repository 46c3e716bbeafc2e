"""Pieces and their variants, as the site shows them and as the shelf sells them."""

from __future__ import annotations

import hashlib
import re
from typing import Literal

import msgspec

from domain.policies import PolicyVersion
from domain.shop import ShopFacts

MOST_VARIANTS = 50
"""Of one piece."""

LONGEST_SKU = 64

SKU = re.compile(rf"(?=.{{1,{LONGEST_SKU}}}\Z)[A-Z0-9]+(?:-[A-Z0-9]+)*")
"""Capital letters, digits and single hyphens, such as `RIVER-BAND-7`."""

SLUG = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
"""Small letters, digits and single hyphens, such as `river-band`."""


def is_sku(text: str) -> bool:
    return SKU.fullmatch(text) is not None


def is_slug(text: str) -> bool:
    return SLUG.fullmatch(text) is not None


class Option(msgspec.Struct, frozen=True):
    """Something that the buyer chooses, such as “Ring size”; variants say a value for each."""

    label: str
    kind: Literal["plain", "ring_size", "length"] = "plain"


class Engraving(msgspec.Struct, frozen=True):
    """What can be engraved: at most `longest` of the characters in `letters`, for `price` more.

    An engraved piece can't be sold again, so it is exempt from the right of withdrawal
    (Directive 2011/83/EU, article 16 (c)).
    """

    longest: int
    letters: str
    price: int = 0


class Variant(msgspec.Struct, frozen=True):
    """One thing that can be bought: `label` tells it from its siblings (“US 7”), or is empty.

    `made` counts the pieces ever made. `left` counts those that aren't sold, some of which may
    be `held` while somebody pays; it is None where nobody has asked the shelf. Where `lead_days`
    (working days) is given, the piece is made to order and nothing is counted. `values` are one
    for each option of the piece, `picture` is the number of the picture to show.
    """

    sku: str
    label: str
    price: int
    made: int = 0
    left: int | None = None
    held: int = 0
    values: tuple[str, ...] = ()
    compare_at: int | None = None
    lead_days: int | None = None
    picture: int = 1

    @property
    def made_to_order(self) -> bool:
        return self.lead_days is not None

    @property
    def sold_out(self) -> bool:
        return self.left == 0 and not self.made_to_order


class Piece(msgspec.Struct, frozen=True):
    """A piece with its variants; `path` is its page, `picture` its first picture, from the root."""

    slug: str
    title: str
    path: str
    picture: str
    currency: str
    variants: tuple[Variant, ...]
    one_of_a_kind: bool = False
    tax_code: str | None = None
    shipping_class: str = "small"
    options: tuple[Option, ...] = ()
    engraving: Engraving | None = None

    @property
    def lowest_price(self) -> int:
        return min([variant.price for variant in self.variants])

    @property
    def price_varies(self) -> bool:
        return len({variant.price for variant in self.variants}) > 1

    @property
    def sold_out(self) -> bool:
        return all(variant.sold_out for variant in self.variants)

    def values(self, option: int) -> tuple[str, ...]:
        """The values that the variants have for an option, each once, in their order."""
        return tuple(dict.fromkeys(each.values[option] for each in self.variants))

    def variant(self, sku: str) -> Variant | None:
        return next((variant for variant in self.variants if variant.sku == sku), None)


class Release(msgspec.Struct, frozen=True):
    """Everything that a build promises to buyers: what publishing writes to the shelf.

    `frames` are pages of the site with `@@title@@` and `@@main@@` where functions write, and the
    welcome letter under the name that `domain.letters` has for it; `policies` the versions that
    are in force on the day of the build, and those to come.
    """

    shop: ShopFacts
    pieces: tuple[Piece, ...]
    frames: dict[str, str]
    policies: tuple[PolicyVersion, ...] = ()

    @property
    def id(self) -> str:
        """Twelve hex digits of the content's hash: the same content is the same release."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:12]
