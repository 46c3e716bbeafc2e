"""What the payment page says of the sum, and how it looks in a browser without JavaScript."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from infra.local.stripe.reading import buttons, form_values
from infra.local.stripe.testing import RunningStandIn, an_order, running_standin
from tests.fixtures.browser import NewPage

ROW = re.compile(r"<tr><th[^>]*>(.*?)</th><td>(.*?)</td></tr>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
EVERYWHERE = {"allowed_countries": ["US", "GB"]}


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandIn]:
    with running_standin() as started:
        yield started


def opened(standin: RunningStandIn, **changes: Any) -> str:  # noqa: ANN401  as an_order
    url = standin.client().v1.checkout.sessions.create(an_order(**changes)).url
    return f"/pay/{str(url).rpartition('/')[2]}"


def rows(html: str) -> list[tuple[str, str]]:
    """The table's rows as words: name, note in brackets, amount."""
    return [
        (TAG.sub("", unescape(name.replace("<small>", " (").replace("</small>", ")"))), amount)
        for name, amount in ROW.findall(html)
    ]


def taxed_by_address(standin: RunningStandIn, **changes: Any) -> str:  # noqa: ANN401  as an_order
    return opened(
        standin,
        automatic_tax={"enabled": True},
        shipping_address_collection=EVERYWHERE,
        **changes,
    )


def test_the_page_takes_off_the_discount_and_adds_delivery_and_tax(
    standin: RunningStandIn,
) -> None:
    code = standin.offer({"percent_off": 10}, code="WELCOME")
    rate = standin.client().v1.tax_rates.create(
        {"display_name": "Sales tax", "percentage": 8.25, "inclusive": False}
    )
    [line] = an_order()["line_items"]

    page = standin.http.get(
        opened(
            standin,
            discounts=[{"promotion_code": code.id}],
            line_items=[{**line, "tax_rates": [rate.id]}],
        )
    ).text

    assert rows(page) == [
        ("Ring × 2 (Size 6, engraved: June)", "$84.00"),
        ("Subtotal", "$84.00"),
        ("Discount (WELCOME)", "−$8.40"),
        ("Delivery (Post)", "$5.00"),
        ("Sales tax, 8.25%", "$6.24"),
        ("Total", "$86.84"),
    ]
    assert "Pay $86.84" in page
    assert buttons(page) == ["pay", "pay_later", "decline", "abandon"]


def test_the_page_says_that_a_tax_is_included(standin: RunningStandIn) -> None:
    rate = standin.client().v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 20, "inclusive": True}
    )
    [line] = an_order()["line_items"]

    page = standin.http.get(opened(standin, line_items=[{**line, "tax_rates": [rate.id]}])).text

    assert ("VAT, 20% (included)", "$14.00") in rows(page)
    assert "Pay $89.00" in page


def test_choices_are_summed_up_on_request_before_anything_is_paid(
    standin: RunningStandIn,
) -> None:
    address = taxed_by_address(standin)
    first = standin.http.get(address).text
    form = {**form_values(first), "country": "GB", "name": "", "outcome": "update"}

    answer = standin.http.post(address, data=form)

    assert ("Sales tax, 8.25%", "$7.34") in rows(first)
    assert "update" in buttons(first)
    assert answer.status_code == 200
    assert rows(answer.text)[-2:] == [
        ("VAT, 20%", "$17.80"),
        ("Total (with the country and the delivery chosen on this page)", "$106.80"),
    ]
    assert form_values(answer.text)["country"] == "GB"
    assert standin.client().v1.checkout.sessions.list({"limit": 1}).data[0].status == "open"


def test_the_page_says_what_the_shop_says_before_paying(standin: RunningStandIn) -> None:
    words = "By paying you agree to our <terms>."

    page = standin.http.get(opened(standin, custom_text={"submit": {"message": words}})).text

    assert "By paying you agree to our &lt;terms&gt;." in page


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_a_discounted_and_taxed_order_is_paid_without_javascript(
    standin: RunningStandIn, new_page: NewPage, width: int
) -> None:
    code = standin.offer({"percent_off": 10})
    word = "W" * 60
    address = taxed_by_address(
        standin,
        discounts=[{"promotion_code": code.id}],
        custom_text={"submit": {"message": f"You agree to our terms. {word}"}},
        success_url=f"{standin.url}/pay/thanks",
    )
    page = new_page(javascript=False, width=width)

    page.goto(standin.url + address)
    page.select_option("#country", "GB")
    page.get_by_role("button", name="Show the total for these choices").click()
    total = page.locator("tfoot tr:last-child td").inner_text()
    wide = [page.locator(part).bounding_box() for part in ("table", "form", ".words")]
    page.get_by_role("button", name="Pay", exact=True).click()

    assert total == "$96.72"
    for box in wide:
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    paid = standin.client().v1.checkout.sessions.list({"limit": 1}).data[0]
    assert (paid.payment_status, paid.amount_total) == ("paid", 9672)
