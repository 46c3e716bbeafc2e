"""The real functions in this process, between MiniStack and the stand-in, and time in one hand."""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
import stripe

import functions.world
from domain.messages import Message
from domain.orders import Order
from domain.publishing import publish
from domain.shop import Workshop
from functions.adapters.dynamo import from_item
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.settings import Tables
from infra.aws import deploy, environment, put_secrets, session, table_names
from infra.emulator import running_emulator
from infra.local.stripe.testing import RunningStandIn, running_standin
from infra.template import Template, references
from infra.translate import kept_things_only, translated
from tests.fixtures.real import CDN_SECRET, gateway_event
from tests.proofs.keeping_tables import KeptTables
from tests.proofs.wire import Wire
from tests.samples import FACTS, ORIGIN, RELEASE, Clock

WEBHOOK_SECRET = "whsec_crash_matrix"
STAGE = "matrix"
TOKEN_KEY, ADDRESS_KEY = "a-key-for-the-matrix", "a-key-for-addresses"
IN_NAME_ONLY = {
    "LETTERS_SET": "LettersSet",
    "RECEIPTS_SET": "ReceiptsSet",
    "MAIL_EVENTS_TOPIC": "arn:aws:sns:us-east-1:000000000000:MailEvents",
}
"""What the functions name, and the emulator does nothing with."""

Answer = dict[str, Any]
COUNTED = msgspec.structs.replace(
    RELEASE,
    shop=msgspec.structs.replace(FACTS, codes=True, workshop=Workshop(made_a_week=4)),
)
"""The small shop with codes, and with a bench whose weeks are counted."""

FUNCTIONS = ("checkout", "orders", "clock", "postman", "newsletter", "privacy", "account")

T = TypeVar("T")

Handler = Callable[[object, object], Any]
Watching = Callable[[str], AbstractContextManager[None]]
"""Around whatever a function does, its start included; it is given the function's name."""


class Stage:
    """`clock` is the time of the functions; `forward` moves the stand-in's along.

    `taken` are the API's routes by which something came.
    """

    def __init__(
        self,
        endpoint: str,
        tables: dict[str, str],
        standin: RunningStandIn,
        watching: Watching = lambda _: nullcontext(),
    ) -> None:
        self.endpoint = endpoint
        self.standin = standin
        self.watching = watching
        self.routes = routes(translated())
        self.taken = set[str]()
        self.wire = Wire(tables)
        self.clock = Clock(datetime.now(UTC))
        client = session().client("dynamodb", endpoint_url=endpoint)
        self.shelf = DynamoShelf(client, tables["shelf"])
        self.book = DynamoOrderBook(client, Tables(**tables), self.clock)
        publish(COUNTED, self.shelf)
        mails = session().client("sesv2", endpoint_url=endpoint)
        mails.create_email_identity(EmailIdentity=RELEASE.shop.mail_from)
        self.tables = tables
        self._kept = KeptTables(client, tables)
        functions.world.now = self.clock
        self._functions: dict[str, Handler] = {}
        for name in FUNCTIONS:
            self.start(name)
        logging.disable(logging.CRITICAL)

    def start(self, function: str) -> None:
        """Its handler is made anew, from the environment as it is now."""
        sys.modules.pop(f"functions.{function}.handler", None)
        with self.watching(function):
            handler = importlib.import_module(f"functions.{function}.handler").handler
        self._functions[function] = handler

    def clear(self) -> None:
        """As it was before anybody came, but later: what functions remember for a minute is old."""
        self._kept.put_back()
        self.standin.http.delete("/_standin")
        self.clock.forward(minutes=2)
        self.standin.advance((self.clock() - datetime.now(UTC)).total_seconds())
        self.wire.mails.clear()

    def forward(self, minutes: float) -> None:
        self.clock.forward(minutes=minutes)
        self.standin.advance(minutes * 60)

    def post(self, path: str, pairs: list[tuple[str, str]], viewer: str = "192.0.2.1") -> Answer:
        """A form as the CDN passes it on, from a visitor of that address."""
        headers = {"cloudfront-viewer-address": f"{viewer}:51000"}
        path, _, query = path.partition("?")
        event = gateway_event("POST", path, query=query, body=urlencode(pairs), headers=headers)
        return self._routed(f"POST {path}", event)

    def get(self, address: str) -> Answer:
        path, _, query = address.removeprefix(ORIGIN).partition("?")
        return self._routed(f"GET {path}", gateway_event("GET", path, query=query))

    def deliver(self, event: dict[str, Any]) -> Answer:
        payload, at = json.dumps(event), int(self.clock().timestamp())
        digest = stripe.WebhookSignature._compute_signature(f"{at}.{payload}", WEBHOOK_SECRET)
        headers = {"content-type": "application/json", "stripe-signature": f"t={at},v1={digest}"}
        request = gateway_event("POST", "/api/stripe/events", body=payload, headers=headers)
        return self._routed("POST /api/stripe/events", request)

    def ring(self, function: str, **event: object) -> Answer:
        return self._called(function, event)

    def events(self, *about: str) -> list[dict[str, Any]]:
        """What the stand-in remembers of sessions, or of what is named, the oldest first."""
        found = self._stripe("events").get("data", [])
        return [each for each in found if each["type"].startswith(about or "checkout.")][::-1]

    def sessions(self) -> list[dict[str, Any]]:
        sessions: list[dict[str, Any]] = self._stripe("checkout/sessions")["data"]
        return sessions

    def refunds(self) -> list[dict[str, Any]]:
        """Without those that came back, of which the stand-in only tells."""
        came_back = {each["data"]["object"]["id"] for each in self.events("refund.failed")}
        return [each for each in self._stripe("refunds")["data"] if each["id"] not in came_back]

    def orders(self) -> list[Order]:
        """Without what stands beside them: the counters of their papers, messages, who waits."""
        items = self._kept.items(self.tables["orders"]).values()
        return [
            msgspec.convert(from_item(item), Order) for item in items if "#" not in item["id"]["S"]
        ]

    def messages(self) -> list[Message]:
        return self._records("outbox", Message)

    def _records(self, table: str, kind: type[T]) -> list[T]:
        items = self._kept.items(self.tables[table]).values()
        return [msgspec.convert(from_item(item), kind) for item in items]

    def _stripe(self, path: str) -> dict[str, Any]:
        key = {"Authorization": f"Bearer {self.standin.settings.keys[0]}"}
        answer: dict[str, Any] = self.standin.http.get(f"/v1/{path}?limit=100", headers=key).json()
        return answer

    def _routed(self, route: str, event: object) -> Answer:
        self.taken.add(route)
        return self._called(self.routes[route], event)

    def _called(self, function: str, event: object) -> Answer:
        with self.watching(function):
            answer: Answer = self._functions[function](event, None)
        return answer


def routes(template: Template) -> dict[str, str]:
    """The function behind each of the API's routes: “GET /api/stock” is checkout's."""
    resources = template["Resources"]
    found = {}
    for resource in resources.values():
        if resource["Type"] == "AWS::ApiGatewayV2::Route":
            integration = resource["Properties"]["Target"]["Fn::Sub"].partition("${")[2].rstrip("}")
            uri = resources[integration]["Properties"]["IntegrationUri"]
            behind = (name for name in references(uri) if name in resources)
            function = next(
                name for name in behind if resources[name]["Type"] == "AWS::Lambda::Function"
            )
            found[resource["Properties"]["RouteKey"]] = function.lower()
    return found


@contextlib.contextmanager
def opened_stage(watching: Watching = lambda _: nullcontext()) -> Iterator[Stage]:
    """All of it, for the length of the block. This process's environment becomes the functions'."""
    with running_emulator() as endpoint, running_standin() as standin:
        outputs = deploy(kept_things_only(translated()), endpoint, {"KeepData": "false"}, STAGE)
        tables = table_names(outputs)
        secrets = {
            "stripe-secret-key": standin.settings.keys[0],
            "stripe-webhook-secret": WEBHOOK_SECRET,
            "token-keys": TOKEN_KEY,
            "address-key": ADDRESS_KEY,
            "cdn-secrets": CDN_SECRET,
        }
        put_secrets(endpoint, STAGE, secrets)
        os.environ.update(environment(endpoint))
        os.environ.update({f"{name.upper()}_TABLE": table for name, table in tables.items()})
        os.environ.update(
            {
                f"{name.replace('-', '_').upper()}_NAME": f"/vitrine/{STAGE}/{name}"
                for name in secrets
            }
        )
        os.environ.update({"VITRINE_ORIGIN": ORIGIN, "STRIPE_API_BASE": standin.url})
        os.environ["EXPORTS_BUCKET"] = outputs["ExportsBucket"]
        os.environ["LETTERS_QUEUE_URL"] = outputs["LettersQueueUrl"]
        os.environ.update(IN_NAME_ONLY)
        yield Stage(endpoint, tables, standin, watching)
