"""Buying holds the piece while the payment page lives, and gives it back when it can't open."""

import pytest

from domain.checkout import NoDeliveryError, NotForSaleError, PriceChangedError
from domain.checkout_form import CheckoutForm, FormError
from domain.orders import HOLD_FOR, Status
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.publishing import publish
from domain.stock import StockGoneError
from tests.samples import DAWN_HOOPS, FACTS, NOON, RELEASE, SmallShop


def test_beginning_holds_the_stock_and_gives_the_payment_pages_address() -> None:
    shop = SmallShop()

    address = shop.checkout.begin(CheckoutForm("RIVER-BAND-6", 2))

    assert address == "https://pay.example/1"
    assert shop.counters("RIVER-BAND-6") == (1, 2, 0)
    order = shop.order("ORDER1")
    assert (order.status, order.session_id) == (Status.DRAFT, "cs_1")
    assert order.expires_at == NOON + HOLD_FOR
    assert order.subtotal == 96000


def test_the_last_piece_goes_to_the_first_buyer_and_the_second_is_told() -> None:
    shop = SmallShop()
    shop.buy("EMBER-RING")

    with pytest.raises(StockGoneError) as caught:
        shop.buy("EMBER-RING")

    (shortage,) = caught.value.shortages
    assert (shortage.available, shortage.held) == (0, 1)
    assert shop.counters("EMBER-RING") == (0, 1, 0)
    assert shop.book.get("ORDER2") is None


def test_an_unknown_piece_holds_nothing() -> None:
    shop = SmallShop()

    with pytest.raises(FormError):
        shop.checkout.begin(CheckoutForm("NO-SUCH", 1))
    assert not shop.payments.sessions


def test_a_price_that_changed_since_it_was_seen_is_asked_about_first() -> None:
    shop = SmallShop()

    with pytest.raises(PriceChangedError) as caught:
        shop.checkout.begin(CheckoutForm("DAWN-HOOPS", 1, seen=30000))

    assert (caught.value.seen, caught.value.item.price) == (30000, 32000)
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_the_shelfs_price_is_charged_whatever_the_form_said() -> None:
    shop = SmallShop()

    shop.checkout.begin(CheckoutForm("DAWN-HOOPS", 1, seen=32000))

    assert shop.payments.sessions["cs_1"].amount_subtotal == 32000


def test_a_piece_that_left_the_catalogue_is_not_sold() -> None:
    shop = SmallShop()
    publish(type(RELEASE)(shop=FACTS, pieces=(DAWN_HOOPS,), frames={}), shop.shelf)

    with pytest.raises(NotForSaleError):
        shop.checkout.begin(CheckoutForm("EMBER-RING", 1))


def test_a_country_without_rates_is_refused_before_anything_is_held() -> None:
    shop = SmallShop()

    with pytest.raises(NoDeliveryError):
        shop.checkout.begin(CheckoutForm("EMBER-RING", 1, country="FR"))
    assert shop.counters("EMBER-RING") == (1, 0, 0)


@pytest.mark.parametrize("error", [PaymentsRefusedError(), PaymentsUnavailableError()])
def test_a_payment_page_that_cant_open_gives_the_piece_back_at_once(error: Exception) -> None:
    shop = SmallShop()
    shop.payments.fails_before = error

    with pytest.raises(type(error)):
        shop.checkout.begin(CheckoutForm("EMBER-RING", 1))

    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert shop.order("ORDER1").status is Status.EXPIRED


def test_an_answer_lost_after_the_session_was_made_gives_the_piece_back_too() -> None:
    shop = SmallShop()
    shop.payments.fails_after = PaymentsUnavailableError()

    with pytest.raises(PaymentsUnavailableError):
        shop.checkout.begin(CheckoutForm("EMBER-RING", 1))

    assert shop.counters("EMBER-RING") == (1, 0, 0)
