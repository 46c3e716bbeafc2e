"""Coupons and promotion codes, driven with the real SDK over real HTTP."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from infra.local.stripe.openapi import check_answer, check_request
from infra.local.stripe.testing import RunningStandIn, an_order, running_standin

A_DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandIn]:
    """Start one stand-in for tests that each have codes of their own."""
    with running_standin() as started:
        yield started


def a_code(standin: RunningStandIn, word: str, **more: Any) -> stripe.PromotionCode:  # noqa: ANN401  as an_order
    return standin.offer({"percent_off": 10}, code=word, **more)


def refusal(act: Callable[[], object]) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        act()
    return caught.value


def listed(standin: RunningStandIn, **asked: Any) -> list[str]:  # noqa: ANN401  as the SDK takes it
    return [each.code for each in standin.client().v1.promotion_codes.list(asked).data]  # type: ignore[arg-type]


def test_a_coupon_and_its_code_say_what_was_asked(standin: RunningStandIn) -> None:
    client = standin.client()
    expires_at = int(time.time()) + A_DAY

    coupon = client.v1.coupons.create(
        {
            "percent_off": 12.5,
            "duration": "once",
            "name": "Spring",
            "max_redemptions": 100,
            "redeem_by": expires_at + A_DAY,
            "metadata": {"letter": "4"},
        }
    )
    code = client.v1.promotion_codes.create(
        {
            "code": "SPRING",
            "promotion": {"type": "coupon", "coupon": coupon.id},
            "expires_at": expires_at,
            "max_redemptions": 5,
            "restrictions": {
                "minimum_amount": 5000,
                "minimum_amount_currency": "usd",
                "first_time_transaction": True,
            },
        }
    )

    assert (coupon.percent_off, coupon.amount_off, coupon.valid) == (12.5, None, True)
    assert (coupon.name, coupon.times_redeemed) == ("Spring", 0)
    assert code.id.startswith("promo_")
    assert (code.code, code.active, code.times_redeemed) == ("SPRING", True, 0)
    assert (code.expires_at, code.max_redemptions) == (expires_at, 5)
    assert code.promotion.coupon == coupon.id
    assert code.restrictions.to_dict() == {
        "minimum_amount": 5000,
        "minimum_amount_currency": "usd",
        "first_time_transaction": True,
    }


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({}, None, "percent_off"),
        ({"percent_off": 10, "amount_off": 5, "currency": "usd"}, None, "percent_off"),
        ({"percent_off": 0}, None, "percent_off"),
        ({"percent_off": 100.5}, None, "percent_off"),
        ({"percent_off": "ten"}, "parameter_invalid_decimal", "percent_off"),
        ({"amount_off": 500}, "parameter_missing", "currency"),
        ({"amount_off": 0, "currency": "usd"}, "parameter_invalid_integer", "amount_off"),
        ({"amount_off": 500, "currency": "dollar"}, None, "currency"),
        ({"percent_off": 10, "redeem_by": 1}, None, "redeem_by"),
        ({"percent_off": 10, "max_redemptions": 0}, "parameter_invalid_integer", "max_redemptions"),
        ({"percent_off": 10, "duration": "forever"}, None, "duration"),
        ({"percent_off": 10, "id": "taken"}, "resource_already_exists", "id"),
    ],
)
def test_a_coupon_that_stripe_refuses_is_refused(
    standin: RunningStandIn, params: dict[str, Any], code: str | None, param: str
) -> None:
    coupons = standin.client().v1.coupons
    if params.get("id"):
        coupons.create({"percent_off": 10, "id": "taken"})

    error = refusal(lambda: coupons.create(params))  # type: ignore[arg-type]

    assert (error.http_status, error.code, error.param) == (400, code, param)


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"code": "TEN %"}, None, "code"),
        ({"promotion": {"type": "coupon"}}, "parameter_missing", "promotion[coupon]"),
        (
            {"promotion": {"type": "coupon", "coupon": "none"}},
            "resource_missing",
            "promotion[coupon]",
        ),
        ({"expires_at": 1}, None, "expires_at"),
        ({"expires_at": 9_999_999_999}, None, "expires_at"),
        ({"max_redemptions": 11}, None, "max_redemptions"),
        (
            {"restrictions": {"minimum_amount": 100}},
            "parameter_missing",
            "restrictions[minimum_amount_currency]",
        ),
        (
            {"restrictions": {"minimum_amount": 0, "minimum_amount_currency": "usd"}},
            "parameter_invalid_integer",
            "restrictions[minimum_amount]",
        ),
        ({"coupon": "x"}, "parameter_unknown", "coupon"),
        ({"customer": "cus_1"}, None, "customer"),
    ],
)
def test_a_code_that_stripe_refuses_is_refused(
    standin: RunningStandIn, change: dict[str, Any], code: str | None, param: str
) -> None:
    limits = {"max_redemptions": 10, "redeem_by": int(time.time()) + A_DAY}

    error = refusal(
        lambda: standin.offer({"percent_off": 10, **limits}, **{"code": "REFUSED", **change})
    )

    assert (error.http_status, error.code, error.param) == (400, code, param)
    assert listed(standin, code="REFUSED") == []


def test_a_code_is_found_whatever_the_case_of_its_letters(standin: RunningStandIn) -> None:
    a_code(standin, "Mixed-Case")

    assert listed(standin, code="mIXED-cASE", active=True, limit=1) == ["Mixed-Case"]
    assert listed(standin, code="mixed") == []


def test_two_codes_in_use_are_never_the_same(standin: RunningStandIn) -> None:
    first = a_code(standin, "TWICE")
    codes = standin.client().v1.promotion_codes

    error = refusal(lambda: a_code(standin, "twice"))
    codes.update(first.id, {"active": False})
    second = a_code(standin, "twice")

    assert (error.param, error.http_status) == ("code", 400)
    assert "An active promotion code with `code: twice` already exists." in str(error)
    assert listed(standin, code="TWICE") == ["twice", "TWICE"]
    assert listed(standin, code="TWICE", active=True) == ["twice"]
    assert refusal(lambda: codes.update(first.id, {"active": True})).param == "code"
    assert second.active


def test_codes_are_listed_page_by_page_with_their_coupons(standin: RunningStandIn) -> None:
    made = [a_code(standin, f"PAGE-{number}").id for number in range(3)]
    codes = standin.client().v1.promotion_codes

    first = codes.list({"limit": 2, "expand": ["data.promotion.coupon"]})
    second = codes.list({"limit": 1, "starting_after": first.data[-1].id})

    assert [each.id for each in [*first.data, *second.data]] == made[::-1]
    coupon = first.data[0].promotion.coupon
    assert isinstance(coupon, stripe.Coupon)
    assert coupon.percent_off == 10
    assert [each.id for each in codes.list({"coupon": coupon.id}).data] == [made[2]]


def test_a_code_can_be_switched_off_and_on(standin: RunningStandIn) -> None:
    codes = standin.client().v1.promotion_codes
    made = a_code(standin, "SWITCH")

    off = codes.update(made.id, {"active": False})
    on = codes.update(made.id, {"active": True})

    assert (off.active, on.active) == (False, True)
    error = refusal(lambda: codes.update("promo_none", {"active": True}))
    assert (error.http_status, error.code) == (404, "resource_missing")


@pytest.mark.parametrize("ends", ["expires_at", "redeem_by"])
def test_a_code_whose_time_is_up_is_inactive_and_stays_so(ends: str) -> None:
    soon = {ends: int(time.time()) + 60}
    with running_standin() as standin:
        if ends == "redeem_by":
            made = standin.offer({"percent_off": 10, **soon}, code="SHORT")
        else:
            made = a_code(standin, "SHORT", **soon)

        before = listed(standin, code="SHORT", active=True)
        standin.advance(61)

        assert before == ["SHORT"]
        assert listed(standin, code="SHORT", active=True) == []
        assert listed(standin, code="SHORT", active=False) == ["SHORT"]
        codes = standin.client().v1.promotion_codes
        assert refusal(lambda: codes.update(made.id, {"active": True})).param == "active"


@pytest.mark.parametrize("limited", ["code", "coupon"])
def test_a_code_that_is_used_up_is_inactive(standin: RunningStandIn, limited: str) -> None:
    most = {"max_redemptions": 1}
    word = f"ONE-{limited}"
    made = (
        a_code(standin, word, **most)
        if limited == "code"
        else standin.offer({"percent_off": 10, **most}, code=word)
    )
    client = standin.client()
    opened = client.v1.checkout.sessions.create(an_order(discounts=[{"promotion_code": made.id}]))

    before = listed(standin, code=word, active=True)
    standin.pay(str(opened.url))
    after = client.v1.promotion_codes.list({"code": word, "expand": ["data.promotion.coupon"]})

    assert before == [word]
    assert (after.data[0].active, after.data[0].times_redeemed) == (False, 1)
    coupon = after.data[0].promotion.coupon
    assert isinstance(coupon, stripe.Coupon)
    assert (coupon.valid, coupon.times_redeemed) == (limited == "code", 1)


def test_what_codes_ask_and_answer_is_what_stripe_describes() -> None:
    with running_standin() as standin:
        future = int(time.time()) + A_DAY
        limits = {"max_redemptions": 3, "name": "Spring", "metadata": {"a": "b"}}
        off = {"amount_off": 2000, "currency": "usd", "redeem_by": future, "id": "SPRING-20"}
        minimum = {"minimum_amount": 150, "minimum_amount_currency": "usd"}
        made = standin.offer(
            {**off, **limits}, code="A", max_redemptions=2, restrictions=minimum, active=False
        )
        standin.offer({"percent_off": 33.3}, expires_at=future)
        standin.client().v1.promotion_codes.update(made.id, {"active": True})
        headers = {"Authorization": f"Bearer {standin.settings.keys[0]}"}

        for request in standin.requests():
            assert check_request(request["method"], request["path"], request["params"]) == []
        for expanded in ("", "?expand[]=data.promotion.coupon"):
            found = standin.http.get(f"/v1/promotion_codes{expanded}", headers=headers).json()
            assert check_answer("GET", "/v1/promotion_codes", found) == []
            assert len(found["data"]) == 2
