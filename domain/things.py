"""What somebody asked the shop to keep for them: delivery addresses and a wishlist.

There is such a record only for whoever asked for it, and it goes with the last thing in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from domain.account_doors import AccountDoor
from domain.catalogue import is_slug
from domain.ordered import Address
from domain.readdressing import AddressFormError, address_of, read_lines

MOST_ADDRESSES = 5
MOST_WISHES = 50
"""As many as a wishlist in a browser holds."""

KEPT = timedelta(days=2 * 365)
"""For how long things stay that nobody comes back for."""

WITH_STATES = frozenset({"AU", "CA", "US"})
WITHOUT_CODES = frozenset({"AE", "HK", "IE"})
"""Countries whose addresses need a state, and those that may go without a postal code."""


class StaleThingsError(Exception):
    """Somebody else changed the same things at the same moment."""


class TooManyAddressesError(Exception):
    """There are MOST_ADDRESSES already."""


class SavedAddress(msgspec.Struct, frozen=True):
    """`id` tells it from the others, and nothing else."""

    id: str
    address: Address


class Things(msgspec.Struct, frozen=True):
    """`subject` is the keyed hash of `mail`; `revision` counts the writes, each conditional on the last.

    `chosen` is the address that the next order begins with. `wishes` are slugs of pieces, the
    latest last. Once an order began with an address, Stripe may know it: `at_stripe` is written
    before it is told, and `customer` is Stripe's own id of it, as soon as that is known.
    """

    subject: str
    mail: str
    since: datetime
    used_at: datetime
    addresses: tuple[SavedAddress, ...] = ()
    chosen: str | None = None
    wishes: tuple[str, ...] = ()
    at_stripe: bool = False
    customer: str | None = None
    revision: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.addresses and not self.wishes

    @property
    def next_address(self) -> Address | None:
        found = (each.address for each in self.addresses if each.id == self.chosen)
        return next(found, None)

    def address(self, address_id: str) -> Address | None:
        return next((each.address for each in self.addresses if each.id == address_id), None)


class SavedThings(Protocol):
    """Every call may raise BookUnavailableError."""

    def get(self, subject: str) -> Things | None: ...

    def keep(self, things: Things, door: AccountDoor) -> None:
        """Write the next revision, as long as the door by which it was asked for is still there.

        Raises StaleThingsError or DoorGoneError: so that an erasure, which takes the doors away
        first, is never followed by something new.
        """
        ...

    def remove(self, things: Things) -> None:
        """Delete them as they were read; doing it twice does nothing more. Raises StaleThingsError."""
        ...

    def oldest(self) -> Iterator[Things]:
        """All of them, those first that weren't used for the longest time."""
        ...


def of(door: AccountDoor, now: datetime) -> Things:
    """Nothing yet, for whoever came in by that door."""
    return Things(door.subject, door.address, now, now)


def with_address(things: Things, address: Address, address_id: str) -> Things:
    """One more, which the next order begins with; one that is there already is chosen.

    Raises TooManyAddressesError.
    """
    known = next((each.id for each in things.addresses if each.address == address), None)
    if known:
        return msgspec.structs.replace(things, chosen=known)
    if len(things.addresses) >= MOST_ADDRESSES:
        raise TooManyAddressesError
    saved = (*things.addresses, SavedAddress(address_id, address))
    return msgspec.structs.replace(things, addresses=saved, chosen=address_id)


def with_corrected(things: Things, address_id: str, address: Address) -> Things:
    corrected = tuple(
        SavedAddress(address_id, address) if each.id == address_id else each
        for each in things.addresses
    )
    return msgspec.structs.replace(things, addresses=corrected)


def without_address(things: Things, address_id: str) -> Things:
    """The latest of the others is used next, where it was the one."""
    left = tuple(each for each in things.addresses if each.id != address_id)
    chosen = things.chosen
    if chosen == address_id:
        chosen = left[-1].id if left else None
    return msgspec.structs.replace(things, addresses=left, chosen=chosen)


def with_chosen(things: Things, address_id: str) -> Things:
    is_theirs = things.address(address_id) is not None
    return msgspec.structs.replace(things, chosen=address_id) if is_theirs else things


def with_wishes(things: Things, slugs: Iterable[str]) -> Things:
    """Those beside what is there; beyond MOST_WISHES the oldest go."""
    joined = tuple(dict.fromkeys((*things.wishes, *slugs)))
    return msgspec.structs.replace(things, wishes=joined[-MOST_WISHES:])


def without_wish(things: Things, slug: str) -> Things:
    return msgspec.structs.replace(
        things, wishes=tuple(each for each in things.wishes if each != slug)
    )


def used(things: Things, now: datetime) -> Things:
    """The next revision of it, to be written."""
    return msgspec.structs.replace(things, used_at=now, revision=things.revision + 1)


def read_wishes(values: Iterable[str]) -> tuple[str, ...]:
    """Slugs, as a wishlist's link has them: what is none is left out."""
    named = (slug for value in values for slug in value.split(","))
    return tuple(dict.fromkeys(filter(is_slug, named)))[:MOST_WISHES]


def read_any_address(pairs: Sequence[tuple[str, str]], countries: Sequence[str]) -> Address:
    """An address in one of the countries that the shop sends to. Raises AddressFormError."""
    typed = [value for name, value in pairs if name == "country"]
    country = typed[0] if len(typed) == 1 else countries[0] if len(countries) == 1 else ""
    said, errors = read_lines(pairs, _wanted(country))
    if country not in countries:
        errors["country"] = "Choose a country that we send to."
    if errors:
        raise AddressFormError(errors)
    return address_of(said, country)


def _wanted(country: str) -> set[str]:
    wanted = {"state"} if country in WITH_STATES else set()
    return wanted if country in WITHOUT_CODES else wanted | {"postal_code"}
