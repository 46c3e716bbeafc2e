"""What the mail service lets the shop do: how fast, how many a day, and whether at all."""

from __future__ import annotations

from typing import Protocol

import msgspec

RATE_FOR_LETTERS = 0.9
"""Of the account's rate: receipts go out at the same time, and don't wait for a letter."""

KEPT_FOR_RECEIPTS = 0.1
LEAST_FOR_RECEIPTS = 20
"""Of the day's quota a tenth is left for receipts, and twenty at least."""

UNLIMITED = -1
"""SES's word for an account without a daily quota."""


class Account(msgspec.Struct, frozen=True):
    """`rate` is in letters a second, `quota` in letters within 24 hours."""

    rate: float
    quota: int
    sent: int
    in_production: bool
    may_send: bool

    @property
    def letters_a_second(self) -> float:
        return self.rate * RATE_FOR_LETTERS

    @property
    def letters_a_day(self) -> int | None:
        """None where there is no limit."""
        if self.quota == UNLIMITED:
            return None
        kept = max(LEAST_FOR_RECEIPTS, int(self.quota * KEPT_FOR_RECEIPTS))
        return max(0, self.quota - kept)

    @property
    def letters_left(self) -> int | None:
        """How many may go out now; None where there is no limit."""
        if self.letters_a_day is None:
            return None
        return max(0, self.letters_a_day - self.sent)


class Identity(msgspec.Struct, frozen=True):
    """A domain that the shop sends from: `is_signed` by DKIM, `is_aligned` for SPF.

    With `has_dmarc` it says what becomes of mails that only pretend to be from it.
    """

    is_verified: bool = False
    is_signed: bool = False
    is_aligned: bool = False
    has_dmarc: bool = False


class SendingAccount(Protocol):
    """Every call may raise MailUnavailableError."""

    def account(self) -> Account: ...

    def identity(self, domain: str) -> Identity: ...
