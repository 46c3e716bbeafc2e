"""The small shop with a fuse in front of all that is outside, and the functions around it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from domain.account_doors import Closing
from domain.fulfilment import start
from domain.links import LinkError
from domain.order_book import BookUnavailableError, StaleOrderError
from domain.orders import Status
from domain.payments import PaymentEvent, PaymentsUnavailableError
from domain.request_watch import RequestWatch
from domain.return_steps import accept
from domain.returned import ReturnState
from domain.seals import Seals
from domain.shop import ShopClosedError
from domain.stock import NotPutBackError
from functions.adapters.fake_doors import FakeDoors
from functions.adapters.fake_proofs import FakeProofs
from functions.adapters.fake_tables import FakeTables
from functions.adapters.fakes import FakeLimits, FakeOrderBook, FakeOutbox, FakeShelf
from functions.checkout.refusals import REFUSALS
from functions.clock.app import Clock as ClockFunction
from functions.orders.parts import OrderParts
from functions.orders.remembering import Remembering
from functions.orders.visits import Visits
from functions.postman.app import Postman
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import new_request_id
from tests.proofs.power import DATABASE, MAIL, PAYMENTS, Fault, Fuse, fused
from tests.proofs.provider import TellingPayments
from tests.samples import ORIGIN, Clock, PowerCutError, SmallShop, cart, checked_mailer

TROUBLE = (
    PowerCutError,
    BookUnavailableError,
    PaymentsUnavailableError,
    StaleOrderError,
    NotPutBackError,
    ShopClosedError,
)
"""What a fault may come out as; without a fault none of it may come out."""


class Parts(NamedTuple):
    """What the house is built of; a test builds it of broken ones."""

    shelf: type[FakeShelf] = FakeShelf
    book: type[FakeOrderBook] = FakeOrderBook
    outbox: type[FakeOutbox] = FakeOutbox
    payments: type[TellingPayments] = TellingPayments


class House:
    """`tables`, `payments` and `mailer` are what is behind the fuse: the truth."""

    def __init__(self, parts: Parts) -> None:
        self.fuse = fuse = Fuse()
        self.clock = Clock()
        self.tables = FakeTables()
        self.payments = parts.payments(self.clock)
        self.mailer = checked_mailer(self.clock)
        self.shop = shop = SmallShop(
            shelf=fused(parts.shelf(self.tables), fuse, DATABASE),
            book=fused(parts.book(self.tables, self.clock), fuse, DATABASE),
            outbox=fused(parts.outbox(self.tables), fuse, DATABASE),
            clock=self.clock,
            limits=fused(FakeLimits(self.tables), fuse, DATABASE),
            payments=fused(self.payments, fuse, PAYMENTS),
            mailer=fused(self.mailer, fuse, MAIL),
        )
        self.postman = Postman(shop.delivery, shop.letters)
        self.wall_clock = ClockFunction(
            shop.holds,
            shop.reconciliation,
            shop.lapsing,
            RequestWatch(shop.requests, shop.outbox, shop.shelf, self.clock),
            Seals(shop.ledger, self.clock),
            shop.retention,
            shop.waiting,
            Closing(shop.doors, shop.clock),
        )
        parts_of_orders = OrderParts(
            shelf=shop.shelf,
            book=shop.book,
            payments=shop.payments,
            settlement=shop.settlement,
            money=shop.money,
            holds=shop.holds,
            links=shop.links,
            codes=shop.codes,
            inquiries=shop.inquiries,
            waiting=shop.waiting,
            new_id=new_request_id,
            pages=Pages(shop.shelf, self.clock),
            networks=Networks("a-key"),
            gate=shop.checkout.gate,
            address_key=shop.address_key,
            doors=FakeDoors(),
            pictures=FakeProofs(self.clock),
            webhook_secrets=(),
            origin=ORIGIN,
            now=self.clock,
        )
        self.visits = Visits(parts_of_orders)
        self.remembering = Remembering(parts_of_orders, self.visits)

    @contextlib.contextmanager
    def troubled(self, fault: Fault | None, *allowed: type[Exception]) -> Iterator[None]:
        """Something goes wrong with what is done inside, and only that may come out of it."""
        try:
            with self.fuse.armed(fault, self.act):
                yield
        except allowed:
            pass
        except TROUBLE:
            if not self.fuse.blown:
                raise

    def act(self, who: str) -> None:  # noqa: C901 — one case for each who acts
        """Somebody else does what they do, undisturbed."""
        match who:
            case "clock":
                self.wall_clock.tick()
            case "look back":
                self.wall_clock.look_back()
            case "postman":
                self.postman.ring({})
            case "stream":
                images = [
                    {"id": {"S": each}, "state": {"S": "waiting"}} for each in self.tables.outbox
                ]
                self.postman.ring({"Records": [{"dynamodb": {"NewImage": i}} for i in images]})
            case "buyer":
                with contextlib.suppress(*REFUSALS):
                    self.shop.checkout.begin(cart("EMBER-RING 1 92000", "RIVER-BAND-7 1 48000"))
            case "owner":
                self._owner_goes_on()
            case "events":
                for _, event in reversed(list(self.payments.events)):
                    self.shop.settlement.handle(event)
            case "returns":
                for session_id in reversed(list(self.payments.ways_back)):
                    with contextlib.suppress(LinkError):
                        self.visit("thanks", session_id)

    def _owner_goes_on(self) -> None:
        """She begins what can be begun, and says yes to whoever asks."""
        for order in list(self.tables.orders.values()):
            asked = [each.id for each in order.returns if each.state is ReturnState.REQUESTED]
            if asked:
                change = accept(order, asked[0], "Send it to us.", self.clock())
            elif order.status is Status.PAID:
                change = start(order, self.clock())
            else:
                continue
            with contextlib.suppress(StaleOrderError):
                self.shop.book.commit(change)

    def begin(
        self, pairs: Sequence[tuple[str, str]], fault: Fault | None, network: str | None = None
    ) -> str | None:
        """A buyer sends a form; the payment page's session where the answer reached them."""
        address = None
        with self.troubled(fault, *REFUSALS):
            address = self.shop.checkout.begin(pairs, network)
        every = self.payments.sessions.values()
        return next((each.id for each in every if address and each.url == address), None)

    def hear(self, event: PaymentEvent) -> None:
        self.shop.settlement.handle(event)

    def visit(self, page: str, session_id: str) -> None:
        """The buyer comes back from the payment page by one of the two ways that it knows."""
        success, cancel = self.payments.ways_back[session_id]
        match page:
            case "thanks":
                self.visits.thanks(_token(success))
            case "back":
                self.visits.back(_token(cancel))
            case "put back":
                self.visits.put_back(_token(cancel))

    def remind(self, session_id: str) -> None:
        """The buyer leaves an address on the page that an unpaid payment leads back to."""
        _, cancel = self.payments.ways_back[session_id]
        self.remembering.remind({"t": _token(cancel), "mail": "jo@buyer.example"}, None)

    def settle(self) -> None:
        """Leave everything to itself for a day and more, undisturbed."""
        for minutes in (6, 34, *[65] * 5, 26 * 60, 26 * 60):
            self.clock.at += timedelta(minutes=minutes)
            for who in ("clock", "look back", "postman"):
                self.act(who)


def _token(address: str) -> str:
    return parse_qs(urlsplit(address).query)["t"][0]
