"""Idempotency keys: the first answer is the answer (docs.stripe.com/api/idempotent_requests)."""

import json
from dataclasses import dataclass

from infra.local.stripe.errors import StripeShapedError, invalid
from infra.local.stripe.forms import Form
from infra.local.stripe.store import Object, Store

LONGEST_KEY = 255
KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Answer:
    status: int
    body: Object
    request_id: str


class Answers:
    """Saved answers, and the keys whose first request is still being worked on."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._in_use: set[str] = set()

    def claim(self, key: str, path: str, form: Form, now: float) -> Answer | None:
        """Return the saved answer, or None after taking the key for a first execution."""
        if len(key) > LONGEST_KEY:
            raise invalid(f"Idempotency keys can be at most {LONGEST_KEY} characters long.")
        if key in self._in_use:
            raise StripeShapedError(
                409,
                "idempotency_error",
                "There is currently another in-progress request using this Stripe-Idempotency-Key "
                f"(that probably means you submitted twice, and the other request is still going "
                f"through): {key}. Please try again later.",
                code="idempotency_key_in_use",
            )
        row = self.store.database.execute(
            "SELECT * FROM answers WHERE key = ? AND saved_at > ?", (key, now - KEPT_SECONDS)
        ).fetchone()
        if row is None:
            self._in_use.add(key)
            return None
        if row["path"] != path:
            raise _other(key, f"for the same endpoint they were first used for ('{row['path']}')")
        if row["params"] != _told_apart(form):
            raise _other(key, "with the same parameters they were first used with")
        return Answer(row["status"], json.loads(row["body"]), row["request"])

    def save(self, key: str, path: str, form: Form, answer: Answer, now: float) -> None:
        self.store.database.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                path,
                _told_apart(form),
                answer.status,
                json.dumps(answer.body),
                answer.request_id,
                now,
            ),
        )

    def release(self, key: str) -> None:
        self._in_use.discard(key)


def _told_apart(form: Form) -> str:
    return json.dumps(form, sort_keys=True)


def _other(key: str, condition: str) -> StripeShapedError:
    return StripeShapedError(
        400,
        "idempotency_error",
        f"Keys for idempotent requests can only be used {condition}. Try using a key other than "
        f"'{key}' if you meant to execute a different request.",
    )
