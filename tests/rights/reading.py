"""Errands of the letter's readers: from the wish to the goodbye, and what SES tells of them."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any

import msgspec

from domain.addresses import AddressKey
from domain.letter_links import LetterLinks
from domain.letter_plan import new_mailing
from domain.mailings import Mailing
from domain.stamps import Stamps
from domain.subscribers import SubscriberChange
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.settings import Tables
from infra.aws import session
from tests.letter_post import SPRING, baton, reader, real_post
from tests.proofs.stage import ADDRESS_KEY, IN_NAME_ONLY, TOKEN_KEY, Stage

LINKS = LetterLinks([TOKEN_KEY], ADDRESS_KEY)
KEY = AddressKey(ADDRESS_KEY)
FEWER = 9
"""The reader who asked for fewer letters."""


def ask_to_join(stage: Stage, address: str) -> None:
    stamp = Stamps([TOKEN_KEY]).make(stage.clock() - timedelta(seconds=10))
    stage.get("/api/newsletter/stamp")
    stage.get("/api/newsletter/join")
    stage.post("/api/newsletter/join", [("mail", address), ("stamp", stamp), ("form", "page")])


def join_and_confirm(stage: Stage, address: str) -> None:
    ask_to_join(stage, address)
    asked_at = stage.clock().isoformat()
    post(stage)
    token = LINKS.sign("confirm", KEY.id_of(address), _soon(stage), asked_at)
    stage.get(f"/api/newsletter/confirm?t={token}")
    stage.post("/api/newsletter/confirm", [("t", token)])
    post(stage)


def post(stage: Stage) -> None:
    """Postman goes round: takes up what was asked, and then sends what comes of it."""
    for _ in range(2):
        stage.ring("postman")


def choose_and_move(stage: Stage, address: str, there: str) -> None:
    stage.post("/api/newsletter/choices", [("mail", address)])
    post(stage)
    token = LINKS.sign("choices", KEY.id_of(address), _soon(stage))
    stage.get(f"/api/newsletter/choices?t={token}")
    stage.post("/api/newsletter/change", [("t", token), ("topic", "workshop"), ("fewer", "yes")])
    stage.post("/api/newsletter/export", [("t", token)])
    stage.post("/api/newsletter/move", [("t", token), ("mail", there)])
    post(stage)
    token = LINKS.sign("move", KEY.id_of(address), _soon(stage), KEY.id_of(there))
    stage.get(f"/api/newsletter/move?t={token}")
    stage.post("/api/newsletter/move", [("t", token)])


def leave_in_every_way(stage: Stage, address: str) -> None:
    goodbye = LINKS.sign_goodbye(KEY.id_of(address), SPRING.slug)
    stage.get(f"/api/newsletter/leave?t={goodbye}")
    stage.post("/api/newsletter/leave", [("t", goodbye), ("do", "fewer")])
    stage.post("/api/newsletter/leave", [("t", goodbye), ("do", "topics"), ("topic", "workshop")])
    token = LINKS.sign("choices", KEY.id_of(address), _soon(stage))
    stage.post("/api/newsletter/leave", [("t", goodbye)])
    stage.post("/api/newsletter/leave", [("mail", address)])
    stage.post("/api/newsletter/forget", [("t", token)])


def lapse_after_a_goodbye(stage: Stage, address: str) -> None:
    """Who has left asks anew and doesn't confirm: that they have left is true again."""
    stage.post("/api/newsletter/leave", [("mail", address)])
    stage.forward(minutes=26 * 60)
    ask_to_join(stage, address)
    post(stage)
    stage.forward(minutes=8 * 24 * 60)
    stage.ring("clock")


def forget(stage: Stage, reader_id: str) -> None:
    token = LINKS.sign("choices", reader_id, _soon(stage))
    stage.post("/api/newsletter/forget", [("t", token)])


def write_a_letter(stage: Stage) -> Mailing:
    """The owner's command has written down who gets it; an earlier letter was sent this month."""
    client: Any = session().client("dynamodb", endpoint_url=stage.endpoint)
    tables = Tables(**stage.tables)
    mailings = DynamoMailings(client, tables)
    readers = DynamoSubscriberBook(client, tables, stage.clock)
    for number in (1, 2, FEWER):
        readers.commit(SubscriberChange(reader(number, fewer=number == FEWER)))
    before = msgspec.structs.replace(SPRING, slug="winter")
    mailings.prepare(new_mailing(before, stage.clock(), stage.clock()), before)
    return real_post(mailings, readers, stage.clock).begin()


def send_the_letter(stage: Stage) -> None:
    mailing = write_a_letter(stage)
    _take_baton(stage, mailing)


def lose_a_baton(stage: Stage) -> None:
    """The schedule passes a new one."""
    write_a_letter(stage)
    stage.forward(minutes=5)
    stage.ring("postman")


def look_at_a_domain_that_ses_doesnt_know(stage: Stage) -> None:
    """As at AWS: on this machine's own addresses postman takes the domain for granted.

    127.1 is this machine too, by a name that postman doesn't know it by.
    """
    mailing = write_a_letter(stage)
    os.environ["AWS_ENDPOINT_URL_SESV2"] = stage.endpoint.replace("127.0.0.1", "127.1")
    stage.start("postman")
    _take_baton(stage, mailing)
    del os.environ["AWS_ENDPOINT_URL_SESV2"]
    stage.start("postman")
    post(stage)


def _take_baton(stage: Stage, mailing: Mailing) -> None:
    body = msgspec.json.encode(baton(mailing)).decode()
    stage.ring("postman", Records=[{"eventSource": "aws:sqs", "body": body}])


def ses_tells(stage: Stage, kind: str, **tags: str) -> None:
    """What becomes of a mail to the first reader, or of the message that the tags name."""
    recipients = [{"emailAddress": "reader1@example.org"}]
    kinds: dict[str, dict[str, Any]] = {
        "Send": {"send": {}},
        "Bounce": {
            "bounce": {
                "bounceType": "Permanent",
                "bouncedRecipients": recipients,
                "feedbackId": "f-1",
            }
        },
        "Complaint": {
            "complaint": {"complainedRecipients": recipients, "feedbackId": "f-2"},
        },
    }
    mail = {"messageId": "m-1", "tags": {name: [value] for name, value in tags.items()}}
    message = json.dumps({"eventType": kind, "mail": mail, **kinds[kind]})
    topic = IN_NAME_ONLY["MAIL_EVENTS_TOPIC"]
    record = {"EventSource": "aws:sns", "Sns": {"TopicArn": topic, "Message": message}}
    stage.ring("newsletter", Records=[record])


def _soon(stage: Stage) -> Any:  # noqa: ANN401 — a moment
    return stage.clock() + timedelta(hours=1)
