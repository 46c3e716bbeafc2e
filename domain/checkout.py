"""From the buyer's form to the payment page: hold the stock, then open the session."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from domain.agreement import link_ends_at, policies_at, states_all
from domain.checkout_form import CheckoutForm, read_checkout_form
from domain.links import OrderLinks, Purpose
from domain.orders import (
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
from domain.policies import InForce
from domain.shelf import Shelf, ShelfItem
from domain.shop import ShopFacts
from domain.stock import Move
from domain.wishes import Wish
from domain.workshop import all_ship_on

log = logging.getLogger(__name__)


class NotForSaleError(Exception):
    """Pieces that were on the shelf and are no longer offered."""

    def __init__(self, items: Sequence[ShelfItem]) -> None:
        self.items = tuple(items)
        super().__init__(", ".join(item.sku for item in self.items))


class PriceChangedError(Exception):
    """The buyer saw other prices; nothing has been held."""

    def __init__(self, form: CheckoutForm) -> None:
        self.form = form
        self.changed = tuple(wish for wish in form.wishes if wish.price_changed)
        super().__init__(", ".join(wish.item.sku for wish in self.changed))


class TermsChangedError(Exception):
    """The buyer agreed to other versions of the policies than are in force; nothing was held."""

    def __init__(self, form: CheckoutForm) -> None:
        self.form = form
        super().__init__(form.agreement)


class ShopClosedError(Exception):
    """Nothing has been published yet, or not all policies, or another currency just now."""


class Checkout(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address; `new_id` gives an order's id."""

    shelf: Shelf
    book: OrderBook
    payments: Payments
    links: OrderLinks
    origin: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def begin(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Hold what a form asks for and open a payment page; its address.

        Raises FormError, NotForSaleError, TermsChangedError, PriceChangedError, StockGoneError,
        ShopClosedError, PaymentsRefusedError, PaymentsUnavailableError or BookUnavailableError.
        Whatever it raises, nothing stays held that the clock doesn't give back.
        """
        now = self.now().replace(microsecond=0)
        facts = self._facts()
        policies = self._policies(facts, now)
        form = read_checkout_form(pairs, self.shelf, facts, policies.agreement)
        _check(form, facts, policies)
        order = self._draft(form, facts, policies, now)
        self.book.commit(Change(order, move=Move.HOLD))
        log.info("stock held", extra={"order": order.id, "counts": order.quantities})
        session = self._open_session(order, policies)
        self._remember_session(order, session)
        if session.url is None:
            raise PaymentsRefusedError(f"session {session.id} has no address")
        return session.url

    def _facts(self) -> ShopFacts:
        facts = self.shelf.facts()
        if facts is None:
            raise ShopClosedError
        return facts

    def _policies(self, facts: ShopFacts, now: datetime) -> InForce:
        """Without all of its policies the shop doesn't know what it promises: it stays closed."""
        policies = policies_at(now, facts, self.shelf)
        if not states_all(policies):
            log.error("policies are missing on the shelf")
            raise ShopClosedError
        return policies

    def _draft(
        self, form: CheckoutForm, facts: ShopFacts, policies: InForce, now: datetime
    ) -> Order:
        return Order(
            id=self.new_id(),
            status=Status.DRAFT,
            lines=tuple(_line(wish) for wish in form.wishes),
            currency=facts.currency,
            country=form.country,
            countries=form.zone.countries,
            rates=form.zone.rates,
            release=form.wishes[0].item.release,
            created_at=now,
            expires_at=now + timedelta(minutes=policies.terms["hold_minutes"]),
            agreed_at=now,
            policies=policies.refs,
            newsletter=form.newsletter,
            ships_on=all_ship_on(facts, now, (wish.item.lead_days for wish in form.wishes)),
        )

    def _open_session(self, order: Order, policies: InForce) -> CheckoutSession:
        try:
            return self.payments.open_session(
                order,
                success_url=self._link("thanks", order, link_ends_at(order, policies.terms)),
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


def _check(form: CheckoutForm, facts: ShopFacts, policies: InForce) -> None:
    """Raises NotForSaleError, TermsChangedError, PriceChangedError or ShopClosedError."""
    if any(wish.item.currency != facts.currency for wish in form.wishes):
        raise ShopClosedError  # a release with another currency is being published right now
    if gone := [wish.item for wish in form.wishes if not wish.item.listed]:
        raise NotForSaleError(gone)
    if form.agreement != policies.agreement:
        raise TermsChangedError(form)
    if any(wish.price_changed for wish in form.wishes):
        raise PriceChangedError(form)


def _line(wish: Wish) -> Line:
    item = wish.item
    return Line(
        sku=item.sku,
        slug=item.slug,
        title=item.title,
        label=item.label,
        path=item.path,
        unit_amount=wish.unit_amount,
        quantity=wish.quantity,
        tax_code=item.tax_code,
        engraving=wish.engraving,
        lead_days=item.lead_days,
    )
