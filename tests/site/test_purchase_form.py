"""The form that buys a piece, as the site's pages and the functions' answers both show it."""

from __future__ import annotations

import re

import jinja2
import pytest

from domain.catalogue import Piece, Variant
from domain.money import format_money
from tests.site.building import ROOT


def piece(*variants: Variant, one_of_a_kind: bool = False) -> Piece:
    return Piece(
        slug="river-band",
        title="River band",
        path="/pieces/river-band/",
        picture="/pictures/river-band/1.jpg",
        currency="USD",
        variants=variants,
        one_of_a_kind=one_of_a_kind,
    )


BAND = piece(
    Variant(sku="RIVER-BAND-6", label="US 6", price=64000, made=2),
    Variant(sku="RIVER-BAND-7", label="US 7", price=69000, made=2),
)
RING = piece(
    Variant(sku="EMBER-RING", label="", price=115000, made=1),
    one_of_a_kind=True,
)


def purchase(shown: Piece, **chosen: object) -> str:
    """The component, with a filter for money and nothing else around it."""
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "theme/templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    jinja.filters["money"] = format_money
    module = jinja.get_template("components/purchase.html").make_module()
    rendered = module.__dict__["purchase"](shown, **chosen)
    return re.sub(r"\s+", " ", str(rendered))


def test_the_form_carries_what_was_seen_and_lets_a_size_be_chosen() -> None:
    form = purchase(BAND)

    assert '<form class="purchase" method="post" action="/api/checkout" novalidate>' in form
    assert '<input type="hidden" name="piece" value="river-band">' in form
    assert 'name="seen" value="RIVER-BAND-6:64000 RIVER-BAND-7:69000"' in form
    assert '<input type="radio" name="sku" value="RIVER-BAND-6" required>' in form
    assert "<span>US 6</span>" in form
    assert "<span>US 7 <small>$690.00</small></span>" in form
    assert 'type="number" min="1"' in form
    assert "checked" not in form


def test_one_of_a_kind_leaves_nothing_to_choose() -> None:
    form = purchase(RING)

    assert '<input type="hidden" name="sku" value="EMBER-RING">' in form
    assert '<input type="hidden" name="quantity" value="1">' in form
    assert '<stock-left single><p class="stock" role="status">One of a kind</p>' in form
    assert "radio" not in form


def test_what_was_chosen_is_kept_and_each_error_stands_at_its_field() -> None:
    errors = {"sku": "Choose a size.", "quantity": "Write a whole number from 1 to 9."}

    form = purchase(BAND, sku="RIVER-BAND-7", quantity="0", errors=errors)

    assert 'value="RIVER-BAND-7" required checked>' in form
    assert 'value="0" aria-invalid="true" aria-describedby="error-quantity">' in form
    assert '<fieldset id="sku" tabindex="-1" aria-invalid="true" aria-describedby="error-sku">' in (
        form
    )
    assert '<p class="error" id="error-sku">Choose a size.</p>' in form
    assert '<p class="error" id="error-quantity">Write a whole number from 1 to 9.</p>' in form


def test_words_of_a_visitor_stay_words() -> None:
    form = purchase(BAND, quantity='"><script>alert(1)</script>')

    assert "<script>" not in form


@pytest.mark.parametrize("left", [0, 1])
def test_a_size_that_is_gone_can_not_be_chosen(left: int) -> None:
    shown = piece(
        Variant(sku="BAND-6", label="US 6", price=64000, made=2, left=left),
        Variant(sku="BAND-7", label="US 7", price=64000, made=2, left=2),
    )

    form = purchase(shown, sku="BAND-6")

    assert ('value="BAND-6" required disabled>' in form) == (left == 0)
    assert ('value="BAND-6" required checked>' in form) == (left == 1)
    assert ("<small>sold</small>" in form) == (left == 0)


def test_where_all_is_sold_there_is_no_form() -> None:
    gone = piece(Variant(sku="EMBER-RING", label="", price=115000, made=1, left=0))

    assert purchase(gone).strip() == '<p class="sold">Sold</p>'
