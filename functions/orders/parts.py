"""What the routes of orders are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from domain.addresses import AddressKey
from domain.contact import Inquiries
from domain.handing_over import Doors, Proofs
from domain.holds import Holds
from domain.limits import Gate
from domain.links import OrderLinks
from domain.money_desk import MoneyDesk
from domain.order_book import OrderBook
from domain.payments import Payments
from domain.proof import Codes
from domain.settlement import Settlement
from domain.shelf import Shelf
from domain.waiting import Waiting
from functions.web.network import Networks
from functions.web.pages import Pages


class OrderParts(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address.

    `doors` lead into the bucket where `pictures` of returns lie.
    `webhook_secrets` are the events' endpoint's own: several are accepted while they rotate.
    """

    shelf: Shelf
    book: OrderBook
    payments: Payments
    settlement: Settlement
    money: MoneyDesk
    holds: Holds
    links: OrderLinks
    codes: Codes
    pages: Pages
    networks: Networks
    gate: Gate
    inquiries: Inquiries
    waiting: Waiting
    address_key: AddressKey
    doors: Doors
    pictures: Proofs
    webhook_secrets: Sequence[str]
    origin: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]
