"""Doors and what lies behind them, in memory, held to the same contract suites as the real ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from domain.account_doors import AccountDoor, DoorGoneError
from domain.messages import Message
from domain.things import StaleThingsError, Things
from functions.adapters.fake_tables import FakeTables


class FakeAccountDoors:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def put(self, door: AccountDoor, messages: Iterable[Message]) -> None:
        self._tables.doors[door.id] = door
        self._tables.outbox |= {message.id: message for message in messages}

    def get(self, door_id: str) -> AccountDoor | None:
        return self._tables.doors.get(door_id)

    def spend(self, door: AccountDoor, now: datetime) -> AccountDoor:
        stands = self._tables.doors.get(door.id)
        if stands is None or stands.spent_at:
            raise DoorGoneError(door.id)
        self._tables.doors[door.id] = spent = msgspec.structs.replace(stands, spent_at=now)
        return spent

    def of_subject(self, subject: str) -> list[AccountDoor]:
        return [each for each in self.oldest() if each.subject == subject]

    def oldest(self) -> Iterator[AccountDoor]:
        every = list(self._tables.doors.values())
        return iter(sorted(every, key=lambda each: each.created_at))

    def remove(self, door: AccountDoor) -> None:
        self._tables.doors.pop(door.id, None)


class FakeThings:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def get(self, subject: str) -> Things | None:
        return self._tables.things.get(subject)

    def keep(self, things: Things, door: AccountDoor) -> None:
        stands = self._tables.things.get(things.subject)
        if door.id not in self._tables.doors:
            raise DoorGoneError(door.id)
        if (stands.revision if stands else 0) != things.revision - 1:
            raise StaleThingsError(things.subject)
        self._tables.things[things.subject] = things

    def remove(self, things: Things) -> None:
        stands = self._tables.things.get(things.subject)
        if stands and stands.revision != things.revision:
            raise StaleThingsError(things.subject)
        self._tables.things.pop(things.subject, None)

    def oldest(self) -> Iterator[Things]:
        every = list(self._tables.things.values())
        return iter(sorted(every, key=lambda each: each.used_at))
