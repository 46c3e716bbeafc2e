"""Whatever a form says, it is read whole or refused with a sentence a field."""

import pytest

from domain.checkout_form import CheckoutForm, FormError, parse_checkout_form

GOOD = [("piece", "river-band"), ("sku", "RIVER-BAND-7"), ("quantity", "2")]


def test_a_form_is_read() -> None:
    form = parse_checkout_form([*GOOD, ("seen", "RIVER-BAND-6:47000 RIVER-BAND-7:48000")])

    assert form == CheckoutForm("RIVER-BAND-7", 2, seen=48000)


def test_unknown_fields_are_ignored_even_twice() -> None:
    form = parse_checkout_form([*GOOD, ("utm", "a"), ("utm", "b")])

    assert form.quantity == 2


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        ("0", "at least 1"),
        ("000", "at least 1"),
        ("-1", "at least 1"),
        ("1000000000", "at most 99"),
        ("1e9", "as a number"),
        ("two", "as a number"),
        ("1.5", "as a number"),
        ("²", "as a number"),
        ("--1", "as a number"),
        ("", "how many"),
    ],
)
def test_a_quantity_that_is_none_gets_its_own_sentence(quantity: str, sentence: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_checkout_form([("sku", "RIVER-BAND-7"), ("quantity", quantity)])

    assert sentence in caught.value.errors["quantity"]


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(FormError) as caught:
        parse_checkout_form([])

    assert set(caught.value.errors) == {"sku", "quantity"}


def test_a_field_sent_twice_is_refused() -> None:
    with pytest.raises(FormError) as caught:
        parse_checkout_form([*GOOD, ("quantity", "1")])

    assert "twice" in caught.value.errors["quantity"]


@pytest.mark.parametrize("sku", ["river-band-7", "A" * 65, "RIVER BAND", "<b>", "shop", "A\x00"])
def test_what_can_be_no_sku_is_unknown(sku: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_checkout_form([("sku", sku), ("quantity", "1")])

    assert "don't have that piece" in caught.value.errors["sku"]


def test_a_value_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(FormError) as caught:
        parse_checkout_form([("sku", "RIVER-BAND-7"), ("quantity", "1" * 3000)])

    assert "too long" in caught.value.errors["quantity"]
