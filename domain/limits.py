"""How much one network may ask for, so that testing cards and hoarding pieces are dull.

A network is a keyed hash of an address's prefix: nothing tells whose it is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

from domain.order_book import Change

OPEN_DRAFTS = 5
"""Orders of one network that wait for their payment at the same time."""

HELD_PIECES = 10
"""Pieces that one network keeps from others at the same time.

What is made to order isn't held, and counts only where it takes room on the bench.
"""

BREATHER = timedelta(minutes=10)
"""How long others have a one-of-a-kind piece to themselves after a network held it."""


class Allowance(msgspec.Struct, frozen=True):
    """`most` tries within each span of `minutes`."""

    name: str
    most: int
    minutes: int


CHECKOUTS = Allowance("checkout", 30, 10)
CODES = Allowance("code", 20, 60)
REMINDERS = Allowance("reminder", 5, 60)
MAILBOX = Allowance("mailbox", 3, 24 * 60)
"""Reminders to one mailbox, whoever asks: anybody can write down somebody else's address."""

LOOKS = Allowance("look", 30, 10)
"""How often the payment provider is asked how an order stands because its page was opened."""

JOINS = Allowance("join", 10, 60)
"""Sign-ups, and other forms of the newsletter, from one network."""

ASKINGS = Allowance("asking", 10, 60)
"""Privacy requests from one network."""

ASKED_ABOUT = Allowance("asked-about", 5, 24 * 60)
"""Privacy requests about one mailbox, whoever asks: each is a mail to it, and may be an export."""

PROOFS = Allowance("proof", 30, 60)
"""Codes asked for and typed in, from one network, beside what one request allows."""

CODES_MAILED = Allowance("code-mailed", 10, 24 * 60)
"""Codes mailed to one mailbox in all of its requests."""

ORDER_FACTS = Allowance("order-fact", 6, 24 * 60)
"""Facts of an order typed in for one address in all of its requests: a city has few postal codes."""

CONTACTS = Allowance("contact", 5, 60)
"""Messages to the shop from one network."""

CONTACTS_OF = Allowance("contact-of", 5, 24 * 60)
"""Messages under one mailbox's name, whoever sends them: each is answered by a mail to it."""

WAITS = Allowance("wait", 10, 60)
"""Addresses left to hear when a piece is back, from one network."""

WAITS_OF = Allowance("wait-of", 5, 24 * 60)
"""The same for one mailbox, whoever types it: each is a mail to it."""

LINKS = Allowance("account", 10, 60)
"""Links to one's own things asked for from one network."""

LINKS_TO = Allowance("account-of", 5, 24 * 60)
"""The same for one mailbox, whoever types it: each is a mail to it."""

ORDER_PROOFS = Allowance("order-proof", 30, 60)
"""Codes for orders asked for and typed in, from one network."""

ORDER_CODES = Allowance("order-code", 5, 24 * 60)
"""Codes mailed for one order: whoever has its link can ask for them."""

WITHDRAWALS = Allowance("withdrawal", 10, 60)
"""Withdrawals by an order's number and an address from one network: nobody guesses those."""

WITHDRAWN = Allowance("withdrawn", 5, 24 * 60)
"""Withdrawals that are said to come from one mailbox: each is a mail to it."""

GOODBYES = Allowance("goodbye", 10, 60)
"""Addresses that are typed to end the letter, from one network: no flood of sign-ups closes that."""

ALL_CHECKOUTS = Allowance("all-checkouts", 1000, 1)
ALL_CODES = Allowance("all-codes", 500, 60)
ALL_REMINDERS = Allowance("all-reminders", 100, 60)
ALL_JOINS = Allowance("all-joins", 200, 60)
"""Sign-ups of everybody together: beyond it nobody's mailbox is filled in our name."""

ALL_CONTACTS = Allowance("all-contacts", 100, 60)
"""Messages of everybody together: as many as one owner could ever read."""

ALL_WAITS = Allowance("all-waits", 200, 60)
"""Addresses left by everybody together."""

ALL_LINKS = Allowance("all-accounts", 200, 60)
"""Links asked for by everybody together."""

ALL_ASKINGS = Allowance("all-askings", 200, 60)
"""Privacy requests of everybody together."""


class TooManyTriesError(Exception):
    """A network, or all of them together, tried more often than is allowed; until when."""

    def __init__(self, allowance: Allowance, until: datetime) -> None:
        self.allowance = allowance
        self.until = until
        super().__init__(allowance.name)


class TooMuchHeldError(Exception):
    """A network has as many open orders, or held pieces, as one may have."""


class HeldAgainError(Exception):
    """One-of-a-kind pieces that this network held a moment ago."""

    def __init__(self, skus: tuple[str, ...]) -> None:
        self.skus = skus
        super().__init__(", ".join(skus))


def may_hold_again_at(change: Change, now: datetime) -> datetime:
    """When a hold's network may hold its one-of-a-kind pieces next, by what has become of it.

    At once where its payment page never opened: that was no turn at the piece.
    """
    if change.begins:
        return change.order.expires_at + BREATHER
    return now + BREATHER if change.was_payable else now


class Limits(Protocol):
    def count(self, bucket: str, until: datetime) -> int:
        """Count one more in the bucket, which is forgotten some time after `until`; how many now.

        Raises BookUnavailableError.
        """
        ...


class Gate(msgspec.Struct, frozen=True):
    """Counts tries; a request whose network nobody knows counts for all of them alone."""

    limits: Limits

    def checkout(self, network: str | None, now: datetime) -> None:
        self._pass(CHECKOUTS, network, now)
        self._pass(ALL_CHECKOUTS, "everybody", now)

    def code(self, network: str | None, now: datetime) -> None:
        self._pass(CODES, network, now)
        self._pass(ALL_CODES, "everybody", now)

    def reminder(self, network: str | None, mailbox: str, now: datetime) -> None:
        """`mailbox` is a keyed hash of where the reminder goes."""
        self._pass(REMINDERS, network, now)
        self._pass(MAILBOX, mailbox, now)
        self._pass(ALL_REMINDERS, "everybody", now)

    def join(self, network: str | None, now: datetime) -> None:
        """For every form of the newsletter that may lead to a mail."""
        self._pass(JOINS, network, now)
        self._pass(ALL_JOINS, "everybody", now)

    def asking(self, network: str | None, now: datetime) -> None:
        """For a privacy request, before anything is done about it."""
        self._pass(ASKINGS, network, now)
        self._pass(ALL_ASKINGS, "everybody", now)

    def asked_about(self, mailbox: str, now: datetime) -> None:
        """For a privacy request, before its mailbox is written to."""
        self._pass(ASKED_ABOUT, mailbox, now)

    def proof(self, network: str | None, now: datetime) -> None:
        """For a code that is typed in, and one that is asked for."""
        self._pass(PROOFS, network, now)

    def code_mailed(self, mailbox: str, now: datetime) -> None:
        self._pass(CODES_MAILED, mailbox, now)

    def order_fact(self, subject: str, now: datetime) -> None:
        self._pass(ORDER_FACTS, subject, now)

    def contact(self, network: str | None, mailbox: str, now: datetime) -> None:
        """For a message to the shop; `mailbox` is a keyed hash of whom it says that it is from."""
        self._pass(CONTACTS, network, now)
        self._pass(CONTACTS_OF, mailbox, now)
        self._pass(ALL_CONTACTS, "everybody", now)

    def waiting(self, network: str | None, mailbox: str, now: datetime) -> None:
        """For an address that is left to hear when a piece is back; `mailbox` is a keyed hash."""
        self._pass(WAITS, network, now)
        self._pass(WAITS_OF, mailbox, now)
        self._pass(ALL_WAITS, "everybody", now)

    def account_link(self, network: str | None, mailbox: str, now: datetime) -> None:
        """For a link to somebody's own things; `mailbox` is a keyed hash of where it is mailed."""
        self._pass(LINKS, network, now)
        self._pass(LINKS_TO, mailbox, now)
        self._pass(ALL_LINKS, "everybody", now)

    def order_proof(self, network: str | None, now: datetime) -> None:
        """For a code that shows an order whole, typed in or asked for."""
        self._pass(ORDER_PROOFS, network, now)

    def order_code(self, order_id: str, now: datetime) -> None:
        """For a code before it is mailed."""
        self._pass(ORDER_CODES, order_id, now)

    def withdrawal(self, network: str | None, mailbox: str, now: datetime) -> None:
        """Everybody together isn't counted: a declaration may not wait for others."""
        self._pass(WITHDRAWALS, network, now)
        self._pass(WITHDRAWN, mailbox, now)

    def goodbye(self, network: str | None, now: datetime) -> None:
        """For an address that is typed to end the letter, which leads to no mail.

        Everybody together isn't counted: a goodbye has to be taken while others flood the forms.
        """
        self._pass(GOODBYES, network, now)

    def look(self, order_id: str, now: datetime) -> None:
        """For the page of an order, which has no form: whoever has its link can open it at will."""
        self._pass(LOOKS, order_id, now)

    def _pass(self, allowance: Allowance, whose: str | None, now: datetime) -> None:
        """Raises TooManyTriesError, BookUnavailableError."""
        if whose is None:
            return
        seconds = allowance.minutes * 60
        span = int(now.timestamp()) // seconds
        until = datetime.fromtimestamp((span + 1) * seconds, UTC)
        if self.limits.count(f"{allowance.name}#{whose}#{span}", until) > allowance.most:
            raise TooManyTriesError(allowance, until)
