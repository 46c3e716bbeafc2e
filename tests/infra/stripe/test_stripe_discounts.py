"""Checkout Sessions with a promotion code."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from infra.local.stripe.discounts import off_each
from infra.local.stripe.testing import RunningStandIn, an_order, running_standin

PARAM = "discounts[0][promotion_code]"


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandIn]:
    """Start one stand-in for tests that each have codes of their own."""
    with running_standin() as started:
        yield started


def a_code(standin: RunningStandIn, off: dict[str, Any], **more: Any) -> str:  # noqa: ANN401  as an_order
    return standin.offer(off, **more).id


def with_code(standin: RunningStandIn, code: str, **changes: Any) -> stripe.checkout.Session:  # noqa: ANN401  as an_order
    sessions = standin.client().v1.checkout.sessions
    return sessions.create(an_order(discounts=[{"promotion_code": code}], **changes))


def lines_of(*amounts: int) -> list[dict[str, Any]]:
    price = an_order()["line_items"][0]["price_data"]
    return [{"price_data": {**price, "unit_amount": each}, "quantity": 1} for each in amounts]


def refused(standin: RunningStandIn, code: str, **changes: Any) -> stripe.InvalidRequestError:  # noqa: ANN401  as an_order
    with pytest.raises(stripe.InvalidRequestError) as caught:
        with_code(standin, code, **changes)
    return caught.value


def test_a_percentage_comes_off_the_pieces_and_not_off_the_delivery(
    standin: RunningStandIn,
) -> None:
    code = a_code(standin, {"percent_off": 10})

    session = with_code(standin, code, expand=["line_items"])

    assert (session.amount_subtotal, session.amount_total) == (8400, 8400 - 840 + 500)
    assert session.total_details is not None
    assert session.total_details.to_dict() == {
        "amount_discount": 840,
        "amount_shipping": 500,
        "amount_tax": 0,
    }
    assert session.to_dict()["discounts"] == [{"coupon": None, "promotion_code": code}]
    assert session.line_items is not None
    [line] = session.line_items.data
    assert (line.amount_subtotal, line.amount_discount, line.amount_total) == (8400, 840, 7560)


def test_an_amount_is_spread_over_the_lines_to_the_cent(standin: RunningStandIn) -> None:
    code = a_code(standin, {"amount_off": 1000, "currency": "usd"})

    session = with_code(standin, code, line_items=lines_of(1000, 1000, 1000))

    items = standin.client().v1.checkout.sessions.line_items.list(session.id).data
    assert sorted(each.amount_discount for each in items) == [333, 333, 334]
    assert [each.amount_total + each.amount_discount for each in items] == [1000, 1000, 1000]
    assert session.amount_total == 2000 + 500


@pytest.mark.parametrize(
    ("amounts", "off", "parts"),
    [
        ([100, 200, 300], {"percent_off": 10, "amount_off": None}, [10, 20, 30]),
        ([1, 1, 1], {"percent_off": 50, "amount_off": None}, [1, 1, 0]),
        ([5, 0, 1], {"percent_off": None, "amount_off": 4}, [3, 0, 1]),
        ([100, 50], {"percent_off": None, "amount_off": 1000}, [100, 50]),
        ([0, 0], {"percent_off": None, "amount_off": 1000}, [0, 0]),
        ([333], {"percent_off": 12.5, "amount_off": None}, [42]),
        ([1, 2], None, [0, 0]),
    ],
)
def test_parts_of_a_discount_add_up_and_never_exceed_their_line(
    amounts: list[int], off: dict[str, Any] | None, parts: list[int]
) -> None:
    assert off_each(amounts, off) == parts


def test_a_code_is_counted_once_its_order_is_paid(standin: RunningStandIn) -> None:
    code = a_code(standin, {"percent_off": 10}, code="COUNTED")
    codes = standin.client().v1.promotion_codes
    left, paid, later = (with_code(standin, code) for _ in range(3))

    standin.pay(str(paid.url))
    standin.pay(str(later.url), "pay_later")
    before = codes.list({"code": "COUNTED"}).data[0].times_redeemed
    standin.pay(str(later.url), "arrive")
    after = codes.list({"code": "COUNTED"}).data[0].times_redeemed

    assert (before, after) == (1, 2)
    sessions = standin.client().v1.checkout.sessions
    assert sessions.retrieve(left.id).status == "open"
    intent = sessions.retrieve(paid.id, {"expand": ["payment_intent"]}).payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert intent.amount_received == 8060


def test_a_code_that_covers_everything_leaves_nothing_to_pay(standin: RunningStandIn) -> None:
    code = a_code(standin, {"amount_off": 100_000, "currency": "usd"}, code="ALL")
    session = with_code(standin, code, shipping_options=[])

    standin.pay(str(session.url))

    done = standin.client().v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    assert (done.amount_total, done.payment_intent) == (0, None)
    [used] = standin.client().v1.promotion_codes.list({"code": "ALL"}).data
    assert used.times_redeemed == 1


def test_a_code_is_expanded_to_its_coupon(standin: RunningStandIn) -> None:
    session = with_code(standin, a_code(standin, {"percent_off": 10}, code="WHOLE"))

    found = standin.client().v1.checkout.sessions.list(
        {"limit": 1, "expand": ["data.discounts.promotion_code"]}
    )

    [discount] = found.data[0].to_dict()["discounts"]
    assert found.data[0].id == session.id
    assert discount["promotion_code"]["code"] == "WHOLE"


def test_a_code_and_the_pages_own_field_for_codes_exclude_each_other(
    standin: RunningStandIn,
) -> None:
    error = refused(standin, "promo_any", allow_promotion_codes=True)

    assert (error.http_status, error.param) == (400, "allow_promotion_codes")
    assert "only specify one of these parameters" in str(error)


def test_a_code_that_never_was_is_missing(standin: RunningStandIn) -> None:
    error = refused(standin, "promo_none")

    assert (error.http_status, error.code, error.param) == (400, "resource_missing", PARAM)


@pytest.mark.parametrize(
    ("coupon", "more", "code", "words"),
    [
        ({"percent_off": 10}, {"active": False}, None, "is inactive"),
        ({"amount_off": 500, "currency": "eur"}, {}, None, "currency other than usd"),
        (
            {"percent_off": 10},
            {"restrictions": {"minimum_amount": 8401, "minimum_amount_currency": "usd"}},
            None,
            "does not meet the minimum amount",
        ),
        (
            {"percent_off": 10},
            {"restrictions": {"minimum_amount": 1, "minimum_amount_currency": "eur"}},
            None,
            "currency other than usd",
        ),
    ],
)
def test_a_code_that_does_not_fit_the_order_is_refused(
    standin: RunningStandIn,
    coupon: dict[str, Any],
    more: dict[str, Any],
    code: str | None,
    words: str,
) -> None:
    error = refused(standin, a_code(standin, coupon, **more))

    assert (error.http_status, error.code, error.param) == (400, code, PARAM)
    assert words in str(error)


def test_the_minimum_amount_itself_is_enough(standin: RunningStandIn) -> None:
    minimum = {"minimum_amount": 8400, "minimum_amount_currency": "usd"}
    code = a_code(standin, {"percent_off": 10}, restrictions=minimum)

    assert with_code(standin, code).amount_total == 8060


@pytest.mark.parametrize("ends", ["code", "coupon"])
def test_an_expired_code_is_refused_by_name(ends: str) -> None:
    soon = int(time.time()) + 60
    with running_standin() as standin:
        code = (
            a_code(standin, {"percent_off": 10}, expires_at=soon)
            if ends == "code"
            else a_code(standin, {"percent_off": 10, "redeem_by": soon})
        )
        opened = with_code(standin, code)
        standin.advance(61)

        error = refused(standin, code)
        standin.pay(str(opened.url))

        assert (error.code, error.param) == ("coupon_expired", PARAM)
        paid = standin.client().v1.checkout.sessions.retrieve(opened.id)
        assert (paid.payment_status, paid.amount_total) == ("paid", 8060)


def test_a_used_up_code_is_refused(standin: RunningStandIn) -> None:
    code = a_code(standin, {"percent_off": 10}, max_redemptions=1)
    standin.pay(str(with_code(standin, code).url))

    error = refused(standin, code)

    assert (error.code, error.param) == (None, PARAM)
    assert "maximum number of times" in str(error)


def test_a_code_for_the_first_order_is_refused_to_who_has_paid_before(
    standin: RunningStandIn,
) -> None:
    code = a_code(standin, {"percent_off": 10}, restrictions={"first_time_transaction": True})
    first = with_code(standin, code, customer_email="ada@example.com")
    standin.pay(str(first.url))

    error = refused(standin, code, customer_email="Ada@example.com")

    assert (error.code, error.param) == ("promotion_code_customer_not_first_time", PARAM)
    assert with_code(standin, code, customer_email="new@example.com").amount_total == 8060


def test_a_refused_code_uses_up_its_idempotency_key(standin: RunningStandIn) -> None:
    """The refusal depends on the state of things, so Stripe has begun and keeps its answer."""
    code = a_code(standin, {"percent_off": 10}, active=False)
    sessions = standin.client().v1.checkout.sessions
    params = an_order(discounts=[{"promotion_code": code}])
    key: Any = {"idempotency_key": "draft-with-code"}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="inactive"):
            sessions.create(params, key)
        standin.client().v1.promotion_codes.update(code, {"active": True})

    with pytest.raises(stripe.IdempotencyError):
        sessions.create(an_order(), key)
