"""What a copy has and an erasure takes where somebody moved to another address, or is asked to."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from domain import outbox
from domain.consent import Consent
from domain.preferences import MOVE_WITHIN, moved, moving
from domain.reader_sends import ReaderSend
from domain.request_states import State, Type
from domain.subscribers import Standing, Subscriber, SubscriberChange
from tests.fixtures.people import JO, PeopleShop, executing
from tests.policies import POLICIES
from tests.samples import NOON

AL, NEW = "al@reader.example", "jo@newest.example"
CONSENT = Consent("newsletter", "Send me the letter", "page", NOON, (POLICIES[0].ref,))


class Moving(PeopleShop):
    def id_of(self, address: str) -> str:
        return self.shop.address_key.id_of(address)

    def record(self, address: str) -> Subscriber:
        found = self.shop.subscribers.get(self.id_of(address))
        assert found
        return found

    def reads(self, address: str) -> None:
        record = Subscriber(
            *(self.id_of(address), Standing.SUBSCRIBED, NOON),
            address=address,
            name="A Reader",
            consent=CONSENT,
            confirmed_at=NOON,
        )
        self.shop.subscribers.commit(SubscriberChange(record))
        self.was_sent(address, "six-stones")

    def was_sent(self, address: str, letter: str) -> None:
        self.shop.tables.letters[letter] = NOON
        self.shop.tables.sends[letter, self.id_of(address)] = ReaderSend(
            letter, self.id_of(address), "sent", NOON
        )

    def asks_to_move(self, address: str, to: str) -> None:
        new_id, now = self.id_of(to), self.shop.clock()
        mail = outbox.of_the_letter(
            "letter_moving", "m", now, subscriber=self.id_of(address), reader=new_id
        )
        change = moving(self.record(address), to, new_id, now)
        self.shop.subscribers.commit(SubscriberChange(change, (mail,)))

    def moves(self, address: str, to: str) -> None:
        self.asks_to_move(address, to)
        there = self.shop.subscribers.get(self.id_of(to))
        change = moved(self.record(address), self.id_of(to), there, self.shop.clock())
        self.shop.subscribers.commit(change)
        self.was_sent(to, "the-heater")

    def erases(self, address: str) -> None:
        asked = self.asks(Type.ERASURE, address)
        self.executing.run(asked.id)
        assert self.request(asked.id).state in {State.FULFILLED, State.PARTIALLY_FULFILLED}

    def copy_for(self, address: str) -> dict[str, Any]:
        self.executing.run(self.asks(Type.ACCESS, address).id)
        (file,) = self.exports.files.values()
        data: dict[str, Any] = json.loads(zipfile.ZipFile(io.BytesIO(file)).read("data.json"))
        return data

    def traces(self, address: str) -> list[str]:
        """Records and letters that have anything of that address."""
        hashed, tables = self.id_of(address), self.shop.tables
        kept = [*tables.subscribers.items(), *tables.sends.items(), *tables.outbox.items()]
        named = [str(key) for key, each in kept if hashed in f"{key}{each!r}"]
        return [each for each in named if "privacy" not in each]


@pytest.fixture
def there() -> Moving:
    """A shop in which Al reads the letter."""
    there = Moving()
    there.reads(AL)
    return there


def test_a_copy_says_that_a_move_to_the_address_was_asked_for_and_nothing_of_who_asked(
    there: Moving,
) -> None:
    there.asks_to_move(AL, NEW)

    data = there.copy_for(NEW)

    asked_at = there.shop.clock().isoformat().replace("+00:00", "Z")
    until = (there.shop.clock() + MOVE_WITHIN).isoformat().replace("+00:00", "Z")
    assert data["moves"] == [
        {
            "what": "asked_to_move_here",
            "address": NEW,
            "asked_at": asked_at,
            "waits_until": until,
        }
    ]
    assert [each["about"] for each in data["mails"]] == ["letter_moving", "privacy_received"]
    assert not any(each in json.dumps(data) for each in (AL, "A Reader", there.id_of(AL)))


def test_an_erasure_drops_a_move_to_the_address_and_leaves_the_other_reader_alone(
    there: Moving,
) -> None:
    before = there.record(AL)
    there.asks_to_move(AL, NEW)

    there.erases(NEW)

    assert there.record(AL) == msgspec.structs.replace(before, revision=before.revision + 2)
    assert there.traces(NEW) == [there.id_of(NEW)]
    assert NEW not in str(there.shop.tables.subscribers)


def test_of_many_who_mistyped_the_same_address_each_is_found(there: Moving) -> None:
    there.reads(JO)
    there.asks_to_move(AL, NEW)
    other = moving(there.record(JO), NEW, there.id_of(NEW), NOON + timedelta(hours=1))
    there.shop.subscribers.commit(SubscriberChange(other))

    assert len(there.copy_for(NEW)["moves"]) == 2
    there.erases(NEW)
    assert [there.record(each).moving_to for each in (AL, JO)] == [None, None]


def test_who_asks_at_the_address_that_they_moved_to_gets_all_and_leaves_two_hashes(
    there: Moving,
) -> None:
    there.reads(JO)
    there.moves(JO, NEW)

    data = there.copy_for(NEW)
    there.erases(NEW)

    assert [each["what"] for each in data["moves"]] == ["moved_here"]
    assert {each["letter"] for each in data["letters_sent"]} == {"six-stones", "the-heater"}
    old, new = there.record(JO), there.record(NEW)
    assert old == Subscriber(old.id, Standing.LEFT, old.since, old.revision)
    assert new == Subscriber(new.id, Standing.LEFT, new.since, new.revision)
    assert there.traces(NEW) == [new.id]
    assert there.traces(JO) == [old.id]
    assert there.shop.tables.sends.keys() == {("six-stones", there.id_of(AL))}


def test_who_asks_at_their_old_address_gets_no_letters_at_the_new_one_either(
    there: Moving,
) -> None:
    there.reads(JO)
    there.moves(JO, NEW)

    data = there.copy_for(JO)
    there.erases(JO)

    assert (data["letter"][0]["standing"], data["letter"][0]["moved_away"]) == ("left", True)
    assert not any(each in json.dumps(data) for each in (NEW, there.id_of(NEW)))
    old, new = there.record(JO), there.record(NEW)
    assert old == Subscriber(old.id, Standing.LEFT, old.since, old.revision)
    assert (new.standing, new.address) == (Standing.LEFT, None)


def test_an_old_address_that_is_somebody_elses_by_now_loses_only_what_leads_to_the_erased_one(
    there: Moving,
) -> None:
    there.reads(JO)
    there.moves(JO, NEW)
    old = there.record(JO)
    anew = Subscriber(
        *(old.id, Standing.SUBSCRIBED, NOON, old.revision + 1),
        address=JO,
        consent=CONSENT,
        moved_to=old.moved_to,
    )
    there.shop.subscribers.commit(SubscriberChange(anew))

    there.erases(NEW)

    assert there.record(JO) == msgspec.structs.replace(
        anew, revision=anew.revision + 1, moved_to=None
    )
    assert ("six-stones", there.id_of(JO)) in there.shop.tables.sends


class BusyReaders:
    """Somebody else is always quicker."""

    def __init__(self, there: Moving) -> None:
        self._inner = there.shop.subscribers
        self.busy = True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — whatever the inner one has
        return getattr(self._inner, name)

    def commit(self, change: SubscriberChange) -> None:
        if self.busy and change.subscriber:
            stands = self._inner.get(change.subscriber.id)
            assert stands
            more = msgspec.structs.replace(stands, revision=stands.revision + 1)
            self._inner.commit(SubscriberChange(more))
        self._inner.commit(change)


def test_a_record_that_changes_meanwhile_is_gone_on_with_later(there: Moving) -> None:
    there.asks_to_move(AL, NEW)
    readers = BusyReaders(there)
    working = executing(there.shop, there.places._replace(subscribers=readers))
    asked = there.asks(Type.ERASURE, NEW)
    working.run(asked.id)
    while_busy = there.request(asked.id)

    readers.busy = False
    working.sweep()

    assert while_busy.state is State.EXECUTING
    assert there.request(asked.id).state is State.FULFILLED
    assert there.record(AL).moving_to is None
