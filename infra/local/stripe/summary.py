"""The order as the payment page sums it up: lines, then what is taken off and added, then the total."""

from dataclasses import dataclass, field
from typing import Any

from babel import Locale
from babel.numbers import format_currency, get_currency_precision

from infra.local.stripe.books import Books
from infra.local.stripe.store import Object
from infra.local.stripe.totals import total_up

ENGLISH = Locale("en", "US")


@dataclass(frozen=True)
class Row:
    name: str
    amount: str
    note: str = ""


@dataclass(frozen=True)
class Summary:
    """`rows` stand between the lines and the total; `can_change` where a choice moves the total."""

    lines: list[Row]
    total: str
    can_change: bool
    rows: list[Row] = field(default_factory=list)


def money(amount: int, currency: str) -> str:
    major = amount / 10 ** get_currency_precision(currency.upper())
    return format_currency(major, currency.upper(), locale=ENGLISH)


def sum_up(books: Books, opened: Object, values: dict[str, str]) -> Summary:
    """Add up what would be paid with these choices, without making them."""
    session, aside = dict(opened), books.store.aside(opened["id"])
    offered = [option["shipping_rate"] for option in session["shipping_options"]]
    chosen = values["shipping_rate"]
    rate_id = chosen if chosen in offered else (offered or [None])[0]
    total_up(session, aside, rate_id, values["country"])
    by_address = session["automatic_tax"]["enabled"]
    return Summary(
        lines=[_line(books, item) for item in aside["line_items"]],
        total=money(session["amount_total"], session["currency"]),
        can_change=len(offered) > 1 or by_address,
        rows=_rows(books, session, aside),
    )


def _line(books: Books, item: Object) -> Row:
    product = books.store.get(item["price"]["product"])
    times = f" × {item['quantity']}" if item["quantity"] > 1 else ""
    return Row(
        item["description"] + times,
        money(item["amount_subtotal"], item["currency"]),
        (product and product["description"]) or "",
    )


def _rows(books: Books, session: Object, aside: Object) -> list[Row]:
    currency, details = session["currency"], session["total_details"]
    rows = [Row("Subtotal", money(session["amount_subtotal"], currency))]
    for discount in session["discounts"]:
        code = books.store.get(discount["promotion_code"])
        off = money(-details["amount_discount"], currency).replace("-", "−")
        rows.append(Row("Discount", off, code["code"] if code else ""))
    if session["shipping_cost"]:
        rate: Any = books.store.get(session["shipping_cost"]["shipping_rate"])
        amount = details["amount_shipping"]
        rows.append(
            Row("Delivery", money(amount, currency) if amount else "Free", rate["display_name"])
        )
    for name, percentage, inclusive, amount in aside["taxes"]:
        note = "included" if inclusive else ""
        rows.append(Row(f"{name}, {percentage:g}%", money(amount, currency), note))
    if session["automatic_tax"]["enabled"] and not aside["taxes"]:
        rows.append(Row("Tax", money(0, currency)))
    return rows
