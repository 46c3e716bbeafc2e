"""From the buyer's form to the payment page: hold the stock, then open the session."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from domain.checkout_form import UNKNOWN_SKU, CheckoutForm, FormError
from domain.links import OrderLinks, Purpose
from domain.orders import (
    HOLD_FOR,
    BookUnavailableError,
    Change,
    Line,
    Order,
    OrderBook,
    StaleOrderError,
    Status,
    advance,
    with_session,
)
from domain.payments import (
    CheckoutSession,
    Payments,
    PaymentsRefusedError,
    PaymentsUnavailableError,
)
from domain.shelf import Shelf, ShelfItem
from domain.shop import ShopFacts
from domain.stock import Move

THANKS_FOR = timedelta(days=90)
"""How long the thank-you page can be opened again."""

log = logging.getLogger(__name__)


class NotForSaleError(Exception):
    """A piece that was on the shelf and is no longer offered."""

    def __init__(self, item: ShelfItem) -> None:
        self.item = item
        super().__init__(item.sku)


class PriceChangedError(Exception):
    """The buyer saw another price; nothing has been held."""

    def __init__(self, item: ShelfItem, seen: int) -> None:
        self.item = item
        self.seen = seen
        super().__init__(item.sku)


class NoDeliveryError(Exception):
    """A country that the shop doesn't ship to."""


class ShopClosedError(Exception):
    """Nothing has been published yet."""


class Checkout(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address; `new_id` gives an order's id."""

    shelf: Shelf
    book: OrderBook
    payments: Payments
    links: OrderLinks
    origin: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def begin(self, form: CheckoutForm) -> str:
        """Hold what the form asks for and open a payment page; its address.

        Raises FormError, NotForSaleError, PriceChangedError, NoDeliveryError, StockGoneError,
        PaymentsRefusedError, PaymentsUnavailableError or BookUnavailableError. Whatever it
        raises, nothing stays held that the clock doesn't give back.
        """
        item = self._item(form)
        order = self._draft(form, item)
        self.book.commit(Change(order, move=Move.HOLD))
        log.info("stock held", extra={"order": order.id, "sku": item.sku, "count": form.quantity})
        session = self._open_session(order)
        self._remember_session(order, session)
        if session.url is None:
            raise PaymentsRefusedError(f"session {session.id} has no address")
        return session.url

    def _item(self, form: CheckoutForm) -> ShelfItem:
        item = self.shelf.items([form.sku]).get(form.sku)
        if item is None:
            raise FormError({"sku": UNKNOWN_SKU})
        if not item.listed:
            raise NotForSaleError(item)
        if form.seen is not None and form.seen != item.price:
            raise PriceChangedError(item, form.seen)
        return item

    def _draft(self, form: CheckoutForm, item: ShelfItem) -> Order:
        facts = self._facts()
        country = form.country or facts.country
        zone = facts.zone_of(country)
        if zone is None:
            raise NoDeliveryError(country)
        now = self.now().replace(microsecond=0)
        return Order(
            id=self.new_id(),
            status=Status.DRAFT,
            lines=(_line(item, form.quantity),),
            currency=item.currency,
            country=country,
            countries=zone.countries,
            rates=zone.rates,
            release=item.release,
            created_at=now,
            expires_at=now + HOLD_FOR,
        )

    def _facts(self) -> ShopFacts:
        facts = self.shelf.facts()
        if facts is None:
            raise ShopClosedError
        return facts

    def _open_session(self, order: Order) -> CheckoutSession:
        try:
            return self.payments.open_session(
                order,
                success_url=self._link("thanks", order, order.created_at + THANKS_FOR),
                cancel_url=self._link("back", order, order.expires_at + timedelta(days=1)),
            )
        except (PaymentsRefusedError, PaymentsUnavailableError):
            self._give_back(order)
            raise

    def _link(self, purpose: Purpose, order: Order, until: datetime) -> str:
        token = self.links.sign(purpose, order.id, until)
        return f"{self.origin}/api/orders/{purpose}?t={token}"

    def _give_back(self, order: Order) -> None:
        try:
            self.book.commit(Change(advance(order, Status.EXPIRED), move=Move.RELEASE))
        except (BookUnavailableError, StaleOrderError):
            log.warning("hold left for the clock to give back", extra={"order": order.id})

    def _remember_session(self, order: Order, session: CheckoutSession) -> None:
        """Note the session on the draft; where that fails the clock finds it by its reference."""
        try:
            self.book.commit(Change(with_session(order, session.id)))
        except (BookUnavailableError, StaleOrderError):
            log.warning("session not noted on its draft", extra={"order": order.id})


def _line(item: ShelfItem, quantity: int) -> Line:
    return Line(
        sku=item.sku,
        slug=item.slug,
        title=item.title,
        label=item.label,
        path=item.path,
        unit_amount=item.price,
        quantity=quantity,
        tax_code=item.tax_code,
    )
