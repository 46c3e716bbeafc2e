"""How a row of the crash matrix ended: in words, and what was lost, if anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.invoices import wanting
from domain.messages import RECEIPT_SENDS, Kind, Message, State
from domain.ordered import InvoiceKind
from domain.orders import Order, Status
from tests.proofs.accounts import HOLDING, check_stock, kept
from tests.proofs.stage import Stage

WORDS = {
    Status.PAID: "paid",
    Status.EXPIRED: "hold given back, nothing charged",
    Status.REFUNDED: "piece gone",
    Status.CANCELLED: "called off",
}
TIMES = ("never sent", "sent", "sent twice")


def settle(stage: Stage) -> None:
    """Time goes past every hold and lease, and the functions do what they do anyway."""
    for minutes in (6, 34, 6, 21 * 60):
        stage.forward(minutes)
        stage.ring("clock")
        stage.ring("postman")
    stage.ring("clock", detail={"do": "reconcile"})
    stage.ring("postman")


class Ending:
    def __init__(self, stage: Stage) -> None:
        self._orders = stage.orders()
        self._messages = stage.messages()
        self._items = stage.shelf.all_items()
        self._paid = [each for each in stage.sessions() if each["payment_status"] == "paid"]
        self._refunds = stage.refunds()
        self._sent = Counter(stage.wire.mails)

    @property
    def words(self) -> str:
        """“paid, confirmation sent; piece gone, refunded, piece_gone sent”."""
        return "; ".join(sorted(map(self._order, self._orders))) or "nothing held, nothing charged"

    @property
    def losses(self) -> list[str]:
        return [*self._stock(), *self._money(), *self._papers(), *self._mail()]

    def _order(self, order: Order) -> str:
        ours = sorted(
            (each for each in self._messages if each.order_id == order.id),
            key=lambda each: (each.kind is Kind.MAIL, each.about),
        )
        status = WORDS.get(order.status, order.status.value)
        return ", ".join([status, *map(self._message, ours)])

    def _message(self, message: Message) -> str:
        if message.kind is Kind.REFUND:
            return "refunded" if message.state is State.DONE else f"refund {message.state}"
        if message.kind is Kind.NUMBER:
            return f"{message.about} {message.reference or 'not numbered'}"
        told = "unknown, reported" if message.state is State.UNKNOWN else ""
        return f"{message.about} {told or TIMES[min(self._sent[message.id], RECEIPT_SENDS)]}"

    def _stock(self) -> Iterator[str]:
        try:
            check_stock(self._items, self._orders)
        except AssertionError as error:
            yield f"stock doesn't add up: {error}"
        for order in self._orders:
            if order.status in HOLDING:
                yield f"order {order.id} still holds its pieces"

    def _money(self) -> Iterator[str]:
        charged = sum(session["amount_total"] for session in self._paid)
        returned = sum(refund["amount"] for refund in self._refunds)
        if charged != kept(self._orders) + returned:
            yield f"charged {charged}, kept {kept(self._orders)}, returned {returned}"
        intents = Counter(refund["payment_intent"] for refund in self._refunds)
        yield from (f"{intent} was refunded twice" for intent in intents if intents[intent] > 1)

    def _papers(self) -> Iterator[str]:
        """Numbers are given from 1 on, each once, and nothing waits for one."""
        papers = [each for order in self._orders for each in order.invoices]
        for kind in InvoiceKind:
            numbers = sorted(int(p.number.rpartition("-")[2]) for p in papers if p.kind is kind)
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"{kind.value}s are numbered {numbers}"
        for order in self._orders:
            if wanted := wanting(order):
                yield f"order {order.id} wants numbers for {wanted}"

    def _mail(self) -> Iterator[str]:
        told = {each.order_id for each in self._messages if each.kind is Kind.MAIL}
        for order in self._orders:
            if order.totals and order.id not in told:
                yield f"nobody was told of order {order.id}"
        for message in self._messages:
            sends = self._sent[message.id]
            if message.state not in (State.DONE, State.UNKNOWN):
                yield f"{message.id} is {message.state}"
            elif _is_missing(message, sends):
                yield f"{message.id} was never sent"
            elif sends > (RECEIPT_SENDS if message.cut_off and not message.is_uncalled_for else 1):
                yield f"{message.id} was sent {sends} times"
        yield from (f"{each.id} keeps an address" for each in self._orders if each.reminder_mail)


def _is_missing(message: Message, sends: int) -> bool:
    """Whether a mail counts as done that nobody got, though somebody wanted it."""
    wanted = message.reference != "not wanted"
    return message.kind is Kind.MAIL and message.state is State.DONE and wanted and not sends
