"""A small shop for tests: four pieces, a clock that stands still, and the parts around them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain.account_doors import AccountDoors, Entrance
from domain.addresses import AddressKey
from domain.batons import Relay
from domain.catalogue import Engraving, Option, Piece, Release, Variant
from domain.checkout import Checkout
from domain.contact import Inquiries
from domain.customers import Customers
from domain.delivery import Delivery
from domain.errands import Errands
from domain.held_back import HoldingBack
from domain.holds import Holds
from domain.known_buyers import KnownBuyers
from domain.lapsing import Lapsing
from domain.ledger import Ledger
from domain.letter_links import LetterLinks
from domain.letter_run import LetterRun
from domain.limits import Gate, Limits
from domain.links import OrderLinks
from domain.mail import Letter
from domain.mailings import MailingBook
from domain.money_desk import MoneyDesk
from domain.newsletter import Newsletter
from domain.order_book import OrderBook
from domain.orders import Order
from domain.outbox import Outbox
from domain.payments import PaymentEvent
from domain.proof import Codes
from domain.publishing import publish
from domain.reader_sends import ReaderSends
from domain.reconciliation import Reconciliation
from domain.request_links import RequestLinks
from domain.requests import RequestBook
from domain.restriction import Addresses
from domain.retention import Retention
from domain.settlement import Settlement
from domain.shelf import Shelf
from domain.shop import LetterFacts, Rate, ShopFacts, Topic, Zone
from domain.subscribers import SubscriberBook
from domain.things import SavedThings
from domain.waiting import Waiting, WaitingList
from functions.adapters.fake_account import FakeAccountDoors, FakeThings
from functions.adapters.fake_customers import FakeCustomers
from functions.adapters.fake_inquiries import FakeInquiries
from functions.adapters.fake_mailings import FakeBatons, FakeMailings, FakeSendingAccount
from functions.adapters.fake_reader_sends import FakeReaderSends
from functions.adapters.fake_requests import FakeLedger, FakeRequestBook
from functions.adapters.fake_services import FakeMailer, FakePayments
from functions.adapters.fake_subscribers import FakeSubscriberBook
from functions.adapters.fake_tables import FakeTables
from functions.adapters.fake_waits import FakeWaitingList
from functions.adapters.fakes import FakeLimits, FakeOrderBook, FakeOutbox, FakeShelf
from functions.postman.accounts import AccountMails
from functions.postman.correspondence import LetterDesk
from functions.postman.inquiries import InquiryMails
from functions.postman.letters import Letters
from functions.postman.notices import NoticeMails
from functions.postman.requests import RequestMails
from functions.postman.waits import WaitMails
from tests.mail_rules import MailRules
from tests.policies import AGREEMENT, POLICIES

NOON = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
ORIGIN = "https://shop.example"
KEYS = ["a-token-key-for-tests"]
ADDRESS_KEY = "an-address-key-for-tests"

FACTS = ShopFacts(
    name="Juniper Bend Jewelry",
    currency="USD",
    locale="en_US",
    time_zone="America/Chicago",
    country="US",
    mail="hello@juniperbend.example",
    mail_from="orders@juniperbend.example",
    postal_address=("118 Granite Row", "Llano, TX 78643"),
    zones=(
        Zone(
            id="us",
            label="United States",
            countries=("US",),
            rates=(
                Rate(id="ground", label="Ground", amount=600, days_from=3, days_to=6),
                Rate(id="priority", label="Priority", amount=1200, days_from=2, days_to=3),
            ),
        ),
    ),
    letter=LetterFacts(
        mail_from="letter@juniperbend.example",
        how_often="A few times a year",
        about="what is new on the bench",
        topics=(Topic("new-pieces", "New pieces"), Topic("workshop", "Notes from the workshop")),
    ),
)

RIVER_BAND = Piece(
    slug="river-band",
    title="River band",
    path="/pieces/river-band/",
    picture="/pictures/river-band/1.jpg",
    currency="USD",
    variants=(
        Variant("RIVER-BAND-6", "US 6", 48000, made=3, values=("US 6",)),
        Variant("RIVER-BAND-7", "US 7", 48000, made=2, values=("US 7",)),
    ),
    options=(Option("Ring size", "ring_size"),),
)
EMBER_RING = Piece(
    slug="ember-ring",
    title="Ember ring",
    path="/pieces/ember-ring/",
    picture="/pictures/ember-ring/1.jpg",
    currency="USD",
    variants=(Variant("EMBER-RING", "", 92000, made=1),),
    one_of_a_kind=True,
)
DAWN_HOOPS = Piece(
    slug="dawn-hoops",
    title="Dawn hoops",
    path="/pieces/dawn-hoops/",
    picture="/pictures/dawn-hoops/1.jpg",
    currency="USD",
    variants=(Variant("DAWN-HOOPS", "", 32000, made=10),),
)

SIGNET = Piece(
    slug="signet",
    title="Granite signet",
    path="/pieces/signet/",
    picture="/pictures/signet/1.jpg",
    currency="USD",
    variants=(
        Variant("SIGNET-7-SILVER", "US 7, Silver", 18000, made=4, values=("US 7", "Silver")),
        Variant("SIGNET-8-SILVER", "US 8, Silver", 18000, made=1, values=("US 8", "Silver")),
        Variant("SIGNET-7-GOLD", "US 7, Gold", 96000, values=("US 7", "Gold"), lead_days=15),
    ),
    options=(Option("Ring size", "ring_size"), Option("Metal")),
    engraving=Engraving(longest=12, letters=" &ABCDEFGabcdefgloréö♥", price=2500),
)

FRAME = (
    '<!doctype html><html lang="en"><head><title>@@title@@ · Juniper Bend Jewelry</title></head>'
    '<body><header>Juniper Bend</header><main id="main">@@main@@</main></body></html>'
)

RELEASE = Release(
    shop=FACTS,
    pieces=(RIVER_BAND, EMBER_RING, DAWN_HOOPS, SIGNET),
    frames={"page": FRAME},
    policies=POLICIES,
)

WITH_LETTERS = RELEASE
"""Its policies say how it writes letters."""


def buying(sku: str, quantity: int = 1, **fields: str) -> list[tuple[str, str]]:
    """The form of a piece's page, its terms agreed to."""
    sent = {"sku": sku, "quantity": str(quantity), "terms": AGREEMENT} | fields
    return list(sent.items())


def cart(*lines: str, **fields: str) -> list[tuple[str, str]]:
    """The cart's form: a line is “SKU quantity seen engraving”."""
    return [*(("line", line) for line in lines), *({"terms": AGREEMENT} | fields).items()]


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


def checked_mailer(now: Callable[[], datetime]) -> FakeMailer:
    """The only mailer that tests have: what it sends has passed the one checker of mails."""
    return FakeMailer(MailRules(FACTS.postal_address, LetterLinks(KEYS, ADDRESS_KEY)).check, now)


class PowerCutError(BaseException):
    """The function is gone: nothing after this line runs."""


class SmallShop:
    """Every part of the shop around one set of tables, published and open."""

    def __init__(
        self,
        shelf: Shelf | None = None,
        book: OrderBook | None = None,
        outbox: Outbox | None = None,
        clock: Clock | None = None,
        *,
        limits: Limits | None = None,
        subscribers: SubscriberBook | None = None,
        requests: RequestBook | None = None,
        ledger: Ledger | None = None,
        reader_sends: ReaderSends | None = None,
        inquiries: Inquiries | None = None,
        waits: WaitingList | None = None,
        doors: AccountDoors | None = None,
        things: SavedThings | None = None,
        customers: Customers | None = None,
        payments: FakePayments | None = None,
        mailer: FakeMailer | None = None,
        mailings: MailingBook | None = None,
    ) -> None:
        self.tables = tables = FakeTables()
        numbers, seeds, door_numbers = itertools.count(1), itertools.count(1), itertools.count(1)
        self.clock = clock or Clock()
        self.shelf: Shelf = shelf or FakeShelf(tables)
        self.book: OrderBook = book or FakeOrderBook(tables, self.clock)
        self.limits: Limits = limits or FakeLimits(tables)
        self.outbox: Outbox = outbox or FakeOutbox(tables)
        self.subscribers: SubscriberBook = subscribers or FakeSubscriberBook(tables, self.clock)
        self.requests: RequestBook = requests or FakeRequestBook(tables)
        self.ledger: Ledger = ledger or FakeLedger(tables)
        self.waits: WaitingList = waits or FakeWaitingList(tables)
        self.waiting = Waiting(self.waits, self.shelf, self.clock)
        self.inquiries: Inquiries = inquiries or FakeInquiries(tables)
        self.doors: AccountDoors = doors or FakeAccountDoors(tables)
        self.things: SavedThings = things or FakeThings(tables)
        self.customers: Customers = customers or FakeCustomers()
        self.payments = payments or FakePayments(self.clock)
        self.mailer = mailer or checked_mailer(self.clock)
        self.links = OrderLinks(KEYS)
        self.address_key = AddressKey(ADDRESS_KEY)
        self.entrance = Entrance(
            self.doors, self.links, self.clock, lambda: f"DOOR{next(door_numbers)}"
        )
        self.letter_links = LetterLinks(KEYS, ADDRESS_KEY)
        self.newsletter = Newsletter(
            self.subscribers, self.shelf, self.address_key, self.letter_links, self.clock
        )
        self.request_links = RequestLinks(KEYS)
        self.codes = Codes(KEYS, lambda: f"{next(seeds):032x}")
        self.checkout = Checkout(
            shelf=self.shelf,
            book=self.book,
            payments=self.payments,
            gate=Gate(self.limits),
            links=self.links,
            origin=ORIGIN,
            now=self.clock,
            new_id=lambda: f"ORDER{next(numbers)}",
            known=KnownBuyers(
                self.entrance, self.things, self.requests, self.customers, self.clock
            ),
        )
        self.settlement = Settlement(
            self.book, self.payments, self.shelf, self.address_key, self.clock
        )
        self.holds = Holds(self.book, self.payments, self.settlement, self.clock)
        self.money = MoneyDesk(self.book, self.payments, self.clock)
        self.reconciliation = Reconciliation(
            self.book, self.payments, self.settlement, self.money, self.clock
        )
        self.lapsing = Lapsing(self.subscribers, self.clock)
        self.reader_sends: ReaderSends = reader_sends or FakeReaderSends(tables)
        self.retention = Retention(
            orders=self.book,
            subscribers=self.subscribers,
            sends=self.reader_sends,
            outbox=self.outbox,
            inquiries=self.inquiries,
            things=self.things,
            customers=self.customers,
            shelf=self.shelf,
            restrictions=self.requests,
            now=self.clock,
        )
        self.delivery = Delivery(
            outbox=self.outbox,
            book=self.book,
            errands=Errands(self.book, self.payments, self.shelf, self.clock),
            mailer=self.mailer,
            letters=Letters(self.shelf, self.links, self.codes, ORIGIN, self.clock),
            correspondence=LetterDesk(self.newsletter, self.book, ORIGIN),
            notices=NoticeMails(self.shelf, self.book, self.subscribers, ORIGIN),
            requests=RequestMails(
                self.shelf,
                self.requests,
                self.request_links,
                self.codes,
                Addresses(self.subscribers, self.book),
                ORIGIN,
                self.clock,
            ),
            inquiries=InquiryMails(self.shelf, self.inquiries, self.book, ORIGIN),
            waits=WaitMails(self.waiting, self.links, ORIGIN),
            doors=AccountMails(self.shelf, self.entrance, ORIGIN),
            holding_back=HoldingBack(self.requests, self.address_key),
            now=self.clock,
        )
        self.mailings: MailingBook = mailings or FakeMailings(tables.outbox, tables.events)
        self.batons = FakeBatons()
        self.sending_account = FakeSendingAccount()
        self.letters = LetterRun(
            mailings=self.mailings,
            readers=self.subscribers,
            restrictions=self.requests,
            shelf=self.shelf,
            account=self.sending_account,
            mailer=self.mailer,
            relay=Relay(self.mailings, self.batons, self.clock),
            links=self.letter_links,
            origin=ORIGIN,
            now=self.clock,
            steady=lambda: self.clock().timestamp(),
            pause=lambda seconds: self.clock.forward(seconds=seconds),
            most_hands=1,
        )
        publish(RELEASE, self.shelf)

    def buy(self, sku: str, quantity: int = 1, **fields: str) -> Order:
        """Begin a checkout; the draft that holds the stock."""
        return self.begin(buying(sku, quantity, **fields))

    def begin(self, pairs: list[tuple[str, str]], network: str | None = None) -> Order:
        known = set(self.payments.sessions)
        self.checkout.begin(pairs, network)
        (session_id,) = set(self.payments.sessions) - known
        return self.order(self.payments.sessions[session_id].order_id or "")

    def order(self, order_id: str) -> Order:
        order = self.book.get(order_id)
        assert order
        return order

    def event(self, order: Order, kind: str = "completed", number: int = 1) -> PaymentEvent:
        return PaymentEvent(f"evt_{number}", f"checkout.session.{kind}", order.session_id)

    def happened(self, order: Order, kind: str = "completed", number: int = 1) -> PaymentEvent:
        """An event that the provider remembers, whoever heard of it."""
        event = self.event(order, kind, number)
        self.payments.events.append((self.clock(), event))
        return event

    @property
    def letters_to_buyers(self) -> list[Letter]:
        """Of the letters sent, those that aren't the owner's own."""
        return [each for each in self.mailer.sent if each.recipient != FACTS.mail]

    def counters(self, sku: str) -> tuple[int, int, int]:
        """(available, held, sold)."""
        stock = self.shelf.items([sku])[sku].stock
        return stock.available, stock.held, stock.sold


def ring_lost_to_another(shop: SmallShop) -> Order:
    """An order whose hold has ended, and whose ring somebody else has paid for since."""
    late = shop.buy("EMBER-RING")
    shop.payments.expire_session("cs_1")
    shop.settlement.handle(shop.event(late, "expired", number=1))
    other = shop.buy("EMBER-RING")
    shop.payments.pay("cs_2")
    shop.settlement.handle(shop.event(other, number=2))
    return late


def shop_that_owes_a_refund() -> tuple[SmallShop, str]:
    """Money came for a ring that had gone to somebody else meanwhile; the late order's id."""
    shop = SmallShop()
    late = ring_lost_to_another(shop)
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(late, number=3))
    return shop, late.id
