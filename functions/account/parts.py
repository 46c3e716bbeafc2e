"""What the routes of “Your things” are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.account_doors import Entrance
from domain.addresses import AddressKey
from domain.asking import Asking
from domain.customers import Customers
from domain.letter_links import LetterLinks
from domain.limits import Gate
from domain.order_book import Orders
from domain.request_links import RequestLinks
from domain.shelf import Shelf
from domain.subscribers import SubscriberBook
from domain.things import SavedThings
from functions.web.network import Networks
from functions.web.pages import Pages


class AccountParts(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address. `customers` is made when it is needed, which is seldom."""

    entrance: Entrance
    things: SavedThings
    orders: Orders
    subscribers: SubscriberBook
    asking: Asking
    customers: Callable[[], Customers]
    letter_links: LetterLinks
    request_links: RequestLinks
    shelf: Shelf
    pages: Pages
    networks: Networks
    gate: Gate
    address_key: AddressKey
    origin: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]
