"""What an order's record holds of a person, as the privacy policy says it."""

from collections.abc import Callable

import pytest

from domain.holds import GRACE
from domain.orders import Order, Status
from tests.promised import policy
from tests.samples import SmallShop

NAMED = {
    "lines": "What you chose, the words to engrave",
    "country": "the country it goes to",
    "consent": "whether you would like the letter and what the box said",
    "gift": "for a gift's card",
    "code": "a discount code",
    "network": "a code made from the beginning of your internet address",
    "reminder_mail": "When you ask for a reminder.** Your email address",
    "agreed_at": "when you agreed",
    "policies": "to which terms",
    "customer_name": "your name",
    "customer_mail": "your email address",
    "subject": "your email address",  # made of it, to find what is theirs
    "address": "the address to send it to",
    "totals": "what was paid",
    "shipment": "how it was sent",
    "refunds": "what was paid or went back",
    "returns": "came back",
    "notes": "our notes",
    "currency": "what was paid",
    "payment_intent": "its own number for the payment",
    "session_id": "its own number for the payment",
}
"""What an order holds of a buyer, and how the policy names it."""

HOW_FAR_THINGS_ARE = {
    *("id", "status", "revision", "why", "created_at", "expires_at", "paid_at", "ships_on"),
    *(
        "erased_at",
        "making_at",
        "shipped_at",
        "delivered_at",
        "cancelled_at",
        "disputes",
        "invoices",
    ),
    *("head", "proof"),
    *("release", "rates", "countries", "days_to_ship", "bench", "tax", "reminded"),
}


@pytest.mark.promise("privacy/record-holds-this", "privacy/no-card-number")
def test_an_orders_record_holds_what_the_policy_names_and_nothing_else() -> None:
    told = policy("privacy").text.split("**When you order.**")[1].split("**When you write.**")[0]
    held = set(Order.__struct_fields__)

    assert held - NAMED.keys() <= HOW_FAR_THINGS_ARE
    assert [words for words in NAMED.values() if words not in told] == []


def time_runs_out(shop: SmallShop, order: Order) -> None:
    shop.clock.at = order.expires_at + GRACE
    shop.holds.sweep()


def says_so(shop: SmallShop, order: Order) -> None:
    shop.payments.expire_session(order.session_id or "")
    shop.settlement.handle(shop.event(order, "expired"))


def puts_it_back(shop: SmallShop, order: Order) -> None:
    shop.holds.let_go(order)


@pytest.mark.promise("privacy/unpaid-is-nameless")
@pytest.mark.parametrize("leave", [time_runs_out, says_so, puts_it_back])
def test_who_leaves_the_payment_page_leaves_no_name_behind(
    leave: Callable[[SmallShop, Order], None],
) -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1", "unpaid")  # all of it was typed there already
    shop.payments.move("cs_1", status="open")

    leave(shop, shop.order(order.id))

    left = shop.order(order.id)
    assert left.status is Status.EXPIRED
    assert (left.customer_name, left.customer_mail, left.address) == (None, None, None)
