"""The codes and the tax rate that the local stack's stand-in knows from the start."""

from pathlib import Path

import pytest
import stripe

from infra.local.processes import seed_currency
from infra.local.stripe.openapi import check_answer
from infra.local.stripe.settings import StandInSettings
from infra.local.stripe.testing import RunningStandIn, an_order, running_standin

SEEDED = StandInSettings(seed_currency="usd")


def codes(standin: RunningStandIn, *, active: bool) -> list[str]:
    found = standin.client().v1.promotion_codes.list({"active": active})
    return sorted(each.code for each in found.data)


def opened(standin: RunningStandIn, code: str, pieces: int) -> stripe.checkout.Session:
    client = standin.client()
    [found] = client.v1.promotion_codes.list({"code": code, "active": True}).data
    [line] = an_order()["line_items"]
    lines = [{**line, "quantity": pieces, "tax_rates": ["txr_local_sales"]}]
    order = an_order(discounts=[{"promotion_code": found.id}], line_items=lines)
    return client.v1.checkout.sessions.create(order)


def test_a_new_stand_in_has_codes_to_try() -> None:
    with running_standin(SEEDED) as standin:
        assert codes(standin, active=True) == ["TWENTY", "WELCOME10"]
        assert codes(standin, active=False) == ["OVER"]


def test_the_codes_and_the_tax_rate_do_what_they_say() -> None:
    with running_standin(SEEDED) as standin:
        tenth, twenty = opened(standin, "welcome10", 1), opened(standin, "twenty", 4)
        with pytest.raises(stripe.InvalidRequestError, match="minimum amount"):
            opened(standin, "TWENTY", 3)

        sums = [each.to_dict()["total_details"] for each in (tenth, twenty)]
        assert [each["amount_discount"] for each in sums] == [420, 2000]
        assert [each["amount_tax"] for each in sums] == [312, 1221]


@pytest.mark.parametrize(("currency", "off"), [("usd", 2000), ("jpy", 20), ("kwd", 20_000)])
def test_the_amounts_are_in_the_shops_own_currency(currency: str, off: int) -> None:
    with running_standin(StandInSettings(seed_currency=currency)) as standin:
        found = standin.client().v1.promotion_codes.list(
            {"code": "TWENTY", "expand": ["data.promotion.coupon"]}
        )

        coupon = found.data[0].promotion.coupon
        assert isinstance(coupon, stripe.Coupon)
        assert (coupon.amount_off, coupon.currency) == (off, currency)


def test_a_second_start_leaves_the_codes_as_they_are(tmp_path: Path) -> None:
    settings = StandInSettings(seed_currency="usd", state=tmp_path / "stripe.sqlite")
    with running_standin(settings) as standin:
        standin.pay(str(opened(standin, "WELCOME10", 1).url))
        standin.client().v1.promotion_codes.update("promo_local_twenty", {"active": False})

    with running_standin(settings) as standin:
        [welcome] = standin.client().v1.promotion_codes.list({"active": True}).data

        assert (welcome.code, welcome.times_redeemed) == ("WELCOME10", 1)
        assert codes(standin, active=False) == ["OVER", "TWENTY"]


def test_nothing_is_there_from_the_start_unless_asked_for() -> None:
    with running_standin() as standin:
        assert codes(standin, active=True) == codes(standin, active=False) == []


def test_the_codes_from_the_start_are_what_stripe_describes() -> None:
    with running_standin(SEEDED) as standin:
        headers = {"Authorization": f"Bearer {standin.settings.keys[0]}"}
        address = "/v1/promotion_codes?expand[]=data.promotion.coupon"
        found = standin.http.get(address, headers=headers).json()

        assert len(found["data"]) == 3
        assert check_answer("GET", "/v1/promotion_codes", found) == []


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("currency: EUR", "eur"),
        ("currency: shells", "usd"),
        ("name: Nobody", "usd"),
        ("currency: [USD]", "usd"),
        ("- : {", "usd"),
        (None, "usd"),
    ],
)
def test_the_local_stack_takes_the_shops_currency_or_dollars(
    tmp_path: Path, text: str | None, currency: str
) -> None:
    if text is not None:
        (tmp_path / "content").mkdir()
        (tmp_path / "content" / "shop.yaml").write_text(text)

    assert seed_currency(tmp_path) == currency
