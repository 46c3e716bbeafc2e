"""What a hold takes beside the stock: weeks on the bench, and its network's share of the shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from domain.limits import HELD_PIECES, OPEN_DRAFTS, TooMuchHeldError, may_hold_again_at
from domain.order_book import Change
from domain.stock import Move
from functions.adapters.dynamo import values
from functions.adapters.dynamo_shelf import BENCH

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

Part: TypeAlias = tuple[str, str]
"""What a write in a transaction stands for, and of which SKU or message."""

SIGNS = {Move.HOLD: "+", Move.RETAKE: "+", Move.RELEASE: "-", Move.PUT_BACK: "-"}
"""Which moves fill the bench's weeks, and which give them back."""

KEPT = timedelta(days=2)
"""How long counts stay after the hold that they are of: no hold is longer than a day."""


def bench_writes(shelf: str, change: Change) -> Iterator[tuple[Part, TransactWriteItemTypeDef]]:
    """A hold takes weeks that have room, and gives them back; money that comes late takes them anew.

    What is made to order and paid for isn't refused for want of room.
    """
    sign = SIGNS.get(change.move) if change.move else None
    if sign is None or change.leaves_bench or not change.order.bench:
        return
    weeks = list(enumerate(change.order.bench.items()))
    start = "zero" if sign == "+" else "q{number}"
    sets = [
        f"#w{number} = if_not_exists(#w{number}, :{start.format(number=number)}) {sign} :q{number}"
        for number, _ in weeks
    ]
    named: dict[str, str | int] = {f"q{number}": count for number, (_, count) in weeks}
    named |= {"zero": 0} if sign == "+" else {}
    update = {
        "TableName": shelf,
        "Key": {"sku": {"S": BENCH}},
        "UpdateExpression": "SET " + ", ".join(sets),
        "ExpressionAttributeNames": {f"#w{number}": week for number, (week, _) in weeks},
    }
    if change.move is Move.HOLD and change.made_a_week is not None:
        update["ConditionExpression"] = " AND ".join(
            f"(attribute_not_exists(#w{number}) OR #w{number} <= :room{number})"
            for number, _ in weeks
        )
        named |= {f"room{number}": change.made_a_week - count for number, (_, count) in weeks}
    yield ("bench", ""), {"Update": update | {"ExpressionAttributeValues": values(**named)}}  # type: ignore[typeddict-item]  # built in parts


def network_writes(
    limits: str, change: Change, now: datetime
) -> Iterator[tuple[Part, TransactWriteItemTypeDef]]:
    """Raises TooMuchHeldError where one hold alone is more than a network may have."""
    network = change.order.network
    if network is None or not (change.begins or change.ends):
        return
    pieces = change.order.kept_from_others
    forgotten = int((change.order.expires_at + KEPT).timestamp())
    if change.begins:
        if pieces > HELD_PIECES:
            raise TooMuchHeldError(change.order.id)
        yield ("network", ""), _taken(limits, network, pieces, forgotten)
    else:
        yield ("network", ""), _given_back(limits, network, pieces, forgotten)
    yield from _again_writes(limits, change, network, now)


def _taken(limits: str, network: str, pieces: int, forgotten: int) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": limits,
            "Key": {"id": {"S": f"network#{network}"}},
            "UpdateExpression": (
                "SET drafts = if_not_exists(drafts, :none) + :one, "
                "pieces = if_not_exists(pieces, :none) + :pieces, expire_at = :forgotten"
            ),
            "ConditionExpression": (
                "attribute_not_exists(id) OR (drafts < :most AND pieces <= :room)"
            ),
            "ExpressionAttributeValues": values(
                none=0,
                one=1,
                pieces=pieces,
                forgotten=forgotten,
                most=OPEN_DRAFTS,
                room=HELD_PIECES - pieces,
            ),
        }
    }


def _given_back(limits: str, network: str, pieces: int, forgotten: int) -> TransactWriteItemTypeDef:
    """Without a condition: a count that was forgotten meanwhile may not keep a hold from ending."""
    return {
        "Update": {
            "TableName": limits,
            "Key": {"id": {"S": f"network#{network}"}},
            "UpdateExpression": (
                "SET drafts = if_not_exists(drafts, :one) - :one, "
                "pieces = if_not_exists(pieces, :pieces) - :pieces, "
                "expire_at = if_not_exists(expire_at, :forgotten)"
            ),
            "ExpressionAttributeValues": values(one=1, pieces=pieces, forgotten=forgotten),
        }
    }


def _again_writes(
    limits: str, change: Change, network: str, now: datetime
) -> Iterator[tuple[Part, TransactWriteItemTypeDef]]:
    """When the network may hold these pieces next: a while after this hold, if it isn't a sale.

    At once where the hold came to nothing: who couldn't pay tries again, and kept nobody out.
    """
    if not change.begins and change.move is not Move.RELEASE:
        return
    until = may_hold_again_at(change, now)
    named = {"until": int(until.timestamp()), "forgotten": int((until + KEPT).timestamp())}
    for sku in change.order.one_offs:
        update = {
            "TableName": limits,
            "Key": {"id": {"S": f"again#{network}#{sku}"}},
            "UpdateExpression": "SET until_at = :until, expire_at = :forgotten",
            "ExpressionAttributeValues": values(**named),
        }
        if change.begins:
            update["ConditionExpression"] = "attribute_not_exists(id) OR until_at <= :now"
            update["ExpressionAttributeValues"] = values(**named, now=int(now.timestamp()))
        yield ("again", sku), {"Update": update}  # type: ignore[typeddict-item]  # built in parts
