"""From the buyer's form to the payment page: hold the stock, then open the session."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from domain.agreement import link_ends_at, policies_at, states_all
from domain.bench import BenchFullError
from domain.changes import Changes, OrderChangedError, changes_since
from domain.checkout_form import BAD_CODE, CheckoutForm, FormError, read_checkout_form
from domain.draft import new_draft, scheduled, takes_the_bench
from domain.known_buyers import KnownBuyers
from domain.limits import Gate
from domain.links import OrderLinks, Purpose
from domain.order_book import BookUnavailableError, Change, OrderBook, StaleOrderError
from domain.ordered import DiscountCode
from domain.orders import Order, Status, advance, with_session
from domain.payments import (
    CheckoutSession,
    CodeRefusedError,
    Payments,
    PaymentsRefusedError,
    PaymentsUnavailableError,
)
from domain.policies import InForce
from domain.shelf import Shelf
from domain.shop import ShopClosedError, ShopFacts
from domain.stock import Move, StockGoneError
from domain.wishes import LINE

BENCH_ATTEMPTS = 5
"""How often the bench's weeks are looked at again because somebody else took one meanwhile."""

CODE_DOESNT_FIT = (
    "This code can't be used for this order. It may have run out, or ask for a larger order. "
    "Go on without it, or write to us."
)
TOO_MUCH_TO_MAKE = (
    "That is more than we can make within a year. Choose fewer, or write to us, and we'll see."
)

KNOWN, LONGEST_TOKEN = "known", 500
"""The field that says whose form it is, and more characters than its token has."""

log = logging.getLogger(__name__)


class Checkout(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address; `new_id` gives an order's id.

    `known` are buyers who come from the page of their own things.
    """

    shelf: Shelf
    book: OrderBook
    payments: Payments
    gate: Gate
    links: OrderLinks
    origin: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    known: KnownBuyers | None = None

    def begin(self, pairs: Sequence[tuple[str, str]], network: str | None = None) -> str:
        """Hold what a form asks for and open a payment page; its address.

        `network` is a keyed hash of where the form came from, if that is known.

        Raises FormError, OrderChangedError, TooManyTriesError, TooMuchHeldError, HeldAgainError,
        ShopClosedError, PaymentsRefusedError, PaymentsUnavailableError or BookUnavailableError.
        Whatever it raises, nothing stays held that the clock doesn't give back.
        """
        now = self.now().replace(microsecond=0)
        self.gate.checkout(network, now)
        facts = self._facts()
        policies = self._policies(facts, now)
        form = read_checkout_form(pairs, self.shelf, facts, policies.agreement)
        if any(wish.item.currency != facts.currency for wish in form.wishes):
            raise ShopClosedError  # a release with another currency is being published right now
        if changes := changes_since(form, policies):
            raise OrderChangedError(form, changes)
        code = self._code(form, network, now)
        draft = new_draft(self.new_id(), form, facts, policies, now)
        draft = msgspec.structs.replace(draft, code=code, network=network)
        order = self._hold(form, draft, facts)
        session = self._open_session(order, policies, self._customer(pairs, order))
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

    def _code(self, form: CheckoutForm, network: str | None, now: datetime) -> DiscountCode | None:
        """What the provider calls the code. Raises FormError where it knows no such code."""
        if form.code is None:
            return None
        self.gate.code(network, now)
        found = self.payments.find_code(form.code)
        if found is None:
            raise FormError({"code": BAD_CODE})
        return DiscountCode(form.code, found)

    def _hold(self, form: CheckoutForm, draft: Order, facts: ShopFacts) -> Order:
        """Commit the draft with its stock, its weeks on the bench, and the day it ships."""
        for _ in range(BENCH_ATTEMPTS):
            order = self._scheduled(form, draft, facts)
            try:
                self.book.commit(Change(order, Move.HOLD, made_a_week=facts.workshop.made_a_week))
            except BenchFullError:
                continue
            except StockGoneError as error:
                raise OrderChangedError(form, Changes(short=error.shortages)) from error
            log.info("stock held", extra={"order": order.id, "counts": order.quantities})
            return order
        raise BookUnavailableError("bench")

    def _scheduled(self, form: CheckoutForm, draft: Order, facts: ShopFacts) -> Order:
        """Raises FormError where there is no room on the bench for as far as anybody looks."""
        taken = self.shelf.bench() if takes_the_bench(draft, facts) else {}
        try:
            return scheduled(draft, facts, taken)
        except BenchFullError as error:
            field = LINE if form.from_cart else "quantity"
            raise FormError({field: TOO_MUCH_TO_MAKE}) from error

    def _customer(self, pairs: Sequence[tuple[str, str]], order: Order) -> str | None:
        """What the provider calls who sent the form, where their page says who they are."""
        token = next((value for name, value in pairs if name == KNOWN), "")
        if self.known is None or not token:
            return None
        return self.known.customer(token[:LONGEST_TOKEN], order.countries)

    def _open_session(
        self, order: Order, policies: InForce, customer: str | None
    ) -> CheckoutSession:
        try:
            return self.payments.open_session(
                order,
                success_url=self._link("thanks", order, link_ends_at(order, policies.terms)),
                cancel_url=self._link("back", order, order.expires_at + timedelta(days=1)),
                customer=customer,
            )
        except CodeRefusedError as error:
            self._give_back(order)
            raise FormError({"code": CODE_DOESNT_FIT}) from error
        except (PaymentsRefusedError, PaymentsUnavailableError):
            self._give_back(order)
            raise

    def _link(self, purpose: Purpose, order: Order, until: datetime) -> str:
        token = self.links.sign(purpose, order.id, until)
        return f"{self.origin}/api/orders/{purpose}?t={token}"

    def _give_back(self, order: Order) -> None:
        try:
            self.book.commit(Change(advance(order, Status.EXPIRED), Move.RELEASE))
        except (BookUnavailableError, StaleOrderError):
            log.warning("hold left for the clock to give back", extra={"order": order.id})

    def _remember_session(self, order: Order, session: CheckoutSession) -> None:
        """Note the session on the draft; where that fails the clock finds it by its reference."""
        try:
            self.book.commit(Change(with_session(order, session.id)))
        except (BookUnavailableError, StaleOrderError):
            log.warning("session not noted on its draft", extra={"order": order.id})
