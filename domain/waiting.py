"""Who waits for a variant that is sold out: asked twice, told once, and forgotten.

What somebody typed into the form is one record, and who has confirmed it by mail is another: so
nobody loses their place because somebody else typed the same address again.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

from domain import outbox
from domain.catalogue import Piece, Variant
from domain.links import OrderLinks
from domain.messages import Message
from domain.shelf import Shelf

CONFIRM_WITHIN = timedelta(days=2)
WAITS_FOR = timedelta(days=365)
"""Nobody remembers after a year what they wanted."""

CONFIRM, BACK = "stock_confirm", "stock_back"
"""What the mails of it are about."""


class Step(enum.StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"


class Wait(msgspec.Struct, frozen=True):
    """`subject` is the keyed hash of the `address`; `created_at` when this step was taken.

    `told` once the mail is on its way that says it is there.
    """

    sku: str
    subject: str
    address: str
    step: Step
    created_at: datetime
    told: bool = False

    @property
    def id(self) -> str:
        return f"{self.step}#{self.sku}#{self.subject}"

    def is_over(self, now: datetime) -> bool:
        lasts = CONFIRM_WITHIN if self.step is Step.ASKED else WAITS_FOR
        return self.created_at + lasts <= now


class WaitingList(Protocol):
    """Every call may raise BookUnavailableError."""

    def put(self, wait: Wait, messages: Iterable[Message] = ()) -> None:
        """Write it in place of what stands there, with mails that aren't written yet.

        Where one of the mails was written before, nothing changes.
        """
        ...

    def get(self, step: Step, sku: str, subject: str) -> Wait | None: ...

    def of_subject(self, subject: str) -> list[Wait]: ...

    def oldest(self, step: Step) -> Iterator[Wait]: ...

    def remove(self, wait: Wait) -> None:
        """Doing it twice does nothing more."""
        ...


def can_come_back(piece: Piece, variant: Variant) -> bool:
    """Whether it is worth waiting for: sold out, and not the only one that there ever was."""
    return variant.sold_out and not piece.one_of_a_kind


def sign(links: OrderLinks, sku: str, subject: str, now: datetime) -> str:
    """A token that confirms within two days, and ends the wait at any time."""
    return links.sign("stock", f"{sku}#{subject}", now + CONFIRM_WITHIN + WAITS_FOR)


def read(links: OrderLinks, token: str, now: datetime) -> tuple[str, str]:
    """The SKU, and who waits for it. Raises LinkError."""
    sku, _, subject = links.read("stock", token, now).rpartition("#")
    return sku, subject


class Waiting(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError."""

    waits: WaitingList
    shelf: Shelf
    now: Callable[[], datetime]

    def ask(self, sku: str, subject: str, address: str) -> None:
        """Have them asked by mail whether it was they, once a day. The same call for everybody."""
        now = self.now()
        mail = outbox.of_a_wait(CONFIRM, sku, subject, f"{now.astimezone(UTC):%Y-%m-%d}", now)
        self.waits.put(Wait(sku, subject, address, Step.ASKED, now), (mail,))

    def standing(self, sku: str, subject: str) -> Wait | None:
        """The confirmed wait, or else what was asked and can still be confirmed."""
        found = (self.waits.get(step, sku, subject) for step in (Step.CONFIRMED, Step.ASKED))
        return next((each for each in found if each and not each.is_over(self.now())), None)

    def confirm(self, sku: str, subject: str) -> bool:
        """Whether they wait from now on, or did so before."""
        stands = self.standing(sku, subject)
        if stands is None or stands.step is Step.CONFIRMED:
            return stands is not None
        self.waits.put(msgspec.structs.replace(stands, step=Step.CONFIRMED, created_at=self.now()))
        self.waits.remove(stands)
        return True

    def end(self, sku: str, subject: str) -> None:
        for step in Step:
            if found := self.waits.get(step, sku, subject):
                self.waits.remove(found)

    def sweep(self) -> int:
        """Write to whom waits for what is there again, and forget whose time is over."""
        now, told = self.now(), 0
        for asked in self.waits.oldest(Step.ASKED):
            if not asked.is_over(now):
                break
            self.waits.remove(asked)
        confirmed = list(self.waits.oldest(Step.CONFIRMED))
        items = self.shelf.items({each.sku for each in confirmed})
        for wait in confirmed:
            item = items.get(wait.sku)
            if wait.is_over(now):
                self.waits.remove(wait)
            elif not wait.told and item and item.listed and item.stock.available > 0:
                key = f"{wait.created_at.astimezone(UTC):%Y-%m-%dT%H%M%S}"
                mail = outbox.of_a_wait(BACK, wait.sku, wait.subject, key, now)
                self.waits.put(msgspec.structs.replace(wait, told=True), (mail,))
                told += 1
        return told
