"""What somebody asked the shop to keep, and the links to it: shown, and deleted, at Stripe first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from domain.account_doors import AccountDoors
from domain.copying import door_copy, things_copy
from domain.customers import Customers
from domain.holdings import Held, Name, Outcome, Subject
from domain.request_parts import Retained
from domain.things import SavedThings


class AccountSystem(msgspec.Struct, frozen=True):
    things: SavedThings
    doors: AccountDoors
    customers: Customers

    name: Name = "account"

    def held(self, subject: Subject) -> Iterator[Held]:
        if things := self.things.get(subject.id):
            yield Held("kept", f"orders/things#{subject.id}", things_copy(things))
        for door in self.doors.of_subject(subject.id):
            yield Held("links", f"orders/door#{door.id}", door_copy(door))

    def erase(self, subject: Subject, at: datetime) -> Outcome:
        """The doors go first: from then on no page can have anything kept."""
        del at
        doors = self.doors.of_subject(subject.id)
        for door in doors:
            self.doors.remove(door)
        things = self.things.get(subject.id)
        if things:
            if things.at_stripe:
                self.customers.forget(things)
            self.things.remove(things)
        return Outcome(len(doors) + (things is not None))

    def kept(self, subject: Subject) -> Iterator[Retained]:
        del subject
        yield from ()
