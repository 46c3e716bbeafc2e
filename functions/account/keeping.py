"""What is kept for somebody is changed: on what stands there, and gone with the last thing in it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from domain import things as kept
from domain.account_doors import AccountDoor
from domain.things import StaleThingsError, Things
from functions.account.parts import AccountParts

ATTEMPTS = 5
"""How often things that somebody else is changing are read again."""


class Keeping:
    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    def change(self, door: AccountDoor, decide: Callable[[Things], Things]) -> bool:
        """Write what is decided about what stands there; whether that changed anything.

        Raises what `decide` raises, StaleThingsError, DoorGoneError or BookUnavailableError; and
        PaymentsRefusedError or PaymentsUnavailableError where Stripe has to forget an address first,
        and then nothing is changed.
        """
        for attempt in range(ATTEMPTS):
            try:
                return self._changed(door, decide)
            except StaleThingsError:
                if attempt == ATTEMPTS - 1:
                    raise
        raise StaleThingsError(door.subject)

    def _changed(self, door: AccountDoor, decide: Callable[[Things], Things]) -> bool:
        stands = self._parts.things.get(door.subject)
        before = stands or kept.of(door, self._parts.now())
        after = decide(before)
        if after == before:
            return False
        if after.at_stripe and not after.addresses:
            self._parts.customers().forget(after)
            after = msgspec.structs.replace(after, at_stripe=False, customer=None)
        if not after.is_empty:
            self._parts.things.keep(kept.used(after, self._parts.now()), door)
        elif stands:
            self._parts.things.remove(stands)
        return True
