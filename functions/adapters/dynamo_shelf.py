"""The shelf in DynamoDB: an item a SKU, and the facts, policies, frames and pieces published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from botocore.exceptions import ClientError

from domain.announcing import Notice
from domain.catalogue import Piece, Release
from domain.policies import PolicyVersion
from domain.shelf import ShelfItem
from domain.shop import ShopFacts
from domain.stock import Stock
from functions.adapters.dynamo import (
    BusyError,
    Item,
    answered,
    attempts,
    batches,
    condition_failed,
    from_item,
    to_item,
    values,
)
from functions.adapters.dynamo_reading import item_at, items_of, read_each

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

BENCH = "bench"
"""The item that counts, week by week, what is to be made."""

WRITE_AT_ONCE = 25
_COUNTERS = ("made", "available", "held", "sold")
_DECLARED = tuple(name for name in ShelfItem.__struct_fields__ if name not in ("sku", "stock"))
"""What a release says of a SKU: all of it is written anew, or taken away."""

T = TypeVar("T")


class DynamoShelf:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def items(self, skus: Iterable[str]) -> dict[str, ShelfItem]:
        found: dict[str, ShelfItem] = {}
        keys = [{"sku": {"S": sku}} for sku in dict.fromkeys(skus)]
        with answered():
            for item in read_each(self._client, self._table, keys):
                found[item["sku"]["S"]] = _shelf_item(item)
        return found

    def all_items(self) -> list[ShelfItem]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression="attribute_exists(#made)",
            ExpressionAttributeNames={"#made": "made"},
            ConsistentRead=True,
        )
        return sorted(map(_shelf_item, items_of(pages)), key=lambda item: item.sku)

    def piece(self, slug: str) -> Piece | None:
        piece = self._document(f"piece#{slug}", Piece)
        if piece is None:
            return None
        items = self.items(variant.sku for variant in piece.variants)
        variants = tuple(
            items[variant.sku].as_it_stands(variant)
            for variant in piece.variants
            if variant.sku in items and items[variant.sku].listed
        )
        return msgspec.structs.replace(piece, variants=variants) if variants else None

    def bench(self) -> dict[str, int]:
        item = item_at(self._client, self._table, {"sku": {"S": BENCH}})
        weeks = from_item(item or {})
        return {week: count for week, count in weeks.items() if week != "sku"}

    def facts(self) -> ShopFacts | None:
        return self._document("shop", ShopFacts)

    def frame(self, name: str) -> str | None:
        return self._document(f"frame#{name}", str)

    def policies(self) -> tuple[PolicyVersion, ...]:
        """As they stand this moment: a page may say already what was published a second ago."""
        return self._document("policies", tuple[PolicyVersion, ...], consistent=True) or ()

    def policy(self, policy: str, version: date) -> PolicyVersion | None:
        """Read as it stands this moment: nothing that was sealed may be taken for new."""
        return self._document(_policy_key(policy, version), PolicyVersion, consistent=True)

    def notice(self, notice_id: str) -> Notice | None:
        """Read as it stands this moment: its messages may be there a second later."""
        return self._document(f"notice#{notice_id}", Notice, consistent=True)

    def post_notice(self, notice: Notice) -> Notice:
        try:
            with answered():
                self._client.put_item(
                    TableName=self._table,
                    Item=_document_item(f"notice#{notice.id}", notice),
                    ConditionExpression="attribute_not_exists(sku)",
                )
        except ClientError as error:
            if not condition_failed(error):
                raise
        return self.notice(notice.id) or notice

    def put_item(self, item: ShelfItem, read: Stock | None) -> bool:
        try:
            with answered():
                if read is None:
                    self._client.put_item(
                        TableName=self._table,
                        Item=_dynamo_item(item),
                        ConditionExpression="attribute_not_exists(sku)",
                    )
                else:
                    self._client.update_item(**self._update(item, read))
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def put_release(self, release: Release) -> None:
        """Each policy's versions come first: no order can name one that can't be found."""
        self._put_documents(
            {_policy_key(each.policy, each.effective): each for each in release.policies}
        )
        documents: dict[str, object] = {f"piece#{piece.slug}": piece for piece in release.pieces}
        documents |= {f"frame#{name}": frame for name, frame in release.frames.items()}
        documents |= {"policies": release.policies, "shop": release.shop}
        self._put_documents(documents)

    def _put_documents(self, documents: Mapping[str, object]) -> None:
        puts = [
            {"PutRequest": {"Item": _document_item(key, body)}} for key, body in documents.items()
        ]
        with answered():
            for batch in batches(puts, WRITE_AT_ONCE):
                self._write(batch)

    def _update(self, item: ShelfItem, read: Stock) -> Any:  # noqa: ANN401 — update_item's arguments
        """Set what is declared, remove what isn't any more; move `made` and `available` alike."""
        difference = item.stock.made - read.made
        declared = {
            name: value
            for name, value in _dynamo_item(item).items()
            if name not in (*_COUNTERS, "sku")
        }
        absent = [name for name in _DECLARED if name not in declared]
        sign = "-" if difference < 0 else "+"
        sets = ["#made = :made", f"#available = #available {sign} :difference"]
        sets += [f"#{name} = :{name}" for name in declared]
        condition = "#made = :read"
        if difference < 0:
            condition += " AND #available >= :difference"
        return {
            "TableName": self._table,
            "Key": {"sku": {"S": item.sku}},
            "UpdateExpression": "SET " + ", ".join(sets) + _removal(absent),
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {
                f"#{name}": name for name in ("made", "available", *declared, *absent)
            },
            "ExpressionAttributeValues": values(
                made=item.stock.made, read=read.made, difference=abs(difference)
            )
            | {f":{name}": value for name, value in declared.items()},
        }

    def _document(self, key: str, kind: type[T], *, consistent: bool = False) -> T | None:
        with answered():
            answer = self._client.get_item(
                TableName=self._table, Key={"sku": {"S": key}}, ConsistentRead=consistent
            )
        item = answer.get("Item")
        return msgspec.json.decode(item["body"]["S"], type=kind) if item else None

    def _write(self, puts: list[Any]) -> None:
        for _ in attempts():
            answer = self._client.batch_write_item(RequestItems={self._table: puts})
            unprocessed: Any = answer.get("UnprocessedItems", {})
            puts = unprocessed.get(self._table, [])
            if not puts:
                return
        raise BusyError("a write was left undone")


def _shelf_item(item: Item) -> ShelfItem:
    fields = from_item(item)
    stock = {name: fields.pop(name) for name in _COUNTERS}
    return msgspec.convert(fields | {"stock": stock}, ShelfItem)


def _dynamo_item(item: ShelfItem) -> Item:
    """Counters at the top level, where updates reach them."""
    fields = to_item(item)
    del fields["stock"]
    return fields | to_item(item.stock)


def _removal(names: list[str]) -> str:
    return " REMOVE " + ", ".join(f"#{name}" for name in names) if names else ""


def _policy_key(policy: str, version: date) -> str:
    return f"policy#{policy}#{version}"


def _document_item(key: str, body: object) -> Item:
    return {"sku": {"S": key}, "body": {"S": msgspec.json.encode(body).decode()}}
