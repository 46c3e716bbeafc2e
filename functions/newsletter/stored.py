"""What is stored of a reader, in words: for the page of their choices, and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from domain.consent import Form
from domain.days import day_there
from domain.policies import PolicyRef
from domain.preferences import stored
from domain.subscribers import Subscriber

PLACES: Mapping[Form, str] = {
    "cart": "in the cart",
    "piece": "beside the button that buys",
    "reminder": "on the page of an order",
    "footer": "at the foot of a page",
    "page": "on the page that tells of the letter",
    "import": "outside of this shop, as its owner noted",
}


class Proof(msgspec.Struct, frozen=True):
    """The yes: when and where it was said, beside which words, under which policies."""

    asked_on: date
    place: str
    words: str
    policies: tuple[PolicyRef, ...]
    confirmed_on: date | None
    evidence: str | None


class Kept(msgspec.Struct, frozen=True):
    """`again_on` is the day on which a pause ends. `topics` are ids, all of them where none is out."""

    address: str
    name: str
    topics: tuple[str, ...]
    fewer: bool
    again_on: date | None
    moving_to: str | None
    proof: Proof | None


def kept_of(record: Subscriber, topics: tuple[str, ...], now: datetime, time_zone: str) -> Kept:
    """In the words of the page; `topics` are the shop's."""
    paused = record.paused_until if record.is_paused(now) else None
    return Kept(
        address=record.address or "",
        name=record.name or "",
        topics=topics if record.topics is None else record.topics,
        fewer=record.fewer,
        again_on=day_there(paused, time_zone) if paused else None,
        moving_to=record.moving_to,
        proof=_proof(record, time_zone),
    )


def as_file(record: Subscriber) -> bytes:
    """All that is stored, as JSON that can be read."""
    return msgspec.json.format(msgspec.json.encode(stored(record)), indent=2)


def _proof(record: Subscriber, time_zone: str) -> Proof | None:
    consent = record.consent
    if consent is None:
        return None
    confirmed = record.confirmed_at
    return Proof(
        asked_on=day_there(consent.asked_at, time_zone),
        place=PLACES[consent.form],
        words=consent.words,
        policies=consent.policies,
        confirmed_on=day_there(confirmed, time_zone) if confirmed else None,
        evidence=consent.evidence,
    )
