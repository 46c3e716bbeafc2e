"""What a session comes to: lines, then discount, then delivery, then tax."""

from collections import Counter
from typing import Any

from infra.local.stripe.discounts import off_each
from infra.local.stripe.store import Object
from infra.local.stripe.taxes import Tax, rates_in, taxes_on


def total_up(session: Object, aside: Object, rate_id: str | None, country: str | None) -> None:
    """Set every amount that follows from the chosen delivery and from where the buyer is.

    `aside` has the session's lines, the coupon and the tax rates of each line; the taxes found are
    put there, so that the payment page can name them.
    """
    by_address = session["automatic_tax"]["enabled"]
    items, found = aside["line_items"], []
    off = off_each([item["amount_subtotal"] for item in items], aside.get("coupon"))
    for item, discount, named in zip(items, off, aside["tax_rates"], strict=True):
        rates = rates_in(country, item["price"]["tax_behavior"]) if by_address else named
        taxes = taxes_on(item["amount_subtotal"] - discount, rates)
        item["amount_discount"] = discount
        _add_tax(item, item["amount_subtotal"] - discount, taxes)
        found += taxes
    session["shipping_cost"], taxes = _delivery(session, aside, rate_id, country)
    aside["taxes"] = _by_rate([*found, *taxes])
    _sum_up(session, items)


def _delivery(
    session: Object, aside: Object, rate_id: str | None, country: str | None
) -> tuple[Any, list[Tax]]:
    """Return the cost of the chosen rate. Rates that lines name don't touch it, as with Stripe."""
    if not rate_id:
        return None, []
    amounts = {
        each["shipping_rate"]: each["shipping_amount"] for each in session["shipping_options"]
    }
    amount = amounts[rate_id]
    behavior = aside["shipping_tax_behaviors"][rate_id]
    rates = rates_in(country, behavior) if session["automatic_tax"]["enabled"] else []
    taxes = taxes_on(amount, rates)
    cost: Object = {"amount_subtotal": amount, "shipping_rate": rate_id}
    _add_tax(cost, amount, taxes)
    return cost, taxes


def _add_tax(cost: Object, amount: int, taxes: list[Tax]) -> None:
    cost["amount_tax"] = sum(each.amount for each in taxes)
    cost["amount_total"] = amount + sum(each.amount for each in taxes if not each.inclusive)


def _by_rate(taxes: list[Tax]) -> list[list[Any]]:
    amounts: Counter[tuple[str, float, bool]] = Counter()
    for name, percentage, inclusive, amount in taxes:
        amounts[name, percentage, inclusive] += amount
    return [[*rate, amount] for rate, amount in amounts.items()]


def _sum_up(session: Object, items: list[Object]) -> None:
    delivery = session["shipping_cost"] or dict.fromkeys(
        ("amount_subtotal", "amount_tax", "amount_total"), 0
    )
    session["total_details"] = {
        "amount_discount": sum(item["amount_discount"] for item in items),
        "amount_shipping": delivery["amount_subtotal"],
        "amount_tax": sum(item["amount_tax"] for item in items) + delivery["amount_tax"],
    }
    session["amount_total"] = sum(item["amount_total"] for item in items) + delivery["amount_total"]
