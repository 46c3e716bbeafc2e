"""Everything the stand-in remembers, in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

Object: TypeAlias = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, body TEXT NOT NULL, aside TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, sequence);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, path TEXT NOT NULL, params TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, request TEXT NOT NULL, saved_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, url TEXT NOT NULL,
    state TEXT NOT NULL, in_turn INTEGER NOT NULL, place INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL
);
"""


class Store:
    """Objects by id, each with an `aside` that Stripe's API never shows.

    Used from one thread. What happens inside `transaction` is kept whole or not at all.
    """

    def __init__(self, path: Path | None) -> None:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False
        )
        self.database.row_factory = sqlite3.Row
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.executescript(TABLES)
        self._depth = 0

    def close(self) -> None:
        self.database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._depth:
            yield
            return
        self.database.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        else:
            self.database.execute("COMMIT")
        finally:
            self._depth = 0

    def put(self, body: Object, aside: Object | None = None) -> None:
        """Write an object; without `aside`, what was put aside before stays."""
        self.database.execute(
            """INSERT INTO objects (id, kind, body, aside) VALUES (?1, ?2, ?3, coalesce(?4, '{}'))
            ON CONFLICT (id) DO UPDATE SET body = ?3, aside = coalesce(?4, aside)""",
            (
                body["id"],
                body["object"],
                json.dumps(body),
                None if aside is None else json.dumps(aside),
            ),
        )

    def get(self, object_id: str, kind: str | None = None) -> Object | None:
        row = self.database.execute(
            "SELECT body FROM objects WHERE id = ?1 AND coalesce(?2, kind) = kind",
            (object_id, kind),
        ).fetchone()
        return self._loaded(row["body"]) if row else None

    def aside(self, object_id: str) -> Object:
        row = self.database.execute(
            "SELECT aside FROM objects WHERE id = ?", (object_id,)
        ).fetchone()
        return self._loaded(row["aside"]) if row else {}

    def newest_first(self, kind: str) -> list[Object]:
        rows = self.database.execute(
            "SELECT body FROM objects WHERE kind = ? ORDER BY sequence DESC", (kind,)
        )
        return [self._loaded(row["body"]) for row in rows]

    def sessions_to_expire(self, now: int) -> list[Object]:
        rows = self.database.execute(
            """SELECT body FROM objects WHERE kind = 'checkout.session'
            AND json_extract(body, '$.status') = 'open'
            AND json_extract(body, '$.expires_at') <= ? ORDER BY sequence""",
            (now,),
        )
        return [self._loaded(row["body"]) for row in rows]

    def sessions_to_settle(self, now: int) -> list[Object]:
        rows = self.database.execute(
            """SELECT body FROM objects WHERE kind = 'checkout.session'
            AND json_extract(aside, '$.settles_at') <= ? ORDER BY sequence""",
            (now,),
        )
        return [self._loaded(row["body"]) for row in rows]

    def coupons_to_lapse(self, now: int) -> list[Object]:
        rows = self.database.execute(
            """SELECT body FROM objects WHERE kind = 'coupon' AND json_extract(body, '$.valid')
            AND (json_extract(body, '$.redeem_by') <= ?
            OR json_extract(body, '$.times_redeemed') >= json_extract(body, '$.max_redemptions'))""",
            (now,),
        )
        return [self._loaded(row["body"]) for row in rows]

    def codes_to_lapse(self, now: int) -> list[Object]:
        rows = self.database.execute(
            """SELECT code.body FROM objects AS code
            JOIN objects AS coupon ON coupon.id = json_extract(code.body, '$.promotion.coupon')
            WHERE code.kind = 'promotion_code' AND json_extract(code.body, '$.active')
            AND (json_extract(code.body, '$.expires_at') <= ?
            OR json_extract(code.body, '$.times_redeemed')
                >= json_extract(code.body, '$.max_redemptions')
            OR NOT json_extract(coupon.body, '$.valid'))""",
            (now,),
        )
        return [self._loaded(row["body"]) for row in rows]

    def forget_everything(self) -> None:
        for table in ("objects", "answers", "deliveries"):
            self.database.execute(f"DELETE FROM {table}")  # noqa: S608  the names are right here

    @staticmethod
    def _loaded(text: str) -> Object:
        loaded: Object = json.loads(text)
        return loaded
