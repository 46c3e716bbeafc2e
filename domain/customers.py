"""Somebody as the payment provider knows them, so that its page begins with the address they chose."""

from __future__ import annotations

from typing import Protocol

from domain.ordered import Address
from domain.things import Things


class Customers(Protocol):
    """Every call may raise PaymentsRefusedError or PaymentsUnavailableError."""

    def remember(self, things: Things, address: Address) -> str:
        """Have the provider know them by their mail and that address; its id of them.

        One that it has forgotten is made anew.
        """
        ...

    def forget(self, things: Things) -> None:
        """Have it forget whatever it was told of them this way. Doing it twice does nothing more."""
        ...
