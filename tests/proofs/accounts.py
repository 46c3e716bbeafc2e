"""What must be true of the shop's books: after every step, and once everything has settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from domain.holds import GRACE, ORPHANED_AFTER
from domain.limits import HELD_PIECES, OPEN_DRAFTS
from domain.messages import LEASE, RECEIPT_SENDS, REMINDER, Kind, Message, State
from domain.ordered import RefundState
from domain.orders import NEXT, Order, Status
from domain.payments import CheckoutSession
from domain.returned import OPEN, ReturnState
from domain.shelf import ShelfItem
from functions.postman.letters import TO_THE_OWNER
from tests.proofs.house import House

HOLDING = frozenset({Status.DRAFT, Status.AWAITING_PAYMENT})
RETURNED = frozenset({Status.REFUNDED})
CALLED_OFF = frozenset({Status.CANCELLED})
NOTHING = HOLDING | RETURNED | {Status.EXPIRED}
"""Everything else is sold."""

BY_HAND = "refunded_elsewhere"


def check_stock(items: Iterable[ShelfItem], orders: Collection[Order]) -> None:
    """Every counter is what the orders say it is."""
    held = _counted(order for order in orders if order.status in HOLDING) + _wanted(orders, OPEN)
    sold = _counted(order for order in orders if order.status not in NOTHING | CALLED_OFF)
    sold += _wanted(orders, {ReturnState.CLOSED})
    sold.subtract(_put_back(order for order in orders if order.status not in CALLED_OFF))
    for item in items:
        stock = item.stock
        assert min(stock.made, stock.available, stock.held, stock.sold) >= 0, item
        assert stock.made == stock.available + stock.held + stock.sold, item
        assert (stock.held, stock.sold) == (held[item.sku], sold[item.sku]), item


def _counted(orders: Iterable[Order]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in (line for order in orders for line in order.lines if line.lead_days is None):
        counts[line.sku] += line.quantity
    return counts


def _wanted(orders: Iterable[Order], states: Collection[ReturnState]) -> Counter[str]:
    """What is wanted in exchange, of returns that are so far."""
    counts: Counter[str] = Counter()
    for line in (
        line
        for order in orders
        for each in order.returns
        if each.state in states
        for line in each.lines
    ):
        if line.instead:
            counts[line.instead] += line.count
    return counts


def _put_back(orders: Iterable[Order]) -> Counter[str]:
    """What went back on the shelf: of each line no more than it had, and nothing engraved."""
    counts: Counter[str] = Counter()
    for order in orders:
        for place, line in enumerate(order.lines):
            refunded = sum(each.units[place] for each in order.refunds if each.put_back)
            returned = sum(
                back.count
                for each in order.returns
                if each.put_back
                for back in each.lines
                if back.place == place
            )
            if line.engraving is None and line.lead_days is None:
                counts[line.sku] += min(line.quantity, refunded + returned)
    return counts


def check_refunds(house: House) -> None:
    """No more goes back than came, each unit once, and nothing returns that was never bought."""
    for order in house.tables.orders.values():
        going = [each for each in order.refunds if each.state is not RefundState.FAILED]
        assert all(each.amount > 0 for each in going), order
        if going:
            assert order.totals, order
            assert sum(each.amount for each in going) <= order.totals.total, order
        for place, line in enumerate(order.lines):
            assert sum(each.units[place] for each in going if each.units) <= line.quantity, order
            coming = [each for each in order.returns if each.state is not ReturnState.REJECTED]
            back = [each for it in coming for each in it.lines if each.place == place]
            assert sum(each.count for each in back) <= line.quantity, order
    for refund_id, amount in house.payments.parts.items():
        order = house.tables.orders[refund_id.rpartition("-")[0]]
        (named,) = [each for each in order.refunds if each.id == refund_id]
        assert named.amount == amount, order


def check_networks(house: House) -> None:
    """What a network counts for is what it has open."""
    open_drafts: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    for order in house.tables.orders.values():
        assert order.network is None or order.status is Status.DRAFT, order
        if order.network:
            open_drafts[order.network] += 1
            pieces[order.network] += order.kept_from_others
    for network, counted in house.tables.networks.items():
        assert counted == (open_drafts[network], pieces[network]), network
        assert counted[0] <= OPEN_DRAFTS, network
        assert counted[1] <= HELD_PIECES, network


def check_bench(house: House) -> None:
    """A week has what is to be made in it, and nothing of what came to nothing."""
    weeks: Counter[str] = Counter()
    for order in house.tables.orders.values():
        if order.status in HOLDING or order.status not in NOTHING | CALLED_OFF:
            weeks.update(order.bench)
    assert +Counter(house.tables.bench) == +weeks


def _is_paid(session: CheckoutSession) -> bool:
    """Said once more in this place, so that a mistake in the domain doesn't hide itself."""
    return (session.status, session.payment_status) in {
        ("complete", "paid"),
        ("complete", "no_payment_required"),
    }


def check_money(house: House) -> None:
    """No order is kept or refunded without its money, and none is both."""
    for order in house.tables.orders.values():
        if order.status in HOLDING or order.status is Status.EXPIRED:
            continue
        session = house.payments.sessions[order.session_id or ""]
        assert session.order_id == order.id, order
        assert _is_paid(session), order
        assert order.totals, order
        assert order.totals.total == session.amount_total, order
        if order.status is Status.PAID:
            assert order.why is None, order
            rates = {rate.costs(order.subtotal) for rate in order.rates}
            assert session.amount_shipping in rates, order
        if order.status not in RETURNED:
            assert session.payment_intent not in house.payments.refunds, order


def check_open_pages(house: House, given: Iterable[str]) -> None:
    """Who has an open payment page has what it is for: `given` are the pages of buyers."""
    for session_id in given:
        session = house.payments.session(session_id)
        if session.status == "open":
            order = house.tables.orders[session.order_id or ""]
            assert order.status is Status.DRAFT, order


def check_holds_ended(house: House) -> None:
    """After the clock has been: no hold is older than its session."""
    now = house.clock()
    for order in house.tables.orders.values():
        if order.status is Status.DRAFT:
            assert order.expires_at + GRACE > now, order
            assert order.session_id or order.created_at + ORPHANED_AFTER > now, order


class History:
    """What was true before, for what may only happen once or in one direction."""

    def __init__(self) -> None:
        self._statuses: dict[str, Status] = {}
        self._sends: dict[str, list[object]] = {}
        self._mails = 0

    def check_steps(self, house: House) -> None:
        """An order moves only as an order may; one that is paid stays so."""
        for order in house.tables.orders.values():
            before = self._statuses.setdefault(order.id, Status.DRAFT)
            assert order.status is before or _leads_to(before, order.status), order
            self._statuses[order.id] = order.status

    def check_mails(self, house: House) -> None:
        """No mail goes twice but one whose send was cut off; that one once more, and later."""
        now = house.clock()
        letters, self._mails = house.mailer.sent[self._mails :], len(house.mailer.sent)
        tags = [letter.tags["message"] for letter in letters]
        assert len(tags) == len(set(tags)), tags
        for tag in tags:
            before = self._sends.setdefault(tag, [])
            assert len(before) < (1 if tag.startswith(REMINDER) else RECEIPT_SENDS), tag
            assert all(at is not None and at + LEASE <= now for at in before), tag  # type: ignore[operator]  # the times of sends cut off
            is_done = house.tables.outbox[tag].state is State.DONE
            assert is_done or house.fuse.cut_off, tag
            before.append(None if is_done else now)


def _leads_to(before: Status, after: Status) -> bool:
    """Several steps may have been made since the last look."""
    reached: set[Status] = set()
    coming = [before]
    while coming:
        for each in NEXT[coming.pop()] - reached:
            reached.add(each)
            coming.append(each)
    return after in reached


def check_settled(house: House) -> None:
    """Nothing is left to do, and all the money is somewhere."""
    orders = house.tables.orders
    ours = [each for each in house.payments.sessions.values() if each.order_id]
    for message in house.tables.outbox.values():
        cut_off = message.state is State.UNKNOWN and message.kind is Kind.MAIL
        later = message.kind is Kind.LAPSE and not message.is_due(house.clock())
        assert message.state is State.DONE or cut_off or later, message
    for order in orders.values():
        assert order.reminder_mail is None, order
        _check_end(order, [each for each in ours if each.order_id == order.id], house)
    charged = sum(session.amount_total for session in ours if _is_paid(session))
    assert charged == kept(orders.values()) + _returned(ours, house)
    again = house.shop.reconciliation.run()
    assert (again.missed_events, again.caught_up, again.is_fine) == (0, (), True)


def _check_end(order: Order, sessions: list[CheckoutSession], house: House) -> None:
    paid = [session for session in sessions if _is_paid(session)]
    assert len(sessions) <= 1, sessions
    match order.status:
        case Status.DRAFT:
            raise AssertionError(order)
        case Status.AWAITING_PAYMENT:
            (session,) = sessions
            assert (session.status, session.payment_status) == ("complete", "unpaid"), order
            assert not session.payment_failed, order
        case Status.EXPIRED:
            assert not paid, order
        case _:
            assert paid, order
            # Whoever sent the money back by hand has told the buyer.
            by_hand = order.why == BY_HAND
            told = [each for each in house.tables.outbox.values() if each.order_id == order.id]
            assert by_hand or [each for each in told if _is_for_the_buyer(each)], order


def _is_for_the_buyer(message: Message) -> bool:
    own = message.about in TO_THE_OWNER or message.about == REMINDER
    return message.kind is Kind.MAIL and not own


def kept(orders: Iterable[Order]) -> int:
    """What is neither back with its buyers nor on its way to them."""
    return sum(
        order.paid_total - order.refunded_total for order in orders if order.status not in NOTHING
    )


def _returned(sessions: Iterable[CheckoutSession], house: House) -> int:
    return sum(house.payments.parts.values()) + sum(
        session.amount_total
        for session in sessions
        if session.payment_intent in house.payments.refunds
        or (session.refunded and house.tables.orders[session.order_id or ""].why == BY_HAND)
    )
