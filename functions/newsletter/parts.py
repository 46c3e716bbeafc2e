"""What the routes of the newsletter are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.limits import Gate
from domain.mailings import MailingBook
from domain.newsletter import Newsletter
from domain.outbox import Outbox
from domain.reader_sends import ReaderSends
from domain.stamps import Stamps
from functions.web.network import Networks
from functions.web.pages import Pages


class NewsletterParts(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address."""

    newsletter: Newsletter
    mailings: MailingBook
    sends: ReaderSends
    outbox: Outbox
    gate: Gate
    stamps: Stamps
    networks: Networks
    pages: Pages
    origin: str
    now: Callable[[], datetime]
