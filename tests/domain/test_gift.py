"""A gift's message is kept as it was written, as far as a card can show it."""

import pytest

from domain.checkout_form import FormError
from domain.gift import LONGEST_MESSAGE, Gift, GiftError, gift_message
from tests.samples import SmallShop, buying, cart


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  For Ada,\r\nwith love  ", "For Ada,\nwith love"),
        ("For Ada,\u2028with\u2029love", "For Ada,\nwith\nlove"),
        ("Zoe\u0308 & Bo <3 👩\u200d🎨", "Zoë & Bo <3 👩\u200d🎨"),
        ("one\rtwo", "one\ntwo"),
        ("שלום עליכם", "שלום עליכם"),
        ("one\u202etwo\u0000\u2066three", "onetwothree"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        (" \r\n\t ", None),
        ("", None),
    ],
    ids=[
        "two lines",
        "pasted lines",
        "accents and emoji",
        "old line ends",
        "right to left",
        "unseen signs",
        "gaps",
        "space",
        "no",
    ],
)
def test_a_message_keeps_its_words_and_lines_and_loses_what_cant_be_seen(
    typed: str, kept: str | None
) -> None:
    assert gift_message(typed) == kept


def test_a_message_that_doesnt_fit_is_told_by_how_much() -> None:
    assert gift_message("x" * LONGEST_MESSAGE)

    with pytest.raises(GiftError) as caught:
        gift_message("x" * 10_000)

    assert str(caught.value) == (
        "At most 300 characters fit on the card, and there are 10000. Shorten it."
    )


def test_an_order_keeps_its_gift_from_a_piece_and_from_the_cart() -> None:
    shop = SmallShop()
    lines = ("DAWN-HOOPS 1 32000", "RIVER-BAND-6 1 48000")

    single = shop.begin(buying("DAWN-HOOPS", gift_message="For Ada", gift_receipt="yes"))
    several = shop.begin(cart(*lines, gift_message="For Ada", gift_receipt="true"))

    assert single.gift == several.gift == Gift("For Ada", receipt=True)
    for nothing in ({"gift_message": "  "}, {"gift_receipt": "no"}, {"gift_receipt": ""}):
        assert shop.buy("DAWN-HOOPS", 1, **nothing).gift is None


def test_a_message_that_doesnt_fit_holds_nothing() -> None:
    shop = SmallShop()

    with pytest.raises(FormError) as caught:
        shop.buy("EMBER-RING", gift_message="x" * 301)

    assert list(caught.value.errors) == ["gift_message"]
    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_whoever_fills_the_field_for_robots_holds_nothing_and_is_told_what_to_do() -> None:
    shop = SmallShop()

    with pytest.raises(FormError) as caught:
        shop.buy("EMBER-RING", website="https://spam.example")

    assert caught.value.errors == {
        "website": "Leave the field for robots empty, and send the form again."
    }
    assert shop.counters("EMBER-RING") == (1, 0, 0)
