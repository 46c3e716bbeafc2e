"""Withdrawing from a contract in two steps, without an account: say of what, and confirm it.

Who comes by the order's own link chooses lines. Who has only the number and the address is told the
same whether there is such an order or not, and learns from the mail what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.mail_address import MailAddressError, read_mail_address
from domain.order_book import Change, StaleOrderError
from domain.order_steps import NotPossibleError
from domain.orders import Order
from domain.return_form import read_count
from domain.return_rules import Returnable
from domain.withdrawal import (
    Why,
    WithdrawalError,
    can_be_withdrawn,
    is_theirs,
    number_of,
    refused,
    withdraw,
)
from functions.orders.parts import OrderParts
from functions.orders.returning import ADDRESS as RETURN
from functions.orders.returning import NOTHING, Returning
from functions.orders.visits import Visits
from functions.web.forms import read_form
from functions.web.pages import HEADERS

ADDRESS = "/api/orders/withdraw"
CONFIRM = "/api/orders/withdraw-confirm"
DONE = "/api/orders/withdrawn"
LONGEST_NUMBER = 40
ATTEMPTS = 5

SENTENCES: Mapping[Why, str] = {
    "late": "The last day to withdraw is over. If something is wrong with what you got, you can "
    "still send it back.",
    "exempt": "What is left of this order was engraved for you, so it can’t be withdrawn from.",
    "nothing": "Choose how many of what you withdraw from. What came back or was paid back before "
    "isn’t here any more.",
    "state": "There is nothing to withdraw from: see how your order stands.",
}


class Withdrawing:
    def __init__(self, parts: OrderParts, visits: Visits, returning: Returning) -> None:
        self._parts = parts
        self._visits = visits
        self._returning = returning

    def begin(
        self,
        token: str,
        errors: Mapping[str, str] = NOTHING,
        typed: Mapping[str, str] = NOTHING,
        said: str = "",
    ) -> Response:
        """The first step. Raises LinkError for a token that is wrong."""
        order = self._visits.open(token, "order") if token else None
        last = self._returning.last_day(order) if order else None
        return self._parts.pages.answer(
            "withdraw.html",
            "Withdraw from contract here",
            422 if errors or said else 200,
            order=order,
            lines=can_be_withdrawn(order) if order else (),
            last=last,
            token=token,
            errors=errors,
            typed=typed,
            said=said,
        )

    def declare(self, sent: Mapping[str, str]) -> Response:
        """The second step: nothing is noted until it is confirmed."""
        token = sent.get("t", "")
        if token:
            return self._declared(token, sent)
        if errors := _faults(sent):
            return self.begin("", errors, sent)
        return self._confirm({name: sent[name].strip() for name in ("number", "mail")})

    def confirm(self, sent: Mapping[str, str], network: str | None) -> Response:
        """Raises TooManyTriesError, LinkError, StaleOrderError or BookUnavailableError."""
        token = sent.get("t", "")
        if token:
            return self._confirmed(token, sent)
        if errors := _faults(sent):
            return self.begin("", errors, sent)
        address = read_mail_address(sent["mail"])
        mailbox = self._parts.networks.of_mailbox(address)
        self._parts.gate.withdrawal(network, mailbox, self._parts.now())
        self._note(number_of(sent["number"]), address)
        return RedirectResponse(f"{self._parts.origin}{DONE}", 303, HEADERS)

    def done(self) -> Response:
        return self._parts.pages.answer("withdrawn.html", "We have your withdrawal")

    def _declared(self, token: str, sent: Mapping[str, str]) -> Response:
        order = self._visits.open(token, "order")
        errors, units = _units(sent, order)
        if errors:
            return self.begin(token, errors, sent)
        try:
            self._decided(order, units)
        except WithdrawalError as error:
            return self.begin(token, typed=sent, said=SENTENCES[error.why])
        chosen = [each for each in can_be_withdrawn(order) if units[each.place]]
        kept = {"t": token} | {f"count-{p + 1}": str(count) for p, count in enumerate(units)}
        return self._confirm(kept, order, chosen, units)

    def _confirm(
        self,
        kept: Mapping[str, str],
        order: Order | None = None,
        chosen: Sequence[Returnable] = (),
        units: Sequence[int] = (),
    ) -> Response:
        return self._parts.pages.answer(
            "withdraw_confirm.html",
            "Confirm your withdrawal",
            order=order,
            chosen=chosen,
            units=units,
            kept=kept,
        )

    def _confirmed(self, token: str, sent: Mapping[str, str]) -> Response:
        order = self._visits.open(token, "order")
        errors, units = _units(sent, order)
        if errors:
            return self.begin(token, errors, sent)
        try:
            self._parts.book.commit(self._decided(order, units))
        except WithdrawalError as error:
            return self.begin(token, typed=sent, said=SENTENCES[error.why])
        return RedirectResponse(f"{self._parts.origin}{RETURN}?t={token}", 303, HEADERS)

    def _note(self, number: str, address: str) -> None:
        """Of an order that isn't theirs nothing is noted, and nobody is told."""
        for attempt in range(ATTEMPTS):
            order = self._parts.book.get(number)
            if order is None or not is_theirs(order, address, self._parts.address_key):
                return
            try:
                change = self._decided(order, None)
            except WithdrawalError as error:
                change = refused(order, error.why, self._parts.now())
            try:
                self._parts.book.commit(change)
            except StaleOrderError:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                return

    def _decided(self, order: Order, units: Sequence[int] | None) -> Change:
        last, today = self._returning.last_day(order), self._returning.today()
        try:
            return withdraw(order, units, last, today, self._parts.now())
        except NotPossibleError as error:
            raise WithdrawalError("state") from error


def _units(sent: Mapping[str, str], order: Order) -> tuple[dict[str, str], list[int]]:
    errors, units = {}, [0] * len(order.lines)
    for each in can_be_withdrawn(order):
        field = f"count-{each.place + 1}"
        count = read_count(sent.get(field, ""), each.left)
        if count is None:
            errors[field] = f"Choose a number from 0 to {each.left}."
        else:
            units[each.place] = count
    return errors, units


def _faults(sent: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    number = number_of(sent.get("number", ""))
    if not number or len(number) > LONGEST_NUMBER or not number.isascii():
        errors["number"] = "Enter your order’s number, as it stands in our emails."
    try:
        read_mail_address(sent.get("mail", ""))
    except MailAddressError as error:
        errors["mail"] = str(error)
    return errors


def withdrawal_routes(parts: OrderParts, visits: Visits) -> list[Route]:
    withdrawing = Withdrawing(parts, visits, Returning(parts, visits))

    async def begin(request: Request) -> Response:
        return withdrawing.begin(request.query_params.get("t", ""))

    async def declare(request: Request) -> Response:
        return withdrawing.declare(dict(await read_form(request, parts.origin)))

    async def confirm(request: Request) -> Response:
        sent = dict(await read_form(request, parts.origin))
        return withdrawing.confirm(sent, parts.networks.of(request))

    async def done(_: Request) -> Response:
        return withdrawing.done()

    return [
        Route(ADDRESS, begin, methods=["GET"]),
        Route(ADDRESS, declare, methods=["POST"]),
        Route(CONFIRM, confirm, methods=["POST"]),
        Route(DONE, done, methods=["GET"]),
    ]
