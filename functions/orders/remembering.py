"""A buyer who didn't pay asks to be reminded, once."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import RedirectResponse, Response

from domain.mail_address import MailAddressError, read_mail_address
from domain.order_book import StaleOrderError
from domain.orders import Order
from domain.reminders import asked
from functions.orders.parts import OrderParts
from functions.orders.visits import Visits
from functions.web.pages import HEADERS

ATTEMPTS = 5
"""How often an order that somebody else is changing is read again."""


class Remembering:
    def __init__(self, parts: OrderParts, visits: Visits) -> None:
        self._parts = parts
        self._visits = visits

    def remind(self, sent: Mapping[str, str], network: str | None) -> Response:
        """Note the address on the order, and go back to the page that says so.

        Raises LinkError, TooManyTriesError, StaleOrderError or BookUnavailableError.
        """
        token = sent.get("t", "")
        order = self._visits.open(token, "back")
        try:
            address = read_mail_address(sent.get("mail", ""))
        except MailAddressError as error:
            return self._visits.back(token, wrong=str(error), typed=sent.get("mail", ""))
        subject = self._parts.address_key.id_of(address)
        if asked(order, address, subject, self._parts.now()):
            mailbox = self._parts.networks.of_mailbox(address)
            self._parts.gate.reminder(network, mailbox, self._parts.now())
            self._note(order, address, token)
        return RedirectResponse(f"{self._parts.origin}/api/orders/back?t={token}", 303, HEADERS)

    def _note(self, order: Order, address: str, token: str) -> None:
        for attempt in range(ATTEMPTS):
            subject = self._parts.address_key.id_of(address)
            change = asked(order, address, subject, self._parts.now())
            if change is None:
                return
            try:
                self._parts.book.commit(change)
            except StaleOrderError:
                if attempt == ATTEMPTS - 1:
                    raise
                order = self._visits.open(token, "back")
            else:
                return
