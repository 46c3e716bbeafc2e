"""A deploy in words and in money: what would be added, changed, replaced and removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rich.text import Text

from desk.terminal import say
from infra.changes import Change, counted
from infra.prices import Price, Prices

STYLES = {"added": "green", "changed": "", "replaced": "bold red", "removed": "bold red"}


def say_changes(changes: Sequence[Change]) -> None:
    """Each kind with its counts; what would be lost is named one by one, in red."""
    for kind, words in counted(changes).items():
        say(Text(f"{kind:>9}  {', '.join(words)}", STYLES[kind]))
    for each in changes:
        if each.is_danger:
            say(Text(f"           {danger(each)}", "bold red"))


def danger(change: Change) -> str:
    if change.kind == "removed":
        return f"The {change.word} {change.resource} would leave the shop, with everything that is in it."
    would = "may" if change.maybe else "would"
    return f"The {change.word} {change.resource} {would} be replaced by an empty one."


def idle_costs(changes: Iterable[Change], table: Prices) -> dict[str, tuple[Price, int]]:
    """How many more, or fewer, of what costs something by being there."""
    counts: Counter[str] = Counter()
    for each in changes:
        price = table.standing(each.type)
        if price and each.kind in {"added", "removed"}:
            counts[price.id] += 1 if each.kind == "added" else -1
    return {name: (table.of(name), count) for name, count in counts.items() if count}


def say_money(changes: Iterable[Change], table: Prices) -> None:
    costs = idle_costs(changes, table)
    for price, count in costs.values():
        sign = "more" if count > 0 else "less"
        amount = dollars(abs(price.list_price(Decimal(count))))
        free = f" (the first {price.free} are free)" if price.free else ""
        say(f"    money  {price.what}, {abs(count)} {sign}: {amount} a month{free}")
    rest = "Nothing else here costs" if costs else "Nothing of this costs"
    say(f"    money  {rest} anything while nobody uses it. What use costs: ./shop cost")


def money_rows(changes: Iterable[Change], table: Prices) -> list[dict[str, Any]]:
    return [
        {
            "what": price.what,
            "count": count,
            "dollars_a_month": str(price.list_price(Decimal(count))),
        }
        for price, count in idle_costs(changes, table).values()
    ]


def dollars(amount: Decimal) -> str:
    return f"${amount:,.2f}"
