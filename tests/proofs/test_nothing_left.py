"""Somebody buys, reads, is written to and asks: all of it is found, handed over, and gone.

On the real adapters, in MiniStack, with the stand-in for Stripe. The scan looks for the person's
values in every table, bucket, queue and in the logs, and knows nothing of where they belong.
"""

from __future__ import annotations

import base64
import gzip
import io
import itertools
import json
import logging
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from domain import outbox
from domain.consent import Consent
from domain.contact import Inquiry, mails_of
from domain.fulfilment import ship
from domain.holdings import Subject
from domain.mailings import Send, SendState
from domain.messages import Message
from domain.order_proof import send_code
from domain.ordered import Address, Shipment
from domain.preferences import moving
from domain.reminders import asked as asked_for_a_reminder
from domain.request_parts import Verification
from domain.request_receipt import receive
from domain.request_states import State, Type
from domain.request_steps import step
from domain.request_watch import RequestWatch
from domain.requests import Asked as AskedFor
from domain.requests import Contact, Request
from domain.return_pictures import picture_keys
from domain.return_steps import reject
from domain.returned import Reason as CameBack
from domain.returned import ReturnedLine
from domain.returns import Asked
from domain.returns import request as ask_back
from domain.subscribers import Ask, Standing, Subscriber, SubscriberChange
from domain.things import of, with_address, with_wishes
from functions.adapters.dynamo import to_item
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.adapters.dynamo_inquiries import DynamoInquiries
from functions.adapters.dynamo_ledger import DynamoLedger
from functions.adapters.dynamo_limits import DynamoLimits
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_outbox import DynamoOutbox
from functions.adapters.dynamo_reader_sends import DynamoReaderSends
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_sends import send_item
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.dynamo_things import DynamoThings
from functions.adapters.dynamo_waits import DynamoWaitingList
from functions.adapters.fake_services import FakePayments
from functions.adapters.s3_exports import S3Exports
from functions.adapters.s3_proofs import S3Proofs
from functions.adapters.stripe_customers import StripeCustomers
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.adapters.stripe_people import StripePeople
from functions.settings import Tables
from functions.world import now
from infra.aws import deploy, session, table_names
from infra.local.stripe.testing import RunningStandIn, running_standin
from infra.translate import kept_things_only, translated
from tests.fixtures.people import TERMS, Places, executing
from tests.policies import POLICIES
from tests.proofs.traces import in_buckets, in_queues, in_tables, names_in
from tests.samples import Clock, SmallShop, buying

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

pytestmark = pytest.mark.prove

JO = "jo.quill+ring@buyer.example"
OLD, AL = "quill@college.example", "al@reader.example"
VALUES = {
    "address": JO,
    "name": "Josephine Quill-Ødegård",
    "street": "1417 Wandering Elm Street",
    "city": "Zanesfield",
    "postcode": "43360-7719",
    "engraving": "éloge Ada",
    "gift words": "To my dearest Ada, from your Jo",
    "typed": "Please show me what you have, says Jo",
    "written": "Quill here: is my signet ready?",
    "about what came back": "The stone came loose on her birthday",
}

KEPT_AT = Address(
    VALUES["name"], VALUES["street"], "", VALUES["city"], "OH", VALUES["postcode"], "US"
)


class Life:
    """One person's life with a shop that is real but for the mail service."""

    def __init__(self, client: DynamoDBClient, endpoint: str, standin: RunningStandIn) -> None:
        stack = f"left-{uuid.uuid4().hex[:12]}"
        outputs = deploy(kept_things_only(translated()), endpoint, {"KeepData": "false"}, stack)
        self.tables = table_names(outputs)
        names, clock = Tables(**self.tables), Clock(now().replace(microsecond=0))
        self.client, self.standin, self.names = client, standin, names
        self.s3: Any = session().client("s3", endpoint_url=endpoint)
        self.sqs: Any = session().client("sqs", endpoint_url=endpoint)
        stripe = stripe_client(standin.settings.keys[0], standin.url)
        self.shop = SmallShop(
            shelf=DynamoShelf(client, names.shelf),
            book=DynamoOrderBook(client, names, clock),
            outbox=DynamoOutbox(client, names.outbox),
            clock=clock,
            limits=DynamoLimits(client, names.limits),
            subscribers=DynamoSubscriberBook(client, names, clock),
            requests=DynamoRequestBook(client, names),
            ledger=DynamoLedger(client, names.ledger),
            reader_sends=DynamoReaderSends(client, names.sends),
            inquiries=DynamoInquiries(client, names),
            waits=DynamoWaitingList(client, names),
            doors=DynamoAccountDoors(client, names),
            things=DynamoThings(client, names),
            customers=StripeCustomers(stripe),
            payments=cast("FakePayments", StripePayments(stripe)),
        )
        shop = self.shop
        self.people = StripePeople(stripe)
        places = Places(
            *(shop.requests, shop.book, shop.subscribers, shop.outbox, shop.reader_sends),
            self.people,
            S3Exports(self.s3, outputs["ExportsBucket"]),
        )
        self.pictures = S3Proofs(lambda: self.s3, outputs["ExportsBucket"])
        self.working = executing(shop, places, self.pictures)
        self.bucket = outputs["ExportsBucket"]
        self.subject = shop.address_key.id_of(JO)
        self.watch = RequestWatch(shop.requests, shop.outbox, shop.shelf, clock)
        self._numbers = itertools.count(1)

    def buys(self) -> str:
        shop = self.shop
        url = shop.checkout.begin(
            buying(
                "SIGNET-7-SILVER", engraving=VALUES["engraving"], gift_message=VALUES["gift words"]
            ),
            "a" * 20,
        )
        self.standin.pay(
            *(url, "pay"),
            name=VALUES["name"],
            email=JO,
            line1=VALUES["street"],
            city=VALUES["city"],
            state="OH",
            postal_code=VALUES["postcode"],
        )
        session_id = url.rpartition("/")[2]
        order = shop.settlement.settle(shop.payments.session(session_id))
        assert order
        assert order.customer_mail == JO
        return order.id

    def writes_waits_and_keeps(self, order_id: str) -> None:
        at = self.shop.clock()
        inquiry = Inquiry("MESSAGE1", self.subject, JO, "order", VALUES["written"], at, order_id)
        self.shop.inquiries.open(inquiry, mails_of(inquiry))
        for sku in ("EMBER-RING", "DAWN-HOOPS"):
            self.shop.waiting.ask(sku, self.subject, JO)
        self.shop.waiting.confirm("DAWN-HOOPS", self.subject)
        change = send_code(self.shop.order(order_id), self.shop.codes, at)
        self.shop.book.commit(change)
        self.keeps_an_address_and_a_list()

    def keeps_an_address_and_a_list(self) -> None:
        """By a link that was opened, beside one that waits; Stripe knows the address."""
        shop = self.shop
        shop.entrance.ask(self.subject, JO, ("dawn-hoops",))
        shop.entrance.ask(self.subject, JO)
        door = shop.doors.of_subject(self.subject)[0]
        door = shop.entrance.enter(shop.entrance.mailed(door))
        things = with_wishes(with_address(of(door, shop.clock()), KEPT_AT, "A1"), door.wishes)
        things = msgspec.structs.replace(things, at_stripe=True, revision=1)
        customer = shop.customers.remember(things, KEPT_AT)
        shop.things.keep(msgspec.structs.replace(things, customer=customer), door)

    def sends_it_back(self, order_id: str) -> str:
        """It arrived damaged, and there is a picture of it; the picture's key."""
        shop = self.shop
        shop.delivery.sweep()
        shop.book.commit(ship(shop.order(order_id), Shipment("usps"), shop.clock()))
        words = VALUES["about what came back"]
        asked = Asked(CameBack.DAMAGED, (ReturnedLine(0, 1),), words)
        day = shop.clock().date()
        shop.book.commit(ask_back(shop.order(order_id), asked, None, day, shop.clock()))
        (it,) = shop.order(order_id).returns
        key = picture_keys(it.id, shop.address_key)[0]
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=b"\xff\xd8\xff a photo")
        return key

    def is_told_no(self, order_id: str) -> None:
        why = VALUES["about what came back"]
        change = reject(self.shop.order(order_id), f"{order_id}-B1", why, self.shop.clock())
        self.shop.book.commit(change)

    def leaves_unpaid_and_wants_a_reminder(self) -> None:
        shop = self.shop
        order_id = f"ORDER{2}"
        shop.checkout.begin(buying("EMBER-RING"))
        order = shop.order(order_id)
        change = asked_for_a_reminder(order, JO, self.subject, shop.clock())
        assert change
        shop.book.commit(change)

    def reads_the_letter(self) -> None:
        shop, at = self.shop, self.shop.clock()
        consent = Consent("newsletter", "Send me the letter", "page", at, (POLICIES[0].ref,))
        record = Subscriber(
            *(self.subject, Standing.SUBSCRIBED, at),
            address=JO,
            name=VALUES["name"],
            consent=consent,
            confirmed_at=at,
        )
        shop.subscribers.commit(SubscriberChange(record))
        for letter in ("six-stones", "the-heater"):
            began = {"letter": "#mailings", "recipient": letter, "created_at": str(at.isoformat())}
            sent = send_item(letter, Send(self.subject, SendState.SENT))
            for item in (to_item(began), sent):
                self.client.put_item(TableName=self.names.sends, Item=item)
        welcome = outbox.of_the_letter("welcome", "jo", at, subscriber=self.subject)
        shop.outbox.add(welcome)
        ask = Ask("choices", self.subject, "a" * 40, JO, at, name=VALUES["name"])
        shop.subscribers.ask(ask, outbox.ask("choices", "jo", at, subscriber=self.subject))

    def moved_here_and_somebody_mistyped(self) -> None:
        """Jo read the letter at another address before; Al typed Jo's as his new one."""
        shop, at = self.shop, self.shop.clock()
        old = Subscriber(shop.address_key.id_of(OLD), Standing.LEFT, at, moved_to=self.subject)
        shop.subscribers.commit(SubscriberChange(old))
        sent = send_item("six-stones", Send(old.id, SendState.SENT))
        self.client.put_item(TableName=self.names.sends, Item=sent)
        al = Subscriber(shop.address_key.id_of(AL), Standing.SUBSCRIBED, at, address=AL)
        shop.subscribers.commit(SubscriberChange(al))
        mail = outbox.of_the_letter("letter_moving", "m", at, subscriber=al.id, reader=self.subject)
        asked = moving(al, JO, self.subject, at)
        shop.subscribers.commit(SubscriberChange(asked, (mail,)))

    def asks(self, kind: Type) -> Request:
        shop = self.shop
        contact = Contact(JO, VALUES["name"], text=VALUES["typed"])
        request_id = f"REQUEST{next(self._numbers)}"
        asked = AskedFor(kind, self.subject, contact)
        change = receive(asked, request_id, shop.clock(), "America/Chicago", TERMS)
        shop.requests.open(change)
        proof = Verification("address", "mail_code", verified_at=shop.clock())
        change = step(change.request, shop.clock(), "proven", State.IN_REVIEW, verification=proof)
        shop.requests.commit(change)
        return change.request

    def works(self, request: Request) -> Request:
        """What the function does; then the mails go out, and the clock looks."""
        self.working.run(request.id)
        self.posts(lambda message: message.request is not None)
        self.watch.sweep()
        done = self.shop.requests.get(request.id)
        assert done
        return done

    def posts(self, which: Callable[[Message], bool]) -> None:
        for message in self.shop.outbox.waiting(self.shop.clock()):
            if which(message):
                claimed = outbox.claimed(message, self.shop.clock())
                assert self.shop.outbox.swap(message, claimed)
                self.shop.outbox.swap(claimed, outbox.done(claimed, "ses", self.shop.clock()))

    def found(self, values: dict[str, str]) -> dict[str, set[str]]:
        """Where which values are, in everything that keeps anything.

        A letter's readers are shared out over several keys, which are one place.
        """
        in_items = in_tables(self.client, self.tables, values)
        return {
            **{re.sub(r"^(sends/[^#]+)#\w/", r"\1/", place): in_items[place] for place in in_items},
            **in_buckets(self.s3, values),
            **in_queues(self.sqs, values),
        }

    def exported(self, values: dict[str, str]) -> dict[str, set[str]]:
        """The same of what a copy would have, by the places that its records are from."""
        subject = Subject(self.subject, "", JO)
        held = (each for system in self.working.copies.systems for each in system.held(subject))
        return {each.place: names_in(msgspec.json.encode(each.copy), values) for each in held}


@pytest.fixture
def life(ministack: str, dynamodb: DynamoDBClient) -> Iterator[Life]:
    with running_standin() as standin:
        yield Life(dynamodb, ministack, standin)


@pytest.mark.promise("privacy/copy-is-whole", "privacy/erased-everywhere")
def test_all_of_a_person_is_found_handed_over_and_gone(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="functions")
    caplog.set_level(logging.DEBUG, logger="domain")
    order_id = life.buys()
    life.writes_waits_and_keeps(order_id)
    picture = life.sends_it_back(order_id)
    life.leaves_unpaid_and_wants_a_reminder()
    life.reads_the_letter()
    life.moved_here_and_somebody_mistyped()
    access = life.asks(Type.ACCESS)
    hashed = {"hash": life.subject}
    before = {"hash": life.shop.address_key.id_of(OLD)}

    # What is found anywhere is what a copy has, value by value and place by place.
    here = {place: names for place, names in life.exported(VALUES).items() if names}
    ours = {place: names for place, names in here.items() if not place.startswith("stripe/")}
    assert life.found(VALUES) == ours
    assert set(itertools.chain(*ours.values())) == set(VALUES)
    assert life.found(hashed).keys() <= life.exported({}).keys()
    assert {place.partition("/")[0] for place in life.exported({})} == {
        *("stripe", "orders", "outbox", "sends", "subscribers", "requests"),
    }

    assert life.works(access).state is State.FULFILLED
    copy = life.found(VALUES)
    (zipped,) = [place for place in copy if place.endswith(".zip")]
    assert copy[zipped] == set(VALUES)

    assert set(life.found(before)) == {
        f"sends/six-stones/{before['hash']}",
        f"subscribers/{before['hash']}",
    }

    # The hold of the order that nobody paid ends, and the ring has long been delivered.
    life.is_told_no(order_id)
    life.standin.advance(90 * 86400)
    life.shop.clock.forward(days=90)
    life.shop.holds.sweep()
    erased = life.works(life.asks(Type.ERASURE))

    assert erased.state is State.PARTIALLY_FULFILLED
    assert {work.status for work in erased.work} <= {"done", "nothing"}
    assert life.found(VALUES) == {}
    assert life.pictures.beginning(picture) is None
    assert set(life.found(hashed)) == {
        f"orders/{order_id}",
        f"requests/{access.id}",
        f"requests/{erased.id}",
        f"subscribers/{life.subject}",
    }
    assert set(life.found(before)) == {f"subscribers/{before['hash']}"}
    assert life.shop.subscribers.get(life.shop.address_key.id_of(AL))
    kept = life.shop.order(order_id).address
    assert kept
    assert (kept.state, kept.postal_code, kept.city) == ("OH", "433", "")
    at_stripe = life.exported(VALUES)
    assert {place: names for place, names in at_stripe.items() if names} == {
        f"stripe/{life.shop.order(order_id).payment_intent}": {"address", "name"} | BILLED
    }
    payment = life.people.payment(life.shop.order(order_id))
    assert payment
    assert payment.sent_to
    assert names_in(msgspec.json.encode(payment.sent_to), VALUES) == set()
    assert names_in(caplog.text.encode(), VALUES | hashed) == set()

    # Ten years on, not even the books know of anybody.
    life.shop.clock.forward(days=3653)
    life.shop.retention.run()
    life.watch.sweep()
    assert set(life.found(hashed)) == {f"subscribers/{life.subject}"}
    assert life.found(VALUES) == {}
    assert life.shop.book.get(order_id) is None


def test_ten_years_on_nobody_is_known_whose_data_was_set_aside(life: Life) -> None:
    life.reads_the_letter()
    life.posts(lambda _: True)
    asked = life.works(life.asks(Type.RESTRICTION))
    hashed, flag = {"hash": life.subject}, f"requests/restriction#{life.subject}"
    assert flag in life.found(hashed)
    assert life.found(hashed).keys() <= life.exported({}).keys()

    # For three years of silence the clock leaves them alone, because nothing may be used.
    life.shop.clock.forward(days=3653)
    life.shop.retention.run()
    life.watch.sweep()
    assert flag in life.found(hashed)
    assert set(itertools.chain(*life.found(VALUES).values())) >= {"address", "name"}

    # They have been told, and a month later it is over.
    life.shop.clock.forward(days=30)
    life.watch.sweep()
    life.shop.retention.run()
    life.watch.sweep()
    assert life.found(VALUES) == {}
    assert set(life.found(hashed)) == {f"subscribers/{life.subject}"}
    assert life.shop.requests.get(asked.id) is None


BILLED = {"street", "city", "postcode"}
"""What was typed as the billing address stays at Stripe, whose API can't take it away."""


@pytest.mark.parametrize(
    "hide",
    [
        lambda text: text.upper().encode(),
        lambda text: json.dumps({"a": text}).encode(),
        lambda text: base64.b64encode(f"x{text}y".encode()),
        lambda text: text.encode().hex().encode(),
        lambda text: gzip.compress(text.encode()),
    ],
)
def test_a_value_is_found_however_it_is_hidden(life: Life, hide: Any) -> None:  # noqa: ANN401 — a lambda
    life.client.put_item(
        TableName=life.names.limits,
        Item={"id": {"S": "planted"}, "deep": {"M": {"x": {"L": [{"B": hide(VALUES["street"])}]}}}},
    )

    assert life.found(VALUES) == {"limits/planted": {"street"}}


def test_a_value_is_found_in_a_zip_and_in_a_name() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", VALUES["street"] * 10)

    assert names_in(file.getvalue(), VALUES) == {"street"}
    assert names_in(f"exports/{VALUES['engraving']}.zip".encode(), VALUES) == {"engraving"}
