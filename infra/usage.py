"""How much of Amazon's services a shop uses in a month: what stands, and what each use takes.

The figures are estimates on the high side, made from what the code does; a real bill tells more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

DAYS = 30
ROUNDS = DAYS * 24 * 12
"""A schedule that runs every five minutes."""

POLLS = DAYS * 24 * 3600 // 20 * 5
"""Lambda asks a queue with five pollers, and each of them waits 20 seconds for an answer."""

MEMORY_GB = Decimal("0.5")

EVERY_FIVE_MINUTES = ("postman", "clock", "privacy")
ONCE_A_DAY = 2

KEYS_A_ROUND = 24
"""Tables of those three, each counted for each of them: DynamoDB asks for a table's key in the name of
whoever reads it, and keeps it for as long as they go on."""

SITE_GB = Decimal("0.3")
"""A few hundred pieces: pictures in four widths and two formats, and ten releases of pages."""


class Plan(msgspec.Struct, frozen=True):
    """A month: so many orders and visits, letters to so many subscribers."""

    orders: int = 100
    visits: int = 20_000
    letters: int = 2
    subscribers: int = 3_000
    firewall: bool = False
    zone: bool = True
    """Whether the domain's DNS is kept at Amazon."""


PER_VISIT: Mapping[str, Decimal] = {
    # Five pages; what a page has in common with the last one is in the browser already.
    "cdn-requests": Decimal(40),
    # A page is 8 KB, its pictures are most of it.
    "cdn-bytes": Decimal("0.0015"),
    # The function at the edge sees pages and pictures, not the API.
    "edge-runs": Decimal(40),
    "edge-reads": Decimal(40),
    # What the CDN's caches have lost.
    "s3-reads": Decimal(2),
    # Whether a piece is still there is asked once, and answered from a cache mostly.
    "api-requests": Decimal("0.2"),
    "lambda-calls": Decimal("0.2"),
    "lambda-time": Decimal("0.02"),
    "table-reads": Decimal("0.5"),
    "key-requests": Decimal("0.2"),
    "log-bytes": Decimal("0.00002"),
}

PER_ORDER: Mapping[str, Decimal] = {
    # The form, the way back, the order's page, Stripe's events; three tries for one that buys.
    "api-requests": Decimal(12),
    "lambda-calls": Decimal(20),
    "lambda-time": Decimal(10),
    # Written in transactions, which count twice, into the table and its indexes.
    "table-writes": Decimal(120),
    "table-reads": Decimal(80),
    # Checkout's four tables and those of orders, where nobody was there for a while.
    "key-requests": Decimal(10),
    "table-bytes": Decimal("0.00003"),
    "table-history": Decimal("0.00003"),
    # To the buyer: bought, shipped; to the maker: the packing list.
    "mails": Decimal(3),
    "log-bytes": Decimal("0.00002"),
}

PER_LETTER_AND_SUBSCRIBER: Mapping[str, Decimal] = {
    "mails": Decimal(1),
    # One record, before and after; and the event that says it went out.
    "table-writes": Decimal(8),
    "table-reads": Decimal(4),
    "table-bytes": Decimal("0.000001"),
    "table-history": Decimal("0.000001"),
    "lambda-calls": Decimal(2),
    "lambda-time": Decimal("0.3"),
    "log-bytes": Decimal("0.000002"),
}


def standing(
    plan: Plan, template: Mapping[str, Any], idle: Mapping[str, str]
) -> dict[str, Decimal]:
    """What a month takes in which nobody comes. `idle` are the kinds of resources that cost."""
    calls = ROUNDS * len(EVERY_FIVE_MINUTES) + DAYS * ONCE_A_DAY
    amounts: dict[str, Decimal] = {
        "schedules": Decimal(calls),
        "lambda-calls": Decimal(calls),
        "lambda-time": calls * MEMORY_GB / 2,
        "table-reads": Decimal(calls * 4),
        "key-requests": Decimal(ROUNDS * KEYS_A_ROUND),
        "queue-requests": Decimal(POLLS),
        "s3-bytes": SITE_GB,
        "s3-writes": Decimal(2_000),
        "table-bytes": Decimal("0.05"),
        "table-history": Decimal("0.05"),
        "log-bytes": Decimal("0.05"),
    }
    kinds = Counter(each["Type"] for each in template["Resources"].values())
    # The template has the firewall under a condition: the plan says whether it is on.
    kinds["AWS::WAFv2::WebACL"] = int(plan.firewall)
    amounts |= {price: Decimal(kinds[kind]) for kind, price in idle.items()}
    amounts["zones"] = Decimal(int(plan.zone))
    return {name: amount for name, amount in amounts.items() if amount}


def used(plan: Plan, template: Mapping[str, Any], idle: Mapping[str, str]) -> dict[str, Decimal]:
    """All of a month."""
    amounts = standing(plan, template, idle)
    for each, times in (
        (PER_VISIT, plan.visits),
        (PER_ORDER, plan.orders),
        (PER_LETTER_AND_SUBSCRIBER, plan.letters * plan.subscribers),
    ):
        for name, amount in each.items():
            amounts[name] = amounts.get(name, Decimal(0)) + amount * times
    if plan.firewall:
        amounts["firewall-requests"] = PER_VISIT["cdn-requests"] * plan.visits
    return amounts
