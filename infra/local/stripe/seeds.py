"""What a new stand-in knows from the start: a code of each kind to try, and a tax rate."""

from babel.numbers import get_currency_precision

from infra.local.stripe.books import Books
from infra.local.stripe.coupons import coupon, promotion_code
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object
from infra.local.stripe.taxes import tax_rate

A_DAY = 24 * 60 * 60


def sow(books: Books, currency: str) -> None:
    """Make what isn't there yet; what was redeemed or switched off since stays as it is.

    WELCOME10 takes 10 % off, TWENTY takes 20 off from 150, OVER expired a day before.
    """
    now, unit = books.now(), 10 ** get_currency_precision(currency.upper())
    twenty = {"amount_off": 20 * unit, "currency": currency}
    minimum = {"minimum_amount": 150 * unit, "minimum_amount_currency": currency}
    sales_tax = {"display_name": "Sales tax", "inclusive": False, "percentage": 8.25}
    with books.store.transaction():
        _put(books, {**tax_rate(sales_tax, now), "id": "txr_local_sales"})
        _offer(books, "WELCOME10", {"name": "Welcome", "percent_off": 10})
        _offer(books, "TWENTY", {"name": "Twenty off", **twenty}, {"restrictions": minimum})
        _offer(books, "OVER", {"name": "Over", "percent_off": 50}, {"expires_at": now - A_DAY})


def _offer(books: Books, word: str, what: Params, how: Params | None = None) -> None:
    its_coupon = coupon({"id": f"local-{word.lower()}", **what}, books.now())
    code = promotion_code(
        {"code": word, "promotion": {"coupon": its_coupon["id"]}, **(how or {})}, books.now()
    )
    _put(books, its_coupon)
    _put(books, {**code, "id": f"promo_local_{word.lower()}"})


def _put(books: Books, body: Object) -> None:
    if books.store.get(body["id"]) is None:
        books.store.put(body)
