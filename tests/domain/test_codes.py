"""Discount codes: looked up before anything is held, and never worth more than their owner says."""

import msgspec
import pytest

from domain.checkout_form import BAD_CODE, NO_CODES, FormError
from domain.limits import ALL_CODES, CODES, TooManyTriesError
from domain.ordered import DiscountCode
from domain.orders import Status
from domain.payments import CodeRefusedError, PaymentsUnavailableError
from domain.publishing import publish
from tests.samples import FACTS, RELEASE, SmallShop, buying

HERE = "a" * 20


@pytest.fixture
def shop() -> SmallShop:
    made = SmallShop()
    facts = msgspec.structs.replace(FACTS, codes=True)
    publish(msgspec.structs.replace(RELEASE, shop=facts), made.shelf)
    made.payments.codes = {"welcome": "promo_1"}
    return made


def test_a_code_goes_with_the_order_as_the_provider_calls_it(shop: SmallShop) -> None:
    order = shop.buy("DAWN-HOOPS", code=" Welcome ")

    assert order.code == DiscountCode("Welcome", "promo_1")
    assert order.subtotal == 32000


@pytest.mark.promise("terms/code-checked")
@pytest.mark.parametrize(
    "code", ["NO-SUCH", "x" * 61, "x" * 10_000, "a\x00b", "wel\u202ecome", "<b>"]
)
def test_a_code_that_nobody_knows_holds_nothing(shop: SmallShop, code: str) -> None:
    with pytest.raises(FormError) as caught:
        shop.buy("EMBER-RING", code=code)

    assert caught.value.errors == {"code": BAD_CODE}
    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert shop.payments.sessions == {}


@pytest.mark.parametrize("code", ["x" * 61, "a\x00b", "wel\u202ecome"])
def test_what_can_be_no_code_is_not_even_looked_up(
    shop: SmallShop, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(shop.payments, "find_code", asked.append)

    with pytest.raises(FormError):
        shop.buy("EMBER-RING", code=code)

    assert asked == []


@pytest.mark.promise("terms/code-checked")
def test_a_code_that_doesnt_fit_the_order_gives_the_piece_back_at_once(shop: SmallShop) -> None:
    shop.payments.fails_before = CodeRefusedError("minimum")

    with pytest.raises(FormError) as caught:
        shop.buy("EMBER-RING", code="WELCOME")

    assert "can't be used for this order" in caught.value.errors["code"]
    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert shop.order("ORDER1").status is Status.EXPIRED


def test_a_code_tried_a_thousand_times_is_looked_up_twenty_times(
    shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(shop.payments, "find_code", asked.append)
    refused = 0
    for number in range(1000):
        shop.clock.at = shop.clock.at.replace(second=number % 60)
        network = f"{number // 15:020}" if number % 2 else HERE
        try:
            shop.checkout.begin(buying("DAWN-HOOPS", code=f"GUESS{number}"), network)
        except (FormError, TooManyTriesError) as error:
            refused += isinstance(error, TooManyTriesError)

    mine = [guess for guess in asked if int(guess.removeprefix("GUESS")) % 2 == 0]
    assert len(mine) == CODES.most
    assert len(asked) <= ALL_CODES.most
    assert refused >= 480
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_a_shop_without_codes_says_so_before_it_charges_more_than_the_buyer_expects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = SmallShop()

    def asked(_: str) -> None:
        raise AssertionError

    monkeypatch.setattr(shop.payments, "find_code", asked)

    with pytest.raises(FormError) as caught:
        shop.buy("DAWN-HOOPS", code="WELCOME")

    assert caught.value.errors == {"code": NO_CODES}
    assert shop.buy("DAWN-HOOPS", code="").code is None


def test_where_codes_cant_be_looked_up_nothing_is_held(
    shop: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_: str) -> None:
        raise PaymentsUnavailableError

    monkeypatch.setattr(shop.payments, "find_code", down)

    with pytest.raises(PaymentsUnavailableError):
        shop.buy("EMBER-RING", code="WELCOME")

    assert shop.counters("EMBER-RING") == (1, 0, 0)
