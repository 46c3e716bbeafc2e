"""The translated template, deployed whole, each function under its own role: everybody's road."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from domain.addresses import AddressKey
from domain.mailings import MailingState
from domain.ordered import RefundState
from domain.orders import Order, Status
from domain.refunds import refund
from domain.request_states import State, Type
from domain.subscribers import Standing, Subscriber
from functions.adapters.dynamo import to_item
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.sqs_batons import GROUP, SqsBatons
from functions.privacy.systems.subscribers import is_tombstone
from functions.world import now
from tests.fixtures.deployment import SECRETS
from tests.fixtures.road import Road, eventually, opened_road
from tests.letter_post import SPRING, baton, real_post
from tests.policies import AGREEMENT
from tests.samples import Clock

pytestmark = pytest.mark.prove

JO, LEE = "jo@buyer.example", "lee@buyer.example"
KAI = "kai@buyer.example"
AL, KIM = "al@reader.example", "kim@reader.example"
POISON = "poisoned"
KEY = AddressKey(SECRETS["address-key"])


@pytest.fixture(scope="module")
def road() -> Iterator[Road]:
    """With a message before all others in the letters' queue that nobody can take."""
    with opened_road() as road:
        road.client("sqs").send_message(
            QueueUrl=road.shop.letters_queue,
            MessageBody=POISON,
            MessageGroupId=GROUP,
            MessageDeduplicationId=POISON,
        )
        yield road


def buys(road: Road, piece: str, sku: str) -> str:
    """The payment page's address, where the form was taken."""
    form = {"piece": piece, "sku": sku, "quantity": "1", "terms": AGREEMENT}
    answer = road.post("/api/checkout", **form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def reads_the_letter(road: Road, address: str) -> None:
    stamp = road.get("/api/newsletter/stamp").json()["stamp"]
    time.sleep(2.1)  # nobody fills in a form in less
    road.post("/api/newsletter/join", mail=address, stamp=stamp, form="page")
    token = road.token(address, "/api/newsletter/confirm")
    assert road.get(f"/api/newsletter/confirm?t={token}").status_code == 200
    assert road.post("/api/newsletter/confirm", t=token).status_code == 303


def standing(road: Road, address: str) -> Standing | None:
    record = DynamoSubscriberBook(road.dynamodb, road.tables, now).get(KEY.id_of(address))
    return record.standing if record else None


def asks(road: Road, form: str, address: str) -> str:
    """As far as the code that is mailed; the token of the request's page."""
    answer = road.post("/api/privacy/request", form=form, mail=address)
    assert answer.status_code == 303, answer.text
    token = road.token(address, "/api/privacy/request")
    road.post("/api/privacy/code", t=token)
    found = re.search(r"^ +(\d{6})\r?$", road.mail(address, "six digits").text, re.MULTILINE)
    assert found
    assert road.post("/api/privacy/prove", t=token, code=found[1]).status_code == 303
    return token


def test_a_piece_is_bought_and_the_mail_arrives(road: Road) -> None:
    left = road.get("/api/stock?sku=EMBER-RING").json()["stock"]["EMBER-RING"]
    page = buys(road, "ember-ring", "EMBER-RING")
    form = {"piece": "ember-ring", "sku": "EMBER-RING", "quantity": "1", "terms": AGREEMENT}
    too_late = road.post("/api/checkout", **form)

    paid = road.standin.pay(page, email=JO)
    thanks = road.get(paid.headers["location"])

    (order_id,) = re.findall(r'class="number">(\w+)<', thanks.text)
    mail = road.mail(JO, order_id)
    stock = road.shelf.items(["EMBER-RING"])["EMBER-RING"].stock
    assert (left["left"], left["on_hold"], left["price_words"]) == (1, 0, "$920.00")
    assert too_late.status_code == 409
    assert "Someone is paying for this right now" in too_late.text
    assert (stock.available, stock.held, stock.sold) == (0, 0, 1)
    assert mail.subject == f"Your order {order_id} at Juniper Bend Jewelry"


def test_what_the_owner_refunds_goes_back_and_has_its_credit_note(road: Road) -> None:
    book = DynamoOrderBook(road.dynamodb, road.tables, now)
    road.standin.pay(buys(road, "dawn-hoops", "DAWN-HOOPS"), email=LEE)
    order = eventually(lambda: _order_of(road, LEE, papers=1))

    book.commit(refund(order, now(), "too small", amount=600))
    told = road.mail(LEE, "$6.00")
    after = eventually(lambda: _order_of(road, LEE, papers=2))

    assert order.id in told.subject
    assert [each.state for each in after.refunds] == [RefundState.MADE]
    invoice, note = (each.number for each in after.invoices)
    assert note == f"C{invoice[:4]}-0001"


def test_what_the_mail_service_tells_comes_to_the_newsletter(road: Road) -> None:
    told = {
        "eventType": "Bounce",
        "mail": {"messageId": "m-1", "tags": {}},
        "bounce": {
            "bounceType": "Permanent",
            "bouncedRecipients": [{"emailAddress": "nobody@reader.example"}],
            "feedbackId": "f-1",
        },
    }
    topic = road.physical("MailEvents")

    road.client("sns").publish(TopicArn=topic, Message=json.dumps(told))

    assert eventually(lambda: standing(road, "nobody@reader.example")) is Standing.BOUNCED


def test_a_copy_is_asked_for_proven_and_fetched(road: Road) -> None:
    page = buys(road, "dawn-hoops", "DAWN-HOOPS")
    road.standin.pay(page, email="ada@buyer.example")
    order = eventually(lambda: _order_of(road, "ada@buyer.example"))

    token = asks(road, "see", "ada@buyer.example")
    proven = road.post("/api/privacy/prove-order", t=token, fact=order.id)
    road.mail("ada@buyer.example", "Your data is ready")
    door = road.post("/api/privacy/download", t=token)
    copy = road.fetch(door.headers["location"])

    assert (proven.status_code, door.status_code, copy.status_code) == (303, 303, 200)
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        data = json.loads(archive.read("data.json"))
    assert [each["number"] for each in data["orders"]] == [order.id]


def _order_of(road: Road, address: str, papers: int = 0) -> Order | None:
    """Once it is paid, and has so many papers."""
    found = DynamoOrderBook(road.dynamodb, road.tables, now).of_subject(KEY.id_of(address))
    paid = (each for each in found if each.status is Status.PAID)
    return next((each for each in paid if len(each.invoices) >= papers), None)


def test_an_erasure_leaves_nothing_of_a_reader_but_that_they_left(road: Road) -> None:
    reads_the_letter(road, KIM)

    token = asks(road, "erase", KIM)
    confirmed = road.post("/api/privacy/confirm", t=token)
    record = eventually(lambda: _erased(road, KIM))

    assert confirmed.status_code == 303
    assert record.standing is Standing.LEFT


def _erased(road: Road, address: str) -> Subscriber | None:
    """Once nothing else is there: that they left is written a moment before the rest goes."""
    record = DynamoSubscriberBook(road.dynamodb, road.tables, now).get(KEY.id_of(address))
    return record if record and is_tombstone(record) else None


def test_somebody_opens_their_things_has_an_address_kept_and_asks_for_all_to_be_deleted(
    road: Road,
) -> None:
    road.standin.pay(buys(road, "dawn-hoops", "DAWN-HOOPS"), email=KAI)
    order = eventually(lambda: _order_of(road, KAI))

    asked = road.post("/api/account/link", mail=KAI)
    page = road.post("/api/account/open", t=road.token(KAI, "/api/account/open"))
    (door,) = set(re.findall(r'name="t" value="([^"]+)"', page.text))
    kept = road.post("/api/account/things", t=door, do="keep", order=order.id)
    deleting = road.post("/api/account/things", t=door, do="erase-all")

    (request,) = DynamoRequestBook(road.dynamodb, road.tables).of_subject(KEY.id_of(KAI))
    assert (asked.status_code, page.status_code) == (303, 200)
    assert order.id in page.text
    assert "That address is kept" in kept.text
    assert (deleting.status_code, request.type, request.channel) == (200, Type.ERASURE, "account")


def test_the_schedules_give_back_what_nobody_paid_for_and_close_what_nobody_proved(
    road: Road,
) -> None:
    buys(road, "river-band", "RIVER-BAND-7")
    road.post("/api/privacy/request", form="see", mail="lee@reader.example")
    held = road.shelf.items(["RIVER-BAND-7"])["RIVER-BAND-7"].stock
    an_hour = timedelta(hours=1)
    (draft,) = DynamoOrderBook(road.dynamodb, road.tables, now).with_status(Status.DRAFT)
    earlier = msgspec.structs.replace(draft, expires_at=draft.expires_at - an_hour)
    road.dynamodb.put_item(TableName=road.tables.orders, Item=to_item(earlier))
    road.standin.handle_webhooks("drop")
    road.standin.advance(an_hour.total_seconds())
    requests = DynamoRequestBook(road.dynamodb, road.tables)
    (waiting,) = requests.of_subject(KEY.id_of("lee@reader.example"))
    _make_due(road, waiting.id)

    ticked = road.ring("ClockTick")
    done = [road.ring(name) for name in ("ClockDaily", "ClockForget")]
    swept = [road.ring(name) for name in ("PostmanSweep", "PrivacySweep")]

    stock = road.shelf.items(["RIVER-BAND-7"])["RIVER-BAND-7"].stock
    lapsed = requests.get(waiting.id)
    assert ((held.available, held.held), (stock.available, stock.held)) == ((1, 1), (2, 0))
    assert (ticked["holds"], ticked["lapsed"]) == (1, 1)
    assert lapsed
    assert lapsed.state is State.DENIED
    assert [set(each) for each in (*done, *swept)] == [
        {"caught_up", "lost", "left", "sealed"},
        {"orders", "sends", "readers", "messages", "inquiries", "things"},
        {"batons", "done"},
        {"moved"},
    ]


def _make_due(road: Road, request_id: str) -> None:
    road.dynamodb.update_item(
        TableName=road.tables.requests,
        Key={"id": {"S": request_id}},
        UpdateExpression="SET lapses_on = :before",
        ExpressionAttributeValues={":before": {"S": "2026-01-01"}},
    )


def test_a_message_that_nobody_can_take_ends_among_the_dead(road: Road) -> None:
    sqs = road.client("sqs")
    dead = sqs.get_queue_url(QueueName=road.physical("LettersDead").rpartition("/")[2])["QueueUrl"]

    seen = eventually(lambda: _count(sqs, dead), 90)
    (letter,) = sqs.receive_message(QueueUrl=dead)["Messages"]

    assert (seen, letter["Body"]) == (1, POISON)
    assert _count(sqs, road.shop.letters_queue) == 0


def _count(sqs: Any, queue: str) -> int:  # noqa: ANN401 — boto3's own
    asked = ["ApproximateNumberOfMessages"]
    answer = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=asked)
    return int(answer["Attributes"][asked[0]])


def test_a_letter_behind_it_comes_to_who_confirmed_and_ends_with_the_goodbye(road: Road) -> None:
    reads_the_letter(road, AL)
    mailings = DynamoMailings(road.dynamodb, road.tables)
    readers = DynamoSubscriberBook(road.dynamodb, road.tables, now)
    batons = SqsBatons(road.client("sqs"), road.shop.letters_queue)

    batons.pass_on(baton(real_post(mailings, readers, Clock(now())).begin()))
    token = road.token(AL, "/api/newsletter/leave")
    letter = road.mail(AL, "Three rings.")
    done = eventually(lambda: _when_done(mailings))
    confirmed = standing(road, AL)
    goodbye = road.post(f"/api/newsletter/leave?t={token}")

    assert letter.subject == SPRING.subject
    assert done == (1, 1)
    assert confirmed is Standing.SUBSCRIBED
    assert (goodbye.status_code, standing(road, AL)) == (200, Standing.LEFT)


def _when_done(mailings: DynamoMailings) -> tuple[int, int] | None:
    mailing = mailings.get(SPRING.slug)
    done = mailing is not None and mailing.state is MailingState.DONE
    return (mailing.recipients, mailing.sent) if mailing and done else None
