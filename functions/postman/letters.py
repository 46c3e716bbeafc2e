"""Mails in the shop's voice, each written from its order and the templates in theme/mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from domain.agreement import agreed_versions, link_ends_at, order_terms, policies_at
from domain.disputes import is_waiting
from domain.errands import NothingToSendError
from domain.links import OrderLinks, Purpose
from domain.mail import Letter
from domain.messages import REMINDER, Message
from domain.order_proof import open_code, opens
from domain.orders import Order
from domain.policies import PolicyVersion, agreed_terms
from domain.proof import Codes
from domain.refunds import find
from domain.reminders import LINK_DAYS, is_wanted
from domain.shelf import Shelf
from domain.shop import ShopFacts
from domain.writers import NoLongerWantedError
from functions.postman.returned import values_of
from functions.postman.stationery import Stationery
from functions.web.pages import THEME

SUBJECTS = {
    "confirmation": "Your order {order.id} at {shop.name}",
    "packing_list": "To make and pack: order {order.id}",
    "reminder": "Your reminder from {shop.name}",
    "owner_piece_gone": "Order {order.id} was paid too late, and is refunded",
    "payment_failed": "Your payment for order {order.id} didn't arrive",
    "piece_gone": "Your money for order {order.id} is on its way back",
    "review": "We're checking your order {order.id} at {shop.name}",
    "owner_review": "Please check order {order.id} before you make it",
    "shipped": "Your order {order.id} is on its way",
    "refunded": "Money from order {order.id} is on its way back",
    "canceled": "Your order {order.id} is canceled",
    "readdressed": "Your order {order.id} has a new address",
    "order_code": "Your code for order {order.id}",
    "owner_readdressed": "Order {order.id} goes to another address",
    "owner_canceled": "Order {order.id} is canceled",
    "owner_refund_failed": "A refund for order {order.id} came back",
    "owner_dispute": "A bank asks about the payment of order {order.id}",
    "owner_dispute_due": "Answer the bank about order {order.id}",
    "owner_dispute_closed": "The dispute about order {order.id} is over",
    "return_requested": "Your return {returned.id} at {shop.name}",
    "return_accepted": "Please send back what you announced: {returned.id}",
    "return_rejected": "About your return {returned.id}",
    "return_received": "Your return {returned.id} has arrived",
    "return_exchanged": "Your exchange {returned.id} is being packed",
    "exchange_ended": "About your exchange {returned.id}",
    "withdrawal": "Your withdrawal from order {order.id} has arrived",
    "withdrawal_refused": "About your withdrawal from order {order.id}",
    "owner_return": "To answer: return {returned.id}",
    "owner_exchange": "To pack: exchange {returned.id}",
    "policy_changed": "Changes to “{policy.title}” at {shop.name}",
}
WITHOUT_MONEY = SUBJECTS | {
    "owner_piece_gone": "Order {order.id} came too late",
    "piece_gone": "Your order {order.id} came too late",
}
"""For orders that a code made free: nothing was charged, so nothing goes back."""

TO_THE_OWNER = frozenset({"packing_list"})
"""Beside those whose name says so (`owner_…`)."""

GIFT_LINK = timedelta(days=365)
"""For how long the owner can print the receipt that goes with a gift."""

ORDER_CODE = "order_code"
"""Six digits that show the order whole."""

TELLING_OF_AN_ORDER = frozenset(
    {
        *("shipped", "refunded", "canceled", "readdressed", ORDER_CODE),
        *("return_requested", "return_accepted", "return_rejected", "return_received"),
        *("return_exchanged", "exchange_ended", "withdrawal", "withdrawal_refused"),
    }
)
"""Letters that lead to the order's own page."""

PROMISING = frozenset({"confirmation"})
"""Letters that tell which policies the order began under, and their numbers."""


class Letters:
    """`origin` is the shop's public address, to which `links` lead."""

    def __init__(  # noqa: PLR0917 — every part of a mail
        self,
        shelf: Shelf,
        links: OrderLinks,
        codes: Codes,
        origin: str,
        now: Callable[[], datetime],
        theme: Path = THEME,
    ) -> None:
        self._shelf = shelf
        self._links = links
        self._codes = codes
        self._origin = origin
        self._now = now
        self._stationery = Stationery(origin, theme)

    def write(self, message: Message, order: Order) -> Letter:
        dispute = next((each for each in order.disputes if each.id == message.says), None)
        answered = message.about == "owner_dispute_due" and not (dispute and is_waiting(dispute))
        if answered or (message.about == REMINDER and not is_wanted(order)):
            raise NoLongerWantedError(message.id)
        shop = self._shelf.facts()
        recipient = _recipient(message, order, shop)
        policy = self._policy(message)
        if shop is None or not recipient or (message.policy and policy is None):
            raise NothingToSendError(message.id)
        subjects = WITHOUT_MONEY if order.is_free else SUBJECTS
        back = values_of(message, order, shop, self._shelf)
        subject = subjects[message.about].format(
            order=order, shop=shop, policy=policy, returned=back["returned"]
        )
        values = {"order": order, "message": message, "policy": policy, "dispute": dispute} | back
        values |= {"code": self._code(message, order)} if message.about == ORDER_CODE else {}
        values |= self._promised(order, message, shop) if message.about in PROMISING else {}
        values |= self._linked(order, message, shop)
        values |= _refunded(order, message)
        return self._stationery.letter(message, shop, to=recipient, subject=subject, values=values)

    def _linked(self, order: Order, message: Message, shop: ShopFacts) -> dict[str, object]:
        """Links that the letter has: to the order, to a receipt without prices, or back to it."""
        if message.about in TELLING_OF_AN_ORDER:
            terms = order_terms(order, self._shelf, policies_at(self._now(), shop, self._shelf))
            return {"order_page": self._order_page(order, terms)}
        if message.about == REMINDER:
            until = self._now() + timedelta(days=LINK_DAYS)
            return {"again": self._link("checkout/again", "again", order, until)}
        if message.about == "packing_list":
            until = self._now() + GIFT_LINK
            return {"gift_receipt": self._link("orders/gift", "gift", order, until)}
        return {}

    def _code(self, message: Message, order: Order) -> str:
        """Never one that can't be typed in any more."""
        code = open_code(order, self._now())
        if code is None:
            raise NoLongerWantedError(message.id)
        return self._codes.digits(opens(order), code)

    def _link(self, path: str, purpose: Purpose, order: Order, until: datetime) -> str:
        token = self._links.sign(purpose, order.id, until)
        return f"{self._origin}/api/{path}?t={token}"

    def _policy(self, message: Message) -> PolicyVersion | None:
        """The version that the letter is about, as it was published; None of another one."""
        ref = message.policy
        version = self._shelf.policy(ref.policy, ref.version) if ref else None
        return version if version and version.ref == ref else None

    def _promised(self, order: Order, message: Message, shop: ShopFacts) -> dict[str, object]:
        """What the order began under; where that is unknown, what was in force when it was paid."""
        now = policies_at(message.created_at, shop, self._shelf)
        agreed = {each.ref: each for each in agreed_versions(order, self._shelf)}
        titled = [
            (agreed[ref].title if ref in agreed else ref.policy.capitalize(), ref)
            for ref in order.policies
        ]
        terms = agreed_terms(tuple(agreed.values()), now)
        return {
            "terms": terms,
            "agreed": titled,
            "order_page": self._order_page(order, terms),
        }

    def _order_page(self, order: Order, terms: Mapping[str, int]) -> str | None:
        """None where nobody knows for how long it may be opened."""
        if "order_link_days" not in terms:
            return None
        return self._link("orders/order", "order", order, link_ends_at(order, terms))


def _refunded(order: Order, message: Message) -> dict[str, object]:
    """The refund that the letter tells of, and what it is for."""
    refund = find(order, message.says) if message.says else None
    if refund is None:
        return {"refund": None}
    counted = zip(order.lines, refund.units, strict=False)
    return {"refund": refund, "refund_lines": [each for each in counted if each[1]]}


def _is_to_the_owner(message: Message) -> bool:
    return message.about in TO_THE_OWNER or message.about.startswith("owner_")


def _recipient(message: Message, order: Order, shop: ShopFacts | None) -> str | None:
    if _is_to_the_owner(message):
        return shop.mail if shop else None
    if message.about == REMINDER:
        return order.reminder_mail
    return order.customer_mail
