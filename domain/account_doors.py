"""Doors to “Your things”: each is mailed to one address, opens once, and closes by itself.

There is no account and no password: whoever reads the mail of an address sees what is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from domain import outbox
from domain.links import OrderLinks, Purpose
from domain.messages import Message

LASTS = timedelta(minutes=30)
"""How long a mailed link waits to be opened, and how long the page that it opens can be used."""

KEPT = 2 * LASTS
"""After this nothing of a door is of use to anybody."""

LINK = "account_link"
"""What the mail is about."""


class DoorGoneError(Exception):
    """A door that was opened before, has closed, or was taken away."""


class AccountDoor(msgspec.Struct, frozen=True):
    """`subject` is the keyed hash of the `address`. A page's link knows the door by its id alone.

    `wishes` are slugs of pieces that were on the wishlist from which the link was asked for.
    """

    id: str
    subject: str
    address: str
    created_at: datetime
    wishes: tuple[str, ...] = ()
    spent_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        return (self.spent_at or self.created_at) + LASTS

    def waits(self, now: datetime) -> bool:
        """Whether its button can still be pressed."""
        return self.spent_at is None and now < self.ends_at

    def is_open(self, now: datetime) -> bool:
        """Whether what was pressed there can still be used."""
        return self.spent_at is not None and now < self.ends_at


class AccountDoors(Protocol):
    """Every call may raise BookUnavailableError."""

    def put(self, door: AccountDoor, messages: Iterable[Message]) -> None:
        """Write a new one with the mail that leads to it, or nothing of both."""
        ...

    def get(self, door_id: str) -> AccountDoor | None: ...

    def spend(self, door: AccountDoor, now: datetime) -> AccountDoor:
        """Open it, as the only one who ever does. Raises DoorGoneError."""
        ...

    def of_subject(self, subject: str) -> list[AccountDoor]:
        """The oldest first."""
        ...

    def oldest(self) -> Iterator[AccountDoor]:
        """All of them, the oldest first, read as they are asked for."""
        ...

    def remove(self, door: AccountDoor) -> None:
        """Doing it twice does nothing more."""
        ...


class Entrance(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError."""

    doors: AccountDoors
    links: OrderLinks
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def ask(self, subject: str, address: str, wishes: tuple[str, ...] = ()) -> None:
        """Have a link mailed. The same call for everybody, whether we know them or not."""
        door = AccountDoor(self.new_id(), subject, address, self.now(), wishes)
        self.doors.put(door, (outbox.of_a_door(LINK, door.id, subject, door.created_at),))

    def mailed(self, door: AccountDoor) -> str:
        """The token of the mail."""
        return self.links.sign("account", door.id, door.ends_at)

    def waiting(self, token: str) -> AccountDoor:
        """Look at the door that a mail leads to. Raises LinkError or DoorGoneError."""
        door = self._door("account", token)
        if not door.waits(self.now()):
            raise DoorGoneError(door.id)
        return door

    def enter(self, token: str) -> AccountDoor:
        """Open it, once. Raises LinkError or DoorGoneError."""
        return self.doors.spend(self.waiting(token), self.now())

    def form_token(self, door: AccountDoor) -> str:
        return self.links.sign("account-form", door.id, door.ends_at)

    def checkout_token(self, door: AccountDoor) -> str:
        return self.links.sign("account-checkout", door.id, door.ends_at)

    def inside(self, token: str) -> AccountDoor:
        """Whose page a form stands on. Raises LinkError or DoorGoneError."""
        return self._opened("account-form", token)

    def at_checkout(self, token: str) -> AccountDoor:
        """Who goes on to pay from their page. Raises LinkError or DoorGoneError."""
        return self._opened("account-checkout", token)

    def _opened(self, purpose: Purpose, token: str) -> AccountDoor:
        door = self._door(purpose, token)
        if not door.is_open(self.now()):
            raise DoorGoneError(door.id)
        return door

    def _door(self, purpose: Purpose, token: str) -> AccountDoor:
        door_id = self.links.read(purpose, token, self.now())
        door = self.doors.get(door_id)
        if door is None:
            raise DoorGoneError(door_id)
        return door


class Closing(msgspec.Struct, frozen=True):
    """Takes doors away that nobody can use any more."""

    doors: AccountDoors
    now: Callable[[], datetime]

    def sweep(self) -> int:
        """How many went. Raises BookUnavailableError."""
        now, gone = self.now(), 0
        for door in self.doors.oldest():
            if door.created_at + KEPT > now:
                break
            self.doors.remove(door)
            gone += 1
        return gone
