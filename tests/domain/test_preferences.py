"""What a reader may choose, and how little a goodbye's link may."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from domain.links import LinkError
from domain.newsletter import WrittenAlreadyError
from domain.preferences import (
    LONGEST_NAME,
    MOVE_WITHIN,
    AddressSuppressedError,
    Choices,
    NoTopicError,
    PauseError,
    ReaderNameError,
    SameAddressError,
    read_name,
    stored,
)
from domain.subscribers import StaleSubscriberError, Standing, Subscriber, SubscriberChange
from tests.letters import AL, JO, Reading, reading
from tests.samples import NOON

BOTH = ("new-pieces", "workshop")
NEW = "jo@elsewhere.example"


@pytest.fixture
def shop() -> Reading:
    """With one reader, Jo."""
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer", name="Jo")
    shop.post()
    shop.newsletter.confirm(shop.token("confirm", JO))
    return shop


def goodbye(shop: Reading) -> str:
    return shop.letter_links.sign_goodbye(shop.address_key.id_of(JO))


def choosing(shop: Reading, address: str = JO) -> str:
    until = shop.clock() + timedelta(hours=1)
    return shop.letter_links.sign("choices", shop.address_key.id_of(address), until)


def jo(shop: Reading) -> Subscriber:
    record = shop.record(JO)
    assert record
    return record


def test_a_link_to_what_is_stored_comes_by_mail_and_works_for_an_hour(shop: Reading) -> None:
    shop.newsletter.ask_for_choices(JO)
    shop.post()
    token = shop.token("choices", JO)

    shop.clock.forward(minutes=59)
    reader = shop.newsletter.reader(token)
    shop.clock.forward(minutes=1)
    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.reader(token)

    assert reader == shop.record(JO)


def test_nobody_keeps_a_reader_from_their_link_by_asking_for_another_tag(shop: Reading) -> None:
    shop.newsletter.ask_for_choices("jo+somebody@reader.example")
    shop.newsletter.ask_for_choices("j.o@reader.example")
    shop.post()
    before = len(shop.mailer.sent)

    for _ in range(2):
        shop.newsletter.ask_for_choices(JO)
        shop.post()

    assert [letter.recipient for letter in shop.mailer.sent[before:]] == [JO]


@pytest.mark.parametrize("state", ["unknown", "pending", "left", "bounced"])
def test_who_gets_no_letters_gets_no_link(state: str) -> None:
    shop = reading()
    if state == "pending":
        shop.newsletter.ask_to_join(JO, "footer")
        shop.post()
    elif state != "unknown":
        shop.subscribers.suppress(shop.address_key.id_of(JO), Standing(state), NOON)
    sent = len(shop.mailer.sent)

    shop.newsletter.ask_for_choices(JO)
    shop.post()

    assert len(shop.mailer.sent) == sent
    assert shop.tables.asks == {}


def test_choices_are_kept_as_they_were_chosen(shop: Reading) -> None:
    chosen = Choices(("workshop",), fewer=True, paused_until=date(2026, 6, 1), name="Joan")

    shop.newsletter.choose(choosing(shop), chosen)

    record = jo(shop)
    assert (record.topics, record.fewer, record.name) == (("workshop",), True, "Joan")
    assert record.paused_until is not None
    assert record.paused_until.isoformat() == "2026-06-01T05:00:00+00:00"


def test_letters_come_again_on_the_day_that_a_pause_ends(shop: Reading) -> None:
    shop.newsletter.choose(choosing(shop), Choices(BOTH, paused_until=date(2026, 6, 1)))

    paused_until = jo(shop).paused_until
    assert paused_until
    assert not jo(shop).wants("workshop", paused_until - timedelta(seconds=1))
    assert jo(shop).wants("workshop", paused_until)


def test_choosing_without_a_pause_ends_one(shop: Reading) -> None:
    shop.newsletter.choose(choosing(shop), Choices(BOTH, paused_until=date(2026, 6, 1)))

    shop.newsletter.choose(choosing(shop), Choices(BOTH))

    assert jo(shop).wants("workshop", NOON)


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (date(2026, 3, 2), "past"),
        (date(2025, 1, 1), "past"),
        (date(2027, 3, 4), "too_long"),
        (date(9999, 12, 31), "too_long"),
    ],
)
def test_a_pause_ends_after_today_and_within_a_year(
    shop: Reading, until: date, reason: str
) -> None:
    before = jo(shop)

    with pytest.raises(PauseError, match=reason):
        shop.newsletter.choose(choosing(shop), Choices(BOTH, paused_until=until))

    assert jo(shop) == before


def test_all_topics_are_those_to_come_too_and_a_choice_isnt(shop: Reading) -> None:
    shop.newsletter.choose(choosing(shop), Choices(BOTH))
    everything = jo(shop).wants("a-topic-to-come", NOON)
    shop.newsletter.choose(choosing(shop), Choices(("workshop", "no-such-topic")))

    assert everything
    assert jo(shop).topics == ("workshop",)
    assert not jo(shop).wants("new-pieces", NOON)


def test_letters_about_nothing_arent_a_choice(shop: Reading) -> None:
    with pytest.raises(NoTopicError):
        shop.newsletter.choose(choosing(shop), Choices(("no-such-topic",)))


def test_a_link_of_who_has_left_meanwhile_changes_nothing(shop: Reading) -> None:
    token = choosing(shop)
    shop.newsletter.leave(goodbye(shop))

    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.choose(token, Choices(BOTH))

    assert jo(shop).standing is Standing.LEFT


def test_a_goodbyes_link_makes_letters_fewer_and_never_more(shop: Reading) -> None:
    token = goodbye(shop)

    shop.newsletter.reduce(token, only=["workshop"])
    narrowed = jo(shop)
    shop.newsletter.reduce(token, fewer=True)
    shop.newsletter.reduce(token, only=BOTH)
    shop.newsletter.reduce(token, only=BOTH, fewer=False)

    assert (narrowed.topics, narrowed.fewer) == (("workshop",), False)
    assert (jo(shop).topics, jo(shop).fewer) == (("workshop",), True)
    with pytest.raises(NoTopicError):
        shop.newsletter.reduce(token, only=["new-pieces"])


def test_reducing_twice_is_once(shop: Reading) -> None:
    shop.newsletter.reduce(goodbye(shop), fewer=True)
    once = jo(shop)

    shop.newsletter.reduce(goodbye(shop), fewer=True)

    assert jo(shop) == once


def test_a_goodbyes_link_brings_nobody_back(shop: Reading) -> None:
    shop.newsletter.leave(goodbye(shop))
    left = jo(shop)

    shop.newsletter.reduce(goodbye(shop), only=BOTH, fewer=True)

    assert jo(shop) == left


def test_who_moves_confirms_at_the_new_address_and_the_old_address_is_forgotten(
    shop: Reading,
) -> None:
    shop.newsletter.choose(choosing(shop), Choices(("workshop",), fewer=True, name="Jo"))
    before = jo(shop)
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()
    in_between = shop.record(NEW)
    shop.clock.forward(hours=5)

    shop.newsletter.move(shop.token("move", NEW))

    assert in_between is None
    assert jo(shop) == Subscriber(
        before.id,
        Standing.LEFT,
        shop.clock(),
        before.revision + 2,
        moved_to=shop.address_key.id_of(NEW),
    )
    assert shop.record(NEW) == msgspec.structs.replace(
        before, id=shop.address_key.id_of(NEW), address=NEW, since=shop.clock(), revision=1
    )
    assert JO not in str(shop.tables.subscribers)


def test_until_the_new_address_says_yes_the_letter_stays_where_it_is(shop: Reading) -> None:
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()

    seen = shop.newsletter.to_move(shop.token("move", NEW))

    assert seen == jo(shop)
    assert (seen.address, seen.standing) == (JO, Standing.SUBSCRIBED)


def test_moving_twice_is_once(shop: Reading) -> None:
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()
    token = shop.token("move", NEW)
    once = shop.newsletter.move(token)

    twice = shop.newsletter.move(token)

    assert once == twice == shop.record(NEW) == shop.newsletter.to_move(token)


def test_a_move_that_nobody_confirmed_is_forgotten_and_changes_nothing(shop: Reading) -> None:
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()
    token = shop.token("move", NEW)
    shop.clock.forward(seconds=MOVE_WITHIN.total_seconds())

    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.move(token)
    shop.lapsing.sweep()

    assert NEW not in str(shop.tables.subscribers)
    assert jo(shop).wants("workshop", shop.clock())


def test_a_move_elsewhere_takes_the_first_ones_link_its_power(shop: Reading) -> None:
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()
    shop.newsletter.ask_to_move(choosing(shop), AL)
    shop.post()

    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.move(shop.token("move", NEW))

    assert shop.newsletter.move(shop.token("move", AL)).address == AL


def test_one_mailbox_is_asked_once_a_day_whether_a_letter_should_move_there(shop: Reading) -> None:
    shop.newsletter.ask_to_move(choosing(shop), NEW)

    with pytest.raises(WrittenAlreadyError):
        shop.newsletter.ask_to_move(choosing(shop), "jo+b@elsewhere.example")

    shop.post()
    assert [each.recipient for each in shop.mailer.sent[1:]] == [NEW]


def test_who_wants_to_move_elsewhere_before_the_first_mail_went_gets_one_mail_there(
    shop: Reading,
) -> None:
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.newsletter.ask_to_move(choosing(shop), AL)

    shop.post()

    assert [each.recipient for each in shop.mailer.sent[1:]] == [AL]


def test_moving_to_where_the_letter_comes_already_is_told(shop: Reading) -> None:
    with pytest.raises(SameAddressError):
        shop.newsletter.ask_to_move(choosing(shop), JO.upper())


def test_where_the_letter_comes_already_both_are_one_with_what_was_chosen_there(
    shop: Reading,
) -> None:
    shop.newsletter.ask_to_join(AL, "footer")
    shop.post()
    there = shop.newsletter.confirm(shop.token("confirm", AL))
    shop.newsletter.ask_to_move(choosing(shop), AL)
    shop.post()

    shop.newsletter.move(shop.token("move", AL))

    assert shop.record(AL) == there
    assert jo(shop).moved_to == there.id
    assert JO not in str(shop.tables.subscribers)


def test_a_letter_moves_to_an_address_that_had_left_by_its_own_yes(shop: Reading) -> None:
    shop.newsletter.leave_by_address(NEW)
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()

    shop.newsletter.move(shop.token("move", NEW))

    record = shop.record(NEW)
    assert record
    assert (record.standing, record.revision) == (Standing.SUBSCRIBED, 2)


def test_no_letter_moves_to_where_a_complaint_came_from(shop: Reading) -> None:
    shop.subscribers.suppress(shop.address_key.id_of(NEW), Standing.COMPLAINED, NOON)
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()

    with pytest.raises(AddressSuppressedError):
        shop.newsletter.move(shop.token("move", NEW))

    assert jo(shop).standing is Standing.SUBSCRIBED


def test_who_left_in_the_meantime_doesnt_move(shop: Reading) -> None:
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()
    shop.newsletter.leave(goodbye(shop))

    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.move(shop.token("move", NEW))

    assert shop.record(NEW) is None


def test_the_mail_to_a_new_address_ends_letters_there_and_not_where_they_come(
    shop: Reading,
) -> None:
    shop.newsletter.ask_to_move(choosing(shop), NEW)
    shop.post()

    shop.newsletter.leave(shop.token("leave", NEW))

    there = shop.record(NEW)
    assert there
    assert there.standing is Standing.LEFT
    assert jo(shop).standing is Standing.SUBSCRIBED


def move(shop: Reading, address: str, to: str) -> None:
    shop.newsletter.ask_to_move(choosing(shop, address), to)
    shop.post()
    shop.newsletter.move(shop.token("move", to))


def test_a_letter_from_before_a_move_still_ends_the_letters(shop: Reading) -> None:
    old = shop.letter_links.sign_goodbye(shop.address_key.id_of(JO), "spring")
    move(shop, JO, NEW)
    move(shop, NEW, AL)

    gone = shop.newsletter.leave(old)

    record = shop.record(AL)
    assert record
    assert record.standing is Standing.LEFT
    assert (gone.subscriber, gone.letter, gone.changed) == (record.id, "spring", True)


@pytest.mark.parametrize("later", ["asked anew", "bounced", "ended", "confirmed anew"])
def test_a_letter_from_before_a_move_ends_the_letters_whatever_became_of_the_old_address(
    shop: Reading, later: str
) -> None:
    old = shop.letter_links.sign_goodbye(shop.address_key.id_of(JO), "spring")
    move(shop, JO, NEW)
    if later == "bounced":
        shop.subscribers.suppress(shop.address_key.id_of(JO), Standing.BOUNCED, shop.clock())
    else:
        shop.clock.forward(days=1)
        shop.newsletter.ask_to_join(JO, "footer")
        shop.post()
    if later == "confirmed anew":
        shop.newsletter.confirm(shop.token("confirm", JO))
    if later == "ended":
        shop.newsletter.leave_by_address(JO)

    gone = shop.newsletter.leave(old)

    records = [shop.record(JO), shop.record(NEW)]
    assert gone.changed
    assert all(record and record.is_suppressed for record in records)


def test_a_letter_from_before_a_move_makes_letters_fewer_where_they_come_now(
    shop: Reading,
) -> None:
    old = goodbye(shop)
    move(shop, JO, NEW)

    shop.newsletter.reduce(old, fewer=True)

    record = shop.record(NEW)
    assert record
    assert record.fewer


def test_who_moves_there_and_back_is_where_they_were(shop: Reading) -> None:
    move(shop, JO, NEW)
    shop.clock.forward(days=1)
    move(shop, NEW, JO)

    assert jo(shop).standing is Standing.SUBSCRIBED
    assert shop.newsletter.leave(goodbye(shop)).changed
    assert jo(shop).standing is Standing.LEFT


def test_all_that_is_stored_is_shown(shop: Reading) -> None:
    shown = stored(jo(shop))

    record = jo(shop)
    assert msgspec.convert(shown, Subscriber) == record
    assert {"address", "name", "consent", "confirmed_at", "standing", "id"} <= set(shown)


def test_a_decision_is_made_again_where_somebody_was_quicker(shop: Reading) -> None:
    class Hurried:
        """A book in which somebody else writes between each read and write, three times."""

        times = 3

        def __getattr__(self, name: str) -> object:
            return getattr(shop.subscribers, name)

        def commit(self, change: SubscriberChange) -> None:
            if self.times:
                self.times -= 1
                raise StaleSubscriberError
            shop.subscribers.commit(change)

    hurried = msgspec.structs.replace(shop.newsletter, book=Hurried())

    hurried.choose(choosing(shop), Choices(("workshop",)))

    assert jo(shop).topics == ("workshop",)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("  Jo \n Lee ", "Jo Lee"), ("", None), (" \t", None), ("J\x00o", "J o"), ("Zoë", "Zoë")],
)
def test_a_name_is_one_line(typed: str, read: str | None) -> None:
    assert read_name(typed) == read


def test_a_name_as_long_as_a_book_is_none() -> None:
    assert read_name("x" * LONGEST_NAME)
    with pytest.raises(ReaderNameError):
        read_name("x" * (LONGEST_NAME + 1))
