"""Buying holds the piece while the payment page lives, and gives it back when it can't open."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from domain.changes import OrderChangedError
from domain.checkout_form import FormError
from domain.consent import LETTER_WORDS, Consent
from domain.order_book import BookUnavailableError, Change, StaleOrderError
from domain.orders import Status
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.policies import NEEDED_POLICIES, in_force
from domain.publishing import publish
from domain.shop import Rate, ShopClosedError, Tax, TaxRate, Zone
from domain.stock import Move
from tests.policies import POLICIES, VALUES
from tests.samples import DAWN_HOOPS, EMBER_RING, FACTS, NOON, RELEASE, SmallShop, buying, cart

NORTH = Zone(
    "north",
    "Canada and Greenland",
    ("CA", "GL"),
    (Rate(id="airmail", label="Airmail", amount=2900, days_from=5, days_to=12),),
)


def test_beginning_holds_the_stock_and_gives_the_payment_pages_address() -> None:
    shop = SmallShop()

    address = shop.checkout.begin(buying("RIVER-BAND-6", 2))

    assert address == "https://pay.example/1"
    assert shop.counters("RIVER-BAND-6") == (1, 2, 0)
    order = shop.order("ORDER1")
    assert (order.status, order.session_id) == (Status.DRAFT, "cs_1")
    assert order.expires_at == NOON + timedelta(minutes=VALUES["hold_minutes"])
    assert order.subtotal == 96000


@pytest.mark.promise("terms/never-sold-twice")
def test_the_last_piece_goes_to_the_first_buyer_and_the_second_is_told() -> None:
    shop = SmallShop()
    shop.buy("EMBER-RING")

    with pytest.raises(OrderChangedError) as caught:
        shop.buy("EMBER-RING")

    (shortage,) = caught.value.changes.short
    assert (shortage.available, shortage.held) == (0, 1)
    assert shop.counters("EMBER-RING") == (0, 1, 0)
    assert shop.book.get("ORDER2") is None


def test_an_unknown_piece_holds_nothing() -> None:
    shop = SmallShop()

    with pytest.raises(FormError):
        shop.checkout.begin(buying("NO-SUCH", 1))
    assert not shop.payments.sessions


@pytest.mark.promise("terms/price-asked-again")
def test_a_price_that_changed_since_it_was_seen_is_asked_about_first() -> None:
    shop = SmallShop()

    with pytest.raises(OrderChangedError) as caught:
        shop.checkout.begin(buying("DAWN-HOOPS", 1, seen="DAWN-HOOPS:30000"))

    (wish,) = caught.value.changes.repriced
    assert (wish.seen, wish.unit_amount) == (30000, 32000)
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)


@pytest.mark.promise("terms/price-as-shown")
def test_the_shelfs_price_is_charged_whatever_the_form_said() -> None:
    shop = SmallShop()

    shop.checkout.begin(buying("DAWN-HOOPS", 1, seen="DAWN-HOOPS:32000"))

    assert shop.payments.sessions["cs_1"].amount_subtotal == 32000


def test_a_piece_that_left_the_catalogue_is_not_sold() -> None:
    shop = SmallShop()
    publish(msgspec.structs.replace(RELEASE, pieces=(DAWN_HOOPS,)), shop.shelf)

    with pytest.raises(OrderChangedError) as caught:
        shop.checkout.begin(buying("EMBER-RING", 1))

    assert [item.sku for item in caught.value.changes.gone] == ["EMBER-RING"]
    assert shop.book.get("ORDER1") is None


@pytest.mark.promise("shipping/only-rates-offered")
def test_a_buyer_abroad_is_offered_the_rates_and_countries_of_their_own_zone() -> None:
    shop = SmallShop()
    facts = msgspec.structs.replace(FACTS, zones=(*FACTS.zones, NORTH))
    publish(msgspec.structs.replace(RELEASE, shop=facts), shop.shelf)

    abroad = shop.buy("DAWN-HOOPS", country="gl")
    home = shop.buy("DAWN-HOOPS")

    assert (abroad.country, abroad.countries, abroad.rates) == ("GL", ("CA", "GL"), NORTH.rates)
    assert (home.country, home.countries, home.rates) == ("US", ("US",), FACTS.zones[0].rates)


@pytest.mark.promise("shipping/only-rates-offered")
@pytest.mark.parametrize(("shipping", "status"), [(2900, Status.PAID), (600, Status.UNDER_REVIEW)])
def test_only_a_rate_of_the_buyers_own_zone_can_be_paid(shipping: int, status: Status) -> None:
    shop = SmallShop()
    facts = msgspec.structs.replace(FACTS, zones=(*FACTS.zones, NORTH))
    publish(msgspec.structs.replace(RELEASE, shop=facts), shop.shelf)
    order = shop.buy("DAWN-HOOPS", country="CA")
    shop.payments.pay("cs_1", shipping=shipping)

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).status is status


@pytest.mark.parametrize(
    ("country", "open_to"), [("DE", ("DE",)), ("FR", ("FR", "BE")), ("NO", ("NO", "CH"))]
)
def test_an_order_goes_only_where_the_tax_is_what_was_worked_out(
    country: str, open_to: tuple[str, ...]
) -> None:
    zone = Zone("eu", "Europe", ("DE", "FR", "BE", "NO", "CH"), FACTS.zones[0].rates)
    german = TaxRate("txr_1", "MwSt", "19", ("DE",))
    french = TaxRate("txr_2", "TVA", "20", ("FR", "BE"))
    tax = Tax("fixed", rates=(german, french))
    facts = msgspec.structs.replace(FACTS, zones=(*FACTS.zones, zone), tax=tax)
    shop = SmallShop()
    publish(msgspec.structs.replace(RELEASE, shop=facts), shop.shelf)

    order = shop.buy("DAWN-HOOPS", country=country)

    assert order.countries == open_to


def test_what_the_piece_is_to_the_tax_office_goes_with_its_line() -> None:
    shop = SmallShop()
    taxed = msgspec.structs.replace(DAWN_HOOPS, tax_code="txcd_99999999")
    publish(msgspec.structs.replace(RELEASE, pieces=(taxed, EMBER_RING)), shop.shelf)

    order = shop.begin(cart("DAWN-HOOPS 1 32000", "EMBER-RING 1 92000"))

    assert [line.tax_code for line in order.lines] == ["txcd_99999999", None]


@pytest.mark.promise("shipping/only-where-we-ship")
def test_a_country_without_rates_is_refused_before_anything_is_held() -> None:
    shop = SmallShop()

    with pytest.raises(FormError):
        shop.checkout.begin(buying("EMBER-RING", 1, country="FR"))
    assert shop.counters("EMBER-RING") == (1, 0, 0)


@pytest.mark.parametrize("error", [PaymentsRefusedError(), PaymentsUnavailableError()])
def test_a_payment_page_that_cant_open_gives_the_piece_back_at_once(error: Exception) -> None:
    shop = SmallShop()
    shop.payments.fails_before = error

    with pytest.raises(type(error)):
        shop.checkout.begin(buying("EMBER-RING", 1))

    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert shop.order("ORDER1").status is Status.EXPIRED


def test_an_answer_lost_after_the_session_was_made_gives_the_piece_back_too() -> None:
    shop = SmallShop()
    shop.payments.fails_after = PaymentsUnavailableError()

    with pytest.raises(PaymentsUnavailableError):
        shop.checkout.begin(buying("EMBER-RING", 1))

    assert shop.counters("EMBER-RING") == (1, 0, 0)


@pytest.mark.parametrize("error", [BookUnavailableError("busy"), StaleOrderError("ORDER1")])
def test_a_buyer_goes_to_the_payment_page_though_its_session_cant_be_noted(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    shop = SmallShop()
    fails_after_the_hold(shop, monkeypatch, error)

    address = shop.checkout.begin(buying("EMBER-RING"))

    assert address == "https://pay.example/1"
    assert shop.counters("EMBER-RING") == (0, 1, 0)


@pytest.mark.parametrize("error", [BookUnavailableError("busy"), StaleOrderError("ORDER1")])
def test_a_hold_that_cant_be_given_back_is_left_to_the_clock_and_the_buyer_told_the_same(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    shop = SmallShop()
    fails_after_the_hold(shop, monkeypatch, error)
    shop.payments.fails_before = PaymentsUnavailableError()

    with pytest.raises(PaymentsUnavailableError):
        shop.checkout.begin(buying("EMBER-RING"))

    monkeypatch.undo()
    shop.clock.forward(minutes=6)
    shop.holds.sweep()
    assert shop.counters("EMBER-RING") == (1, 0, 0)


def fails_after_the_hold(
    shop: SmallShop, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    commit = shop.book.commit

    def failing(change: Change) -> None:
        if change.move is not Move.HOLD:
            raise error
        commit(change)

    monkeypatch.setattr(shop.book, "commit", failing)


def test_a_cart_is_held_whole_and_paid_for_once() -> None:
    shop = SmallShop()

    order = shop.begin(
        cart("SIGNET-7-SILVER 1 20500 Ada", "SIGNET-7-SILVER 2 18000", "EMBER-RING 1 92000")
    )

    assert shop.counters("SIGNET-7-SILVER") == (1, 3, 0)
    assert shop.counters("EMBER-RING") == (0, 1, 0)
    assert [(line.engraving, line.unit_amount, line.quantity) for line in order.lines] == [
        ("Ada", 20500, 1),
        (None, 18000, 2),
        (None, 92000, 1),
    ]
    assert shop.payments.sessions["cs_1"].amount_subtotal == 20500 + 36000 + 92000


def test_one_piece_short_leaves_the_whole_cart_where_it_was() -> None:
    shop = SmallShop()
    shop.buy("EMBER-RING")

    with pytest.raises(OrderChangedError) as caught:
        shop.begin(
            cart(
                "SIGNET-7-SILVER 3 18000",
                "SIGNET-7-SILVER 2 20500 Ada",
                "EMBER-RING 1 92000",
                "DAWN-HOOPS 1 32000",
            )
        )

    assert [(each.sku, each.wanted) for each in caught.value.changes.short] == [
        ("SIGNET-7-SILVER", 5),
        ("EMBER-RING", 1),
    ]
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)
    assert shop.counters("SIGNET-7-SILVER") == (4, 0, 0)


@pytest.mark.promise("terms/price-asked-again")
def test_every_price_that_changed_is_asked_about_and_the_new_ones_can_be_sent() -> None:
    shop = SmallShop()
    lines = ("SIGNET-7-SILVER 1 20000 Ada", "EMBER-RING 1 92000", "DAWN-HOOPS 2 33000")

    with pytest.raises(OrderChangedError) as caught:
        shop.begin(cart(*lines))

    assert [(wish.seen, wish.unit_amount) for wish in caught.value.changes.repriced] == [
        (20000, 20500),
        (33000, 32000),
    ]
    assert shop.counters("EMBER-RING") == (1, 0, 0)
    again = [wish.line.text for wish in caught.value.left]
    assert again[0] == "SIGNET-7-SILVER 1 20500 Ada"
    assert shop.begin(cart(*again)).subtotal == 20500 + 92000 + 64000


def test_every_piece_that_left_the_shop_is_named() -> None:
    shop = SmallShop()
    publish(msgspec.structs.replace(RELEASE, pieces=(DAWN_HOOPS,)), shop.shelf)

    with pytest.raises(OrderChangedError) as caught:
        shop.begin(cart("EMBER-RING 1 92000", "DAWN-HOOPS 1 32000", "RIVER-BAND-7 1 48000"))

    assert [item.name for item in caught.value.changes.gone] == ["Ember ring", "River band, US 7"]


def test_what_is_made_to_order_moves_no_stock_on_its_whole_road() -> None:
    shop = SmallShop()

    order = shop.buy("SIGNET-7-GOLD", 30, engraving="Ada")
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))

    assert shop.counters("SIGNET-7-GOLD") == (0, 0, 0)
    paid = shop.order(order.id)
    assert paid.status is Status.PAID
    assert (paid.lines[0].lead_days, paid.lines[0].unit_amount) == (15, 98500)


def test_an_order_is_taxed_by_the_rate_of_its_own_country_and_no_other() -> None:
    shop = SmallShop()
    tax = Tax(
        "fixed",
        rates=(TaxRate("txr_1", "GST", "5", ("CA",)), TaxRate("txr_2", "VAT", "25", ("GL",))),
    )
    facts = msgspec.structs.replace(FACTS, zones=(*FACTS.zones, NORTH), tax=tax)
    publish(msgspec.structs.replace(RELEASE, shop=facts), shop.shelf)

    taxes = {country: shop.buy("DAWN-HOOPS", country=country).tax for country in ("CA", "GL", "US")}

    assert {country: [each.stripe for each in tax.rates] for country, tax in taxes.items()} == {
        "CA": ["txr_1"],
        "GL": ["txr_2"],
        "US": [],
    }


@pytest.mark.promise("shipping/ships-together")
def test_everything_ships_with_the_slowest_piece_counted_on_the_shops_own_day() -> None:
    shop = SmallShop()
    ready = shop.buy("DAWN-HOOPS")
    slow = shop.begin(cart("DAWN-HOOPS 1 32000", "SIGNET-7-GOLD 1 96000"))
    shop.clock.forward(hours=11, minutes=30)  # 23:30 in Texas, the next day in Greenwich
    late = shop.buy("DAWN-HOOPS")

    assert (ready.ships_on, late.ships_on) == (date(2026, 3, 3), date(2026, 3, 3))
    assert slow.ships_on == date(2026, 3, 23)


@pytest.mark.promise("newsletter/wish-noted")
def test_the_order_keeps_what_was_agreed_to_and_asked_for() -> None:
    shop = SmallShop()

    order = shop.buy("DAWN-HOOPS", newsletter="yes")

    assert order.agreed_at == NOON
    assert order.consent == Consent(
        "newsletter", LETTER_WORDS, "piece", NOON, tuple(each.ref for each in POLICIES)
    )
    assert shop.buy("DAWN-HOOPS").consent is None


@pytest.mark.promise("terms/agreement-kept")
def test_the_order_keeps_every_policy_that_was_in_force() -> None:
    order = SmallShop().buy("DAWN-HOOPS")

    assert [(ref.policy, ref.version, ref.sha256) for ref in order.policies] == [
        (each.policy, date(2026, 1, 1), each.sha256) for each in POLICIES
    ]


@pytest.mark.promise("terms/change-asked-again")
@pytest.mark.parametrize("agreed", ["yes", "true", "0123456789abcdef"])
def test_whoever_agreed_to_other_policies_is_asked_again_and_nothing_is_held(agreed: str) -> None:
    shop = SmallShop()

    with pytest.raises(OrderChangedError) as caught:
        shop.buy("EMBER-RING", terms=agreed)

    assert caught.value.form.agreement == agreed
    assert caught.value.changes.terms
    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert shop.book.get("ORDER1") is None


@pytest.mark.parametrize("missing", NEEDED_POLICIES)
def test_without_one_of_its_policies_the_shop_is_closed_and_holds_nothing(missing: str) -> None:
    shop = SmallShop()
    policies = tuple(each for each in POLICIES if each.policy != missing)
    shop.shelf.put_release(msgspec.structs.replace(RELEASE, policies=policies))

    with pytest.raises(ShopClosedError):
        shop.buy("EMBER-RING", terms=in_force(policies, NOON.date()).agreement)

    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_before_its_first_policies_take_effect_the_shop_is_closed() -> None:
    shop = SmallShop()
    shop.clock.at = datetime(2025, 12, 31, 18, tzinfo=UTC)

    with pytest.raises(ShopClosedError):
        shop.buy("EMBER-RING")


def test_policies_that_cant_be_read_hold_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = SmallShop()

    def unreachable() -> None:
        raise BookUnavailableError("down")

    monkeypatch.setattr(shop.shelf, "policies", unreachable)

    with pytest.raises(BookUnavailableError):
        shop.buy("EMBER-RING")
    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_nothing_is_sold_while_a_release_in_another_currency_is_published() -> None:
    shop = SmallShop()
    item = shop.shelf.items(["DAWN-HOOPS"])["DAWN-HOOPS"]
    shop.shelf.put_item(msgspec.structs.replace(item, currency="JPY"), item.stock)

    with pytest.raises(ShopClosedError):
        shop.buy("DAWN-HOOPS")
