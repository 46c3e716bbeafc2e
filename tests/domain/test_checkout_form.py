"""Whatever a form says, it is read whole or refused with a sentence a field."""

import msgspec
import pytest

from domain.catalogue import LONGEST_SKU, MOST_VARIANTS
from domain.checkout_form import AGREE_AGAIN, MOST_PAID, CheckoutForm, FormError, read_checkout_form
from domain.publishing import publish
from domain.shop import ShopFacts, Zone
from tests.policies import AGREEMENT
from tests.samples import DAWN_HOOPS, FACTS, RELEASE, SmallShop, buying, cart

Pairs = list[tuple[str, str]]

SIGNET = [("piece", "signet"), ("quantity", "1"), ("terms", AGREEMENT)]
NORTH = msgspec.structs.replace(
    FACTS, zones=(*FACTS.zones, Zone("north", "Canada", ("CA",), FACTS.zones[0].rates))
)


def read(pairs: Pairs, facts: ShopFacts = FACTS) -> CheckoutForm:
    return read_checkout_form(pairs, SmallShop().shelf, facts, AGREEMENT)


def faults(pairs: Pairs) -> dict[str, str]:
    with pytest.raises(FormError) as caught:
        read(pairs)
    return caught.value.errors


def test_a_form_is_read() -> None:
    seen = "RIVER-BAND-6:47000 RIVER-BAND-7:48000"

    form = read(buying("RIVER-BAND-7", 2, seen=seen, newsletter="yes"))

    (wish,) = form.wishes
    assert (wish.item.sku, wish.quantity, wish.seen, wish.engraving) == (
        "RIVER-BAND-7",
        2,
        48000,
        None,
    )
    assert (form.country, form.zone, form.newsletter) == ("US", FACTS.zones[0], True)


def test_unknown_fields_are_ignored_even_twice() -> None:
    form = read([*buying("RIVER-BAND-7", 2), ("utm", "a"), ("utm", "b")])

    assert form.wishes[0].quantity == 2


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
    pairs = [("sku", "RIVER-BAND-7"), ("quantity", quantity), ("terms", AGREEMENT)]

    assert sentence in faults(pairs)["quantity"]


def test_every_fault_is_told_at_once() -> None:
    errors = faults([("country", "FR")])

    assert set(errors) == {"sku", "quantity", "country", "terms"}
    assert errors["terms"] == "Agree to the terms of sale to go on."


def test_a_field_sent_twice_is_refused() -> None:
    assert "twice" in faults([*buying("RIVER-BAND-7"), ("quantity", "1")])["quantity"]


@pytest.mark.parametrize("sku", ["river-band-7", "A" * 65, "RIVER BAND", "<b>", "shop", "A\x00"])
def test_what_can_be_no_sku_is_unknown(sku: str) -> None:
    assert "don't have that piece" in faults(buying(sku))["sku"]


def test_a_value_that_is_too_long_is_refused() -> None:
    pairs = [("sku", "RIVER-BAND-7"), ("quantity", "1" * 3000), ("terms", AGREEMENT)]

    assert "too long" in faults(pairs)["quantity"]


@pytest.mark.parametrize("terms", ["", "no", "false", "YES ", "0", "<b>", AGREEMENT + "0"])
def test_whoever_doesnt_agree_to_the_terms_buys_nothing(terms: str) -> None:
    assert faults(buying("RIVER-BAND-7", terms=terms)) == {
        "terms": "Agree to the terms of sale to go on."
    }


@pytest.mark.parametrize("terms", ["yes", "true", "0123456789abcdef"])
def test_who_agreed_to_something_else_is_told_beside_other_faults(terms: str) -> None:
    alone = read(buying("RIVER-BAND-7", terms=terms))
    beside = faults(buying("RIVER-BAND-7", 0, terms=terms))

    assert alone.agreement == terms
    assert beside["terms"] == AGREE_AGAIN
    assert set(beside) == {"quantity", "terms"}


@pytest.mark.promise("newsletter/never-ticked")
@pytest.mark.parametrize(
    ("newsletter", "asked"),
    [("yes", True), ("true", True), ("", False), ("no", False), ("false", False), ("0", False)],
)
def test_the_letter_is_only_for_those_who_ask_for_it(newsletter: str, *, asked: bool) -> None:
    assert read(buying("RIVER-BAND-7", newsletter=newsletter)).newsletter is asked
    assert read(cart("DAWN-HOOPS 1 32000", newsletter=newsletter)).newsletter is asked
    assert read(buying("RIVER-BAND-7")).newsletter is False


def test_values_that_were_chosen_are_the_variant_that_has_them() -> None:
    form = read([*SIGNET, ("choice-1", "US 7"), ("choice-2", "Gold")])

    assert form.wishes[0].item.sku == "SIGNET-7-GOLD"


def test_what_is_chosen_in_sight_counts_more_than_a_hidden_sku() -> None:
    form = read([*SIGNET, ("sku", "SIGNET-7-GOLD"), ("choice-1", "US 8"), ("choice-2", "Silver")])

    assert form.wishes[0].item.sku == "SIGNET-8-SILVER"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([], {"choice-1": "Choose a ring size.", "choice-2": "Choose a metal."}),
        ([("choice-1", "US 7")], {"choice-2": "Choose a metal."}),
        (
            [("choice-1", "US 7"), ("choice-2", "Brass")],
            {"choice-2": "We don't make it in Brass any more. Choose a metal."},
        ),
        ([("choice-1", "U" * 1000), ("choice-2", "Gold")], {"choice-1": "Choose a ring size."}),
        (
            [("choice-1", "US 8"), ("choice-2", "Gold")],
            {"choice-2": "We don't make US 8 with Gold. Change one of them."},
        ),
    ],
)
def test_a_choice_that_is_missing_or_isnt_made_is_asked_for_by_its_name(
    chosen: Pairs, expected: dict[str, str]
) -> None:
    assert faults([*SIGNET, *chosen]) == expected


def test_what_is_wrong_with_the_engraving_is_told_beside_a_missing_choice() -> None:
    assert set(faults([*SIGNET, ("engraving", "😀")])) == {"choice-1", "choice-2", "engraving"}


def test_faults_are_told_in_the_order_of_the_form() -> None:
    errors = faults(
        [("piece", "signet"), ("quantity", "0"), ("engraving", "😀"), ("country", "FR")]
    )

    assert list(errors) == ["choice-1", "choice-2", "engraving", "quantity", "country", "terms"]


def test_a_piece_with_one_option_asks_for_it_where_its_form_does() -> None:
    pairs = [("piece", "river-band"), ("quantity", "1"), ("terms", AGREEMENT)]

    assert faults(pairs) == {"sku": "Choose a ring size."}
    assert read([*pairs, ("choice-1", "US 6")]).wishes[0].item.sku == "RIVER-BAND-6"


def test_a_piece_with_nothing_to_choose_is_known_by_its_name_alone() -> None:
    form = read([("piece", "ember-ring"), ("quantity", "1"), ("terms", AGREEMENT)])

    assert form.wishes[0].item.sku == "EMBER-RING"


def test_choices_of_a_piece_that_left_the_shop_say_so() -> None:
    shop = SmallShop()
    publish(msgspec.structs.replace(RELEASE, pieces=RELEASE.pieces[:3]), shop.shelf)

    with pytest.raises(FormError) as caught:
        read_checkout_form([*SIGNET, ("choice-1", "US 7")], shop.shelf, FACTS, AGREEMENT)

    assert "no longer in the shop" in caught.value.errors["sku"]


@pytest.mark.parametrize(
    ("price", "quantity", "errors"),
    [
        (MOST_PAID - 1200, 1, set()),
        (MOST_PAID - 1199, 1, {"quantity"}),
        (MOST_PAID, 1, {"quantity"}),
        (2_000_000, 49, set()),
        (2_000_000, 50, {"quantity"}),
    ],
)
def test_more_than_one_payment_can_carry_is_too_many(
    price: int, quantity: int, errors: set[str]
) -> None:
    shop = SmallShop()
    dear = msgspec.structs.replace(DAWN_HOOPS.variants[0], price=price)
    hoops = msgspec.structs.replace(DAWN_HOOPS, variants=(dear,))
    publish(msgspec.structs.replace(RELEASE, pieces=(hoops,)), shop.shelf)

    found: dict[str, str] = {}
    try:
        read_checkout_form(buying("DAWN-HOOPS", quantity), shop.shelf, FACTS, AGREEMENT)
    except FormError as error:
        found = error.errors

    assert set(found) == errors
    assert not found or found["quantity"].startswith("That is more than one payment can carry.")


def test_a_cart_that_costs_more_than_one_payment_can_carry_is_mended_as_a_whole() -> None:
    lines = ["SIGNET-7-GOLD 99 96000"] * 11

    assert set(faults(cart(*lines))) == {"line"}
    assert len(read(cart(*lines[:10])).wishes) == 10


def test_an_engraving_is_read_and_its_price_seen_with_the_piece() -> None:
    seen = "SIGNET-7-SILVER:18000 engraving:2500"

    (wish,) = read(buying("SIGNET-7-SILVER", seen=seen, engraving=" Ada &  Bo♥\ufe0f ")).wishes

    assert wish.engraving == "Ada & Bo♥"
    assert (wish.seen, wish.unit_amount, wish.price_changed) == (20500, 20500, False)


@pytest.mark.parametrize("seen", ["SIGNET-7-BRASS:4000", "engraving:2500", "nothing"])
def test_a_page_that_is_older_than_the_choice_is_asked_about_its_price(seen: str) -> None:
    (wish,) = read([*SIGNET, ("choice-1", "US 7"), ("choice-2", "Gold"), ("seen", seen)]).wishes

    assert (wish.item.sku, wish.seen, wish.price_changed) == ("SIGNET-7-GOLD", None, True)


@pytest.mark.parametrize("seen", [[], [("seen", " ")]])
def test_a_program_that_says_no_price_is_not_asked_about_it(seen: Pairs) -> None:
    (wish,) = read([*buying("DAWN-HOOPS"), *seen]).wishes

    assert not wish.price_changed


def test_the_prices_of_the_largest_piece_can_all_be_sent() -> None:
    skus = [f"{number:02}-".ljust(LONGEST_SKU, "X") for number in range(1, MOST_VARIANTS)]
    seen = " ".join(f"{sku}:{10**12 - 1}" for sku in [*skus, "SIGNET-7-SILVER"])

    (wish,) = read(buying("SIGNET-7-SILVER", seen=f"{seen} engraving:2500", engraving="Ada")).wishes

    assert wish.seen == 10**12 - 1 + 2500
    assert "broken" in faults(buying("DAWN-HOOPS", seen=seen * 2))["seen"]


def test_without_a_text_nothing_is_engraved_and_nothing_paid_for_it() -> None:
    seen = "SIGNET-7-SILVER:18000 engraving:2500"

    (wish,) = read(buying("SIGNET-7-SILVER", seen=seen, engraving="   ")).wishes

    assert (wish.engraving, wish.unit_amount, wish.price_changed) == (None, 18000, False)


def test_an_engraving_that_cost_nothing_when_it_was_seen_is_asked_about() -> None:
    (wish,) = read(buying("SIGNET-7-SILVER", seen="SIGNET-7-SILVER:18000", engraving="Ada")).wishes

    assert (wish.seen, wish.unit_amount, wish.price_changed) == (18000, 20500, True)


def test_a_piece_that_cant_be_engraved_says_so() -> None:
    assert "can't be engraved" in faults(buying("EMBER-RING", engraving="Ada"))["engraving"]


def test_an_engraving_of_ten_thousand_characters_is_answered_by_its_length() -> None:
    sentence = faults(buying("SIGNET-7-SILVER", engraving="A" * 10_000))["engraving"]

    assert sentence == "At most 12 characters fit, and there are 10000. Shorten it."


@pytest.mark.parametrize(("country", "known"), [("ca", True), ("US", True), ("FR", False)])
def test_a_country_is_one_that_the_shop_ships_to(country: str, *, known: bool) -> None:
    pairs = buying("EMBER-RING", country=country)

    if known:
        assert read(pairs, NORTH).country == country.upper()
    else:
        with pytest.raises(FormError) as caught:
            read(pairs, NORTH)
        assert set(caught.value.errors) == {"country"}


def test_the_carts_lines_are_read_each_with_its_own_engraving() -> None:
    form = read(
        cart(
            "SIGNET-7-SILVER 1 20500 Ada",
            "SIGNET-7-SILVER 2 18000",
            "EMBER-RING 1 92000",
            newsletter="yes",
        )
    )

    assert [(wish.item.sku, wish.quantity, wish.engraving) for wish in form.wishes] == [
        ("SIGNET-7-SILVER", 1, "Ada"),
        ("SIGNET-7-SILVER", 2, None),
        ("EMBER-RING", 1, None),
    ]
    assert form.newsletter


def test_each_faulty_line_of_the_cart_names_its_piece() -> None:
    errors = faults(
        cart(
            "RIVER-BAND-7 100 48000",
            "NO-SUCH 1 100",
            "<b> 1 1",
            "EMBER-RING 1 92000 Ada",
            "SIGNET-7-SILVER 1 20500 😀",
            "DAWN-HOOPS 1 undefined",
            "DAWN-HOOPS",
            "DAWN-HOOPS 1 32000",
            f"DAWN-HOOPS {'0' * 5000}1 32000",
            "",
        )
    )

    assert {name: sentence.partition(" Use spaces")[0] for name, sentence in errors.items()} == {
        "line-1": "River band, US 7: Choose at most 99.",
        "line-2": "We have no NO-SUCH. Take it out of the cart.",
        "line-3": "A line of the cart arrived broken. Open the cart and look at it again.",
        "line-4": ("Ember ring: This piece can't be engraved. Go on without, or choose another."),
        "line-5": "Granite signet, US 7, Silver: “😀” can't be engraved.",
        "line-6": (
            "Dawn hoops: A line of the cart arrived broken. Open the cart and look at it again."
        ),
        "line-7": "Dawn hoops: Say how many you would like.",
        "line-10": "A line of the cart arrived broken. Open the cart and look at it again.",
    }


def test_a_line_with_two_faults_is_told_of_both() -> None:
    errors = faults(cart("EMBER-RING 0 92000 Ada"))

    assert errors["line-1"].startswith(
        "Ember ring: Choose at least 1 piece. This piece can't be engrav"
    )


def test_a_cart_without_a_line_is_asked_to_be_filled() -> None:
    assert set(faults([("cart", "yes"), ("terms", AGREEMENT)])) == {"line"}


def test_a_cart_has_room_for_fifty_lines() -> None:
    lines = ["DAWN-HOOPS 1 32000"] * 51

    assert "50 lines" in faults(cart(*lines))["line"]
    assert len(read(cart(*lines[:50])).wishes) == 50
