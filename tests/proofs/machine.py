"""Buyers, the payment provider, the functions and the owner, in any order and with any luck."""

from __future__ import annotations

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis.stateful import (
    Bundle,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from domain.limits import TooManyTriesError
from domain.links import LinkError
from domain.payments import PaymentEvent
from domain.publishing import publish
from domain.reconciliation import REMEMBERED
from domain.stock import StockMismatchError
from tests.proofs import accounts
from tests.proofs.after_sale import AfterSale
from tests.proofs.house import House, Parts
from tests.proofs.power import Fault, Way
from tests.proofs.releases import WANTED, Edition, editions
from tests.samples import cart

LONGEST_SILENCE = timedelta(days=20)
"""Without a look back; after REMEMBERED the provider has forgotten its events."""

others = st.sampled_from(["clock", "look back", "postman", "events", "returns", "buyer"])
at = st.integers(0, 7) | st.sampled_from(["commit", "open_session", "send", "swap", "refund"])
faults = st.none() | st.builds(Fault, at, st.sampled_from(Way), others)
networks = st.sampled_from([None, "a" * 20, "b" * 20])
bought_meanwhile = st.builds(Fault, st.integers(0, 4), st.just(Way.MEANWHILE), st.just("buyer"))

AT_ONCE = [
    ("postman", "postman"),
    ("returns", "events"),
    ("events", "returns"),
    ("look back", "events"),
    ("clock", "returns"),
    ("clock", "clock"),
    ("buyer", "buyer"),
]
"""Who meets whom: one acts just before the other writes what it has decided."""

Wanted = tuple[str, int, bool, bool]
"""A SKU, how many, whether engraved, and whether the page was up to date."""

lines = st.tuples(
    st.sampled_from(WANTED),
    st.sampled_from([1, 1, 1, 2]),
    st.booleans(),
    st.sampled_from([True, True, True, False]),
)
carts = st.lists(lines, min_size=1, max_size=3)


class WholeShop(AfterSale):
    parts = Parts()

    pages = Bundle("pages")
    """Payment pages that a buyer was sent to and that took no money yet."""

    delayed = Bundle("delayed")
    """Those where a bank takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.house = House(self.parts)
        self.edition = Edition()
        self.history = accounts.History()
        self.given: set[str] = set()
        self.looked_back_at = self.house.clock()

    @initialize(
        target=pages, carts=st.lists(carts, min_size=1, max_size=4), paying=st.integers(0, 4)
    )
    def open(self, carts: list[list[Wanted]], paying: int) -> object:
        """A shop where nobody buys proves nothing: some have paid, and nobody has heard of it."""
        begun = [page for page in (self._buy(each, None) for each in carts) if page]
        for page in begun[:paying]:
            self.house.payments.pay(page)
        return multiple(*begun[paying:])

    # Buyers

    @rule(target=pages, wanted=carts, fault=faults, network=networks)
    def buy(self, wanted: list[Wanted], fault: Fault | None, network: str | None) -> object:
        return multiple(*filter(None, [self._buy(wanted, fault, network)]))

    def _buy(
        self, wanted: list[Wanted], fault: Fault | None, network: str | None = None
    ) -> str | None:
        texts = [self.edition.line(*each) for each in wanted]
        page = self.house.begin(cart(*texts), fault, network)
        self.given |= {page} if page else set()
        return page

    @rule(page=consumes(pages), how=st.sampled_from(["at once", "wrongly", "with a code", "back"]))
    def pay(self, page: str, how: str) -> None:
        """Even where the page has closed: a browser may show it for longer."""
        match how:
            case "at once":
                self.house.payments.pay(page)
            case "wrongly":
                self.house.payments.pay(page, shipping=1)
            case "with a code":
                self.house.payments.pay_nothing(page)
            case "back":
                # The owner sends the money back at once, by hand.
                self.house.payments.pay(page)
                self.house.payments.move(page, refunded=True)

    @rule(page=consumes(pages))
    def pay_too_late(self, page: str) -> None:
        """After the hold has ended, and somebody else took what there was."""
        self.time_passes(minutes=33, swept=True)
        self.house.act("buyer")
        self.house.payments.pay(page)

    @rule(page=consumes(pages), target=delayed)
    def pay_later(self, page: str) -> str:
        self.house.payments.pay(page, "unpaid")
        return page

    @rule(page=consumes(delayed), arrives=st.booleans())
    def bank_decides(self, page: str, arrives: bool) -> None:
        facts = {"payment_status": "paid"} if arrives else {"payment_failed": True}
        self.house.payments.move(page, **facts)

    @rule(
        page=pages | delayed,
        to=st.sampled_from(["thanks", "back", "put back"]),
        fault=faults,
    )
    def come_back(self, page: str, to: str, fault: Fault | None) -> None:
        with self.house.troubled(fault, LinkError):
            self.house.visit(to, page)

    @rule(page=pages, fault=faults)
    def ask_to_be_reminded(self, page: str, fault: Fault | None) -> None:
        """All of them by one mailbox, which is written to a few times a day."""
        with self.house.troubled(fault, LinkError, TooManyTriesError):
            self.house.remind(page)

    # The provider's events

    @precondition(lambda self: self.house.payments.events)
    @rule(data=st.data(), fault=faults)
    def event(self, data: st.DataObject, fault: Fault | None) -> None:
        """Any of them, in any order, and as often as it likes."""
        _, event = data.draw(st.sampled_from(self.house.payments.events))
        with self.house.troubled(fault):
            self.house.hear(event)
            session = self.house.payments.session(event.session_id or "")
            if session.order_id:
                assert event.id in self.house.tables.events

    @precondition(lambda self: self.house.payments.sessions)
    @rule(what=st.sampled_from(["sale elsewhere", "charge.refunded", "checkout.session.new"]))
    def strange_event(self, what: str) -> None:
        if what == "sale elsewhere":
            self.house.payments.sell_elsewhere()
        else:
            self.house.hear(PaymentEvent(f"evt_{what}", what, None))

    # The functions

    @rule(who=st.sampled_from(["clock", "look back", "postman", "stream"]), fault=faults)
    def function(self, who: str, fault: Fault | None) -> None:
        with self.house.troubled(fault):
            self.house.act(who)
            if who == "clock" and not self.house.fuse.blown:
                accounts.check_holds_ended(self.house)
            if who == "look back" and not self.house.fuse.blown:
                self.looked_back_at = self.house.clock()

    @rule(way=st.sampled_from([Way.CUT_AFTER, Way.TIMEOUT]))
    def mail_is_cut_off(self, way: Way) -> None:
        """Once more where it was before: by then nobody has the message in hand."""
        self.time_passes(minutes=4, swept=False)
        self.function("postman", Fault("send", way))

    @rule(pair=st.sampled_from(AT_ONCE), after=st.integers(0, 2))
    def two_at_once(self, pair: tuple[str, str], after: int) -> None:
        one, other = pair
        with self.house.troubled(Fault(after, Way.MEANWHILE, other)):
            self.house.act(one)

    # The world

    @rule(minutes=st.sampled_from([1, 4, 6, 32, 33, 26 * 60, 3 * 24 * 60]), swept=st.booleans())
    def time_passes(self, minutes: int, swept: bool) -> None:
        later = self.house.clock() + timedelta(minutes=minutes)
        if later - self.looked_back_at > LONGEST_SILENCE < REMEMBERED:
            self.function("look back", None)
        self.house.clock.at = later
        if swept:
            self.function("clock", None)

    @rule(changes=editions, fault=faults | bought_meanwhile)
    def publish(self, changes: Edition, fault: Fault | None) -> None:
        before = dict(self.house.tables.shelf)
        with self.house.troubled(fault):
            try:
                publish(changes.release, self.house.shop.shelf)
            except StockMismatchError:
                assert self.house.fuse.blown or self.house.tables.shelf == before
                return
            self.edition = changes
            assert self.house.fuse.blown or changes.is_on(self.house.tables.shelf)

    # What is true at all times

    @invariant()
    def accounts_balance(self) -> None:
        tables = self.house.tables
        accounts.check_stock(tables.shelf.values(), tables.orders.values())
        accounts.check_networks(self.house)
        accounts.check_bench(self.house)
        accounts.check_money(self.house)
        accounts.check_refunds(self.house)
        accounts.check_open_pages(self.house, self.given)
        self.history.check_steps(self.house)
        self.history.check_mails(self.house)

    def teardown(self) -> None:
        self.house.settle()
        self.accounts_balance()
        accounts.check_holds_ended(self.house)
        accounts.check_settled(self.house)
