"""What is done for a request: a copy of all that is held, an erasure with a receipt, a rest."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import IO, Any

import msgspec
import pytest

from domain import outbox
from domain.exports import ExportsUnavailableError
from domain.handing_over import Proof, proof_key
from domain.ledger import verify
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.publishing import publish
from domain.request_appeals import appeal, reverse
from domain.request_decisions import approve, deny, revoke
from domain.request_owner import finish
from domain.request_parts import Extension, Retained
from domain.request_states import Reason, State, Type
from domain.request_steps import step
from domain.requests import Contact, Request, RequestChange
from domain.shop import PrivacyFacts
from domain.subscribers import Standing
from functions.adapters.fake_people import FakePeople
from functions.privacy.executing import Executing
from tests.fixtures.people import JO, TERMS, PeopleShop, executing
from tests.samples import FACTS, RELEASE

SCHEDULE = {"source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": {}}


def deny_as_fraud(request: Request, now: datetime) -> RequestChange:
    return deny(request, Reason.SUSPECTED_FRAUD, now)


class Refusing(FakePeople):
    """Stripe, where it doesn't let the shop in any more."""

    def overwrite(self, payment_intent: str) -> bool:
        raise PaymentsRefusedError(payment_intent)


def everything_of_jo() -> PeopleShop:
    there = PeopleShop()
    there.bought_long_ago()
    there.reads_the_letter()
    there.writes_to_the_shop()
    there.waits_for_a_ring()
    there.is_a_customer_at_stripe()
    there.keeps_an_address_and_a_list()
    return there


def copy_of(there: PeopleShop) -> zipfile.ZipFile:
    (file,) = there.exports.files.values()
    return zipfile.ZipFile(io.BytesIO(file))


def data_of(there: PeopleShop) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(copy_of(there).read("data.json"))
    return data


def statuses(there: PeopleShop, request_id: str) -> dict[str, str]:
    return {work.name: work.status for work in there.request(request_id).work}


def test_a_copy_has_everything_from_every_place_and_waits_for_a_week() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ACCESS)

    there.executing.run(asked.id)

    done = there.request(asked.id)
    data = data_of(there)
    assert done.state is State.FULFILLED
    assert done.download
    assert (done.download.until - there.shop.clock()).days == 7
    assert done.download.left == 5
    assert {kind: len(value) for kind, value in data.items() if isinstance(value, list)} == {
        "orders": 1,
        "letter": 1,
        "moves": 0,
        "asks": 1,
        "letters_sent": 1,
        "mails": 11,
        "requests": 1,
        "payments": 1,
        "customers": 1,
        "messages": 1,
        "set_aside": 0,
        "waiting": 2,
        "kept": 1,
        "links": 2,
    }
    assert data["kept"][0]["next_address"]["line1"] == "1 River Road"
    assert data["kept"][0]["wishes"] == ["dawn-hoops"]
    assert data["orders"][0]["lines"][0]["engraving"] == "Ada"
    assert data["orders"][0]["gift"]["message"] == "For Ada, with love"
    assert data["letter"][0]["consent"]["words"] == "Send me the letter"


def test_a_copys_name_says_nothing_of_anybody_and_nobody_guesses_it() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.PORTABILITY)

    there.executing.run(asked.id)

    (key,) = there.exports.files
    folder, request_id, name = key.split("/")
    assert (folder, request_id) == ("exports", asked.id)
    assert len(name.removesuffix(".zip")) == 40
    assert there.jo not in key


@pytest.mark.promise("privacy/copy-is-whole")
def test_nothing_of_anybody_else_is_in_a_copy() -> None:
    there = everything_of_jo()
    other = there.asks(Type.ACCESS, "al@buyer.example")

    there.executing.run(other.id)

    data = data_of(there)
    assert "jo@buyer" not in json.dumps(data)
    assert [each["id"] for each in data["requests"]] == [other.id]


@pytest.mark.promise("privacy/receipt")
def test_an_erasure_leaves_the_books_and_a_hash_and_says_what_why_and_until_when() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ERASURE)

    there.executing.run(asked.id)

    done = there.request(asked.id)
    order = there.shop.order("ORDER1")
    reader = there.shop.subscribers.get(there.jo)
    assert done.state is State.PARTIALLY_FULFILLED
    assert statuses(there, asked.id) == {
        "account": "done",
        "stripe": "done",
        "outbox": "done",
        "sends": "done",
        "subscribers": "done",
        "requests": "nothing",
        "orders": "done",
    }
    assert (order.customer_mail, order.lines[0].engraving, order.gift) == (None, None, None)
    assert reader
    assert (reader.standing, reader.address, reader.consent) == (Standing.LEFT, None, None)
    assert there.shop.tables.sends == {}
    assert there.people.customers_there == {}
    assert there.customers.known == {}
    assert (there.shop.tables.things, there.shop.tables.doors) == ({}, {})
    assert Retained("orders", "tax_law", date(2030, 3, 2)) in done.retained
    assert {each.category for each in done.retained} == {
        *("orders", "suppression", "payment_details_at_stripe", "request_log"),
    }
    verify(there.shop.ledger.entries(done.chain))


@pytest.mark.promise("privacy/stays-gone")
def test_an_erasure_of_somebody_unknown_is_whole_and_keeps_them_out_all_the_same() -> None:
    there = PeopleShop()
    asked = there.asks(Type.ERASURE)

    there.executing.run(asked.id)

    reader = there.shop.subscribers.get(there.jo)
    assert there.request(asked.id).state is State.FULFILLED
    assert reader
    assert reader.standing is Standing.LEFT


@pytest.mark.parametrize(
    ("standing", "is_listed"),
    [(Standing.BOUNCED, True), (Standing.COMPLAINED, True), (Standing.LEFT, False)],
)
def test_the_receipt_says_whose_address_is_on_the_mail_services_list(
    standing: Standing, is_listed: bool
) -> None:
    there = PeopleShop()
    there.shop.subscribers.suppress(there.jo, standing, there.shop.clock())
    asked = there.asks(Type.ERASURE)

    there.executing.run(asked.id)

    done = there.request(asked.id)
    listed = Retained("mail_service_list", "undeliverable") in done.retained
    assert (done.state, listed) == (State.FULFILLED, is_listed)


def test_mails_about_the_request_itself_outlive_the_erasure() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ERASURE)

    there.executing.run(asked.id)

    left = {message.about for message in there.shop.tables.outbox.values()}
    assert left == {"privacy_received", "privacy_partly"}


def test_erasing_twice_changes_nothing_more() -> None:
    there = everything_of_jo()
    first = there.asks(Type.ERASURE)
    there.executing.run(first.id)
    order, reader = there.shop.order("ORDER1"), there.shop.subscribers.get(there.jo)

    second = there.asks(Type.ERASURE)
    there.executing.run(second.id)

    assert (there.shop.order("ORDER1"), there.shop.subscribers.get(there.jo)) == (order, reader)
    assert statuses(there, second.id)["orders"] == "nothing"
    assert there.request(first.id).contact is None


def test_what_the_owner_wrote_about_earlier_requests_goes_with_an_erasure() -> None:
    there = everything_of_jo()
    asked, clock = there.asks(Type.CORRECTION), there.shop.clock
    moved = Extension(date(2027, 1, 1), "Jo Quill's letters are in a box.", clock())
    longer = step(there.request(asked.id), clock(), "extended", extension=moved)
    there.shop.requests.commit(longer)
    refused = deny(longer.request, Reason.OTHER, clock(), "Jo Quill isn't who wrote.")
    there.shop.requests.commit(refused)

    there.executing.run(there.asks(Type.ERASURE).id)

    left = there.request(asked.id)
    assert "Quill" not in str(left)
    assert (left.reason, left.due_on) == (Reason.OTHER, longer.request.due_on)
    verify(there.shop.ledger.entries(left.chain))


def test_a_copy_of_before_goes_with_an_erasure() -> None:
    there = everything_of_jo()
    there.executing.run(there.asks(Type.ACCESS).id)
    before = dict(there.exports.files)

    there.executing.run(there.asks(Type.ERASURE).id)

    assert len(before) == 1
    assert there.exports.files == {}


@pytest.mark.promise("privacy/erased-everywhere")
def test_one_place_that_fails_leaves_the_others_done_and_is_gone_on_with() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ERASURE)
    down = PaymentsDown(there)

    down.executing.run(asked.id)
    while_down = there.request(asked.id)
    there.executing.sweep()

    assert while_down.state is State.EXECUTING
    assert {work.name for work in while_down.work if work.status == "failed"} == {"stripe"}
    assert there.shop.order("ORDER1").customer_mail is None
    assert there.request(asked.id).state is State.PARTIALLY_FULFILLED
    assert there.people.payments["pi_cs_1"].sent_to
    assert there.people.payments["pi_cs_1"].sent_to.name == "erased"


class PaymentsDown:
    """The same shop while Stripe doesn't answer."""

    def __init__(self, there: PeopleShop) -> None:
        self.executing: Executing = executing(
            there.shop,
            there.places._replace(people=Unreachable()),  # type: ignore[arg-type]  # it answers nothing
        )


class Unreachable:
    def __getattr__(self, name: str) -> object:
        raise PaymentsUnavailableError(name)


def test_an_order_that_isnt_delivered_yet_waits_for_the_owner_and_goes_on_when_she_says_so() -> (
    None
):
    there = PeopleShop()
    there.buys()
    asked = there.asks(Type.ERASURE)

    there.executing.sweep()
    waiting = there.request(asked.id)
    untouched = there.shop.order("ORDER1")
    there.shop.requests.commit(approve(waiting, there.shop.clock()))
    there.executing.sweep()

    assert (waiting.state, waiting.waits_for_owner) == (State.IN_REVIEW, True)
    assert untouched.customer_mail == JO
    assert there.request(asked.id).state is State.PARTIALLY_FULFILLED
    assert there.shop.order("ORDER1").customer_mail is None


def test_an_order_that_is_being_paid_holds_an_erasure_up_until_it_is_decided() -> None:
    there = PeopleShop()
    order = there.shop.buy("EMBER-RING")
    there.shop.payments.pay("cs_1", "unpaid")
    there.shop.settlement.handle(there.shop.event(order))
    asked = there.asks(Type.ERASURE)

    there.executing.run(asked.id)
    waiting = there.request(asked.id)
    there.shop.settlement.handle(there.shop.event(order, "async_payment_failed", number=2))
    there.executing.run(asked.id)

    assert waiting.state is State.EXECUTING
    assert [work.why for work in waiting.work if work.name == "orders"] == ["order_being_paid"]
    assert not there.request(asked.id).is_open
    assert there.shop.order("ORDER1").customer_mail is None


@pytest.mark.promise("privacy/set-aside")
def test_a_restriction_sets_one_flag_and_changes_nothing_of_what_is_held() -> None:
    there = everything_of_jo()
    before = dict(there.shop.tables.subscribers), dict(there.shop.tables.orders)
    asked = there.asks(Type.RESTRICTION)

    there.executing.run(asked.id)

    flag = there.shop.requests.restriction(there.jo)
    assert there.request(asked.id).state is State.FULFILLED
    assert flag
    assert (flag.request, flag.since) == (asked.id, there.shop.clock())
    assert (there.shop.tables.subscribers, there.shop.tables.orders) == before
    assert statuses(there, asked.id) == {"restriction": "done"}


@pytest.mark.promise("privacy/receipt")
def test_what_the_owner_gave_up_on_stands_in_the_receipt_with_all_else_that_stays() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ERASURE)
    working = executing(there.shop, there.places._replace(people=Refusing()))
    working.run(asked.id)
    stuck = there.request(asked.id)
    assert [work.name for work in stuck.work if work.status == "failed"] == ["stripe"]

    for change in finish(stuck, there.shop.clock(), Reason.OTHER, "Stripe closed our account."):
        there.shop.requests.commit(change)
    working.run(asked.id)

    done = there.request(asked.id)
    there.shop.delivery.sweep()
    (mail,) = [each for each in there.shop.mailer.sent if "but for a part" in each.subject]
    assert (done.state, done.reason) == (State.PARTIALLY_FULFILLED, Reason.OTHER)
    assert {(each.category, each.basis) for each in done.retained} >= {
        ("all_in_stripe", "not_erased"),
        ("orders", "tax_law"),
    }
    assert "There is a reason of its own: Stripe closed our account." in mail.text
    assert "What Stripe, the payment company, has of you: we couldn’t erase it there" in mail.text
    assert "the tax office may ask for it, until March 2, 2030." in mail.text


@pytest.mark.parametrize("kind", [Type.OPT_OUT, Type.WITHDRAWAL, Type.OBJECTION])
def test_what_a_page_left_in_the_middle_of_stopping_the_letter_is_swept_up(kind: Type) -> None:
    there = PeopleShop()
    there.reads_the_letter()
    asked = there.asks(kind)

    there.executing.sweep()

    reader = there.shop.subscribers.get(there.jo)
    assert there.request(asked.id).state is State.FULFILLED
    assert reader
    assert reader.standing is Standing.LEFT


def test_a_correction_is_left_to_the_owners_hands() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.CORRECTION)

    there.executing.sweep()
    there.executing.sweep()

    correcting = there.request(asked.id)
    assert (correcting.state, correcting.waits_for_owner) == (State.EXECUTING, True)


def test_an_appeal_of_an_appeal_ends_in_the_owners_hands_and_not_nowhere() -> None:
    there = PeopleShop()
    asked, clock = there.asks(Type.APPEAL), there.shop.clock
    refused = deny(there.request(asked.id), Reason.NO_MATCH, clock()).request
    contact = Contact(JO, appeal="It is mine.")
    heard = appeal(refused, contact, clock(), clock().date(), TERMS).request
    agreed = reverse(heard, clock())
    there.shop.tables.requests[asked.id] = agreed.request

    there.executing.sweep()

    begun = there.request(asked.id)
    assert (begun.state, begun.waits_for_owner) == (State.EXECUTING, True)
    *_, done = finish(begun, clock())
    assert done.request.state is State.FULFILLED


def test_the_stream_rings_and_never_fails_a_batch() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ERASURE)
    images = [
        {"id": {"S": "NOBODYS"}, "state": {"S": "executing"}},
        {"id": {"S": asked.id}, "state": {"S": "in_review"}},
        {"id": {"S": "WAITS"}, "state": {"S": "identity_pending"}},
    ]

    answer = there.executing.ring(
        {"Records": [{"dynamodb": {"NewImage": each}} for each in images]}
    )

    assert answer == {"moved": 1}
    assert not there.request(asked.id).is_open


def test_a_store_of_copies_that_is_down_leaves_the_request_to_be_gone_on_with(
    caplog: pytest.LogCaptureFixture,
) -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ACCESS)
    down = executing(there.shop, there.places._replace(exports=NoStore()))  # type: ignore[arg-type]  # it answers nothing

    moved = down.sweep()
    state = there.request(asked.id).state
    there.executing.sweep()

    assert moved == 0
    assert state is State.EXECUTING
    assert there.request(asked.id).state is State.FULFILLED
    assert JO not in caplog.text


class TakenBackMeanwhile:
    """A store that takes its time, in which the person takes their request back."""

    def __init__(self, there: PeopleShop, request_id: str) -> None:
        self._there = there
        self._request_id = request_id
        self.made = 0

    @contextlib.contextmanager
    def writing(self, key: str) -> Iterator[IO[bytes]]:
        there = self._there
        with there.exports.writing(key) as file:
            yield file
        self.made += len(there.exports.files)
        there.shop.requests.commit(revoke(there.request(self._request_id), there.shop.clock()))

    def delete(self, key: str) -> None:
        self._there.exports.delete(key)


class NoStore:
    def __getattr__(self, name: str) -> object:
        raise ExportsUnavailableError(name)


@pytest.mark.parametrize("decide", [approve, deny_as_fraud], ids=["approved", "denied"])
@pytest.mark.parametrize("rung", [True, False], ids=["rung", "swept"])
def test_a_proof_of_who_asks_is_there_until_the_decision_and_not_after_it(
    decide: Callable[[Request, datetime], RequestChange], rung: bool
) -> None:
    there = PeopleShop()
    there.buys()
    asked = there.asks(Type.ERASURE)
    there.executing.sweep()
    key = proof_key(asked.id, there.shop.address_key)
    there.exports.files[key] = b"a picture"
    there.executing.sweep()
    while_she_looks = dict(there.exports.files)

    decided = decide(there.request(asked.id), there.shop.clock())
    there.shop.requests.commit(decided)
    if rung:
        image = {"id": {"S": asked.id}, "state": {"S": decided.request.state.value}}
        there.executing.ring({"Records": [{"dynamodb": {"NewImage": image}}]})
    else:
        there.executing.sweep()

    assert list(while_she_looks) == [key]
    assert there.exports.files == {}


def insisting() -> tuple[PeopleShop, Request, str]:
    """An owner who insists on an ID, a request that waits for her, and its picture's key."""
    there = PeopleShop()
    insists = msgspec.structs.replace(FACTS, privacy=PrivacyFacts(insist_on_id=True))
    publish(msgspec.structs.replace(RELEASE, shop=insists), there.shop.shelf)
    there.buys()
    asked = there.asks(Type.ERASURE)
    there.executing.sweep()
    return there, there.request(asked.id), proof_key(asked.id, there.shop.address_key)


def test_a_picture_is_gone_within_thirty_days_whatever_she_decides_later() -> None:
    there, asked, key = insisting()
    there.proofs.hand_in(key, b"a picture")
    there.shop.clock.forward(days=28, seconds=86399)
    there.executing.ring(SCHEDULE)
    on_the_29th_day = list(there.exports.files)

    there.shop.clock.forward(seconds=1)
    there.executing.ring(SCHEDULE)

    assert on_the_29th_day == [key]
    assert there.exports.files == {}
    assert there.request(asked.id).state is State.IN_REVIEW


def test_a_picture_that_comes_after_the_decision_is_deleted_by_the_next_round() -> None:
    """A form that was opened before it is good for ten minutes."""
    there, asked, key = insisting()
    there.shop.requests.commit(deny_as_fraud(asked, there.shop.clock()))
    there.executing.ring(SCHEDULE)
    there.shop.delivery.sweep()
    there.proofs.hand_in(key, b"a picture")

    there.executing.ring(SCHEDULE)

    assert there.exports.files == {}


def test_pictures_of_requests_that_nobody_knows_go_and_copies_stay() -> None:
    there, _, key = insisting()
    there.proofs.hand_in(key, b"a picture")
    there.proofs.hand_in("proofs/GONE/abc", b"a picture")
    there.exports.files["exports/GONE/abc.zip"] = b"a copy"

    there.executing.ring(SCHEDULE)

    assert set(there.exports.files) == {key, "exports/GONE/abc.zip"}


class NoBucket:
    def every(self) -> Iterator[Proof]:
        raise ExportsUnavailableError("down")


def test_a_bucket_that_is_down_keeps_no_request_waiting(caplog: pytest.LogCaptureFixture) -> None:
    there, _, _ = insisting()
    working = executing(there.shop, there.places, NoBucket())  # type: ignore[arg-type]  # it answers nothing
    other = there.asks(Type.ACCESS, "al@buyer.example")

    answer = working.ring(SCHEDULE)

    assert answer == {"moved": 1}
    assert there.request(other.id).state is State.FULFILLED
    assert "pictures weren't swept" in caplog.text


def test_a_copy_of_what_was_taken_back_while_it_was_made_is_gone() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ACCESS)
    slow = TakenBackMeanwhile(there, asked.id)

    moved = executing(there.shop, there.places._replace(exports=slow)).run_each([asked.id])

    assert (moved, slow.made) == (0, 1)
    assert there.request(asked.id).state is State.REVOKED
    assert there.exports.files == {}


def test_a_copy_that_is_made_again_takes_the_place_of_the_first() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ACCESS)

    there.executing.run(asked.id)
    first = dict(there.exports.files)
    done = there.request(asked.id)
    again = msgspec.structs.replace(done, state=State.EXECUTING, revision=done.revision)
    there.shop.tables.requests[asked.id] = again
    there.executing.run(asked.id)

    assert there.exports.files.keys() == first.keys()


def test_a_mail_that_is_just_being_sent_is_waited_for() -> None:
    there = everything_of_jo()
    asked = there.asks(Type.ERASURE)
    mail = there.shop.outbox.get("confirmation-ORDER1")
    assert mail
    claimed = outbox.claimed(mail, there.shop.clock())
    there.shop.outbox.swap(mail, claimed)

    there.executing.run(asked.id)
    waiting = there.request(asked.id)
    there.shop.outbox.swap(claimed, outbox.done(claimed, "ses-1", there.shop.clock()))
    there.executing.sweep()

    assert [work.why for work in waiting.work if work.status == "failed"] == ["mail_being_sent"]
    assert not there.request(asked.id).is_open
    assert there.shop.outbox.get("confirmation-ORDER1") is None


def test_money_that_is_owed_goes_back_whoever_is_forgotten() -> None:
    there = everything_of_jo()
    there.shop.outbox.add(outbox.refund("ORDER1", there.shop.clock()))

    there.executing.run(there.asks(Type.ERASURE).id)

    assert there.shop.outbox.get("refund-ORDER1")
    assert there.shop.order("ORDER1").payment_intent


def test_the_receipt_says_until_when_it_is_known_that_there_was_a_request() -> None:
    there = PeopleShop()
    asked = there.asks(Type.ERASURE)

    there.executing.run(asked.id)

    until = {each.category: each.until for each in there.request(asked.id).retained}
    assert until == {"suppression": None, "request_log": date(2028, 3, 2)}
