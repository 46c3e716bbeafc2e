"""The buyer's visits after the payment page: thanked, told how far things are, or let go."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

import msgspec
from starlette.responses import RedirectResponse, Response

from domain.agreement import link_ends_at, order_terms
from domain.limits import TooManyTriesError
from domain.links import LinkError, Purpose
from domain.order_book import BookUnavailableError, StaleOrderError
from domain.order_proof import can_be_proven, open_code
from domain.order_steps import possible
from domain.orders import Order, Status
from domain.payments import CheckoutSession, PaymentsRefusedError, PaymentsUnavailableError
from domain.return_rules import can_come_back
from domain.shop import ShopClosedError
from domain.stock import NotPutBackError
from functions.orders.parts import OrderParts
from functions.web.pages import HEADERS
from functions.web.said import Said

log = logging.getLogger(__name__)

OUT_OF_REACH = (
    BookUnavailableError,
    PaymentsRefusedError,
    PaymentsUnavailableError,
    StaleOrderError,
    TooManyTriesError,
)

THANKS_TITLES = {
    Status.DRAFT: "We're waiting for your payment",
    Status.AWAITING_PAYMENT: "Your payment is on its way",
    Status.PAID: "Thank you",
    Status.EXPIRED: "This order wasn't paid",
    Status.UNDER_REVIEW: "We're checking your order",
    Status.REFUNDED: "Your money is on its way back",
    Status.MAKING: "We're making your order",
    Status.SHIPPED: "Your order is on its way",
    Status.DELIVERED: "Your order has arrived",
    Status.CANCELLED: "Your order is canceled",
}

ORDER_TITLES = THANKS_TITLES | {Status.PAID: "Your order"}


class Reminder(msgspec.Struct, frozen=True):
    """What the page that asks for a reminder is told: its link's token, and a fault, if any."""

    token: str
    wrong: str = ""
    typed: str = ""


class Visits:
    """Each visit comes with a signed link's token; a wrong one raises LinkError."""

    def __init__(self, parts: OrderParts) -> None:
        self._parts = parts

    def thanks(self, token: str) -> Response:
        order, _ = self._caught_up(self.open(token, "thanks"))
        terms = self.terms(order)
        return self._parts.pages.answer(
            "thanks.html",
            _title(THANKS_TITLES, order),
            order=order,
            terms=terms,
            order_page=self.own_page(order, terms),
        )

    def order(self, token: str, said: Said | None = None) -> Response:
        """How things stand with an order: its state and its lines, and nothing of its buyer."""
        order, _ = self._caught_up(self.open(token, "order"))
        return self._parts.pages.answer(
            "order.html",
            _title(ORDER_TITLES, order),
            said.status if said else 200,
            order=order,
            terms=self.terms(order),
            token=token,
            back=can_come_back(order),
            said=said,
            can=possible(order),
            provable=can_be_proven(order),
            code_sent=open_code(order, self._parts.now()) is not None,
        )

    def gift(self, token: str) -> Response:
        """What goes into the parcel of a gift: what it is, and never what it cost."""
        order = self.open(token, "gift")
        return self._parts.pages.answer("gift.html", "Gift receipt", order=order)

    def back(self, token: str, *, wrong: str = "", typed: str = "") -> Response:
        """`wrong` is what to correct of the address that was `typed` for a reminder."""
        order, session = self._caught_up(self.open(token, "back"))
        reminder = Reminder(token, wrong, typed)
        if order.status is not Status.DRAFT:
            return self._after(order, reminder)
        return self._parts.pages.answer(
            "back.html",
            "You haven't paid yet",
            422 if wrong else 200,
            order=order,
            pay_url=session.url if session else None,
            minutes=_minutes_left(order, self._parts.now()),
            reminder=reminder,
        )

    def put_back(self, token: str) -> Response:
        order = self.open(token, "back")
        if order.status is Status.DRAFT:
            try:
                order = self._parts.holds.let_go(order)
            except OUT_OF_REACH as error:
                raise NotPutBackError(order.id) from error
        if order.status is Status.DRAFT:
            raise NotPutBackError(order.id)
        return self._after(order, Reminder(token))

    def open(self, token: str, purpose: Purpose) -> Order:
        """Raises LinkError, for a link to an order that is gone as well."""
        order = self._parts.book.get(self._parts.links.read(purpose, token, self._parts.now()))
        if order is None:
            raise LinkError("expired")
        return order

    def _caught_up(self, order: Order) -> tuple[Order, CheckoutSession | None]:
        """The order brought up to its session's state, if the buyer is quicker than the event.

        An expired one too: a payment page that was left open may still have taken money.
        """
        if order.status not in (Status.DRAFT, Status.AWAITING_PAYMENT, Status.EXPIRED):
            return order, None
        try:
            self._parts.gate.look(order.id, self._parts.now())
            session = self._session(order)
            settled = self._parts.settlement.settle(session) if session else None
        except OUT_OF_REACH as error:
            log.warning(
                "order shown as last known",
                extra={"order": order.id, "reason": type(error).__name__},
            )
            return order, None
        return settled or order, session

    def _session(self, order: Order) -> CheckoutSession | None:
        if order.session_id is None:
            return self._parts.payments.find_session(order)
        return self._parts.payments.session(order.session_id)

    def _after(self, order: Order, reminder: Reminder) -> Response:
        if order.status is Status.EXPIRED:
            status = 422 if reminder.wrong else 200
            title = "It's back in the shop"
            return self._parts.pages.answer(
                "put_back.html", title, status, order=order, reminder=reminder
            )
        token = self._parts.links.sign("thanks", order.id, self._ends_at(order))
        return RedirectResponse(f"{self._parts.origin}/api/orders/thanks?t={token}", 303, HEADERS)

    def own_page(self, order: Order, terms: Mapping[str, int]) -> str | None:
        """Where the order's own page is; None where nobody knows for how long it may be opened."""
        if "order_link_days" not in terms:
            return None
        token = self._parts.links.sign("order", order.id, link_ends_at(order, terms))
        return f"/api/orders/order?t={token}"

    def terms(self, order: Order) -> dict[str, int]:
        """The numbers that the order began under; none where the shelf can't be read just now."""
        try:
            return order_terms(order, self._parts.shelf, self._parts.pages.policies())
        except BookUnavailableError:
            return {}

    def _ends_at(self, order: Order) -> datetime:
        terms = order_terms(order, self._parts.shelf, self._parts.pages.policies())
        if "order_link_days" not in terms:
            raise ShopClosedError
        return link_ends_at(order, terms)


def _title(titles: dict[Status, str], order: Order) -> str:
    if order.status is Status.REFUNDED and order.is_free:
        return "Your order came too late"
    return titles[order.status]


def _minutes_left(order: Order, now: datetime) -> int:
    return max(1, round((order.expires_at - now).total_seconds() / 60))
