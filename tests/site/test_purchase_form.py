"""The form that buys a piece, as the site's pages and the functions' answers both show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pytest

from domain.catalogue import Engraving, Option, Piece, Variant
from domain.consent import LETTER_WORDS
from domain.gift import LONGEST_MESSAGE
from domain.money import format_money
from domain.places import country_name
from domain.policies import InForce, PolicyVersion
from domain.ring_sizes import size_elsewhere
from domain.shop import Rate, ShopFacts, Workshop, Zone
from tests.samples import FACTS
from tests.site.components import components

SIZE = Option("Ring size", "ring_size")
METAL = Option("Metal")


def piece(*variants: Variant, **more: Any) -> Piece:  # noqa: ANN401 — other fields
    return Piece(
        slug="river-band",
        title="River band",
        path="/pieces/river-band/",
        picture="/pictures/river-band/1.jpg",
        currency="USD",
        variants=variants,
        **more,
    )


def size(label: str, price: int = 64000, **more: Any) -> Variant:  # noqa: ANN401 — as above
    sku = f"BAND-{label.removeprefix('US ')}"
    return Variant(sku, label, price, made=2, values=(label,), **more)


def shop(*countries: str, ready_days: int = 2, codes: bool = False) -> ShopFacts:
    zone = Zone("all", "All", countries or ("US",), (Rate("post", "Post", 600, 2, 5),))
    workshop = Workshop(ready_days)
    return msgspec.structs.replace(FACTS, zones=(zone,), workshop=workshop, codes=codes)


POLICIES = InForce((PolicyVersion("terms", date(2026, 9, 1), "Terms", "New.", True, "ab" * 32),))

BAND = piece(size("US 6"), size("US 7", 69000), options=(SIZE,))
RING = piece(Variant("EMBER-RING", "", 115000, made=1), one_of_a_kind=True)
WILLOW = piece(
    Variant("W-6-S", "US 6, Silver", 48000, made=1, left=1, values=("US 6", "Silver")),
    Variant("W-7-S", "US 7, Silver", 48000, made=1, left=0, values=("US 7", "Silver")),
    Variant("W-6-G", "US 6, Gold", 128000, lead_days=15, values=("US 6", "Gold"), picture=3),
    options=(SIZE, METAL),
    engraving=Engraving(20, "ABC &", 2500),
)


def purchase(
    shown: Piece,
    typed: Mapping[str, str] = {},
    errors: Mapping[str, str] = {},
    facts: ShopFacts | None = None,
    **filters: object,
) -> str:
    """The component, with filters for money and countries and nothing else around it."""
    jinja = components()
    jinja.filters |= {"money": format_money, "country": country_name, "ring_size": size_elsewhere}
    jinja.filters |= filters
    jinja.globals["letter_words"] = LETTER_WORDS
    module = jinja.get_template("components/purchase.html").make_module()
    rendered = module.__dict__["purchase"](shown, facts or shop(), POLICIES, typed, errors)
    return re.sub(r"\s+", " ", str(rendered))


def test_the_form_carries_what_was_seen_and_lets_a_size_be_chosen() -> None:
    form = purchase(BAND)

    assert '<form class="purchase" method="post" action="/api/checkout" novalidate>' in form
    assert '<input type="hidden" name="piece" value="river-band">' in form
    assert 'name="seen" value="BAND-6:64000 BAND-7:69000"' in form
    assert '<input type="radio" name="sku" value="BAND-6" required><span>US 6</span>' in form
    assert "<span>US 7 <small>$690.00</small></span>" in form
    assert 'type="number" min="1"' in form
    assert "checked" not in form


def test_one_of_a_kind_leaves_nothing_to_choose() -> None:
    form = purchase(RING)

    assert '<input type="hidden" name="sku" value="EMBER-RING">' in form
    assert '<input type="hidden" name="quantity" value="1">' in form
    assert 'role="status">One of a kind, ready to ship in 2 working days</p>' in form
    assert "radio" not in form


def test_several_options_are_asked_one_by_one_and_the_script_fills_in_the_sku() -> None:
    form = purchase(WILLOW)

    assert '<input type="hidden" name="sku" disabled>' in form
    assert form.count('name="choice-1"') == 2
    assert form.count('name="choice-2"') == 2
    assert '<fieldset id="choice-2" tabindex="-1"> <legend>Metal</legend>' in form
    assert "engraving:2500" in form


def test_a_value_is_marked_as_sold_where_all_that_have_it_are() -> None:
    form = purchase(WILLOW)

    assert '<span>US 7 <small class="mark">sold</small></span>' in form
    assert form.count("sold</small>") == 1


def test_a_table_says_of_each_variant_what_it_costs_and_when_it_ships() -> None:
    form = purchase(WILLOW)

    assert (
        '<tr data-sku="W-6-S" data-engraved="$505.00"><th scope="row">'
        "US 6, Silver <small>UK L½, EU 52</small></th><td>$480.00</td>"
        "<td>1 left, ready to ship in 2 working days</td></tr>"
    ) in form
    assert "<td>Sold</td>" in form
    assert "<td>$1,280.00</td><td>Made to order in 15 working days</td>" in form


def test_a_ring_says_its_size_elsewhere() -> None:
    form = purchase(WILLOW)

    assert "US 6, Gold <small>UK L½, EU 52</small></th>" in form
    assert '<a href="/size-guide/">Find your size</a>' in form


def test_the_letters_that_can_be_engraved_are_said_in_short_for_the_script() -> None:
    letters = "".join(sorted("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -&"))

    form = purchase(piece(size("US 7"), engraving=Engraving(9, letters)))

    assert 'data-letters=" &amp;-0–9A–Z"' in form


def test_the_only_variant_of_an_option_is_said_and_not_asked() -> None:
    form = purchase(piece(size("US 7"), options=(SIZE,)))

    assert "<p>Ring size: US 7</p>" in form
    assert "radio" not in form


@pytest.mark.promise("shipping/day-shown")
@pytest.mark.parametrize(
    ("variant", "ready_days", "words"),
    [
        (size("US 7", left=2), 1, "2 left, ready to ship in 1 working day"),
        (size("US 7", left=2, held=1), 2, "1 left, ready to ship in 2 working days"),
        (size("US 7", left=1, held=1), 2, "Someone is paying for this right now"),
        (size("US 7", left=1), 0, "1 left, ships the same working day"),
        (size("US 7"), 2, "2 made, ready to ship in 2 working days"),
        (Variant("BAND", "", 100, lead_days=1), 2, "Made to order in 1 working day"),
    ],
)
def test_what_is_left_and_when_it_ships_is_true_on_any_day(
    variant: Variant, ready_days: int, words: str
) -> None:
    form = purchase(piece(variant), facts=shop(ready_days=ready_days))

    assert f'role="status">{words}</p>' in form


def test_what_differs_in_its_lead_time_says_the_span() -> None:
    slow = Variant("SLOW", "A", 100, lead_days=20, values=("A",))
    quick = Variant("QUICK", "B", 100, lead_days=5, values=("B",))

    form = purchase(piece(quick, slow, options=(METAL,)))

    assert 'role="status">Made to order in 5 to 20 working days</p>' in form
    assert '<button class="button">Order and pay</button>' in form


def test_what_was_typed_is_kept_and_each_error_stands_at_its_field() -> None:
    errors = {
        "choice-2": "Choose a metal.",
        "quantity": "Write a whole number from 1 to 9.",
        "engraving": "We can't engrave “é”.",
        "terms": "Agree to the terms of sale to go on.",
        "country": "Choose a country.",
    }
    typed = {
        "choice-1": "US 6",
        "quantity": "0",
        "engraving": "é",
        "newsletter": "yes",
        "country": "CA",
    }

    form = purchase(WILLOW, typed, errors, shop("US", "CA"))

    assert 'value="US 6" required checked>' in form
    assert 'value="0" aria-invalid="true" aria-describedby="error-quantity">' in form
    assert 'value="é" data-letters="ABC &amp;" aria-invalid="true"' in form
    assert 'aria-describedby="error-engraving engraving-hint"' in form
    assert '<option value="CA" selected>Canada</option>' in form
    assert 'name="newsletter" value="yes" checked>' in form
    assert f'name="terms" value="{POLICIES.agreement}" required aria-invalid="true"' in form
    assert '<fieldset id="choice-2" tabindex="-1" aria-invalid="true"' in form
    for name, sentence in errors.items():
        assert f'<p class="error" id="error-{name}">{sentence}</p>' in form.replace("&#39;", "'")


@pytest.mark.promise("terms/never-ticked", "newsletter/never-ticked")
def test_nothing_is_agreed_to_beforehand_and_one_country_is_not_asked() -> None:
    form = purchase(RING)

    assert "checked" not in form
    assert 'name="country"' not in form
    assert f'name="terms" value="{POLICIES.agreement}" required>' in form
    assert 'name="newsletter" value="yes">' in form


def test_the_words_beside_the_letters_box_are_those_that_consent_is_kept_with() -> None:
    form = purchase(RING)

    assert f'name="newsletter" value="yes"> <span>{LETTER_WORDS}</span>' in form


def test_what_delivery_costs_goes_along_as_the_page_knows_it() -> None:
    rates = (Rate("ground", "Ground", 600, 3, 6, 15000), Rate("pickup", "Pick up", 0, 1, 1))
    north = Zone("north", "North", ("CA",), (Rate("post", "Post", 1850, 7, 14),))
    zones = (Zone("us", "United States", ("US",), rates), north)

    form = purchase(RING, facts=msgspec.structs.replace(FACTS, zones=zones))

    assert 'name="rates" value="us/ground:600:15000 us/pickup:0 north/post:1850">' in form


def test_a_gift_is_folded_away_and_a_code_is_asked_for_only_where_there_are_any() -> None:
    plain, coded = purchase(RING), purchase(RING, facts=shop(codes=True))

    assert """<details class="extras"> <summary>It's a gift</summary>""" in plain
    assert f'name="gift_message" rows="3" maxlength="{LONGEST_MESSAGE}"></textarea>' in plain
    assert 'name="gift_receipt" value="yes"> <span>Put in a gift receipt without' in plain
    assert 'name="code"' not in plain
    assert "gift, or you have a code</summary>" in coded
    assert '<label for="code">Discount code</label>' in coded


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"gift_message": "For Ada"}, {}),
        ({"gift_receipt": "yes"}, {}),
        ({"code": "SPRING"}, {}),
        ({}, {"gift_message": "Shorten it."}),
        ({}, {"code": "We don't know this code."}),
    ],
)
def test_what_was_filled_in_or_refused_is_not_folded_away(
    typed: dict[str, str], errors: dict[str, str]
) -> None:
    form = purchase(RING, typed, errors, shop(codes=True))

    assert '<details class="extras" open>' in form


def test_a_gift_and_a_code_are_kept_and_refused_at_their_fields() -> None:
    typed = {"gift_message": "For <Ada>\nLove", "gift_receipt": "yes", "code": 'SP"RING'}
    errors = {"gift_message": "Shorten it.", "code": "Leave it out."}

    form = purchase(RING, typed, errors, shop(codes=True))

    assert '<p class="error" id="error-gift_message">Shorten it.</p>' in form
    assert 'aria-describedby="error-gift_message">For &lt;Ada&gt; Love</textarea>' in form
    assert 'name="gift_receipt" value="yes" checked>' in form
    assert 'name="code" value="SP&#34;RING" aria-invalid="true"' in form
    assert '<p class="error" id="error-code">Leave it out.</p>' in form


def test_a_field_that_only_programs_fill_in_is_hidden_and_empty() -> None:
    form = purchase(RING, {"website": "https://spam.example"})

    assert (
        '<p hidden><label>Leave this empty <input name="website" tabindex="-1" '
        'autocomplete="off"></label></p>'
    ) in form


def test_what_was_agreed_to_stays_ticked_until_a_policy_changes() -> None:
    kept = purchase(RING, {"terms": POLICIES.agreement})
    stale = purchase(RING, {"terms": "0123456789abcdef"})

    assert f'value="{POLICIES.agreement}" required checked>' in kept
    assert "checked" not in stale


def test_words_of_a_visitor_stay_words() -> None:
    form = purchase(WILLOW, {"quantity": '"><script>alert(1)</script>', "engraving": '"><b>'})

    assert "<script>" not in form
    assert "<b>" not in form


@pytest.mark.parametrize("left", [0, 1])
def test_a_size_that_is_gone_says_so_and_can_still_be_reached(left: int) -> None:
    shown = piece(size("US 6", left=left), size("US 7", left=2), options=(SIZE,))

    form = purchase(shown, {"sku": "BAND-6"})

    assert 'value="BAND-6" required checked>' in form
    assert ('class="choice is-sold"' in form) == (left == 0)
    assert ('<small class="mark">sold</small>' in form) == (left == 0)


def test_where_all_is_sold_there_is_no_form() -> None:
    gone = piece(Variant("EMBER-RING", "", 115000, made=1, left=0))

    assert purchase(gone).strip() == '<p class="sold">Sold</p>'
