"""Events on their way to the shop: signed, retried and, for tests, mishandled on request."""

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

import httpx2
import stripe

from infra.local.stripe.settings import Endpoint, StandInSettings
from infra.local.stripe.store import Object, Store

logger = logging.getLogger(__name__)

Mode: TypeAlias = Literal["normal", "delay", "duplicate", "reorder", "drop"]


@dataclass
class Handling:
    """How the next events are treated; `times=None` means until told otherwise.

    `delay` waits `seconds`; `duplicate` sends each event `copies` times at once; `reorder` holds
    events back until there are `copies`, then sends the newest first; `drop` never sends.
    """

    mode: Mode = "normal"
    seconds: float = 0
    copies: int = 2
    times: int | None = None
    types: tuple[str, ...] = ()

    def takes(self, event: Object) -> bool:
        if self.mode == "normal" or self.times == 0:
            return False
        if self.types and event["type"] not in self.types:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Courier:
    """Delivers in the background; what is under way survives a restart.

    Signatures carry the real time whatever the stand-in's clock says, because the shop compares
    them with its own.
    """

    def __init__(self, settings: StandInSettings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.handling = Handling()
        self.endpoints = {endpoint.url: endpoint for endpoint in settings.endpoints}
        self._turns = {url: asyncio.Lock() for url in self.endpoints}
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._client: httpx2.AsyncClient | None = None

    def accept(self, event: Object) -> None:
        """Note whom an event must reach; `dispatch` sends it once the transaction is done."""
        mode: Mode = self.handling.mode if self.handling.takes(event) else "normal"
        if mode == "drop":
            return
        due_at = time.time() + (self.handling.seconds if mode == "delay" else 0)
        state = "held" if mode == "reorder" else "waiting"
        copies = self.handling.copies if mode == "duplicate" else 1
        for url in self.endpoints:
            for _ in range(copies):
                self.store.database.execute(
                    "INSERT INTO deliveries (event, url, state, in_turn, due_at) VALUES (?, ?, ?, ?, ?)",
                    (event["id"], url, state, mode in {"normal", "reorder"}, due_at),
                )
        if mode == "reorder":
            self._release_when_enough()

    def _release_when_enough(self) -> None:
        held = self.store.database.execute(
            "SELECT count(DISTINCT event) FROM deliveries WHERE state = 'held'"
        ).fetchone()[0]
        if held >= self.handling.copies:
            self.release()

    def release(self) -> None:
        """Send what was held back, newest first."""
        self.store.database.execute(
            "UPDATE deliveries SET state = 'waiting', place = -id WHERE state = 'held'"
        )

    def dispatch(self) -> None:
        rows = self.store.database.execute(
            "SELECT id, event, url, in_turn FROM deliveries WHERE state = 'waiting' ORDER BY place, id"
        ).fetchall()
        for row in rows:
            endpoint = self.endpoints.get(row["url"])
            if row["id"] in self._under_way or endpoint is None:
                continue
            task = asyncio.create_task(self._deliver(row["id"], endpoint, row["in_turn"]))
            self._under_way[row["id"]] = task
            task.add_done_callback(partial(self._forget, row["id"]))

    def _forget(self, delivery: int, _: asyncio.Task[None]) -> None:
        del self._under_way[delivery]

    async def acknowledged(self, event_id: str) -> None:
        """Wait, as Stripe does before it sends the buyer back, but not for what is delayed on purpose."""
        rows = self.store.database.execute(
            "SELECT id FROM deliveries WHERE event = ? AND state = 'waiting' AND due_at <= ?",
            (event_id, time.time()),
        ).fetchall()
        tasks = [self._under_way[row["id"]] for row in rows if row["id"] in self._under_way]
        if tasks:
            await asyncio.wait(tasks, timeout=self.settings.redirect_wait_seconds)

    async def stop(self) -> None:
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client:
            await self._client.aclose()

    async def _deliver(self, delivery: int, endpoint: Endpoint, in_turn: bool) -> None:
        while True:
            row = self.store.database.execute(
                "SELECT * FROM deliveries WHERE id = ?", (delivery,)
            ).fetchone()
            if row is None or row["state"] != "waiting":
                return
            await asyncio.sleep(max(0, row["due_at"] - time.time()))
            event = self.store.get(row["event"])
            if event is None:
                return
            # The first attempts go in the order of the events; what is retried or sent twice
            # takes its chances, as it does with Stripe.
            if in_turn and row["attempts"] == 0:
                async with self._turns[endpoint.url]:
                    accepted = await self._attempt(endpoint, event)
            else:
                accepted = await self._attempt(endpoint, event)
            self._note(delivery, row["attempts"] + 1, event, accepted=accepted)

    async def _attempt(self, endpoint: Endpoint, event: Object) -> bool:
        payload = json.dumps(event, indent=2)
        signature = stripe.WebhookSignature.generate_signature_header(payload, endpoint.secret)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        if self._client is None:
            self._client = httpx2.AsyncClient(
                timeout=self.settings.delivery_timeout_seconds, trust_env=False
            )
        try:
            answer = await self._client.post(endpoint.url, content=payload, headers=headers)
        except httpx2.HTTPError as error:
            logger.info("%s not delivered: %s", event["id"], type(error).__name__)
            return False
        logger.info("%s delivered: %s", event["id"], answer.status_code)
        return answer.is_success

    def _note(self, delivery: int, attempts: int, event: Object, *, accepted: bool) -> None:
        waits = self.settings.retry_after_seconds
        state = "done" if accepted else "waiting" if attempts <= len(waits) else "given up"
        due_at = time.time() + (waits[attempts - 1] if state == "waiting" else 0)
        with self.store.transaction():
            self.store.database.execute(
                "UPDATE deliveries SET state = ?, attempts = ?, due_at = ? WHERE id = ?",
                (state, attempts, due_at, delivery),
            )
            if accepted:
                self._count_pending(event["id"])

    def _count_pending(self, event_id: str) -> None:
        event = self.store.get(event_id)
        if event:
            reached = self.store.database.execute(
                "SELECT count(DISTINCT url) FROM deliveries WHERE event = ? AND state = 'done'",
                (event_id,),
            ).fetchone()[0]
            event["pending_webhooks"] = max(0, len(self.endpoints) - reached)
            self.store.put(event)
