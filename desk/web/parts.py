"""What the desk's pages need of a shop."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import msgspec

from desk.letter_files import BUILD, runs_here
from desk.order_page import time_zone_of
from desk.places import is_stage
from desk.return_pictures import Pictures, pictures_at
from desk.stage import asking_at, stage_at
from domain.contact import Inquiries
from domain.days import day_there
from domain.ledger import Ledger
from domain.order_book import OrderBook
from domain.outbox import Outbox
from domain.requests import RequestBook
from domain.shelf import Shelf

OUTPUT = Path("output")
"""Where `make build` leaves the site."""


class DeskParts(msgspec.Struct, frozen=True):
    """`site` is the built site on this disk, `where` says which shop it is in the owner's words.

    `pictures`, of what arrived damaged, are reached once somebody looks at them.
    """

    shelf: Shelf
    book: OrderBook
    outbox: Outbox
    requests: RequestBook
    ledger: Ledger
    inquiries: Inquiries
    pictures: Callable[[], Pictures]
    site: Path
    where: str
    now: Callable[[], datetime]

    def time_zone(self) -> str:
        return time_zone_of(self.shelf.facts())

    def today(self) -> date:
        """Which day it is where the shop is."""
        return day_there(self.now(), self.time_zone())


def parts_at(file: Path) -> DeskParts:
    """The shop that a file tells of (see `desk.places`). Raises StageError."""
    stage, asking = stage_at(file), asking_at(file)
    return DeskParts(
        shelf=stage.shelf,
        book=stage.book,
        outbox=stage.outbox,
        requests=asking.book,
        ledger=asking.ledger,
        inquiries=stage.inquiries,
        pictures=functools.cache(functools.partial(pictures_at, file)),
        site=site_of(file),
        where=file.stem if is_stage(file) else "on this machine",
        now=stage.now,
    )


def site_of(file: Path) -> Path:
    """The site as it was last built here: pictures are looked up on this disk, never fetched."""
    if is_stage(file):
        return BUILD / file.stem / "site"
    return file.parent / "site" if runs_here(file) else OUTPUT
