"""What was and what is: one answer for everything that changed, and the way on."""

import msgspec
import pytest

from domain.changes import OrderChangedError
from domain.publishing import publish
from domain.rates_seen import RateChange, RatesSeen, rates_on_page
from domain.shop import Rate, Zone
from tests.samples import FACTS, RELEASE, SmallShop, buying, cart

HOME = FACTS.zones[0]
SEEN = "us/ground:600 us/priority:1200"


def with_rates(*rates: Rate) -> SmallShop:
    shop = SmallShop()
    zone = msgspec.structs.replace(HOME, rates=rates)
    publish(
        msgspec.structs.replace(RELEASE, shop=msgspec.structs.replace(FACTS, zones=(zone,))),
        shop.shelf,
    )
    return shop


def refused(shop: SmallShop, pairs: list[tuple[str, str]]) -> OrderChangedError:
    with pytest.raises(OrderChangedError) as caught:
        shop.begin(pairs)
    assert shop.book.get("ORDER1") is None
    return caught.value


@pytest.mark.promise("terms/price-asked-again")
def test_everything_that_changed_is_told_at_once() -> None:
    shop = with_rates(msgspec.structs.replace(HOME.rates[0], amount=700), HOME.rates[1])
    hoops, ember = RELEASE.pieces[2], RELEASE.pieces[1]
    facts = shop.shelf.facts()
    assert facts
    publish(msgspec.structs.replace(RELEASE, shop=facts, pieces=(hoops, ember)), shop.shelf)
    lines = ("DAWN-HOOPS 12 30000", "EMBER-RING 1 92000", "RIVER-BAND-7 1 48000")

    error = refused(shop, cart(*lines, rates=SEEN))

    assert [item.sku for item in error.changes.gone] == ["RIVER-BAND-7"]
    assert [(each.sku, each.available) for each in error.changes.short] == [("DAWN-HOOPS", 10)]
    assert [wish.item.sku for wish in error.changes.repriced] == ["DAWN-HOOPS"]
    assert error.changes.rates == (RateChange("Ground", 600, 700),)
    assert [wish.line.text for wish in error.left] == ["DAWN-HOOPS 10 32000", "EMBER-RING 1 92000"]


def test_a_piece_that_left_the_shop_is_told_once_however_many_lines_it_has() -> None:
    shop = SmallShop()
    publish(msgspec.structs.replace(RELEASE, pieces=RELEASE.pieces[:1]), shop.shelf)

    error = refused(shop, cart("DAWN-HOOPS 1 32000", "DAWN-HOOPS 2 30000"))

    assert [item.sku for item in error.changes.gone] == ["DAWN-HOOPS"]
    assert error.changes.repriced == ()


def test_what_is_left_can_be_sent_as_it_is() -> None:
    shop = SmallShop()
    error = refused(shop, cart("DAWN-HOOPS 7 32000", "DAWN-HOOPS 7 32000"))

    order = shop.begin(cart(*(wish.line.text for wish in error.left)))

    assert [line.quantity for line in order.lines] == [7, 3]
    assert shop.counters("DAWN-HOOPS") == (0, 10, 0)


def test_a_rate_that_costs_what_it_did_is_no_change_and_neither_is_a_new_one() -> None:
    shop = with_rates(*HOME.rates, Rate("bike", "By bike", 300, 1, 1))

    order = shop.begin(buying("DAWN-HOOPS", rates=SEEN))

    assert [rate.amount for rate in order.rates] == [600, 1200, 300]


def test_what_a_page_with_very_many_rates_says_is_read_to_its_end() -> None:
    shop = with_rates(msgspec.structs.replace(HOME.rates[0], amount=700), HOME.rates[1])
    others = " ".join(f"zone-{number}/ground:600:15000" for number in range(400))

    error = refused(shop, buying("DAWN-HOOPS", rates=f"{others} {SEEN}"))

    assert error.changes.rates == (RateChange("Ground", 600, 700),)


def test_a_page_that_says_nothing_of_rates_is_asked_nothing() -> None:
    shop = with_rates(msgspec.structs.replace(HOME.rates[0], amount=700))

    assert [rate.amount for rate in shop.begin(buying("DAWN-HOOPS")).rates] == [700]


@pytest.mark.parametrize(
    ("seen", "changes"),
    [
        ("us/ground:500 us/priority:1200", [RateChange("Ground", 500, 600)]),
        ("us/ground:700 us/priority:1200", [RateChange("Ground", 700, 600)]),
        ("us/ground:600 us/dove:300", [RateChange("dove", 300, None)]),
        (
            "home/ground:600",
            [RateChange("Ground", None, 600), RateChange("Priority", None, 1200)],
        ),
        ("us/ground:600:10000 us/priority:1200", [RateChange("Ground", 0, 600)]),
        ("us/ground:600:99999 us/priority:1200", []),
        ("us/ground:6e2 nonsense us/priority:-1 ::: us/ground:600", []),
        (f"us/ground:600 us/priority:² us/priority:{'9' * 5000}", []),
        (
            "us/dove:300",
            [RateChange("Ground", None, 600), RateChange("Priority", None, 1200)],
        ),
    ],
    ids=[
        "dearer",
        "cheaper",
        "gone",
        "zone renamed",
        "threshold gone",
        "below it",
        "nonsense",
        "no number",
        "all new",
    ],
)
def test_a_rate_is_compared_as_this_buyer_would_have_paid_it(
    seen: str, changes: list[RateChange]
) -> None:
    assert list(RatesSeen.read(seen).changes(HOME, 32000)) == changes


@pytest.mark.promise("shipping/free-from")
def test_the_threshold_decides_what_a_buyer_is_charged_and_the_draft_keeps_it() -> None:
    free = msgspec.structs.replace(HOME.rates[0], free_from=90000)
    shop = with_rates(free, HOME.rates[1])

    small = shop.begin(buying("DAWN-HOOPS", rates="us/ground:600:90000 us/priority:1200"))
    large = shop.begin(buying("EMBER-RING", rates="us/ground:600:90000 us/priority:1200"))

    assert [rate.amount for rate in small.rates] == [600, 1200]
    assert [rate.amount for rate in large.rates] == [0, 1200]


@pytest.mark.promise("shipping/free-from")
@pytest.mark.parametrize(("threshold", "cost"), [(32000, 0), (32001, 600)])
def test_a_way_is_free_from_the_very_amount_on(threshold: int, cost: int) -> None:
    shop = with_rates(msgspec.structs.replace(HOME.rates[0], free_from=threshold))

    assert shop.buy("DAWN-HOOPS").rates[0].amount == cost


def test_what_a_page_says_of_its_rates_is_read_back_as_it_was() -> None:
    zone = Zone("far", "Far", ("NZ",), (Rate("air", "Air", 5800, 6, 10, free_from=50000),))

    seen = RatesSeen.read(rates_on_page((HOME, zone)))

    assert seen.rates == {
        "us/ground": (600, None),
        "us/priority": (1200, None),
        "far/air": (5800, 50000),
    }
    assert seen.changes(HOME, 0) == seen.changes(zone, 60000) == ()
