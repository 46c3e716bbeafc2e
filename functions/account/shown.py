"""What is somebody's, gathered from where it lies and put into the words of their page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import msgspec

from domain.account_doors import AccountDoor
from domain.agreement import link_ends_at, order_terms
from domain.catalogue import Piece
from domain.orders import Order, Status
from domain.request_words import ASKED, title_of
from domain.subscribers import Standing
from domain.things import Things
from functions.account.parts import AccountParts

STATES = {
    Status.AWAITING_PAYMENT: "Your payment is on its way",
    Status.PAID: "Paid",
    Status.UNDER_REVIEW: "We’re checking your payment",
    Status.MAKING: "In the workshop",
    Status.SHIPPED: "On its way to you",
    Status.DELIVERED: "Delivered",
    Status.CANCELLED: "Canceled",
    Status.REFUNDED: "Your money went back",
}
"""How each order stands that came about. Those that nobody paid aren't shown."""

CHOICES_LINK = timedelta(minutes=30)


class ShownOrder(msgspec.Struct, frozen=True):
    """`link` opens its own page. `keepable` is whether its address can be kept."""

    order: Order
    state: str
    link: str
    keepable: bool


class ShownWish(msgspec.Struct, frozen=True):
    """A piece that is `None` is no longer in the shop. `line` orders it as a cart does, if it can be."""

    slug: str
    piece: Piece | None
    line: str = ""


class ShownLetter(msgspec.Struct, frozen=True):
    """`reads` is whether the letter comes; `link` leads to all that can be chosen."""

    reads: bool
    link: str = ""


class ShownRequest(msgspec.Struct, frozen=True):
    asked: str
    state: str
    due_on: date | None
    received_at: datetime
    link: str


class Gathering:
    """Each call raises BookUnavailableError."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    def orders(self, door: AccountDoor, things: Things | None) -> list[ShownOrder]:
        """The latest first."""
        found = self._parts.orders.of_subject(door.subject)
        kept = {each.address for each in things.addresses} if things else set()
        facts = self._parts.pages.facts()
        countries = facts.countries if facts else ()
        shown = []
        for order in sorted(found, key=lambda each: each.created_at, reverse=True):
            if order.status in STATES:
                to = order.address
                keepable = (
                    to is not None
                    and order.erased_at is None
                    and to not in kept
                    and to.country in countries
                )
                link = self._order_page(order, door)
                shown.append(ShownOrder(order, STATES[order.status], link, keepable))
        return shown

    def wishes(self, slugs: Iterable[str]) -> list[ShownWish]:
        return [
            ShownWish(slug, piece, _line(piece) if piece else "")
            for slug, piece in self._pieces(slugs)
        ]

    def letter(self, door: AccountDoor) -> ShownLetter | None:
        """None where the shop writes none."""
        facts = self._parts.pages.facts()
        if facts is None or facts.letter is None:
            return None
        record = self._parts.subscribers.get(door.subject)
        if record is None or record.standing is not Standing.SUBSCRIBED:
            return ShownLetter(False)
        until = self._parts.now() + CHOICES_LINK
        token = self._parts.letter_links.sign("choices", record.id, until)
        return ShownLetter(True, f"/api/newsletter/choices?t={token}")

    def requests(self, door: AccountDoor) -> list[ShownRequest]:
        """The latest first."""
        return [
            ShownRequest(
                asked=ASKED[request.type],
                state=title_of(request),
                due_on=request.due_on if request.is_open else None,
                received_at=request.received_at,
                link=self.status_page(request.id),
            )
            for request in self._parts.asking.book.of_subject(door.subject)
        ]

    def status_page(self, request_id: str) -> str:
        token = self._parts.request_links.sign(request_id, self._parts.now())
        return f"/api/privacy/request?t={token}"

    def _order_page(self, order: Order, door: AccountDoor) -> str:
        """As long as its buyer was told, and for as long as this page can be used."""
        terms = order_terms(order, self._parts.shelf, self._parts.pages.policies())
        until = link_ends_at(order, terms) if "order_link_days" in terms else door.ends_at
        token = self._parts.entrance.links.sign("order", order.id, max(until, door.ends_at))
        return f"/api/orders/order?t={token}"

    def _pieces(self, slugs: Iterable[str]) -> Iterator[tuple[str, Piece | None]]:
        for slug in slugs:
            yield slug, self._parts.shelf.piece(slug)


def _line(piece: Piece) -> str:
    """As a cart would send it, where nothing has to be chosen first."""
    only = piece.variants[0] if len(piece.variants) == 1 else None
    if only is None or only.sold_out or (only.left is not None and only.held >= only.left > 0):
        return ""
    return f"{only.sku} 1 {only.price}"
