"""What the fakes of one shop share."""

from __future__ import annotations

from datetime import datetime

from domain.account_doors import AccountDoor
from domain.announcing import Notice
from domain.catalogue import Release
from domain.contact import Inquiry
from domain.ledger import Entry
from domain.messages import Message
from domain.orders import Order
from domain.policies import PolicyVersion
from domain.reader_sends import ReaderSend
from domain.requests import Request
from domain.restriction import Restriction
from domain.shelf import ShelfItem
from domain.subscribers import Ask, Subscriber
from domain.things import Things
from domain.waiting import Wait


class FakeTables:
    def __init__(self) -> None:
        self.shelf: dict[str, ShelfItem] = {}
        self.release: Release | None = None
        self.policies: dict[str, PolicyVersion] = {}
        self.notices: dict[str, Notice] = {}
        self.orders: dict[str, Order] = {}
        self.inquiries: dict[str, Inquiry] = {}
        self.waits: dict[str, Wait] = {}
        self.doors: dict[str, AccountDoor] = {}
        self.things: dict[str, Things] = {}
        self.outbox: dict[str, Message] = {}
        self.events: set[str] = set()
        self.counters: dict[str, int] = {}
        self.bench: dict[str, int] = {}
        self.networks: dict[str, tuple[int, int]] = {}
        self.again: dict[tuple[str, str], datetime] = {}
        self.tries: dict[str, int] = {}
        self.subscribers: dict[str, Subscriber] = {}
        self.asks: dict[tuple[str, str], Ask] = {}
        self.requests: dict[str, Request] = {}
        self.restrictions: dict[str, Restriction] = {}
        self.ledger: dict[str, list[Entry]] = {}
        self.sends: dict[tuple[str, str], ReaderSend] = {}
        self.letters: dict[str, datetime] = {}
